// Finds the dense part of the district, where units are too small to be told apart, for an inset that magnifies it.

import { Geography } from "../map/ground.js";
import { mercator } from "../map/mercator.js";
import { placed } from "../map/situation.js";

/** @typedef {import("../map/ground.js").Bounds} Bounds */
/** @typedef {import("../map/situation.js").Unit} Unit */

const SHARE = 0.6; // of the units, the smallest ones
const TAIL = 0.04; // of those that may lie outside, at each side
const MARGIN = 0.04; // of the box, around it
const EDGE = 6; // pixels around what is shown
const INNER = 0.05; // of the box, at its sides, where signs would be cut
const WORTH = 0.55; // of the district's extent; a part larger than that is not worth an inset

/** @param {number[]} values @param {number} share */
function at(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.round(share * (sorted.length - 1))];
}

/**
 * Return the box around most of the smallest units; null when they lie everywhere.
 * @param {Iterable<Unit>} units
 * @param {Bounds} whole
 * @returns {Bounds|null}
 */
export function densePart(units, whole) {
  const small = [...units].filter(placed).sort((one, other) => one.radius - other.radius);
  small.length = Math.ceil(small.length * SHARE);
  if (small.length < 2) return null;
  const [lons, lats] = [small.map((unit) => unit.lon), small.map((unit) => unit.lat)];
  const [west, east] = [at(lons, TAIL), at(lons, 1 - TAIL)];
  const [south, north] = [at(lats, TAIL), at(lats, 1 - TAIL)];
  const [wide, high] = [east - west, north - south];
  const [across, down] = [whole[2] - whole[0], whole[3] - whole[1]];
  if (!wide || !high || wide / across > WORTH || high / down > 2 * WORTH) return null;
  return [
    Math.max(whole[0], west - MARGIN * wide), Math.max(whole[1], south - MARGIN * high),
    Math.min(whole[2], east + MARGIN * wide), Math.min(whole[3], north + MARGIN * high),
  ];
}

/** Return the part of a box in which signs are whole. @param {Bounds} box @returns {Bounds} */
export function inner([west, south, east, north]) {
  const [across, down] = [(east - west) * INNER, (north - south) * INNER];
  return [west + across, south + down, east - across, north - down];
}

/** Return how many times wider than high a box is on the map. @param {Bounds} box */
export function aspect([west, south, east, north]) {
  const [left, top] = mercator(west, north);
  const [right, bottom] = mercator(east, south);
  return (right - left) / (bottom - top);
}

/** Return the outline of a box. @param {Bounds} box @returns {GeoJSON.Polygon} */
export function outline([west, south, east, north]) {
  return { type: "Polygon", coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] };
}

/** The geography on a wall: it fills its frame. */
export class Wide extends Geography {
  room() {
    return { top: EDGE, right: EDGE, bottom: EDGE, left: EDGE };
  }
}

/** The geography, looked at where it is dense. */
export class Dense extends Wide {
  /** @param {import("../map/situation.js").Situation} situation @param {Bounds} box */
  constructor(situation, box) {
    super(situation);
    this.box = box;
  }

  /** @param {string|null} town @returns {Bounds} */
  bounds(town) {
    return town === null ? this.box : super.bounds(town);
  }
}
