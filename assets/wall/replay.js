// Shows days that have passed: one that is asked for, or one after the other. The lists are of the present and stand back.

import { boot, fetchJson, showDay, t } from "../map/boot.js";
import { Past } from "../map/past.js";
import { Player } from "../desk/player.js";

const root = document.documentElement;

export class Replay {
  /**
   * @param {import("../map/situation.js").Situation} situation
   * @param {() => Promise<void>} present brings the present back
   */
  constructor(situation, present) {
    this.situation = situation;
    this.present = present;
    /** @type {Past|null} */
    this.past = null;
    this.at = 0;
    this.told = /** @type {HTMLElement} */ (document.getElementById("replay"));
    this.player = new Player({ step: () => this.#step(), ended: () => this.live(), moved: () => this.#mark() });
  }

  get on() {
    return root.dataset.time === "past";
  }

  /** Show one day; null: the present. @param {string|null} day */
  async day(day) {
    this.player.pause();
    if (day === null) {
      await this.live();
      return;
    }
    const past = await this.#load();
    this.at = past.index(day);
    this.#show(past);
  }

  /** Go some days back or forth. @param {number} days */
  async move(days) {
    const past = await this.#load();
    const from = this.on ? this.at : past.days.length;
    if (from + days >= past.days.length) {
      await this.live();
      return;
    }
    this.player.pause();
    this.at = Math.max(0, from + days);
    this.#show(past);
  }

  /** Let the days pass, or stand. @param {boolean} playing */
  async play(playing) {
    if (!playing) {
      this.player.pause();
      return;
    }
    const past = await this.#load();
    if (!this.on || this.at >= past.days.length - 1) this.at = 0;
    this.#show(past);
    this.player.play();
  }

  /** Return to the present. */
  async live() {
    this.player.pause();
    if (!this.on) return;
    root.dataset.time = "live";
    this.#mark();
    await this.present();
  }

  /** Forget the days of another track, or that have been corrected. */
  forget() {
    this.past = null;
  }

  async #load() {
    this.past ??= new Past(await fetchJson(`${boot.urls.map}/timeline?track=${this.situation.track}`));
    return this.past;
  }

  #step() {
    if (!this.past || this.at >= this.past.days.length - 1) return false;
    this.at += 1;
    this.#show(this.past);
    return true;
  }

  /** @param {Past} past */
  #show(past) {
    root.dataset.time = "past";
    this.situation.show(past, this.at);
    this.#mark();
  }

  #mark() {
    const shown = this.on && this.past !== null;
    this.told.hidden = !shown;
    if (shown && this.past) this.told.textContent = t("Playback: {day}", { day: showDay(this.past.days[this.at]) });
  }
}
