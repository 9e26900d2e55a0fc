// Holds the days that have passed: for each, the row of every unit, its township's report, the waiting matters.

/** @typedef {Pick<import("./situation.js").Unit, "phase"|"since"|"alert"|"flags"|"late"|"assessment"|"poll_on"|"planned_on"|"expected_on"|"last_poll_on"|"counts"|"matters">} Row */

export class Past {
  /** @param {any} answer of the timeline route */
  constructor(answer) {
    /** @type {string} */
    this.track = answer.track;
    /** @type {"now"|"then"} */
    this.known = answer.known;
    /** @type {string[]} */
    this.days = answer.days;
    /** @type {number[]} the last revision recorded by the end of each day */
    this.revisions = answer.revisions;
    /** @type {string[]} */
    this.codes = answer.codes;
    this.places = new Map(this.codes.map((code, place) => [code, place]));
    this.expected = new Set(answer.expected);
    /** @type {Record<string, Array<[string, string]|null>>} */
    this.reports = answer.reports;
    /** @type {Record<string, number[]>} */
    this.matters = answer.matters;
    const named = (/** @type {any[]} */ values) => /** @type {Row} */ (
      Object.fromEntries(answer.names.map((/** @type {string} */ name, /** @type {number} */ at) => [name, values[at]]))
    );
    /** @type {Row[][]} by day, then by place; days share the rows that did not change */
    this.rows = [answer.first.map(named)];
    for (const step of answer.steps) {
      const rows = [...this.rows[this.rows.length - 1]];
      for (const [place, ...values] of step) rows[place] = named(values);
      this.rows.push(rows);
    }
  }

  /** Return the place of a day, or of the nearest that is known. @param {string} day */
  index(day) {
    const at = this.days.indexOf(day);
    if (at >= 0) return at;
    return day < this.days[0] ? 0 : this.days.length - 1;
  }

  /** Return the place of the day before `day`; −1 when it is not known. @param {string} day */
  before(day) {
    const at = this.days.indexOf(day);
    if (at >= 0) return at - 1;
    const last = this.days[this.days.length - 1];
    return Date.parse(day) - Date.parse(last) === 86_400_000 ? this.days.length - 1 : -1;
  }

  /** @param {number} at @param {string} code @returns {Row|null} */
  row(at, code) {
    const place = this.places.get(code);
    return place === undefined ? null : this.rows[at][place];
  }

  /** Return the rows of some units. @param {number} at @param {ReadonlySet<string>} codes @returns {Row[]} */
  units(at, codes) {
    return this.codes.flatMap((code, place) => (codes.has(code) ? [this.rows[at][place]] : []));
  }

  /** Say whether a township owed a report of the day and had sent none. @param {number} at @param {string} town */
  silent(at, town) {
    return this.expected.has(town) && !this.reports[town]?.[at];
  }

  /** Return what a township's units do not tell: its own matters and its report. @param {number} at @param {string} town */
  beside(at, town) {
    const report = this.reports[town]?.[at] ?? null;
    return {
      matters: this.matters[town]?.[at] ?? 0,
      report: /** @type {"received"|"zero"|"late"|null} */ (report?.[0] ?? null),
      report_at: report?.[1] ?? null,
    };
  }

  /** Count the waiting matters that townships and the district have put. @param {number} at */
  mattersOfAreas(at) {
    return Object.values(this.matters).reduce((sum, numbers) => sum + numbers[at], 0);
  }

  /** Return how many townships had reported, and the instant of the last report. @param {number} at */
  freshness(at) {
    const sent = [...this.expected].map((town) => this.reports[town]?.[at]).filter((report) => report !== null && report !== undefined);
    const latest = sent.map(([, instant]) => instant).sort().at(-1) ?? null;
    return { last_report_at: latest, reported: sent.length, expected: this.expected.size };
  }
}
