// Finds the unit that lies in a direction from another: for walking over the map with the arrow keys.

/** @typedef {"ArrowUp"|"ArrowDown"|"ArrowLeft"|"ArrowRight"} Arrow */

/** @type {Record<Arrow, [number, number]>} */
const DIRECTIONS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const SIDEWAYS = 2.2; // how much a step aside counts against a step ahead

/** @param {string} key @returns {key is Arrow} */
export function isArrow(key) {
  return key in DIRECTIONS;
}

/**
 * Return the nearest unit in a direction, or the one itself at the edge.
 * @template {{lon: number, lat: number}} T
 * @param {T} from
 * @param {Iterable<T>} units
 * @param {Arrow} arrow
 * @returns {T}
 */
export function neighbour(from, units, arrow) {
  const [east, north] = DIRECTIONS[arrow];
  const narrowing = Math.cos((from.lat * Math.PI) / 180);
  let best = from;
  let least = Infinity;
  for (const unit of units) {
    const dx = (unit.lon - from.lon) * narrowing;
    const dy = unit.lat - from.lat;
    const ahead = dx * east + dy * north;
    const aside = Math.abs(dx * north) + Math.abs(dy * east);
    if (ahead <= 0 || aside > ahead * SIDEWAYS) continue;
    const cost = ahead + aside * SIDEWAYS;
    if (cost < least) {
      least = cost;
      best = unit;
    }
  }
  return best;
}

/**
 * Return the unit nearest to a place.
 * @template {{lon: number, lat: number}} T
 * @param {{lon: number, lat: number}} place
 * @param {Iterable<T>} units
 * @returns {T|null}
 */
export function nearest(place, units) {
  let best = null;
  let least = Infinity;
  for (const unit of units) {
    const distance = (unit.lon - place.lon) ** 2 + (unit.lat - place.lat) ** 2;
    if (distance < least) {
      least = distance;
      best = unit;
    }
  }
  return best;
}
