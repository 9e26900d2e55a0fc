// Makes the points that carry icons and names: one for each unit. Icons take no feature-state,
// so a change replaces the properties of the units touched.

import { flag } from "./boot.js";

const ICON_ROOM = 34; // pixels of the inscribed circle from which an icon fits
const NAME_ROOM = 64;
const METRES_PER_PIXEL = 78_271.517; // at zoom 0 on the equator, tiles of 512 pixels
const BADGES = ["rerun", "another", "suspended", "postponed", "vacancy"]; // the first that holds is shown

/** @typedef {import("./ground.js").Spot} Spot */

/** Return the metres that a pixel is wide. @param {number} lat degrees @param {number} zoom */
export function metresPerPixel(lat, zoom) {
  return (METRES_PER_PIXEL * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
}

/**
 * Return the zoom from which the circle around a spot is as wide as `room` pixels.
 * @param {Spot} spot
 * @param {number} room
 */
function zoomFor(spot, room) {
  return Math.log2((room * metresPerPixel(spot.lat, 0)) / (2 * spot.radius));
}

/** @param {Spot} spot */
export function iconZoom(spot) {
  return zoomFor(spot, ICON_ROOM);
}

/** @param {import("./situation.js").Unit} unit @param {Spot} spot @returns {Record<string, string|number|boolean>} */
function properties(unit, spot) {
  /** @type {Record<string, string|number|boolean>} */
  const marks = {
    code: unit.code, name: unit.shortName, alert: unit.alert,
    iconFrom: zoomFor(spot, ICON_ROOM), nameFrom: zoomFor(spot, NAME_ROOM),
  };
  if (unit.phase !== null) marks.phase = unit.phase;
  if (unit.flags & flag("key").bit) {
    marks.key = true;
    marks.nameFrom = 99; // it has a plate at every zoom
  }
  if (unit.flags & flag("not_reported").bit) marks.silent = true;
  const badge = BADGES.find((id) => unit.flags & flag(id).bit);
  if (badge) marks.badge = flag(badge).icon;
  return marks;
}

/**
 * Return the point of a unit; the source promotes `code` to its id.
 * @param {import("./situation.js").Unit} unit
 * @param {Spot} spot where it stands
 * @param {Map<string, string>} marked takes down what the map has
 * @returns {GeoJSON.Feature}
 */
export function mark(unit, spot, marked) {
  const fresh = properties(unit, spot);
  marked.set(unit.code, JSON.stringify(fresh));
  return { type: "Feature", properties: fresh, geometry: { type: "Point", coordinates: [spot.lon, spot.lat] } };
}

/**
 * Return what turns the old mark of a unit into the present one; null when they are equal.
 * @param {import("./situation.js").Unit} unit
 * @param {Spot} spot
 * @param {Map<string, string>} marked
 * @returns {import("maplibre-gl").GeoJSONFeatureDiff|null}
 */
export function markUpdate(unit, spot, marked) {
  const fresh = properties(unit, spot);
  const written = JSON.stringify(fresh);
  const before = marked.get(unit.code);
  if (before === undefined || before === written) return null;
  marked.set(unit.code, written);
  // Not `removeAllProperties`: the library's tiles (geojson-vt of MapLibre 6.17) then leave out those that are set beside it.
  return {
    id: unit.code, removeProperties: Object.keys(JSON.parse(before)).filter((key) => !(key in fresh)),
    addOrUpdateProperties: Object.entries(fresh).map(([key, value]) => ({ key, value })),
  };
}
