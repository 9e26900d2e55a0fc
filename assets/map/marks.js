// Makes the points that carry icons and names: one for each unit. Icons take no feature-state,
// so a change replaces the properties of the units touched.

import { flag } from "./boot.js";

const ICON_ROOM = 34; // pixels of the inscribed circle from which an icon fits
const NAME_ROOM = 64;
const METRES_PER_PIXEL = 78_271.517; // at zoom 0 on the equator, tiles of 512 pixels
const BADGES = ["rerun", "another", "suspended", "postponed", "vacancy"]; // the first that holds is shown

/**
 * Return the zoom from which a circle is as wide as `room` pixels.
 * @param {import("./situation.js").Unit} unit
 * @param {number} room
 */
function zoomFor(unit, room) {
  const metres = METRES_PER_PIXEL * Math.cos((unit.lat * Math.PI) / 180);
  return Math.log2((room * metres) / (2 * unit.radius));
}

/** @param {import("./situation.js").Unit} unit */
export function iconZoom(unit) {
  return zoomFor(unit, ICON_ROOM);
}

/** @param {import("./situation.js").Unit} unit @returns {Record<string, string|number|boolean>} */
function properties(unit) {
  /** @type {Record<string, string|number|boolean>} */
  const marks = {
    code: unit.code, name: unit.shortName, alert: unit.alert,
    iconFrom: zoomFor(unit, ICON_ROOM), nameFrom: zoomFor(unit, NAME_ROOM),
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
 * @param {Map<string, string>} marked takes down what the map has
 * @returns {GeoJSON.Feature}
 */
export function mark(unit, marked) {
  const fresh = properties(unit);
  marked.set(unit.code, JSON.stringify(fresh));
  return { type: "Feature", properties: fresh, geometry: { type: "Point", coordinates: [unit.lon, unit.lat] } };
}

/**
 * Return what turns the old mark of a unit into the present one; null when they are equal.
 * @param {import("./situation.js").Unit} unit
 * @param {Map<string, string>} marked
 * @returns {import("maplibre-gl").GeoJSONFeatureDiff|null}
 */
export function markUpdate(unit, marked) {
  const fresh = properties(unit);
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
