// Shows the situation as a static SVG map where the browser has no WebGL2; same colours, live, clickable.

import { boot, fetchJson, flag } from "./boot.js";
import { fills, shadeOf } from "./shades.js";
import { placed } from "./situation.js";
import { token } from "./theme.js";

const NS = "http://www.w3.org/2000/svg";
const WIDTH = 1000;
const EDGE = 20;
const KEY = 7; // half the diagonal of a key village's diamond

/** Return the shapes of units, or of the townships around them: the tiles where no place is known. @param {"unit"|"block"} kind @returns {Promise<any[]>} */
async function shapes(kind) {
  if (boot.geography) return (await fetchJson(kind === "unit" ? boot.urls.units : boot.urls.towns)).features;
  const { features } = await fetchJson(boot.urls.tiles);
  return features.filter((/** @type {any} */ { properties }) => properties.kind === kind);
}

export class SvgView {
  /**
   * @param {HTMLElement} container
   * @param {import("./gl-view.js").Hands} hands
   */
  constructor(container, hands) {
    this.hands = hands;
    const [west, south, east, north] = boot.bounds;
    const narrowing = Math.cos((((south + north) / 2) * Math.PI) / 180);
    this.scale = WIDTH / ((east - west) * narrowing);
    this.project = (/** @type {number[]} */ [lon, lat]) => [(lon - west) * narrowing * this.scale, (north - lat) * this.scale];
    this.svg = document.createElementNS(NS, "svg");
    this.#show(boot.bounds);
    this.svg.setAttribute("class", "static-map");
    this.svg.innerHTML =
      '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
      '<path d="M0 0V7" class="hatch-line"/></pattern></defs>';
    container.append(this.svg);
    /** @type {Map<string, SVGPathElement>} */
    this.paths = new Map();
    /** @type {string|null} */
    this.chosen = null;
    /** @type {string|null} */
    this.hovered = null;
    /** @type {Promise<void>} */
    this.loaded = this.#draw();
  }

  /** @param {import("./situation.js").Situation} situation */
  async start(situation) {
    this.situation = situation;
    await this.loaded;
    for (const town of situation.townships.filter(placed)) {
      const label = this.#add("text", "town-name");
      const [x, y] = this.project([town.lon, town.lat]);
      label.setAttribute("x", String(x));
      label.setAttribute("y", String(y));
      label.textContent = town.short_name;
    }
    this.paint([...situation.units.keys()]);
  }

  /** Mark the key villages, with their names. */
  async dress() {
    for (const unit of this.situation?.units.values() ?? []) {
      if (!(unit.flags & flag("key").bit) || !placed(unit)) continue;
      const [x, y] = this.project([unit.lon, unit.lat]);
      this.#add("path", "key").setAttribute("d", `M${x} ${y - KEY}L${x + KEY} ${y}L${x} ${y + KEY}L${x - KEY} ${y}Z`);
      const name = this.#add("text", "key-name");
      name.setAttribute("x", String(x + KEY + 3));
      name.setAttribute("y", String(y + 4));
      name.textContent = unit.shortName;
    }
  }

  /** @param {string[]} codes */
  paint(codes) {
    const colours = fills();
    for (const code of codes) {
      const unit = this.situation?.units.get(code);
      const phase = unit?.phase ?? null;
      const path = this.paths.get(code);
      if (!path) continue;
      path.setAttribute("fill", !unit || phase === null ? "url(#hatch)" : colours[shadeOf(unit)] ?? token("--mapbg"));
      path.dataset.phase = String(phase ?? -1);
    }
  }

  /** Let units stand back, all others stand out. @param {(unit: import("./situation.js").Unit) => boolean} matches */
  dim(matches) {
    for (const unit of this.situation?.units.values() ?? []) {
      this.paths.get(unit.code)?.classList.toggle("dim", !matches(unit));
    }
  }

  /** Show a township, or the district. @param {string|null} town */
  frame(town) {
    this.#show(town !== null && this.situation ? this.situation.bounds(town) : boot.bounds);
  }

  /** @param {[number, number, number, number]} bounds west, south, east, north in degrees */
  #show([west, south, east, north]) {
    const [left, top] = this.project([west, north]);
    const [right, bottom] = this.project([east, south]);
    this.svg.setAttribute("viewBox", `${left - EDGE} ${top - EDGE} ${right - left + 2 * EDGE} ${bottom - top + 2 * EDGE}`);
  }

  /** @param {string|null} code */
  select(code) {
    if (this.chosen) this.paths.get(this.chosen)?.classList.remove("selected");
    this.chosen = code;
    const path = code ? this.paths.get(code) : null;
    path?.classList.add("selected");
    if (path) this.svg.insertBefore(path, this.svg.querySelector(".town")); // above the other units
  }

  /** @param {string|null} code */
  hover(code) {
    if (this.hovered) this.paths.get(this.hovered)?.classList.remove("hover");
    if (code) this.paths.get(code)?.classList.add("hover");
    this.hovered = code;
  }

  /** @param {import("./situation.js").Unit} unit */
  spot(unit) {
    return { lon: unit.lon, lat: unit.lat };
  }

  /** @param {import("./situation.js").Unit} unit */
  reveal(unit) {
    return this.where(unit);
  }

  /** @param {import("./situation.js").Unit} unit */
  where(unit) {
    const box = this.paths.get(unit.code)?.getBoundingClientRect() ?? new DOMRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  centre() {
    const [west, south, east, north] = boot.bounds;
    return { lon: (west + east) / 2, lat: (south + north) / 2 };
  }

  async recolour() {
    this.paint([...this.paths.keys()]);
  }

  /** @param {string} code */
  phaseOf(code) {
    return Number(this.paths.get(code)?.dataset.phase ?? -1);
  }

  async drawn() {
    await this.loaded;
  }

  async #draw() {
    for (const feature of await shapes("unit")) {
      const path = this.#add("path", "unit");
      const code = feature.properties.code;
      path.setAttribute("d", this.#outline(feature.geometry));
      path.addEventListener("click", () => this.hands.onPick(code));
      path.addEventListener("mousemove", (event) => this.hands.onHover(code, event.clientX, event.clientY));
      path.addEventListener("mouseleave", () => this.hands.onHover(null, 0, 0));
      this.paths.set(code, path);
    }
    for (const feature of await shapes("block")) this.#add("path", "town").setAttribute("d", this.#outline(feature.geometry));
  }

  /**
   * @template {"path"|"text"} T
   * @param {T} tag
   * @param {string} className
   * @returns {SVGElementTagNameMap[T]}
   */
  #add(tag, className) {
    const made = document.createElementNS(NS, tag);
    made.setAttribute("class", className);
    this.svg.append(made);
    return made;
  }

  /** @param {{type: string, coordinates: any}} geometry */
  #outline(geometry) {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const ring = (/** @type {number[][]} */ points) =>
      `M${points.map((point) => this.project(point).map((value) => value.toFixed(1)).join(" ")).join("L")}Z`;
    return polygons.flatMap((/** @type {number[][][]} */ rings) => rings.map(ring)).join("");
  }
}
