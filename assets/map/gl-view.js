// Shows the situation with MapLibre: fills by feature-state, icons from a point source.

import * as gl from "../vendor/maplibre-gl/maplibre-gl.mjs";
import { t } from "./boot.js";
import { Frame } from "./frame.js";
import { drawIcons } from "./icons.js";
import { iconZoom, mark, markUpdate } from "./marks.js";
import { Outlines } from "./outlines.js";
import { shadeOf } from "./shades.js";
import { placed } from "./situation.js";
import { begin, hatch, recolour, show, sources } from "./style.js";

/** @typedef {import("./ground.js").Ground} Ground */
/** @typedef {{pixelRatio: number, ease: number}} Options pixels of the screen to one of the page; milliseconds of a move, 0 without */
/** @typedef {{onHover: (code: string|null, x: number, y: number) => void, onPick: (code: string) => void}} Hands */

const CLOSEST = 17;
const EASE = 600; // milliseconds
const FADE = 120; // out and in again
const SLOWEST = 1000; // milliseconds after which a map that is still busy is shown all the same
const FIRST = 5000; // milliseconds; before, something else stands in its place
const SETTLE = 150; // milliseconds in which a window is still being resized

gl.setWorkerUrl(new URL("../vendor/maplibre-gl/maplibre-gl-worker.mjs", import.meta.url).href);
gl.prewarm(); // the worker starts while the page still fetches its columns

export class GlView {
  /**
   * @param {HTMLElement} container
   * @param {Hands} hands
   * @param {Ground} ground what the units stand on
   * @param {Partial<Options>} [options] of a map that nobody touches
   */
  constructor(container, hands, ground, options = {}) {
    this.container = container;
    this.ground = ground;
    this.ease = options.ease ?? EASE;
    this.space = new Frame(container, () => this.ground);
    this.space.fit();
    this.map = new gl.Map({
      container,
      ...this.space.camera(null),
      style: { version: 8, sources: sources(ground), layers: begin(ground) },
      locale: { "Map.Title": t("Map") },
      attributionControl: false,
      maxZoom: CLOSEST,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      keyboard: false,
      renderWorldCopies: false,
      fadeDuration: this.ease ? 150 : 0,
      interactive: options.ease === undefined,
      pixelRatio: options.pixelRatio ?? devicePixelRatio,
    });
    this.map.jumpTo({ ...this.space.camera(null), padding: this.space.room() });
    this.map.touchZoomRotate.disableRotation();
    this.hands = hands;
    this.outlines = new Outlines();
    this.hidden = "";
    /** @type {Map<string, string>} the marks that the map has */
    this.marked = new Map();
    /** @type {string|null} the township that was framed last; null: the district */
    this.framed = null;
    this.moved = false; // from there, by hand or to a unit
    /** @type {Set<string>} units that stand back */
    this.dimmed = new Set();
    this.dressed = false;
    this.late = false; // the sources hold shapes that stand elsewhere by now
    this.fades = 0;
    this.arranged = Promise.resolve(); // what is still changing, for tests
    this.told = ""; // the labels that the map has
    /** @type {Promise<void>} */
    this.loaded = new Promise((done) => { this.map.once("style.load", () => done()); });
    this.#listen();
  }

  /**
   * Paint all units of a situation for the first time.
   * @param {import("./situation.js").Situation} situation
   */
  async start(situation) {
    this.situation = situation;
    await this.loaded;
    this.paint([...situation.units.keys()]);
    await this.drawn(FIRST);
  }

