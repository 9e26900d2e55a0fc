// Describes the map's layers. One channel, one meaning: fill is the phase, an outline the alert,
// icons stand on top. No `glyphs`: labels are drawn from system fonts without a request.

import { fills, way } from "./shades.js";
import { token } from "./theme.js";

/** @typedef {import("maplibre-gl").LayerSpecification} Layer */
/** @typedef {import("./ground.js").Ground} Ground */

export const FONT = ["PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"];
export const BOLD = ["PingFang SC Bold, Microsoft YaHei Bold, Noto Sans CJK SC Bold, sans-serif"];
const ALERTS = [1, 2, 3];
const ALERT_WIDTHS = [2.2, 2.8, 3.4];
const ALERT_CASINGS = [4.2, 5, 5.8];
const TOWN_NAMES_UNTIL = 13.2; // zoom
/** @type {any} */
const GROWING = ["interpolate", ["linear"], ["zoom"], 8.5, 0.5, 10, 0.8, 12, 1];

/** @param {any[]} values @returns {any} */
const byAlert = (values) => ["match", ["get", "level"], 1, values[0], 2, values[1], values[2]];

/** What does not match the filter stands back. @type {any} */
export const DIMMED = ["case", ["boolean", ["feature-state", "dim"], false], 0.14, 1];
export const DIM_ICON = { "icon-opacity": DIMMED };
const DIM_SYMBOL = { "icon-opacity": DIMMED, "text-opacity": DIMMED };

/** Layers that visitors are not shown: what is difficult, and who has not reported. */
const TROUBLE = new Set([
  "alert-casing", "alert-edge", "alerts", "tile-alerts", "keys", "key-names", "tile-keys", "block-keys", "silent", "tile-silent", "block-silent", "badges", "tile-badges",
]);

/** Layers of the units that are not due. */
const HATCHED = ["unit-hatch", "tile-edge"];

/** Return the sources. @param {Ground} ground @returns {Record<string, import("maplibre-gl").SourceSpecification>} */
export function sources(ground) {
  /** @type {GeoJSON.FeatureCollection} */
  const empty = { type: "FeatureCollection", features: [] };
  return {
    units: { type: "geojson", data: ground.units, promoteId: "code", tolerance: 0 },
    towns: { type: "geojson", data: ground.towns, promoteId: "code", tolerance: 0 },
    outlines: { type: "geojson", data: empty, tolerance: 0 },
    labels: { type: "geojson", data: empty },
    marks: { type: "geojson", data: empty, promoteId: "code" },
  };
}

/** Return how the icons of phases are painted: not at all where the colours say something else. @returns {Record<string, any>} */
export function phaseIcon() {
  return way() ? { "icon-opacity": 0 } : DIM_ICON;
}

/** Return the ground of every picture. @returns {Layer[]} */
export function groundLayers() {
  return [{ id: "ground", type: "background", paint: { "background-color": token("--mapbg") } }];
}

/** Return what shows the phase of every unit, wherever it stands. @returns {Layer[]} */
export function unitLayers() {
  const ground = token("--mapbg");
  const shades = fills().flatMap((fill, shade) => [shade, fill]);
  return /** @type {Layer[]} */ ([
    {
      id: "unit-fill", type: "fill", source: "units",
      paint: {
        "fill-color": ["match", ["coalesce", ["feature-state", "shade"], -1], ...shades, ground],
        "fill-antialias": false,
        "fill-opacity": DIMMED,
        "fill-color-transition": { duration: 400, delay: 0 },
      },
    },
    {
      id: "unit-hatch", type: "fill", source: "units", filter: ["==", ["get", "code"], ""],
      paint: { "fill-pattern": "hatch", "fill-opacity": DIMMED, "fill-antialias": false },
    },
  ]);
}

