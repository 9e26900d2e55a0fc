// Holds the maps of the wall: the district, its dense part magnified, and the equal tiles where there is room.
// They are drawn smaller and enlarged by the style sheet, so that their letters and signs grow with everything else.

import { boot, t } from "../map/boot.js";
import { nextPaint } from "../map/first-picture.js";
import { Tiles } from "../map/tiles.js";
import { token } from "../map/theme.js";
import { aspect, Dense, densePart, inner, outline, Wide } from "./dense.js";
import { scaled } from "./scale.js";

/** @typedef {import("../map/gl-view.js").GlView} GlView */
/** @typedef {import("../map/svg-view.js").SvgView} SvgView */
/** @typedef {import("../map/situation.js").Unit} Unit */
/** @typedef {{place: HTMLElement, box: HTMLElement, view: GlView|null}} Screen */

const SMALLEST = 18; // pixels of letters at 1080p
const LETTERS = SMALLEST / 12; // 12 pixels are the smallest letters of the map
const EASE = 1800; // milliseconds
const TILES = 1.35; // breadth of the tiles, of the broader map's
const RESTORED = 2000; // milliseconds in which a browser gives the graphics back
const hands = { onHover: () => {}, onPick: () => {} };
const root = document.documentElement;

export class Stage {
  /**
   * @param {import("../map/situation.js").Situation} situation
   * @param {import("../map/filter.js").Filter} filter
   * @param {{still: boolean, ground: "map"|"tiles"}} options
   */
  constructor(situation, filter, { still, ground }) {
    this.situation = situation;
    this.filter = filter;
    this.ease = still ? 0 : EASE;
    this.ground = ground;
    this.box = densePart(situation.units.values(), boot.bounds);
    /** @type {Record<"main"|"inset"|"tiles", Screen>} */
    this.screens = { main: screen("stage-main"), inset: screen("stage-inset"), tiles: screen("stage-tiles") };
    /** @type {SvgView|null} where there are no graphics */
    this.plain = null;
    /** @type {Tiles|null} */
    this.tiles = null;
    /** @type {string|null} what the camera looks at: a unit, a township; null: the district */
    this.place = null;
    /** @type {((unit: Unit) => boolean)|null} */
    this.matches = null;
    /** @type {Set<string>} */
    this.arrived = new Set();
    /** @type {Map<string, any>|undefined} of the layers of signs, as they are without the inset */
    this.filters = undefined;
    this.frame = /** @type {HTMLElement} */ (document.querySelector(".wall-stage"));
    this.building = Promise.resolve();
    root.dataset.inset = String(this.box !== null);
    root.dataset.ground = ground;
  }

  /** Draw all maps. */
  start() {
    this.building = this.building.then(() => this.#build());
    return this.building;
  }

  /** Draw all maps anew: the window has another size, or the graphics were lost. */
  async rebuild() {
    this.building = this.building.then(async () => {
      if (this.plain) {
        this.#fit();
        this.#letter();
        return;
      }
      for (const { view, box } of Object.values(this.screens)) {
        view?.map.remove();
        box.replaceChildren();
      }
      for (const one of Object.values(this.screens)) one.view = null;
      this.tiles = null;
      this.filters = undefined;
      await this.#build();
    });
    return this.building;
  }

  async #build() {
    this.#fit();
    try {
      const { GlView } = await import("../map/gl-view.js");
      for (const [name, ground] of await this.#grounds()) await this.#open(GlView, name, ground);
    } catch (error) {
      console.warn("no WebGL 2, the map is static:", error);
      await this.#flat();
    }
    this.#declutter();
    this.look(this.place, this.matches);
    if (this.arrived.size) this.point(this.arrived);
    await Promise.all(this.#views.map((view) => view.drawn()));
  }

  /** Return which maps there are now, and what the units stand on. @returns {Promise<Array<["main"|"inset"|"tiles", import("../map/ground.js").Ground]>>} */
  async #grounds() {
    const wide = root.dataset.wide === "true";
    const tiles = wide || this.ground === "tiles" ? await this.#tiles() : null;
    const geography = new Wide(this.situation);
    if (!wide && tiles) return [["main", tiles]];
    /** @type {Array<["main"|"inset"|"tiles", import("../map/ground.js").Ground]>} */
    const grounds = [["main", geography]];
    if (this.box) grounds.push(["inset", new Dense(this.situation, this.box)]);
    if (tiles) grounds.push(["tiles", tiles]);
    return grounds;
  }

  async #tiles() {
    this.tiles ??= await Tiles.open(this.situation, this.filter);
    this.tiles.order = "code";
    this.tiles.sort();
    return this.tiles;
  }