  /** Add hatching, icons and names. */
  async dress() {
    const { situation } = this;
    if (!situation) return;
    await drawIcons(this.map);
    show(this.map, this.ground);
    this.dressed = true;
    await (this.late ? this.#lay() : this.#mark());
  }

  /**
   * Let the units stand on something else, or elsewhere on the same.
   * @param {Ground} ground
   */
  async arrange(ground) {
    if (!this.dressed) return;
    if (ground !== this.ground) this.moved = false;
    this.ground = ground;
    this.arranged = this.#fade(async () => {
      this.space.fit();
      if (!this.moved) this.map.jumpTo({ ...this.space.camera(this.framed), padding: this.space.room() });
      show(this.map, this.ground);
      await this.#lay();
    });
    await this.arranged;
  }

  /** Give the map everything that stands somewhere. */
  async #lay() {
    this.#place();
    await this.#mark();
  }

  /** Give the map the shapes of units and townships. */
  #place() {
    this.late = !this.map.getSource("units");
    if (this.late) return; // the style is still on its way
    this.#source("units").setData(this.ground.units);
    this.#source("towns").setData(this.ground.towns);
  }

  /** Give the map what stands on the units: icons, labels, outlines. */
  async #mark() {
    const { situation, ground } = this;
    const shapes = await ground.shapes();
    if (!situation || ground !== this.ground) return;
    this.outlines.shapes = shapes;
    const there = [...situation.units.values()].filter((unit) => placed(ground.spot(unit)));
    const points = there.map((unit) => mark(unit, ground.spot(unit), this.marked));
    this.#source("marks").setData({ type: "FeatureCollection", features: points });
    this.told = "";
    this.#label();
    this.#hatch(true);
    this.#outline();
  }

  /**
   * Paint units anew.
   * @param {string[]} codes
   */
  paint(codes) {
    if (!this.situation || !this.map.getSource("units")) return;
    const update = [];
    let outlined = false;
    for (const code of codes) {
      const unit = this.situation.units.get(code);
      if (!unit) continue;
      this.map.setFeatureState({ source: "units", id: code }, { phase: unit.phase ?? -1, shade: shadeOf(unit) });
      outlined = this.outlines.take(unit) || outlined;
      const changed = markUpdate(unit, this.ground.spot(unit), this.marked);
      if (changed) update.push(changed);
    }
    if (!this.dressed) return;
    if (this.ground.sort()) {
      this.#lay();
      return;
    }
    if (update.length) this.#source("marks").updateData({ update });
    if (outlined) this.#outline();
    this.#hatch();
  }

  /**
   * Let units stand back, all others stand out.
   * @param {(unit: import("./situation.js").Unit) => boolean} matches
   */
  dim(matches) {
    for (const unit of this.situation?.units.values() ?? []) {
      const dim = !matches(unit);
      if (dim === this.dimmed.has(unit.code)) continue;
      if (dim) this.dimmed.add(unit.code);
      else this.dimmed.delete(unit.code);
      for (const source of ["units", "marks"]) this.map.setFeatureState({ source, id: unit.code }, { dim });
    }
    this.#label();
  }

  /**
   * Bring a township, or the district, into the free part of the map.
   * @param {string|null} town
   * @param {number} covered pixels on the right
   */
  frame(town, covered) {
    this.framed = town;
    this.moved = false;
    this.#cover(covered);
    this.map.easeTo({ ...this.space.camera(town), padding: this.space.room(), duration: this.ease * 0.7 });
  }

  /** Make room for a panel. @param {number} covered pixels on the right */
  makeRoom(covered) {
    if (!this.moved) return this.frame(this.framed, covered);
    this.space.covered = covered;
    this.map.easeTo({ padding: this.space.room(), duration: this.ease * 0.7 });
  }

  /** Show a unit as chosen, and bring it into the free part of the map. @param {string|null} code @param {number} covered pixels on the right */
  select(code, covered) {
    this.outlines.chosen = code;
    this.#outline();
    const unit = code ? this.situation?.units.get(code) : undefined;
    if (!unit || !placed(this.ground.spot(unit)) || (this.ground.name === "tiles" && !this.moved)) { // all tiles are in sight
      this.makeRoom(covered);
      return;
    }
    this.moved = true;
    this.space.covered = covered;
    const spot = this.ground.spot(unit);
    const near = this.ground.name === "tiles" ? this.map.getZoom() : Math.min(CLOSEST, Math.max(this.map.getZoom(), iconZoom(spot) + 0.4));
    this.map.easeTo({ center: [spot.lon, spot.lat], zoom: near, padding: this.space.room(), duration: this.ease });
  }

  /** Mark the unit under the pointer or the keyboard's cursor. @param {string|null} code */
  hover(code) {
    if (code === this.outlines.hovered) return;
    this.outlines.hovered = code;
    this.#outline();
  }

  /** Move so that a unit is in sight, and say where it is. @param {import("./situation.js").Unit} unit */
  reveal(unit) {
    const { lon, lat } = this.ground.spot(unit);
    if (!placed({ lon, lat })) return this.where(unit);
    const spot = this.map.project([lon, lat]);
    const { clientWidth: width, clientHeight: height } = this.container;
    const { left, top, right, bottom } = this.space.room();
    if (spot.x < left || spot.y < top || spot.x > width - right || spot.y > height - bottom) {
      this.moved = true;
      this.map.easeTo({ center: [lon, lat], duration: this.ease / 2 });
    }
    return this.where(unit);
  }

  /** @param {import("./situation.js").Unit} unit @returns {{x: number, y: number}} pixels in the window */
  where(unit) {
    const box = this.map.getContainer().getBoundingClientRect();
    const { lon, lat } = this.ground.spot(unit);
    const spot = placed({ lon, lat }) ? this.map.project([lon, lat]) : { x: box.width / 2, y: box.height / 2 };
    return { x: box.left + spot.x, y: box.top + spot.y };
  }

  /** Return where a unit stands. @param {import("./situation.js").Unit} unit */
  spot(unit) {
    return this.ground.spot(unit);
  }

  /** @returns {{lon: number, lat: number}} */
  centre() {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat };
  }

  /** @param {number} steps zoom levels */
  zoom(steps) {
    this.moved = true;
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: this.ease / 2 });
  }

  /** Mark units as just changed; those marked before no more. @param {Iterable<string>} codes */
  point(codes) {
    this.outlines.arrived = new Set(codes);
    this.#outline();
  }

  /** Show the layers anew that are to be shown. */
  redress() {
    if (this.dressed) show(this.map, this.ground);
  }

  /** Take the colours of the present theme; while the map is still getting its layers, they come in them anyway. */
  async recolour() {
    if (!this.dressed) return;
    recolour(this.map, this.ground);
    await drawIcons(this.map);
  }

  /** Return the phase with which a unit is painted, for tests and benchmarks. @param {string} code */
  phaseOf(code) {
    return this.map.getFeatureState({ source: "units", id: code }).phase;
  }

  /** Wait until everything is drawn. @returns {Promise<void>} */
  idle() {
    return new Promise((done) => { this.map.once("idle", () => done()); this.map.triggerRepaint(); });
  }

  /**
   * Wait until everything is drawn, but not for ever: while changes keep coming, a map on slow graphics is never idle.
   * @param {number} [most] milliseconds
   * @returns {Promise<void>}
   */
  drawn(most = SLOWEST) {
    return Promise.race([this.idle(), new Promise((done) => setTimeout(done, most))]);
  }

  #listen() {
    const { map, hands } = this;
    /** @param {gl.MapMouseEvent} event */
    const under = (event) => {
      if (!map.getLayer("unit-fill")) return null;
      const [feature] = map.queryRenderedFeatures(event.point, { layers: ["unit-fill"] });
      return feature ? String(feature.properties.code) : null;
    };
    map.on("mousemove", (event) => {
      const code = under(event);
      this.hover(code);
      map.getCanvas().style.cursor = code ? "pointer" : "";
      hands.onHover(code, event.originalEvent.clientX, event.originalEvent.clientY);
    });
    map.on("movestart", (event) => {
      if (/** @type {{originalEvent?: Event}} */ (event).originalEvent) this.moved = true;
    });
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let timer;
    map.on("resize", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#resized(), SETTLE);
    });
    map.on("mouseout", () => {
      this.hover(null);
      hands.onHover(null, 0, 0);
    });
    map.on("click", (event) => {
      const code = under(event);
      if (code) hands.onPick(code);
    });
  }

  /** Hatch the units that are not due. @param {boolean} [anew] also where they are the same ones */
  #hatch(anew = false) {
    if (!this.situation) return;
    const codes = [...this.situation.units.values()].filter((unit) => unit.phase === null).map((unit) => unit.code);
    const key = codes.join();
    if (key === this.hidden && !anew) return;
    this.hidden = key;
    hatch(this.map, codes);
  }

  /** Draw the outlines anew; they are few. */
  #outline() {
    if (this.dressed) this.#source("outlines").setData(this.outlines.features());
  }

  /** Write the labels anew, if they say something else. */
  #label() {
    if (!this.dressed) return;
    const labels = this.ground.labels();
    const told = JSON.stringify(labels);
    if (told === this.told) return;
    this.told = told;
    this.#source("labels").setData(labels);
  }

  /** Tiles fill the room there is; in their geography units stay where they are. */
  #resized() {
    if (this.ground.name === "tiles" && !this.moved) this.frame(this.framed, this.space.covered);
  }

  /** Take notice of what a panel covers. @param {number} covered pixels on the right */
  #cover(covered) {
    this.space.covered = covered;
    if (!this.space.fit()) return;
    if (this.dressed) {
      show(this.map, this.ground);
      this.#lay();
    } else this.#place();
  }

  /** Let the picture go and come again with something else on it. @param {() => Promise<void>} change */
  async #fade(change) {
    const turn = ++this.fades;
    const canvas = this.map.getCanvas();
    const still = !this.ease || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!still) {
      canvas.style.transition = `opacity ${FADE}ms`;
      canvas.style.opacity = "0";
      await new Promise((done) => setTimeout(done, FADE));
    }
    try {
      if (turn !== this.fades) return;
      await change();
      await this.drawn();
    } finally {
      if (turn === this.fades) canvas.style.opacity = "";
    }
  }

  /** @param {string} name @returns {import("maplibre-gl").GeoJSONSource} */
  #source(name) {
    return /** @type {import("maplibre-gl").GeoJSONSource} */ (this.map.getSource(name));
  }
}