/** Return the outlines of single units. @returns {Layer[]} */
export function outlineLayers() {
  const ground = token("--mapbg");
  const text = token("--text");
  const halo = token("--halo");
  const alerts = ALERTS.map((level) => token(`--a${level}`));
  return /** @type {Layer[]} */ ([
    {
      id: "alert-casing", type: "line", source: "outlines", filter: ["==", ["get", "kind"], "alert"], layout: { "line-join": "round" },
      paint: { "line-color": ground, "line-width": byAlert(ALERT_CASINGS) },
    },
    {
      id: "alert-edge", type: "line", source: "outlines", filter: ["==", ["get", "kind"], "alert"], layout: { "line-join": "round" },
      paint: { "line-color": byAlert(alerts), "line-width": byAlert(ALERT_WIDTHS) },
    },
    {
      id: "arrived-casing", type: "line", source: "outlines", filter: ["==", ["get", "kind"], "arrived"], layout: { "line-join": "round" },
      paint: { "line-color": halo, "line-width": 6 },
    },
    {
      id: "arrived-edge", type: "line", source: "outlines", filter: ["==", ["get", "kind"], "arrived"], layout: { "line-join": "round" },
      paint: { "line-color": text, "line-width": 2.6 },
    },
    {
      id: "hover-edge", type: "line", source: "outlines", filter: ["==", ["get", "kind"], "hover"], layout: { "line-join": "round" },
      paint: { "line-color": text, "line-width": 2 },
    },
    {
      id: "selected-casing", type: "line", source: "outlines", filter: ["==", ["get", "kind"], "selected"], layout: { "line-join": "round" },
      paint: { "line-color": halo, "line-width": 7 },
    },
    {
      id: "selected-edge", type: "line", source: "outlines", filter: ["==", ["get", "kind"], "selected"], layout: { "line-join": "round" },
      paint: { "line-color": text, "line-width": 4 },
    },
  ]);
}

/** @returns {Record<string, any>} */
function nameColours() {
  return { "text-color": token("--text"), "text-halo-color": token("--halo"), "text-halo-width": 1.6 };
}

/** Return the names of units, from the zoom at which they have room. @returns {Layer} */
export function nameLayer() {
  return /** @type {Layer} */ ({
    id: "unit-names", type: "symbol", source: "marks", filter: [">=", ["zoom"], ["get", "nameFrom"]],
    layout: {
      "text-field": ["get", "name"], "text-font": FONT, "text-size": 12, "text-anchor": "top",
      "text-offset": [0, 1.3], "text-max-width": 7, "text-padding": 0,
    },
    paint: { ...nameColours(), "text-opacity": DIMMED },
  });
}

/** Return the layers of the geography in the colours of the present theme, from the ground up. @returns {Layer[]} */
export function layers() {
  const text = token("--text");
  const halo = token("--halo");
  const names = nameColours();
  return /** @type {Layer[]} */ ([
    ...groundLayers(),
    ...unitLayers(),
    { id: "unit-edge", type: "line", source: "units", filter: ["!", ["has", "schematic"]], paint: { "line-color": token("--mapbg"), "line-width": 0.8 } },
    {
      id: "unit-drawn-edge", type: "line", source: "units", filter: ["has", "schematic"],
      paint: { "line-color": token("--mapbg"), "line-width": 0.8, "line-dasharray": [4, 2.5] },
    },
    {
      id: "town-casing", type: "line", source: "towns", layout: { "line-join": "round" },
      paint: { "line-color": halo, "line-width": 3.2 },
    },
    {
      id: "town-edge", type: "line", source: "towns", layout: { "line-join": "round" },
      paint: { "line-color": token("--town"), "line-width": 1.1 },
    },
    ...outlineLayers(),
    nameLayer(),
    {
      id: "silent", type: "symbol", source: "marks",
      filter: ["all", ["==", ["get", "silent"], true], [">=", ["zoom"], ["+", ["get", "iconFrom"], 0.5]]],
      layout: {
        "icon-image": "sign-not-reported", "icon-size": 0.7, "icon-offset": [22, -20],
        "icon-allow-overlap": true, "icon-ignore-placement": true,
      },
      paint: DIM_ICON,
    },
    {
      id: "phases", type: "symbol", source: "marks",
      filter: ["all", ["has", "phase"], ["!", ["has", "badge"]], [">=", ["zoom"], ["get", "iconFrom"]]],
      layout: {
        "icon-image": ["concat", "phase-", ["to-string", ["get", "phase"]]],
        "icon-padding": 0,
      },
      paint: phaseIcon(),
    },
    {
      id: "town-names", type: "symbol", source: "labels", maxzoom: TOWN_NAMES_UNTIL,
      layout: {
        "text-field": ["get", "name"], "text-font": BOLD, "text-size": ["interpolate", ["linear"], ["zoom"], 9, 12, 12, 15],
        "text-variable-anchor": ["center", "top", "bottom", "left", "right"], "text-radial-offset": 0.7,
        "text-padding": 3,
      },
      paint: { ...names, "text-halo-width": 2.2 },
    },
    {
      id: "key-names", type: "symbol", source: "marks", filter: ["has", "key"],
      layout: {
        "text-field": ["get", "name"], "text-font": FONT, "text-size": 13, "text-padding": 1,
        "text-variable-anchor": ["left", "right", "top", "bottom", "top-left", "top-right", "bottom-left", "bottom-right"],
        "text-radial-offset": 1.75,
        "text-justify": "auto", "icon-image": "plate", "icon-text-fit": "both", "icon-text-fit-padding": [2, 5, 2, 5],
        "icon-padding": 0,
      },
      paint: { "text-color": text, ...DIM_SYMBOL },
    },
    {
      id: "badges", type: "symbol", source: "marks", filter: ["has", "badge"],
      layout: {
        "icon-image": ["concat", "sign-", ["get", "badge"]], "icon-allow-overlap": true,
        "icon-size": GROWING, "icon-padding": 0,
        "icon-offset": ["case", ["has", "key"], ["literal", [25, 0]], ["literal", [0, 0]]],
      },
      paint: DIM_ICON,
    },
    {
      id: "alerts", type: "symbol", source: "marks", filter: [">", ["get", "alert"], 0],
      layout: {
        "icon-image": ["concat", "alert-", ["to-string", ["get", "alert"]]], "icon-allow-overlap": true,
        "symbol-sort-key": ["get", "alert"],
        "icon-offset": ["case", ["has", "key"], ["literal", [25, 0]], ["has", "badge"], ["literal", [0, -25]], ["literal", [0, 0]]],
      },
      paint: DIM_ICON,
    },
    {
      id: "keys", type: "symbol", source: "marks", filter: ["has", "key"],
      layout: { "icon-image": "sign-key-village", "icon-allow-overlap": true, "icon-padding": 0, "icon-size": GROWING },
      paint: DIM_ICON,
    },
  ]);
}

