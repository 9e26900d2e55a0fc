// Holds what is known of every unit: the static columns once, the dynamic ones as they change.

import { boot } from "./boot.js";

/**
 * @typedef {{
 *   code: string, name: string, shortName: string, township: string, townshipName: string, kind: string,
 *   lon: number, lat: number, radius: number,
 *   phase: number|null, since: string|null, alert: number, flags: number, late: number|null,
 *   assessment: string|null, poll_on: string|null
 * }} Unit
 * @typedef {{code: string, name: string, short_name: string, lon: number, lat: number}} Township
 * @typedef {{
 *   due: number, started: number, polls: number, elected: number, completed: number, planned: number,
 *   polls_today: number, polls_closed: number, matters: number, phases: number[],
 *   completion_rate: number|null, one_time_success_rate: number|null, deviation: number|null,
 *   band: "attention"|"on_plan"|"ahead"|null, report: "received"|"zero"|"late"|null, report_at: string|null
 * }} Summary
 * @typedef {{totals: Summary, townships: Record<string, Summary>}} Rollups
 * @typedef {{last_report_at: string|null, reported: number, expected: number}} Freshness
 */

const METRES_PER_DEGREE = 111_320; // of latitude
const DYNAMIC = ["phase", "since", "alert", "flags", "late", "assessment", "poll_on"];

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
          lon: columns.lon[at],
          lat: columns.lat[at],
          radius: columns.radius[at],
          phase: null, since: null, alert: 0, flags: 0, late: null, assessment: null, poll_on: null,
        },
      ]),
    );
    this.revision = 0;
    this.day = "";
    this.track = boot.track;
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

  /**
   * Take a change of the live stream; one of another track or of an older revision is passed over.
   * @param {any} change
   * @returns {string[]} the units touched
   */
  change(change) {
    if (change.track !== this.track || change.revision < this.revision) return [];
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
   * Count the due units per phase, of a township or of all.
   * @param {string|null} town code
   * @returns {number[]}
   */
  counts(town) {
    const counts = boot.phases.map(() => 0);
    for (const unit of this.units.values()) {
      if (unit.phase !== null && (town === null || unit.township === town)) counts[unit.phase] += 1;
    }
    return counts;
  }

  /**
   * Return the box around the units of a township.
   * @param {string} town code
   * @returns {[number, number, number, number]} west, south, east, north in degrees
   */
  bounds(town) {
    let [west, south, east, north] = [180, 90, -180, -90];
    for (const unit of this.units.values()) {
      if (unit.township !== town) continue;
      const height = unit.radius / METRES_PER_DEGREE;
      const width = height / Math.cos((unit.lat * Math.PI) / 180);
      [west, east] = [Math.min(west, unit.lon - width), Math.max(east, unit.lon + width)];
      [south, north] = [Math.min(south, unit.lat - height), Math.max(north, unit.lat + height)];
    }
    return [west, south, east, north];
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
