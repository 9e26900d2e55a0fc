// Counts days: calendar days, and the working days of the profile's calendar.

import { boot } from "./boot.js";

const DAY = 86_400_000;
const first = Date.parse(boot.work.first);
/** @type {Uint16Array} working days up to and including each day */
const sums = new Uint16Array(boot.work.days.length);
let sum = 0;
for (let at = 0; at < sums.length; at += 1) {
  sum += Number(boot.work.days[at]);
  sums[at] = sum;
}

/** @param {string} day ISO date @param {number} days @returns {string} */
export function addDays(day, days) {
  return new Date(Date.parse(day.slice(0, 10)) + days * DAY).toISOString().slice(0, 10);
}

/** @param {string} from ISO date @param {string} to */
export function daysBetween(from, to) {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}

/**
 * Count the working days after `from` up to and including `to`; 0 when `to` is not later.
 * @param {string} from ISO date
 * @param {string} to
 */
export function workingDays(from, to) {
  const count = (/** @type {string} */ day) => {
    const at = Math.round((Date.parse(day) - first) / DAY);
    return at < 0 ? 0 : sums[Math.min(at, sums.length - 1)];
  };
  return Math.max(0, count(to) - count(from));
}

/** Say whether a text is a day. @param {string} text */
export function isDay(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}
