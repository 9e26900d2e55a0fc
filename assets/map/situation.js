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
 * @typedef {{last_report_at: string|null, reported: number, expected: number}} Freshness
 */

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
    this.#tell(touched);
    return touched;
  }

  /** Count the due units per phase. @returns {number[]} */
  counts() {
    const counts = boot.phases.map(() => 0);
    for (const unit of this.units.values()) if (unit.phase !== null) counts[unit.phase] += 1;
    return counts;
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
