// Says by what units are filtered. Each group tells, of a unit, the options that it belongs to; inside a group
// any chosen option is enough, between groups all must hold.

import { boot, flag } from "./boot.js";
import { addDays, isDay, workingDays } from "./calendar.js";

/** @typedef {import("./situation.js").Unit} Unit */
/**
 * What groups look at beside a unit.
 * @typedef {{
 *   day: string, bands: Map<string, string|null>, changed: ReadonlySet<string>|null, back: ReadonlySet<string>|null,
 *   chosen: (group: string) => ReadonlySet<string>
 * }} Context
 * @typedef {{
 *   id: string, single: boolean, takes: (option: string) => boolean, of: (unit: Unit, context: Context) => string[]
 * }} Group
 */

const YES = ["yes"];
/** @type {string[]} */
const NO = [];
export const SIGNS = ["another", "rerun", "vacancy", "postponed", "suspended", "not_due"];
const bits = new Map(SIGNS.map((id) => [id, flag(id).bit]));
const notReported = flag("not_reported").bit;
const key = flag("key").bit;
export const POLLS = ["today", "tomorrow", "week"];
const WEEK = 6; // days after today that still belong to “within a week”

/** @param {string[]} options @returns {(option: string) => boolean} */
const oneOf = (options) => (option) => options.includes(option);
const yes = oneOf(YES);
const wholeNumber = (/** @type {string} */ option) => /^\d{1,3}$/.test(option);
const townships = new Set(boot.townships);

/** @type {Group[]} */
export const GROUPS = [
  { id: "town", single: false, takes: (option) => townships.has(option), of: (unit) => [unit.township] },
  { id: "kind", single: false, takes: oneOf(Object.keys(boot.kinds)), of: (unit) => [unit.kind] },
  {
    id: "phase", single: false, takes: (option) => /^\d$/.test(option) && Number(option) < boot.phases.length,
    of: (unit) => (unit.phase === null ? NO : [String(unit.phase)]),
  },
  { id: "sign", single: false, takes: oneOf(SIGNS), of: (unit) => SIGNS.filter((id) => unit.flags & (bits.get(id) ?? 0)) },
  {
    id: "band", single: false, takes: oneOf(Object.keys(boot.bands)),
    of: (unit, { bands }) => { const band = bands.get(unit.township); return band ? [band] : NO; },
  },
  { id: "key", single: true, takes: yes, of: (unit) => (unit.flags & key ? YES : NO) },
  { id: "late", single: true, takes: yes, of: (unit) => (unit.late ? YES : NO) },
  { id: "silent", single: true, takes: yes, of: (unit) => (unit.flags & notReported ? YES : NO) },
  { id: "alert", single: false, takes: oneOf(["1", "2", "3"]), of: (unit) => (unit.alert ? [String(unit.alert)] : NO) },
  { id: "assessed", single: false, takes: oneOf(Object.keys(boot.assessments)), of: (unit) => (unit.assessment ? [unit.assessment] : NO) },
  { id: "matter", single: true, takes: yes, of: (unit) => (unit.matters ? YES : NO) },
  { id: "wait", single: true, takes: wholeNumber, of: waits },
  { id: "poll", single: true, takes: (option) => POLLS.includes(option) || isDay(option), of: polls },
  { id: "changed", single: true, takes: isDay, of: (unit, { changed, chosen }) => (changed?.has(unit.code) ? [...chosen("changed")] : NO) },
  { id: "back", single: true, takes: isDay, of: (unit, { back, chosen }) => (back?.has(unit.code) ? [...chosen("back")] : NO) },
  { id: "units", single: false, takes: (option) => /^[\w-]{1,40}$/.test(option), of: (unit, { chosen }) => (chosen("units").has(unit.code) ? [unit.code] : NO) },
];

/** @param {Unit} unit @param {Context} context */
function waits(unit, { day, chosen }) {
  if (unit.since === null || unit.phase === null || unit.phase === boot.phases.length - 1) return NO; // what is completed waits for nothing
  const days = workingDays(unit.since, day);
  return [...new Set([...boot.waits, ...chosen("wait")])].filter((least) => days > Number(least));
}

/** @param {Unit} unit @param {Context} context */
function polls(unit, { day, chosen }) {
  const days = [unit.poll_on, unit.last_poll_on].filter((on) => on !== null);
  if (!days.length) return NO;
  const found = [...chosen("poll")].filter((option) => days.includes(option));
  if (days.includes(day)) found.push("today");
  if (days.includes(addDays(day, 1))) found.push("tomorrow");
  if (unit.poll_on !== null && unit.poll_on >= day && unit.poll_on <= addDays(day, WEEK)) found.push("week");
  return found;
}
