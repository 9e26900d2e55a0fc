// Puts a unit into words: for the tooltip and for screen readers.

import { boot, t, trackOf } from "./boot.js";

const DAY = 86_400_000;

/**
 * Name the phase of a unit.
 * @param {import("./situation.js").Unit} unit
 * @param {string} track
 */
export function phaseText(unit, track) {
  if (unit.phase === null) return t("Not due this term");
  return trackOf(track).phases[unit.phase];
}

/**
 * Count the days since the phase was entered; null where it has none.
 * @param {import("./situation.js").Unit} unit
 * @param {string} day business day
 */
export function daysInPhase(unit, day) {
  return unit.since === null ? null : Math.round((Date.parse(day) - Date.parse(unit.since)) / DAY);
}

/**
 * List the signs of a unit beside its phase.
 * @param {import("./situation.js").Unit} unit
 */
export function flagsOf(unit) {
  return boot.flags.filter((flag) => flag.id !== "not_due" && (unit.flags & flag.bit) !== 0);
}

/**
 * Say a unit in one sentence.
 * @param {import("./situation.js").Unit} unit
 * @param {import("./situation.js").Situation} situation
 */
export function sentence(unit, situation) {
  const days = daysInPhase(unit, situation.day);
  const parts = [unit.name, unit.townshipName, phaseText(unit, situation.track)];
  if (days !== null) parts.push(t("{n} days in this phase", { n: days }));
  return [...parts, ...flagsOf(unit).map((flag) => flag.label)].join(" · ");
}