  /**
   * @param {typeof import("../map/gl-view.js").GlView} View
   * @param {"main"|"inset"|"tiles"} name
   * @param {import("../map/ground.js").Ground} ground
   */
  async #open(View, name, ground) {
    const one = this.screens[name];
    const view = new View(one.box, hands, ground, { pixelRatio: devicePixelRatio * scaled() * LETTERS, ease: this.ease });
    one.view = view;
    await view.start(this.situation);
    await view.dress();
    view.map.getCanvas().addEventListener("webglcontextlost", () => {
      setTimeout(() => { if (one.view === view) this.rebuild(); }, RESTORED); // not when the map was taken away
    });
  }

  /** Draw without graphics: one static map. */
  async #flat() {
    const { SvgView } = await import("../map/svg-view.js");
    for (const { box } of Object.values(this.screens)) box.replaceChildren();
    for (const one of Object.values(this.screens)) one.view = null;
    root.dataset.inset = "false";
    root.dataset.view = "static";
    /** @type {HTMLElement} */ (document.getElementById("static-notice")).hidden = false;
    this.plain = new SvgView(this.screens.main.box, hands);
    this.#fit();
    await this.plain.start(this.situation);
    await this.plain.dress();
    await nextPaint();
    this.#letter();
  }

  /** Write the names of the static map as large as all others, and leave out those that have no room. */
  #letter() {
    const svg = this.plain?.svg;
    if (!svg) return;
    const { width, height } = svg.getBoundingClientRect();
    const { width: across, height: down } = svg.viewBox.baseVal;
    svg.style.setProperty("--letters", `${((SMALLEST * scaled()) / Math.min(width / across, height / down)).toFixed(2)}px`);
    /** @type {DOMRect[]} */
    const taken = [];
    const room = new Map(this.situation.townships.map((town) => [town.short_name, area(this.situation.bounds(town.code))]));
    const names = [...svg.querySelectorAll(".town-name")].sort((one, other) => (room.get(other.textContent ?? "") ?? 0) - (room.get(one.textContent ?? "") ?? 0));
    for (const name of names) name.removeAttribute("data-left-out"); // one that is left out has no size
    for (const name of names) {
      const box = name.getBoundingClientRect();
      const free = taken.every((other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
      name.toggleAttribute("data-left-out", !free);
      if (free) taken.push(box);
    }
  }

  /** Give each map the size of its place, in its own smaller pixels. */
  #fit() {
    const wide = root.dataset.wide === "true";
    const alone = this.plain !== null || (this.ground === "tiles" && !wide);
    const parts = alone || !this.box ? [1] : [aspect(boot.bounds), aspect(this.box)];
    if (wide && !this.plain) parts.push(TILES * Math.max(...parts));
    this.frame.style.gridTemplateColumns = parts.map((part) => `minmax(0, ${part.toFixed(3)}fr)`).join(" ");
    const size = scaled() * LETTERS;
    for (const { place, box } of Object.values(this.screens)) {
      box.style.width = `${Math.round(place.clientWidth / size)}px`;
      const below = /** @type {HTMLElement|null} */ (place.querySelector("p"))?.offsetHeight ?? 0;
      box.style.height = `${Math.round((place.clientHeight - below) / size)}px`;
      box.style.transform = `scale(${size})`;
    }
    const { main, inset } = this.screens;
    const told = /** @type {HTMLElement} */ (inset.place.querySelector(".magnified"));
    if (this.box && inset.place.clientWidth) told.textContent = t("The dense part, {n} × as large", { n: this.#magnified(main, inset).toFixed(1) });
  }

  /** @param {Screen} main @param {Screen} inset */
  #magnified(main, inset) {
    const [west, south, east, north] = boot.bounds;
    const box = this.box ?? boot.bounds;
    const across = Math.min(main.place.clientWidth / (east - west), main.place.clientHeight / (north - south));
    return Math.min(inset.place.clientWidth / (box[2] - box[0]), inset.place.clientHeight / (box[3] - box[1])) / across;
  }

  /** @returns {GlView[]} */
  get #views() {
    return Object.values(this.screens).flatMap(({ view }) => (view ? [view] : []));
  }

  /** Show on the district's map where the inset lies; there, its signs are drawn in the inset alone. */
  #declutter() {
    const view = this.screens.main.view;
    if (!view || !this.box || !this.screens.inset.view) return;
    const { map } = view;
    map.addSource("dense", { type: "geojson", data: { type: "Feature", properties: {}, geometry: outline(this.box) } });
    map.addLayer({ id: "dense", type: "line", source: "dense", paint: { "line-color": token("--text2"), "line-width": 1.2, "line-dasharray": [3, 2] } });
    this.filters = new Map(map.getLayersOrder().filter((id) => map.getLayer(id)?.type === "symbol").map((id) => [id, map.getFilter(id) ?? null]));
    this.#signs(true);
    this.#trim();
  }

  /** Leave the signs of the dense part to the inset, or not. @param {boolean} left */
  #signs(left) {
    const map = this.screens.main.view?.map;
    if (!map || !this.box || !this.filters) return;
    map.setLayoutProperty("dense", "visibility", left ? "visible" : "none");
    const outside = ["!", ["within", outline(inner(this.box))]];
    for (const [id, filter] of this.filters) {
      if (map.getLayer(id)) map.setFilter(id, left ? /** @type {any} */ (filter ? ["all", filter, outside] : outside) : filter);
    }
  }

  /** Leave the signs at the edge of the inset to the district's map: there they would be cut. */
  #trim() {
    const map = this.screens.inset.view?.map;
    if (!map || !this.box) return;
    const inside = ["within", outline(inner(this.box))];
    for (const id of map.getLayersOrder()) {
      if (map.getLayer(id)?.type !== "symbol") continue;
      const filter = map.getFilter(id);
      map.setFilter(id, /** @type {any} */ (filter ? ["all", filter, inside] : inside));
    }
  }

  /**
   * Look at a place, and let what does not match stand back.
   * @param {string|null} place a unit, a township; null: the district
   * @param {((unit: Unit) => boolean)|null} [matches]
   */
  look(place, matches = null) {
    this.place = place;
    this.matches = matches;
    const unit = place === null ? undefined : this.situation.units.get(place);
    const shown = matches ?? (place === null || unit ? () => true : (/** @type {Unit} */ one) => one.township === place);
    for (const view of this.#views) view.dim(shown);
    this.plain?.dim(shown);
    this.#signs(place === null);
    const main = this.screens.main.view;
    if (!main) {
      this.plain?.select(unit ? unit.code : null);
      return;
    }
    if (unit) main.select(unit.code, 0);
    else {
      main.outlines.chosen = null;
      main.frame(place, 0);
    }
    for (const view of this.#views) {
      view.outlines.chosen = unit?.code ?? null;
      view.point(this.arrived);
    }
  }

  /** Mark units as just changed. @param {Set<string>} codes */
  point(codes) {
    this.arrived = codes;
    for (const view of this.#views) view.point(codes);
  }

  /** Paint units anew. @param {string[]} codes */
  paint(codes) {
    for (const view of this.#views) view.paint(codes);
    this.plain?.paint(codes);
  }

  /** Take other colours. */
  async recolour() {
    await Promise.all(this.#views.map((view) => view.recolour()));
    this.plain?.recolour();
  }

  /** Show the layers that may be shown now. */
  redress() {
    for (const view of this.#views) view.redress();
  }

  /** Stand on the geography or on equal tiles. @param {"map"|"tiles"} ground */
  async stand(ground) {
    if (ground === this.ground || !boot.geography) return;
    this.ground = ground;
    root.dataset.ground = ground;
    await this.rebuild();
  }
}

/** @param {[number, number, number, number]} box */
function area([west, south, east, north]) {
  return (east - west) * (north - south);
}

/** @param {string} id @returns {Screen} */
function screen(id) {
  const place = /** @type {HTMLElement} */ (document.getElementById(id));
  return { place, box: /** @type {HTMLElement} */ (place.querySelector(".scaled")), view: null };
}
