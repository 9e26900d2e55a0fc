// Compares two days of the past, or a day and the present: which units differ, and in what.

import { boot } from "../map/boot.js";

/** @typedef {import("../map/past.js").Row} Row */
/** @typedef {import("../map/situation.js").Unit} Unit */

const SIGNS = boot.flags.filter((flag) => flag.id !== "not_reported" && flag.id !== "not_due");
const mask = SIGNS.reduce((sum, flag) => sum | flag.bit, 0);

/**
 * Say whether a unit stands differently; what only the clock moves does not count.
 * @param {Row} before
 * @param {Row} after
 */
export function differs(before, after) {
  return (
    before.phase !== after.phase || (before.flags & mask) !== (after.flags & mask) || before.alert !== after.alert
    || before.last_poll_on !== after.last_poll_on || before.expected_on !== after.expected_on || before.assessment !== after.assessment
  );
}

/**
 * Find the units that stand differently from how they stood at the end of the day before `since`.
 * @param {import("../map/past.js").Past} past
 * @param {string} since ISO date
 * @param {Iterable<Unit>} units as they are shown
 * @returns {Array<{unit: Unit, before: Row}>}
 */
export function changedSince(past, since, units) {
  const at = Math.max(0, since > past.days[past.days.length - 1] ? past.days.length - 1 : past.index(since) - 1);
  const found = [];
  for (const unit of units) {
    const before = past.row(at, unit.code);
    if (before && differs(before, unit)) found.push({ unit, before });
  }
  return found;
}

/** List the signs that a unit has got, and those that it has lost. @param {Row} before @param {Row} after */
export function signsMoved(before, after) {
  return {
    got: SIGNS.filter((flag) => after.flags & ~before.flags & flag.bit),
    lost: SIGNS.filter((flag) => before.flags & ~after.flags & flag.bit),
  };
}
