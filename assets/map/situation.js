// Holds what is known of every unit: the static columns once, the dynamic ones as they change.

import { boot, flag } from "./boot.js";
import { addUp } from "./sums.js";

/**
 * @typedef {{
 *   code: string, name: string, shortName: string, township: string, townshipName: string, kind: string,
 *   lon: number, lat: number, radius: number,
 *   phase: number|null, since: string|null, alert: number, flags: number, late: number|null,
 *   assessment: string|null, poll_on: string|null, planned_on: string|null, expected_on: string|null,
 *   last_poll_on: string|null, counts: number, matters: number
 * }} Unit
 * @typedef {import("./past.js").Past} Past
 * @typedef {{code: string, name: string, short_name: string, lon: number, lat: number}} Township
 * @typedef {{
 *   due: number, started: number, polls: number, elected: number, completed: number, planned: number, first_success: number,
 *   polls_today: number, polls_closed: number, matters: number, phases: number[],
 *   completion_rate: number|null, one_time_success_rate: number|null, deviation: number|null,
 *   band: "attention"|"on_plan"|"ahead"|null, report: "received"|"zero"|"late"|null, report_at: string|null
 * }} Summary
 * @typedef {{totals: Summary, townships: Record<string, Summary>}} Rollups
 * @typedef {{last_report_at: string|null, reported: number, expected: number}} Freshness
 */

const METRES_PER_DEGREE = 111_320; // of latitude
const DYNAMIC = [
  "phase", "since", "alert", "flags", "late", "assessment", "poll_on", "planned_on", "expected_on", "last_poll_on", "counts", "matters",
];
const NOT_REPORTED = flag("not_reported").bit;

/** Say whether it is known where something lies. @param {{lon?: number, lat?: number}} spot */
export function placed(spot) {
  return Number.isFinite(spot.lon) && Number.isFinite(spot.lat);
}

export class Situation {
  /** @param {any} fixed the static columns */
  constructor(fixed) {
    /** @type {Township[]} */
    this.townships = fixed.townships;
    const named = new Map(this.townships.map((town) => [town.code, town.name]));
    const columns = fixed.columns;
    /** @type {Map<string, Unit>} */
    this.units = new Map(
      fixed.codes.map((/** @type {string} */ code, /** @type {number} */ at) => [
        code,
        {
          code,
          name: columns.name[at],
          shortName: columns.short_name[at],
          township: columns.township[at],
          townshipName: named.get(columns.township[at]) ?? "",
          kind: columns.kind[at],
          lon: columns.lon[at] ?? NaN, // where the place is not known
          lat: columns.lat[at] ?? NaN,
          radius: columns.radius[at] ?? 0,
          phase: null, since: null, alert: 0, flags: 0, late: null, assessment: null, poll_on: null, planned_on: null,
          expected_on: null, last_poll_on: null, counts: 0, matters: 0,
        },
      ]),
    );
    this.revision = 0;
    this.day = "";
    this.track = boot.track;
    /** whether an earlier day is shown */
    this.earlier = false;
    /** @type {Past|null} the days that have passed on this track, once they are known */
    this.past = null;
    /** @type {Rollups|null} of the day */
    this.rollups = null;
    /** @type {Rollups|null} figures of the day before */
    this.previous = null;
    /** @type {Array<(codes: string[]) => void>} */
    this.listeners = [];
  }

  /**
   * Take all dynamic columns of a track.
   * @param {any} columns an answer of the map route
   */
  load(columns) {
    if (columns.track !== this.track) this.past = null;
    this.earlier = columns.day < this.today(columns);
    this.revision = columns.revision;
    this.day = columns.day;
    this.track = columns.track;
    this.rollups = { totals: columns.totals, townships: columns.townships };
    this.previous = columns.previous;
    for (const [at, code] of columns.codes.entries()) {
      const unit = this.units.get(code);
      if (unit) for (const name of DYNAMIC) unit[/** @type {"phase"} */ (name)] = columns.columns[name][at];
    }
    this.#tell([...this.units.keys()]);
  }

  /** Return the business day, by the instant that an answer was given at. @param {{now: string}} answer */
  today({ now }) {
    return now.slice(0, 10);
  }

