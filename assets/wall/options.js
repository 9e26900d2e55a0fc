// Reads from the address how the wall is to be.

import { boot } from "../map/boot.js";

/**
 * @typedef {{
 *   tour: boolean, seconds: number, still: boolean, scale: number, visitors: boolean, polls: boolean|null,
 *   ground: "map"|"tiles", by: string|null
 * }} Options
 * `seconds` a stop of the tour stands; `scale` for the distance from which one looks; `polls` null: when there are many
 */

/** @type {any} */
export const terms = /** @type {any} */ (boot).wall;

/** @param {string|null} text @param {number} least @param {number} most @param {number} usual */
function number(text, least, most, usual) {
  const value = text === null ? NaN : Number(text);
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : usual;
}

/** @param {URLSearchParams} query @returns {Options} */
export function readOptions(query) {
  const tour = query.get("tour");
  return {
    tour: tour !== "off",
    seconds: number(tour === "off" ? null : tour, 5, 600, terms.tour_seconds),
    still: query.get("motion") === "off" || matchMedia("(prefers-reduced-motion: reduce)").matches,
    scale: number(query.get("scale"), 0.5, 2, 1),
    visitors: query.get("visitors") === "on",
    polls: query.get("polls") === null ? null : query.get("polls") === "on",
    ground: query.get("view") === "tiles" || !boot.geography ? "tiles" : "map",
    by: query.get("by"),
  };
}
