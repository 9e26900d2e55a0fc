// Describes the layers of the equal tiles: the map's own fills and outlines, with blocks below and icons that
// grow with their tile.

import { BOLD, DIM_ICON, FONT, groundLayers, nameLayer, outlineLayers, phaseIcon, unitLayers } from "./style.js";
import { token } from "./theme.js";

/** @typedef {import("./style.js").Layer} Layer */
/** @typedef {{zoom: number, tile: number, block: number, title: number, figures: number}} Measure pixels at a zoom: width of a tile and a block, height of letters */

const ICON = 22; // pixels of an icon's image
const LARGEST = 28; // pixels of an icon
const FIGURES = 118; // pixels of a block that has room for its figures
const COUNT = 96; // that has room for elected of due alone
const SMALLEST_ICON = 7.5; // pixels of a tile from which an icon says something
/** @type {any} */
const DIM_LABEL = ["case", ["boolean", ["get", "dim"], false], 0.35, 1];

/** @param {Measure} measure @returns {Layer[]} from the ground up */
export function tileLayers({ zoom, tile, block, title, figures }) {
  const text = token("--text");
  /** Return the size of an icon that is a share of its tile. @param {number} share @param {any} [other] share of those that are key villages */
  const size = (share, other = share) => {
    const most = zoom + Math.max(0.1, Math.log2(LARGEST / (tile * Math.max(share, other))));
    const at = (/** @type {number} */ level) => (share === other ? sized(share, level) : ["case", ["has", "key"], sized(other, level), sized(share, level)]);
    const sized = (/** @type {number} */ part, /** @type {number} */ level) => (part * tile * 2 ** (level - zoom)) / ICON;
    return ["interpolate", ["exponential", 2], ["zoom"], zoom - 4, at(zoom - 4), most, at(most)];
  };
  const letters = (/** @type {number} */ pixels) => ["interpolate", ["linear"], ["zoom"], zoom - 1, pixels - 2, zoom, pixels, zoom + 2, pixels + 5];
  const free = { "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-padding": 0 };
  const counted = ["format", ["get", "count"], { "text-color": text }];
  const from = zoom + Math.log2(SMALLEST_ICON / tile);
  return /** @type {Layer[]} */ ([
    ...groundLayers(),
    { id: "block-fill", type: "fill", source: "towns", paint: { "fill-color": token("--panel"), "fill-antialias": false } },
    { id: "block-edge", type: "line", source: "towns", paint: { "line-color": token("--line"), "line-width": 1 } },
    ...unitLayers(),
    {
      id: "tile-edge", type: "line", source: "units", filter: ["==", ["get", "code"], ""],
      paint: { "line-color": token("--hatch"), "line-width": 1, "line-opacity": ["case", ["boolean", ["feature-state", "dim"], false], 0.3, 1] },
    },
    ...outlineLayers().filter((layer) => layer.id !== "alert-casing").map((layer) => thinner(layer, zoom)),
    nameLayer(),
    {
      id: "tile-silent", type: "symbol", source: "marks",
      filter: ["all", ["==", ["get", "silent"], true], [">=", ["zoom"], ["+", ["get", "iconFrom"], 0.3]]],
      layout: { "icon-image": "sign-not-reported", "icon-size": 0.6, "icon-offset": [-24, -22], ...free },
      paint: DIM_ICON,
    },
    {
      id: "tile-phases", type: "symbol", source: "marks", minzoom: from,
      filter: ["all", ["has", "phase"], ["!", ["has", "badge"]], ["!", ["has", "key"]]],
      layout: { "icon-image": ["concat", "phase-", ["to-string", ["get", "phase"]]], "icon-size": size(0.78), ...free },
      paint: phaseIcon(),
    },
    {
      id: "tile-keys", type: "symbol", source: "marks", filter: ["has", "key"],
      layout: { "icon-image": "sign-key-village", "icon-size": size(0.9), ...free },
      paint: DIM_ICON,
    },
    {
      id: "tile-badges", type: "symbol", source: "marks", filter: ["has", "badge"],
      layout: {
        "icon-image": ["concat", "sign-", ["get", "badge"]], "icon-size": size(0.86, 0.6),
        "icon-offset": ["case", ["has", "key"], ["literal", [13, 14]], ["literal", [0, 0]]], ...free,
      },
      paint: DIM_ICON,
    },
    {
      id: "tile-alerts", type: "symbol", source: "marks", filter: [">", ["get", "alert"], 0],
      layout: {
        "icon-image": ["concat", "alert-", ["to-string", ["get", "alert"]]], "icon-size": size(0.8),
        "icon-offset": [14, -14], "symbol-sort-key": ["get", "alert"], ...free,
      },
      paint: DIM_ICON,
    },
    {
      id: "block-keys", type: "symbol", source: "labels", filter: ["==", ["get", "kind"], "key"],
      layout: {
        "text-field": ["get", "name"], "text-font": FONT, "text-size": letters(12), "text-anchor": "left", "text-offset": [1.25, 0],
        "text-max-width": 40, "icon-image": "sign-key-village", "icon-size": 0.6, "icon-anchor": "left",
        "icon-allow-overlap": true, "text-allow-overlap": true, "icon-padding": 0, "text-padding": 0,
      },
      paint: { "text-color": text, "text-opacity": DIM_LABEL, "icon-opacity": DIM_LABEL },
    },
    {
      id: "block-figures", type: "symbol", source: "labels", filter: ["==", ["get", "kind"], "figures"],
      minzoom: Math.max(0, zoom + Math.log2(COUNT / block)),
      layout: {
        "text-field": ["step", ["zoom"], counted, Math.max(0, zoom + Math.log2((FIGURES * figures) / 12 / block)), ["format", ...counted.slice(1), ["get", "rate"], {}]],
        "text-font": FONT, "text-size": letters(figures), "text-anchor": "right", "text-max-width": 40, "text-padding": 0,
      },
      paint: { "text-color": token("--text2"), "text-opacity": DIM_LABEL },
    },
    {
      id: "block-silent", type: "symbol", source: "labels", filter: ["==", ["get", "kind"], "silent"],
      layout: { "icon-image": "sign-not-reported", "icon-size": 0.62, "icon-anchor": ["get", "anchor"], ...free },
      paint: { "icon-opacity": DIM_LABEL },
    },
    {
      id: "block-names", type: "symbol", source: "labels", filter: ["==", ["get", "kind"], "name"],
      layout: {
        "text-field": ["get", "name"], "text-font": BOLD, "text-size": letters(title), "text-anchor": "left", "text-max-width": 40, "text-padding": 0,
        "text-offset": ["case", ["boolean", ["get", "shifted"], false], ["literal", [1.2, 0]], ["literal", [0, 0]]],
      },
      paint: { "text-color": text, "text-opacity": DIM_LABEL },
    },
  ]);
}

/** Return a layer of outlines with lines that leave small tiles their colour. @param {Layer} layer @param {number} zoom */
function thinner(layer, zoom) {
  const paint = /** @type {Record<string, any>} */ (layer.paint);
  const width = paint["line-width"];
  const slim = ["interpolate", ["linear"], ["zoom"], zoom, ["*", 0.65, width], zoom + 2, width];
  return /** @type {Layer} */ ({ ...layer, paint: { ...paint, "line-width": slim } });
}
