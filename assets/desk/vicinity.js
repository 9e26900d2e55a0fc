// Draws a unit and its neighbours on a small map of its own, coloured live; a click on a neighbour opens it.

import { boot, fetchJson, t } from "../map/boot.js";
import { phaseText } from "../map/describe.js";
import { made } from "../map/dom.js";
import { placed } from "../map/situation.js";

/** @typedef {import("../map/situation.js").Situation} Situation */
/** @typedef {import("../map/situation.js").Unit} Unit */
/** @typedef {{code: string, box: number[], rings: number[][][]}} Shape west, south, east, north in degrees; rings of lon, lat */

const NS = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [640, 300];
const AROUND = 0.75; // of the unit's own extent, on each side
const NARROWEST = 900; // metres from edge to edge
const METRES = 111_320; // a degree of latitude
const LETTER = 13; // pixels of a label's full-width letter

const HATCH =
  '<defs><pattern id="vicinity-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<path d="M0 0V7" class="hatch-line"/></pattern></defs>';

/** @type {Promise<{units: Shape[], towns: Shape[]}>|null} */
let shapes = null;

export class Vicinity {
  /**
   * @param {HTMLElement} panel in which dossiers stand
   * @param {Situation} situation
   * @param {(code: string) => void} onUnit
   */
  constructor(panel, situation, onUnit) {
    this.situation = situation;
    this.onUnit = onUnit;
    /** @type {Map<string, SVGPathElement>} */
    this.paths = new Map();
    this.drawn = /** @type {{place: HTMLElement, code: string}|null} */ (null);
    this.panel = panel;
    new MutationObserver(() => this.#look()).observe(panel, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-vicinity"] });
    situation.onChange((codes) => this.#paint(codes));
    this.#look();
  }

  /** Draw where a dossier has made room for it. */
  async #look() {
    const place = /** @type {HTMLElement|null} */ (this.panel.querySelector("[data-vicinity]"));
    const code = place?.dataset.vicinity ?? "";
    if (!place || (this.drawn?.place === place && this.drawn.code === code)) return;
    this.drawn = { place, code };
    try {
      shapes ??= loadShapes();
      const { units, towns } = await shapes;
      if (this.drawn.place === place && this.drawn.code === code) this.#draw(place, code, units, towns);
    } catch {
      shapes = null;
      place.replaceChildren(made("p", "empty", t("The boundaries could not be loaded.")));
    }
  }

  /** @param {HTMLElement} place @param {string} code @param {Shape[]} units @param {Shape[]} towns */
  #draw(place, code, units, towns) {
    const own = units.find((shape) => shape.code === code);
    if (!own) {
      place.replaceChildren(made("p", "empty", t("Where it lies is not known.")));
      return;
    }
    const view = viewAround(own.box);
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", t("Map of the neighbours"));
    svg.innerHTML = HATCH;
    this.paths.clear();
    const seen = units.filter((shape) => view.meets(shape.box));
    for (const shape of seen) this.paths.set(shape.code, this.#outline(svg, shape, view, shape === own));
    for (const shape of towns.filter((town) => view.meets(town.box))) {
      const path = add(svg, "path", "town");
      path.setAttribute("d", outline(shape, view.project));
    }
    for (const name of ["own-casing", "own"]) add(svg, "path", name).setAttribute("d", outline(own, view.project));
    this.#label(svg, own, seen, view);
    place.replaceChildren(svg);
    this.#paint([...this.paths.keys()]);
  }

  /** @param {SVGSVGElement} svg @param {Shape} shape @param {View} view @param {boolean} own */
  #outline(svg, shape, view, own) {
    const path = add(svg, "path", "unit");
    path.setAttribute("d", outline(shape, view.project));
    path.append(document.createElementNS(NS, "title"));
    if (own) return path;
    path.setAttribute("tabindex", "0");
    path.setAttribute("role", "button");
    path.addEventListener("click", () => this.onUnit(shape.code));
    path.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        this.onUnit(shape.code);
      }
    });
    return path;
  }

  /** Write names where they fit: the unit's own first, then those nearest to it. @param {SVGSVGElement} svg @param {Shape} own @param {Shape[]} seen @param {View} view */
  #label(svg, own, seen, view) {
    /** @type {Array<[number, number, number, number]>} */
    const taken = [];
    const centre = this.#at(own.code, view);
    const places = seen.map((shape) => ({ shape, at: this.#at(shape.code, view) }))
      .filter(({ at }) => at && centre)
      .sort((a, b) => distance(a.at, centre) - distance(b.at, centre));
    for (const { shape, at } of places) {
      const unit = this.situation.units.get(shape.code);
      if (!at || !unit) continue;
      const half = (LETTER * [...unit.shortName].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 1 : 0.6), 0)) / 2 + 3;
      /** @type {[number, number, number, number]} */
      const box = [at[0] - half, at[1] - LETTER, at[0] + half, at[1] + 4];
      if (box[0] < 2 || box[2] > WIDTH - 2 || box[1] < 2 || box[3] > HEIGHT - 2 || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      const label = add(svg, "text", shape === own ? "name own-name" : "name");
      label.setAttribute("x", at[0].toFixed(1));
      label.setAttribute("y", at[1].toFixed(1));
      label.textContent = unit.shortName;
    }
  }

  /** @param {string} code @param {View} view @returns {[number, number]|null} */
  #at(code, view) {
    const unit = this.situation.units.get(code);
    return unit && placed(unit) ? view.project([unit.lon, unit.lat]) : null;
  }

  /** @param {string[]} codes */
  #paint(codes) {
    for (const code of codes) {
      const path = this.paths.get(code);
      const unit = this.situation.units.get(code);
      if (!path || !unit) continue;
      path.dataset.phase = String(unit.phase ?? -1);
      if (unit.phase === null) path.setAttribute("style", "fill: url(#vicinity-hatch)");
      else path.removeAttribute("style");
      const told = `${unit.name} · ${phaseText(unit, this.situation.track)}`;
      const title = path.querySelector("title");
      if (title) title.textContent = told;
      path.setAttribute("aria-label", told);
    }
  }
}

