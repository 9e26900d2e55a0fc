// Keeps what stands around the maps up to date: fetched soon after a change, and every minute because time passes.

import { boot, fetchJson } from "../map/boot.js";

const SOON = 700; // milliseconds in which further changes are waited for
const LATE = 60_000;
const AGAIN = 5000; // after a failure

export class Feed {
  /** @param {(told: any) => void} take */
  constructor(take) {
    this.take = take;
    this.track = boot.track;
    this.visitors = false;
    this.asked = 0;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
  }

  /** Fetch soon. @param {number} [wait] milliseconds */
  renew(wait = SOON) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), wait);
  }

  /** Fetch now; what was asked before is passed over. */
  async fetch() {
    const asked = ++this.asked;
    clearTimeout(this.timer);
    const query = new URLSearchParams({ track: this.track, lang: boot.locale });
    if (this.visitors) query.set("visitors", "1");
    try {
      const told = await fetchJson(`/api/v1/wall/${boot.area}?${query}`);
      if (asked !== this.asked) return;
      this.take(told);
      this.renew(LATE);
    } catch {
      if (asked === this.asked) this.renew(AGAIN); // the sign above tells that the connection is lost
    }
  }
}
