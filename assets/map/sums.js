// Adds up any choice of units by the server's definitions: each unit brings, as octal digits, how many of its
// due tracks belong to each count (`dashboard/election/figures.py`).

import { boot } from "./boot.js";

/** @typedef {import("./past.js").Row} Row */
/** @typedef {import("./situation.js").Summary} Summary */

const DIGIT = 3; // bits
const places = new Map(boot.counts.map((name, at) => [name, at]));

/** Return how many of a unit's due tracks belong to a count. @param {number} counts the unit's digits @param {string} name */
export function digit(counts, name) {
  return (counts >> (DIGIT * (places.get(name) ?? 0))) & 7;
}

/**
 * @param {Iterable<Row>} units
 * @param {Partial<Summary>} beside what does not come from units: matters of areas, the township's report
 * @returns {Summary}
 */
export function addUp(units, beside = {}) {
  /** @type {any} */
  const totals = Object.fromEntries(boot.counts.map((name) => [name, 0]));
  const phases = boot.phases.map(() => 0);
  let { matters = 0 } = beside;
  for (const unit of units) {
    matters += unit.matters;
    if (unit.phase === null) continue;
    phases[unit.phase] += 1;
    for (const name of boot.counts) totals[name] += digit(unit.counts, name);
  }
  const points = totals.due ? ((totals.elected - totals.planned) / totals.due) * 100 : null;
  return {
    ...totals,
    phases,
    completion_rate: totals.due ? totals.completed / totals.due : null,
    one_time_success_rate: totals.polls ? totals.first_success / totals.polls : null,
    deviation: points === null ? null : Math.round(points * 10) / 10,
    band: band(points),
    report: null,
    report_at: null,
    ...beside,
    matters,
  };
}

/** Name the band of a deviation. @param {number|null} points percentage points @returns {Summary["band"]} */
function band(points) {
  if (points === null) return null;
  if (points < boot.deviation.attention_below) return "attention";
  return points > boot.deviation.check_above ? "ahead" : "on_plan";
}