  /**
   * Show an earlier day; nothing is fetched.
   * @param {Past} past
   * @param {number} at place of the day in `past.days`
   */
  show(past, at) {
    const codes = [];
    for (const [place, code] of past.codes.entries()) {
      const unit = this.units.get(code);
      if (!unit) continue;
      const row = past.rows[at][place];
      const silent = row.phase !== null && past.silent(at, unit.township);
      const flags = silent ? row.flags | NOT_REPORTED : row.flags;
      if (DYNAMIC.every((name) => name === "flags" || unit[/** @type {"phase"} */ (name)] === row[/** @type {"phase"} */ (name)]) && unit.flags === flags) continue;
      Object.assign(unit, row, { flags });
      codes.push(code);
    }
    this.day = past.days[at];
    this.earlier = true;
    this.rollups = this.#rollups(past, at);
    this.previous = at > 0 ? this.#rollups(past, at - 1) : null;
    this.#tell(codes);
  }

  /** Take the days that have passed, for comparison. @param {Past} past */
  remember(past) {
    if (past.track !== this.track || past === this.past) return;
    this.past = past;
    this.#tell([]);
  }

  /**
   * Return the figures of some units on the day before the one shown; null when it is not known.
   * @param {ReadonlySet<string>} codes
   */
  beforeOf(codes) {
    const { past } = this;
    const at = past ? past.before(this.day) : -1;
    return past && at >= 0 ? addUp(past.units(at, codes)) : null;
  }

  /** @param {Past} past @param {number} at @returns {Rollups} */
  #rollups(past, at) {
    /** @type {Map<string, import("./past.js").Row[]>} */
    const inside = new Map(this.townships.map((town) => [town.code, []]));
    for (const [place, code] of past.codes.entries()) inside.get(this.units.get(code)?.township ?? "")?.push(past.rows[at][place]);
    const townships = Object.fromEntries([...inside].map(([town, rows]) => [town, addUp(rows, past.beside(at, town))]));
    return { townships, totals: addUp(past.rows[at], { matters: past.mattersOfAreas(at) }) };
  }

  /**
   * Take a change of the live stream; one of another track or of an older revision is passed over,
   * and all while an earlier day is shown.
   * @param {any} change
   * @returns {string[]} the units touched
   */
  change(change) {
    if (this.earlier || change.track !== this.track || change.revision < this.revision) return [];
    this.revision = change.revision;
    const touched = [];
    for (const [code, ...values] of change.units) {
      const unit = this.units.get(code);
      if (!unit) continue;
      change.names.forEach((/** @type {"phase"} */ name, /** @type {number} */ at) => { unit[name] = values[at]; });
      touched.push(code);
    }
    merge(this.rollups, change);
    merge(this.previous, change.previous);
    this.#tell(touched);
    return touched;
  }

  /**
   * Return the rollup of a township, or of the district.
   * @param {string|null} town code
   */
  summary(town) {
    return (town === null ? this.rollups?.totals : this.rollups?.townships[town]) ?? null;
  }

  /** Return the figures of the day before. @param {string|null} town code */
  before(town) {
    return (town === null ? this.previous?.totals : this.previous?.townships[town]) ?? null;
  }

  /**
   * Return the box around the units of a township.
   * @param {string} town code
   * @returns {[number, number, number, number]} west, south, east, north in degrees
   */
  bounds(town) {
    let [west, south, east, north] = [180, 90, -180, -90];
    for (const unit of this.units.values()) {
      if (unit.township !== town || !placed(unit)) continue;
      const height = unit.radius / METRES_PER_DEGREE;
      const width = height / Math.cos((unit.lat * Math.PI) / 180);
      [west, east] = [Math.min(west, unit.lon - width), Math.max(east, unit.lon + width)];
      [south, north] = [Math.min(south, unit.lat - height), Math.max(north, unit.lat + height)];
    }
    return west <= east ? [west, south, east, north] : boot.bounds;
  }

  /** @param {(codes: string[]) => void} listener is told the codes whose columns were set */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /** @param {string[]} codes */
  #tell(codes) {
    for (const listener of this.listeners) listener(codes);
  }
}

/**
 * Take over the members of rollups that changed.
 * @param {Rollups|null} known
 * @param {{totals?: object, townships: Record<string, object>}|undefined} changed
 */
function merge(known, changed) {
  if (!known || !changed) return;
  if (changed.totals) Object.assign(known.totals, changed.totals);
  for (const [code, members] of Object.entries(changed.townships)) {
    if (known.townships[code]) Object.assign(known.townships[code], members);
  }
}
