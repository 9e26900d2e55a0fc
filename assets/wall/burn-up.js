// Draws completions by day: planned, done, and what the forecast expects.

import { showDay, t } from "../map/boot.js";
import { made, setText } from "../map/dom.js";
import { showNumber, showRate } from "../map/numbers.js";

/**
 * @typedef {{
 *   due: number, days: string[], planned: number[], actual: number[], expected: number[], planned_today: number,
 *   actual_today: number, share: number, finish_on: string|null, late_days: number|null
 * }} BurnUp
 */

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 1000;
const HIGH = 100;
const NEAR = 0.25; // of the breadth: so near to today's label an end has no room for its own

/** @param {number[]} counts @param {number} from place of the first day @param {BurnUp} told */
function path(counts, from, { days, due }) {
  const across = WIDE / Math.max(1, days.length - 1);
  return counts.map((count, at) => `${at ? "L" : "M"}${((from + at) * across).toFixed(1)} ${(HIGH - (count / Math.max(1, due)) * HIGH).toFixed(1)}`).join("");
}

/** @param {string} name @param {string} d */
function line(name, d) {
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("class", name);
  made.setAttribute("d", d);
  return made;
}

/** @param {BurnUp} told */
export function drawBurnUp(told) {
  const box = /** @type {HTMLElement} */ (document.getElementById("burn"));
  const svg = /** @type {SVGElement} */ (box.querySelector("svg"));
  const today = told.actual.length - 1;
  const here = (WIDE / Math.max(1, told.days.length - 1)) * today;
  svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
  svg.replaceChildren(
    line("burn-now", `M${here} 0V${HIGH}`), line("burn-planned", path(told.planned, 0, told)),
    line("burn-expected", path(told.expected, today, told)), line("burn-actual", path(told.actual, 0, told)),
  );
  const days = box.querySelector(".burn-days");
  const share = here / WIDE;
  const ends = [share < NEAR ? "" : told.days[0], told.days[today], share > 1 - NEAR ? "" : told.days[told.days.length - 1]]; // today's label needs the room
  days?.replaceChildren(...ends.map((day, at) => {
    const item = made("li", "", day ? showDay(day) : "");
    if (at === 1) item.style.left = `${Math.min(88, Math.max(12, share * 100))}%`;
    return item;
  }));
  setText(box, ".burn-told", t("plan {n} · {m} of {all}", { n: showNumber(told.planned_today), m: showNumber(told.actual_today), all: showNumber(told.due) }));
  setText(box, ".burn-ahead", ahead(told));
}

/** Say by when nearly all are expected to be completed: the last few cannot be foretold. @param {BurnUp} told */
function ahead({ share, actual_today: done, due, finish_on: on, late_days: late }) {
  if (due && done === due) return t("All completed");
  if (on === null) return t("At this pace not finished by the end of the campaign");
  const told = { share: showRate(share), day: showDay(on) };
  if (!late) return t("{share} expected on {day}", told);
  return late > 0 ? t("{share} expected on {day}, {n} d late", { ...told, n: late }) : t("{share} expected on {day}, {n} d early", { ...told, n: -late });
}
