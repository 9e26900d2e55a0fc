// Holds the day that is shown: the present, or one that has passed, as is known now or as was known then.

/** @typedef {"now"|"then"} Known */

export class Time {
  /** @param {string|null} day ISO date; null: the present @param {Known} known */
  constructor(day, known) {
    this.day = day;
    /** @type {Known} */
    this.known = day ? known : "now";
    /** @type {number|null} the revision up to which the day is known; null: all */
    this.revision = null;
    /** whether the days pass by themselves; what would ask the server waits meanwhile */
    this.playing = false;
    /** @type {Array<() => void>} */
    this.listeners = [];
    this.#mark();
  }

  /**
   * @param {string|null} day
   * @param {Known} known
   * @param {number|null} revision the last one recorded by the end of the day; it counts where that is what is asked for
   */
  set(day, known, revision = null) {
    const valid = day ? known : "now";
    const upTo = valid === "then" ? revision : null;
    if (day === this.day && valid === this.known && upTo === this.revision) return;
    this.revision = upTo;
    this.day = day;
    this.known = valid;
    this.#mark();
    this.tell();
  }

  /** Tell that the day is another, or that it has come to rest. */
  tell() {
    for (const listener of this.listeners) listener();
  }

  /** @param {() => void} listener */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /** Mark the page, so that the past is never mistaken for the present. */
  #mark() {
    document.documentElement.dataset.time = this.day ? "past" : "live";
  }
}
