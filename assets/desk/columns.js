// Says what the table of units shows: each column's text and order, which stand at the beginning, and their sums.

import { boot, showDay, t, trackOf } from "../map/boot.js";
import { workingDays } from "../map/calendar.js";
import { daysInPhase } from "../map/describe.js";
import { icon, made } from "../map/dom.js";
import { showNumber } from "../map/numbers.js";

/** @typedef {import("../map/situation.js").Unit} Unit */
/** @typedef {import("../map/situation.js").Situation} Situation */
/**
 * A line of the table: a unit, or the sum of a township (`town`) or of all (`town` is "").
 * @typedef {{
 *   code: string, name: string, township: string, phase: number|null, days: number|null, working: number|null, planned: string|null, expected: string|null,
 *   last: string|null, late: number|null, signs: string, key: number, report: string, alert: number, assessed: string, matters: number, sum: boolean, units: number, completed: number
 * }} Line
 */

/**
 * @param {Unit} unit
 * @param {Situation} situation
 * @returns {Line}
 */
export function lineOf(unit, situation) {
  const waits = unit.phase !== null && unit.phase !== boot.phases.length - 1;
  return {
    code: unit.code, name: unit.name, township: unit.township, phase: unit.phase, days: waits ? daysInPhase(unit, situation.day) : null,
    working: waits && unit.since ? workingDays(unit.since, situation.day) : null, planned: unit.planned_on, expected: unit.expected_on, last: unit.last_poll_on,
    late: unit.late, signs: boot.flags.filter((flag) => flag.id !== "key" && flag.id !== "not_reported" && unit.flags & flag.bit).map((flag) => flag.label).join(boot.locale.startsWith("zh") ? "、" : ", "),
    key: unit.flags & (boot.flags.find((flag) => flag.id === "key")?.bit ?? 0) ? 1 : 0,
    report: situation.summary(unit.township)?.report_at ?? "", alert: unit.alert, assessed: unit.assessment ?? "", matters: unit.matters, sum: false, units: 1, completed: 0,
  };
}

/** @param {string} town code, or "" for all @param {string} name @param {Line[]} lines @returns {Line} */
export function sumOf(town, name, lines) {
  const waiting = lines.flatMap((line) => (line.working === null ? [] : [line.working]));
  return {
    code: `sum-${town}`, name, township: town, phase: null, days: null, working: waiting.length ? median(waiting) : null, planned: null, expected: null, last: null,
    late: lines.filter((line) => line.late).length, signs: "", key: lines.filter((line) => line.key).length, report: "",
    alert: lines.filter((line) => line.alert).length, assessed: "", matters: lines.reduce((sum, line) => sum + line.matters, 0), sum: true, units: lines.length,
    completed: lines.filter((line) => line.phase === boot.phases.length - 1).length,
  };
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : Math.round((sorted[middle - 1] + sorted[middle]) / 2);
}

/**
 * Return the columns as AG Grid wants them.
 * @param {Situation} situation
 * @returns {any[]}
 */
