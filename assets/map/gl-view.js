// Shows the situation with MapLibre: fills by feature-state, icons from a point source.

import * as gl from "../vendor/maplibre-gl/maplibre-gl.mjs";
import { boot, t } from "./boot.js";
import { room } from "./first-picture.js";
import { drawIcons } from "./icons.js";
import { iconZoom, mark, markUpdate } from "./marks.js";
import { Outlines } from "./outlines.js";
import { layers, recolour, sources } from "./style.js";

/** @typedef {{onHover: (code: string|null, x: number, y: number) => void, onPick: (code: string) => void}} Hands */

const CLOSEST = 17;
const EASE = 600; // milliseconds

gl.setWorkerUrl(new URL("../vendor/maplibre-gl/maplibre-gl-worker.mjs", import.meta.url).href);
gl.prewarm(); // the worker starts while the page still fetches its columns

export class GlView {
  /**
   * @param {HTMLElement} container
   * @param {Hands} hands
   */
  constructor(container, hands) {
    this.container = container;
    this.map = new gl.Map({
      container,
      bounds: boot.bounds,
      fitBoundsOptions: { padding: this.#room(0) },
      style: { version: 8, sources: sources(), layers: layers().filter((layer) => layer.type !== "symbol" && layer.id !== "unit-hatch") },
      locale: { "Map.Title": t("Map") },
      attributionControl: false,
      maxZoom: CLOSEST,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      keyboard: false,
      renderWorldCopies: false,
      fadeDuration: 150,
    });
    this.map.touchZoomRotate.disableRotation();
    this.hands = hands;
    this.outlines = new Outlines();
    this.hidden = "";
    /** @type {Map<string, string>} the marks that the map has */
    this.marked = new Map();
    /** @type {[number, number, number, number]} what was framed last */
    this.framed = boot.bounds;
    this.moved = false; // from there, by hand or to a unit
    /** @type {Set<string>} units that stand back */
    this.dimmed = new Set();
    this.dressed = false;
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
    await this.idle();
  }

  /** Add hatching, icons and names. */
  async dress() {
    const { situation } = this;
    if (!situation) return;
    await Promise.all([drawIcons(this.map), this.outlines.load()]);
    const points = [...situation.units.values()].map((unit) => mark(unit, this.marked));
    this.#source("marks").setData({ type: "FeatureCollection", features: points });
    this.#source("town-names").setData({
      type: "FeatureCollection",
      features: situation.townships.map((town) => ({
        type: "Feature", properties: { name: town.short_name }, geometry: { type: "Point", coordinates: [town.lon, town.lat] },
      })),
    });
    for (const layer of layers()) {
      if (!this.map.getLayer(layer.id)) this.map.addLayer(layer, layer.id === "unit-hatch" ? "unit-edge" : undefined);
    }
    this.dressed = true;
    this.#hatch();
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
      this.map.setFeatureState({ source: "units", id: code }, { phase: unit.phase ?? -1 });
      outlined = this.outlines.take(unit) || outlined;
      const changed = markUpdate(unit, this.marked);
      if (changed) update.push(changed);
    }
    if (!this.dressed) return;
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
  }

  /**
   * Bring a part of the district into the free part of the map.
   * @param {[number, number, number, number]} bounds west, south, east, north in degrees
   * @param {number} covered pixels on the right
   */
  frame(bounds, covered) {
    this.framed = bounds;
    this.moved = false;
    this.map.fitBounds(bounds, { padding: this.#room(covered), duration: EASE * 0.7, maxZoom: CLOSEST - 2 });
  }

  /** Make room for a panel. @param {number} covered pixels on the right */
  makeRoom(covered) {
    if (this.moved) this.map.easeTo({ padding: this.#room(covered), duration: EASE * 0.7 });
    else this.frame(this.framed, covered);
  }

  /** Show a unit as chosen, and bring it into the free part of the map. @param {string|null} code @param {number} covered pixels on the right */
  select(code, covered) {
    this.outlines.chosen = code;
    this.#outline();
    const unit = code ? this.situation?.units.get(code) : undefined;
    if (!unit || !code) {
      this.makeRoom(covered);
      return;
    }
    this.moved = true;
    const zoom = Math.min(CLOSEST, Math.max(this.map.getZoom(), iconZoom(unit) + 0.4));
    this.map.easeTo({ center: [unit.lon, unit.lat], zoom, padding: this.#room(covered), duration: EASE });
  }

  /** Mark the unit under the pointer or the keyboard's cursor. @param {string|null} code */
  hover(code) {
    if (code === this.outlines.hovered) return;
    this.outlines.hovered = code;
    this.#outline();
  }

  /** Move so that a unit is in sight, and say where it is. @param {import("./situation.js").Unit} unit */
  reveal(unit) {
    const spot = this.map.project([unit.lon, unit.lat]);
    const { clientWidth: width, clientHeight: height } = this.container;
    const { left, top, right, bottom } = room(width);
    if (spot.x < left || spot.y < top || spot.x > width - right || spot.y > height - bottom) {
      this.moved = true;
      this.map.easeTo({ center: [unit.lon, unit.lat], duration: EASE / 2 });
    }
    return this.where(unit);
  }

  /** @param {import("./situation.js").Unit} unit @returns {{x: number, y: number}} pixels in the window */
  where(unit) {
    const box = this.map.getContainer().getBoundingClientRect();
    const spot = this.map.project([unit.lon, unit.lat]);
    return { x: box.left + spot.x, y: box.top + spot.y };
  }

  /** @returns {{lon: number, lat: number}} */
  centre() {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat };
  }

  /** @param {number} steps zoom levels */
  zoom(steps) {
    this.moved = true;
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: EASE / 2 });
  }

  async recolour() {
    recolour(this.map);
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
    map.on("mouseout", () => {
      this.hover(null);
      hands.onHover(null, 0, 0);
    });
    map.on("click", (event) => {
      const code = under(event);
      if (code) hands.onPick(code);
    });
  }

  /** Hatch the units that are not due; a pattern takes no feature-state, so its layer names them. */
  #hatch() {
    if (!this.situation) return;
    const codes = [...this.situation.units.values()].filter((unit) => unit.phase === null).map((unit) => unit.code);
    const key = codes.join();
    if (key === this.hidden) return;
    this.hidden = key;
    this.map.setFilter("unit-hatch", ["in", ["get", "code"], ["literal", codes]]);
  }

  /** Draw the outlines anew; they are few. */
  #outline() {
    if (this.dressed) this.#source("outlines").setData(this.outlines.features());
  }

  /** @param {number} covered pixels that a panel covers on the right */
  #room(covered) {
    const free = room(this.container.clientWidth);
    const narrow = matchMedia("(max-width: 767px)").matches; // there a panel covers everything
    return { ...free, right: free.right + (narrow ? 0 : covered) };
  }

  /** @param {string} name @returns {import("maplibre-gl").GeoJSONSource} */
  #source(name) {
    return /** @type {import("maplibre-gl").GeoJSONSource} */ (this.map.getSource(name));
  }
}
