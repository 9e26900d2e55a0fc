// Fetches the days that have passed, once for each track and knowledge, and again when they have moved.

import { boot, fetchJson } from "../map/boot.js";
import { Past } from "../map/past.js";

/** @typedef {import("../map/time.js").Known} Known */

export class History {
  constructor() {
    /** @type {Map<string, Promise<Past>>} */
    this.kept = new Map();
  }

  /** @param {string} track @param {Known} known @returns {Promise<Past>} */
  get(track, known) {
    const key = `${track} ${known}`;
    const kept = this.kept.get(key) ?? this.#fetch(track, known);
    this.kept.set(key, kept);
    kept.catch(() => this.kept.delete(key));
    return kept;
  }

  /** Fetch anew from now on: a late fact or a correction has moved the past, or a new day has begun. */
  forget() {
    this.kept.clear();
  }

  /** @param {string} track @param {Known} known */
  async #fetch(track, known) {
    return new Past(await fetchJson(`${boot.urls.map}/timeline?track=${track}&known=${known}`));
  }
}