export function columns(situation) {
  const towns = new Map(situation.townships.map((town, at) => [town.code, { name: town.short_name, at }]));
  const date = {
    cellClass: "date", width: 104, valueFormatter: (/** @type {any} */ { value }) => (value ? showDay(value) : ""),
  };
  const number = { cellClass: "number", headerClass: "number", width: 92 };
  return [
    {
      field: "name", headerName: t("Name"), pinned: "left", width: 210, comparator: (/** @type {string} */ one, /** @type {string} */ other) => one.localeCompare(other, boot.locale),
      cellRenderer: cell(named),
    },
    {
      field: "township", headerName: t("Township"), width: 110, valueFormatter: (/** @type {any} */ { value }) => towns.get(value)?.name ?? "",
      comparator: (/** @type {string} */ one, /** @type {string} */ other) => (towns.get(one)?.at ?? 0) - (towns.get(other)?.at ?? 0),
    },
    { field: "phase", headerName: t("Phase"), width: 168, cellRenderer: cell(({ data }) => phaseCell(data, situation)) },
    { field: "working", headerName: t("Working days in phase"), headerTooltip: t("Working days in phase"), ...number, width: 100 },
    { field: "days", headerName: t("Days in phase"), ...number, hide: true },
    { field: "planned", headerName: t("Planned poll"), ...date },
    { field: "expected", headerName: t("Expected poll"), ...date },
    { field: "last", headerName: t("Last poll"), ...date },
    {
      field: "late", headerName: t("Days behind plan"), headerTooltip: t("Working days behind plan"), ...number,
      valueFormatter: (/** @type {any} */ { value, data }) => (data?.sum ? t("{n} units", { n: showNumber(value) }) : value ? showNumber(value) : ""),
    },
    { field: "signs", headerName: t("Exceptional state"), width: 150 },
    {
      field: "key", headerName: t("Key village"), width: 84,
      cellRenderer: cell(({ value, data }) => (data?.sum ? made("span", "", value ? showNumber(value) : "") : value ? keyCell() : made("span"))),
    },
    {
      field: "alert", headerName: t("Alert"), width: 84,
      cellRenderer: cell(({ value, data }) => (data?.sum ? made("span", "", value ? showNumber(value) : "") : value ? alertCell(value) : made("span"))),
    },
    { field: "assessed", headerName: t("Assessment"), width: 96, hide: true, valueFormatter: (/** @type {any} */ { value }) => (value ? boot.assessments[value] ?? value : "") },
    { field: "matters", headerName: t("Open matters"), ...number, hide: true, valueFormatter: (/** @type {any} */ { value }) => (value ? showNumber(value) : "") },
    {
      field: "report", headerName: t("Township's report"), width: 120,
      valueFormatter: (/** @type {any} */ { value, data }) => (data?.sum ? "" : value ? value.slice(11, 16) : t("not reported")),
    },
    { field: "code", headerName: t("Code"), width: 124, hide: true, valueFormatter: (/** @type {any} */ { value, data }) => (data?.sum ? "" : value) },
  ].filter(({ field }) => (field !== "key" || boot.follows_key) && (field !== "assessed" || Object.keys(boot.assessments).length > 0))
    .map((column) => ({ cellDataType: false, sortable: true, resizable: true, wrapHeaderText: true, ...column }));
}

/**
 * Return a renderer as AG Grid wants it.
 * @param {(params: any) => HTMLElement} draw
 */
function cell(draw) {
  return class {
    /** @param {any} params */
    init(params) {
      this.gui = draw(params);
    }

    getGui() {
      return this.gui;
    }

    /** Have the cell drawn anew. */
    refresh() {
      return false;
    }
  };
}

/** @param {any} params */
function named({ data }) {
  return made("span", "name", data?.name ?? "");
}

function keyCell() {
  const cell = made("span", "key-cell");
  cell.append(icon("key-village"), made("span", "unseen", t("Key village")));
  return cell;
}

/** @param {number} level */
function alertCell(level) {
  const names = ["alert-1-yellow", "alert-2-orange", "alert-3-red"];
  const said = [t("Yellow alert"), t("Orange alert"), t("Red alert")];
  const cell = made("span", "key-cell");
  cell.append(icon(names[level - 1]), made("span", "unseen", said[level - 1]));
  return cell;
}

/** @param {Line} line @param {Situation} situation */
function phaseCell(line, situation) {
  const cell = made("span", "phase-cell");
  if (line?.sum) {
    cell.textContent = t("completed {n}", { n: `${showNumber(line.completed)}/${showNumber(line.units)}` });
    return cell;
  }
  if (line.phase === null) {
    cell.append(icon("out-of-scope"), made("span", "", t("Not due this term")));
    return cell;
  }
  cell.dataset.phase = String(line.phase);
  const swatch = made("span", "swatch");
  swatch.append(icon(boot.phases[line.phase].icon));
  cell.append(swatch, made("span", "", trackOf(situation.track).phases[line.phase]));
  return cell;
}
