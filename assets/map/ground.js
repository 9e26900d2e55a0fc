// Says where units stand on the map: in their geography here, or as equal tiles (`tiles.js`).

import { boot, fetchJson } from "./boot.js";
import { placed } from "./situation.js";
import { layers } from "./style.js";

/** @typedef {import("./situation.js").Unit} Unit */
/** @typedef {[number, number, number, number]} Bounds west, south, east, north in degrees */
/** @typedef {{lon: number, lat: number, radius: number}} Spot degrees, and the metres that are free around it */
/** @typedef {{top: number, right: number, bottom: number, left: number}} Room pixels that stay free at the edges of the map */
/**
 * @typedef {{
 *   name: "map"|"tiles",
 *   units: string|GeoJSON.FeatureCollection,
 *   towns: string|GeoJSON.FeatureCollection,
 *   room: (width: number) => Room,
 *   fit: (width: number, height: number) => boolean,
 *   sort: () => boolean,
 *   spot: (unit: Unit) => Spot,
 *   bounds: (town: string|null) => Bounds,
 *   closest: number,
 *   layers: () => import("./style.js").Layer[],
 *   shapes: () => Promise<Map<string, GeoJSON.Geometry>>,
 *   labels: () => GeoJSON.FeatureCollection
 * }} Ground
 * `fit` takes the room there is and `sort` the present phases; both say whether anything stands elsewhere now.
 */

const EDGE = 28; // pixels
const NAME_ROOM = 52; // on the right of a narrow map, for names that stand beside their township
const CLOSEST = 15;
export const NARROW = 768;

/** Return the room around the district in its geography. @param {number} width of the map in pixels @returns {Room} */
export function geographyRoom(width) {
  return { top: EDGE, right: width < NARROW ? NAME_ROOM : EDGE, bottom: EDGE, left: EDGE };
}

/**
 * @implements {Ground}
 */
export class Geography {
  /** @param {import("./situation.js").Situation} situation */
  constructor(situation) {
    this.situation = situation;
    /** @type {"map"} */
    this.name = "map";
    /** addresses of the boundaries */
    this.units = boot.urls.units;
    this.towns = boot.urls.towns;
    this.closest = CLOSEST; // zoom at which a township is framed
  }

  /** @param {number} width of the map in pixels */
  room(width) {
    return geographyRoom(width);
  }

  layers() {
    return layers();
  }

  /** Boundaries are the same on every screen. */
  fit() {
    return false;
  }

  /** Boundaries stay where they are. */
  sort() {
    return false;
  }

  /** @param {Unit} unit @returns {Spot} */
  spot(unit) {
    return unit;
  }

  /** @param {string|null} town null: the district @returns {Bounds} */
  bounds(town) {
    return town === null ? boot.bounds : this.situation.bounds(town);
  }

  /** Return the outline of each unit; the browser has them from the map's own source. @returns {Promise<Map<string, GeoJSON.Geometry>>} */
  async shapes() {
    const units = await fetchJson(boot.urls.units);
    return new Map(units.features.map((/** @type {GeoJSON.Feature} */ { properties, geometry }) => [properties?.code, geometry]));
  }

  /** Return the names of the townships, at their label points. @returns {GeoJSON.FeatureCollection} */
  labels() {
    return {
      type: "FeatureCollection",
      features: this.situation.townships.filter(placed).map((town) => ({
        type: "Feature", properties: { name: town.short_name }, geometry: { type: "Point", coordinates: [town.lon, town.lat] },
      })),
    };
  }
}