/** @typedef {{project: (point: number[]) => [number, number], meets: (box: number[]) => boolean}} View */

/** Return the view that shows a unit with what lies around it. @param {number[]} box @returns {View} */
function viewAround([west, south, east, north]) {
  const narrowing = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const wide = Math.max((east - west) * narrowing * (1 + 2 * AROUND), NARROWEST / METRES);
  const high = Math.max((north - south) * (1 + 2 * AROUND), (NARROWEST / METRES) * (HEIGHT / WIDTH));
  const scale = Math.min(WIDTH / wide, HEIGHT / high); // pixels a degree of latitude
  const [halfLon, halfLat] = [WIDTH / 2 / scale / narrowing, HEIGHT / 2 / scale];
  return {
    project: ([x, y]) => [WIDTH / 2 + (x - lon) * narrowing * scale, HEIGHT / 2 - (y - lat) * scale],
    meets: (other) => other[0] < lon + halfLon && other[2] > lon - halfLon && other[1] < lat + halfLat && other[3] > lat - halfLat,
  };
}

/** @returns {Promise<{units: Shape[], towns: Shape[]}>} */
async function loadShapes() {
  const [units, towns] = await Promise.all([fetchJson(boot.urls.units), fetchJson(boot.urls.towns)]);
  return { units: units.features.map(shapeOf), towns: towns.features.map(shapeOf) };
}

/** @param {any} feature @returns {Shape} */
function shapeOf({ properties, geometry }) {
  /** @type {number[][][]} */
  const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of rings.flat()) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return { code: properties.code, box, rings };
}

/** @param {Shape} shape @param {(point: number[]) => [number, number]} project */
function outline(shape, project) {
  return shape.rings.map((ring) => `M${ring.map((point) => project(point).map((value) => value.toFixed(1)).join(" ")).join("L")}Z`).join("");
}

/**
 * @template {"path"|"text"} T
 * @param {SVGSVGElement} svg
 * @param {T} tag
 * @param {string} className
 * @returns {SVGElementTagNameMap[T]}
 */
function add(svg, tag, className) {
  const element = document.createElementNS(NS, tag);
  element.setAttribute("class", className);
  svg.append(element);
  return element;
}

/** @param {[number, number]|null} a @param {[number, number]|null} b */
function distance(a, b) {
  return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : Infinity;
}

/** @param {number[]} a @param {number[]} b */
function overlap(a, b) {
  return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
}
