// Moves the page through the days: shows an earlier one, steps, plays, and returns to the present.

import { boot } from "../map/boot.js";
import { addDays } from "../map/calendar.js";
import { Player } from "./player.js";
import { TimeBar } from "./timebar.js";

/** @typedef {import("../map/past.js").Past} Past */
/** @typedef {import("../map/time.js").Known} Known */

export class Clockwork {
  /**
   * @param {import("../map/situation.js").Situation} situation
   * @param {import("../map/filter.js").Filter} filter
   * @param {import("../map/time.js").Time} time
   * @param {import("./history.js").History} history
   * @param {{reload: () => Promise<void>, played: (playing: boolean) => void, failed: () => void}} hands
   */
  constructor(situation, filter, time, history, hands) {
    this.situation = situation;
    this.filter = filter;
    this.time = time;
    this.history = history;
    this.hands = hands;
    /** @type {Past|null} the days that are walked through */
    this.past = null;
    this.today = boot.today;
    this.player = new Player({ step: () => this.#walk(1), ended: () => this.show(null), moved: () => this.#played() });
    this.bar = new TimeBar({
      go: (day) => this.#go(day),
      step: (days) => { this.player.pause(); this.#step(days); },
      toggle: () => this.#toggle(),
      faster: () => this.player.faster(),
      known: (known) => this.show(this.time.day, known),
    });
    situation.onChange(() => { if (!situation.earlier) this.today = situation.day; });
    filter.onChange(() => this.draw());
    this.draw();
  }

  /** Fetch the past behind the burn-up, and show the day that the address asks for. */
  async begin() {
    await this.refresh();
    if (this.time.day) await this.show(this.time.day, this.time.known);
  }

  /** Take the past anew, after it has moved or the track is another. */
  async refresh() {
    const { track } = this.situation;
    try {
      const past = await this.history.get(track, "now");
      if (track !== this.situation.track) return;
      this.situation.remember(past);
      this.draw();
    } catch {
      this.hands.failed();
    }
  }

  /**
   * Show a day; null returns to the present.
   * @param {string|null} day
   * @param {Known} [known]
   */
  async show(day, known = this.time.known) {
    if (day === null || day >= this.today) {
      this.player.pause();
      this.past = null;
      if (!this.time.day) return;
      this.time.set(null, "now");
      await this.hands.reload();
      await this.refresh();
      return;
    }
    const { track } = this.situation;
    try {
      const past = await this.history.get(track, known);
      if (track !== this.situation.track) return;
      this.past = past;
      this.situation.past = past;
      this.#to(day, known);
    } catch {
      this.hands.failed();
    }
  }

  draw() {
    const { time, player, today, situation } = this;
    this.bar.draw({
      day: time.day ?? today, today, live: time.day === null, known: time.known, playing: player.playing, speed: player.speed,
    });
    const past = this.past ?? situation.past;
    if (past && !player.playing) this.bar.burnUp(past, this.filter.units(), situation.track === "overall");
  }

  /** @param {string|null} day */
  #go(day) {
    this.player.pause();
    if (day !== null && this.past) this.#to(day);
    else this.show(day);
  }

  /** Show a day of the past at hand, at once. @param {string} day @param {Known} [known] */
  #to(day, known = this.time.known) {
    if (!this.past) return;
    const at = this.past.index(day);
    this.time.set(this.past.days[at], known, this.past.revisions[at]);
    this.situation.show(this.past, at);
  }

  /** @param {number} days */
  #step(days) {
    const day = addDays(this.time.day ?? this.today, days);
    if (day >= boot.campaign[0]) this.#go(day >= this.today ? null : day);
  }

  /** Go on by a day of the past; false at its end. @param {number} days */
  #walk(days) {
    if (!this.past || !this.time.day) return false;
    const at = this.past.index(this.time.day) + days;
    if (at >= this.past.days.length) return false;
    this.#to(this.past.days[at]);
    return true;
  }

  async #toggle() {
    if (this.player.playing) {
      this.player.pause();
      return;
    }
    const { day } = this.time;
    const last = this.situation.past?.days.at(-1) ?? "";
    if (day === null || day >= last) await this.show(boot.campaign[0]); // from the beginning
    if (this.past) this.player.play();
  }

  #played() {
    this.time.playing = this.player.playing;
    document.documentElement.dataset.playing = String(this.player.playing);
    this.hands.played(this.player.playing);
    this.draw();
    if (!this.player.playing) this.time.tell();
  }
}
