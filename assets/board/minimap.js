// Draws the townships' outlines with a sign for each unit that a board speaks of.

import { boot } from "../map/boot.js";
import { placed } from "../map/situation.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 1000;
const MARK = 13;
/** @type {Promise<[any, any]>|null} */
let ground = null;

/** @typedef {{code: string, tone: string, told: string, href: string}} Place */

/** @param {string} name @param {Record<string, string|number>} attributes @returns {SVGElement} */
function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** @param {string} url @returns {Promise<any>} */
async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

/** Return what turns longitude and latitude into the picture's units, and its height. */
function projection() {
  const [west, south, east, north] = boot.bounds;
  const narrow = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = WIDTH / ((east - west) * narrow);
  return {
    height: Math.round((north - south) * scale),
    /** @param {number[]} point @returns {[number, number]} */
    at: ([lon, lat]) => [Math.round((lon - west) * narrow * scale * 10) / 10, Math.round((north - lat) * scale * 10) / 10],
  };
}

/** Draw every map of the page. @param {HTMLElement} page */
export async function drawMaps(page) {
  for (const figure of /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-places]"))) {
    ground ??= Promise.all([read(boot.urls.towns), read(boot.urls.static)]);
    const [towns, fixed] = await ground;
    const { height, at } = projection();
    const svg = drawn("svg", { viewBox: `-6 -6 ${WIDTH + 12} ${height + 12}`, class: "minimap" });
    for (const { geometry } of towns.features) {
      const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
      const path = polygons.flat().map((/** @type {number[][]} */ ring) => `M${ring.map((point) => at(point).join(" ")).join("L")}Z`).join("");
      svg.append(drawn("path", { d: path, class: "town" }));
    }
    for (const { lon, lat, short_name: label } of fixed.townships.filter(placed)) {
      const [x, y] = at([lon, lat]);
      const name = drawn("text", { x, y, class: "town-name" });
      name.textContent = label;
      svg.append(name);
    }
    for (const one of /** @type {Place[]} */ (JSON.parse(figure.dataset.places ?? "[]"))) {
      const row = fixed.codes.indexOf(one.code);
      if (row < 0 || fixed.columns.lon[row] === null) continue;
      const [x, y] = at([fixed.columns.lon[row], fixed.columns.lat[row]]);
      const link = drawn("a", { href: one.href, "data-tone": one.tone, "aria-label": one.told });
      const title = drawn("title", {});
      title.textContent = one.told;
      link.append(title, drawn("path", { d: `M${x} ${y - MARK}l${MARK} ${MARK}l${-MARK} ${MARK}l${-MARK} ${-MARK}Z`, class: "mark" }));
      svg.append(link);
    }
    figure.replaceChildren(svg);
  }
}
