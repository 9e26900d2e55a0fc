// Shows the business day and time: the server's, never the screen's own. Between two contacts it goes on by
// itself as long as business time passes like real time; that of a demo, which passes faster, stands until told.

import { boot } from "../map/boot.js";
import { setText } from "../map/dom.js";

const dayFormat = new Intl.DateTimeFormat(boot.locale, { month: "short", day: "numeric", weekday: "short", timeZone: "UTC" });
const LIKE_REAL = 0.1; // of a second in a second

/** @param {string} instant ISO with offset @returns {number} milliseconds of its own wall clock, as if it were UTC */
function local(instant) {
  return Date.parse(`${instant.slice(0, 19)}Z`);
}

export class Clock {
  constructor() {
    /** @type {{told: number, at: number}|null} */
    this.last = null;
    this.rate = 1;
    setInterval(() => this.draw(), 1000);
  }

  /** Take an instant that the server has just told. @param {string|undefined} instant */
  tell(instant) {
    if (!instant) return;
    const [told, at] = [local(instant), performance.now()];
    if (this.last && at - this.last.at > 2000) this.rate = (told - this.last.told) / (at - this.last.at);
    this.last = { told, at };
    this.draw();
  }

  draw() {
    if (!this.last) return;
    const real = Math.abs(this.rate - 1) < LIKE_REAL;
    const now = new Date(real ? this.last.told + performance.now() - this.last.at : this.last.told);
    const time = now.toISOString().slice(11, real ? 19 : 16);
    setText(document, "#clock", time);
    setText(document, "#wall-day", dayFormat.format(now));
  }
}