/** Return the layers with which a map begins: what needs no icon. @param {Ground} ground @returns {Layer[]} */
export function begin(ground) {
  return shownLayers(ground).filter((layer) => layer.type !== "symbol" && !HATCHED.includes(layer.id));
}

/** Return the layers of a ground that may be shown now; `data-visitors` at the root says to whom. @param {Ground} ground @returns {Layer[]} */
function shownLayers(ground) {
  const visitors = document.documentElement.dataset.visitors === "on";
  return visitors ? ground.layers().filter((layer) => !TROUBLE.has(layer.id)) : ground.layers();
}

/**
 * Let a map show the layers of a ground and no others, in the colours of the present theme.
 * @param {import("maplibre-gl").Map} map
 * @param {Ground} ground
 */
export function show(map, ground) {
  const shown = shownLayers(ground);
  const names = new Set(shown.map((layer) => layer.id));
  for (const id of map.getLayersOrder()) set(map, id, "visibility", names.has(id) ? "visible" : "none");
  for (const [at, layer] of [...shown.entries()].reverse()) {
    if (!map.getLayer(layer.id)) {
      map.addLayer(layer, shown[at + 1]?.id);
      continue;
    }
    const layout = /** @type {Record<string, any>} */ ("layout" in layer ? layer.layout ?? {} : {});
    for (const [name, value] of Object.entries(layout)) set(map, layer.id, name, value);
    if ("minzoom" in layer) map.setLayerZoomRange(layer.id, layer.minzoom ?? 0, 24);
  }
  recolour(map, ground);
}

/** @param {import("maplibre-gl").Map} map @param {string} id @param {string} name @param {any} value */
function set(map, id, name, value) {
  const before = map.getLayoutProperty(id, /** @type {any} */ (name));
  if (JSON.stringify(before ?? (name === "visibility" ? "visible" : undefined)) !== JSON.stringify(value)) {
    map.setLayoutProperty(id, /** @type {any} */ (name), value);
  }
}

/**
 * Hatch some units; a pattern takes no feature-state, so the layers name them.
 * @param {import("maplibre-gl").Map} map
 * @param {string[]} codes
 */
export function hatch(map, codes) {
  for (const id of HATCHED) if (map.getLayer(id)) map.setFilter(id, ["in", ["get", "code"], ["literal", codes]]);
}

/**
 * Give an existing map the colours of the present theme.
 * @param {import("maplibre-gl").Map} map
 * @param {Ground} ground
 */
export function recolour(map, ground) {
  for (const layer of shownLayers(ground)) {
    const paint = /** @type {Record<string, any>} */ ("paint" in layer ? layer.paint ?? {} : {});
    for (const [name, value] of Object.entries(paint)) {
      if (!name.endsWith("-transition")) map.setPaintProperty(layer.id, /** @type {any} */ (name), value);
    }
  }
}
