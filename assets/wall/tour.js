// Leads the eye from stop to stop: the map goes there, the card tells the story. A new red alert interrupts once.

import { t } from "../map/boot.js";
import { made, setText } from "../map/dom.js";

/** @typedef {{id: string, kind: string, area: string|null, title: string, story: string, facts: Array<[string, string]>, level: number}} Stop */

export class Tour {
  /**
   * @param {{seconds: number, on: boolean, show: (stop: Stop|null) => void}} terms
   */
  constructor({ seconds, on, show }) {
    this.seconds = seconds;
    this.show = show;
    this.on = on;
    this.paused = !on;
    /** @type {Stop[]} */
    this.stops = [];
    this.at = 0;
    /** @type {Stop|null} */
    this.shown = null;
    this.card = /** @type {HTMLElement} */ (document.getElementById("story"));
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** @type {Set<string>|null} red alerts that have been known */
    this.known = null;
  }

  /** Take the stops as they are now; the one that is told stays. @param {Stop[]} stops */
  take(stops) {
    const before = this.stops[this.at]?.id;
    const first = this.stops.length === 0;
    this.stops = stops;
    const place = stops.findIndex((stop) => stop.id === before);
    this.at = place >= 0 ? place : Math.min(this.at, Math.max(0, stops.length - 1));
    const red = stops.filter((stop) => stop.kind === "alert").map((stop) => stop.id);
    const fresh = this.known ? red.filter((id) => !this.known?.has(id)) : [];
    this.known = new Set([...(this.known ?? []), ...red]);
    if (fresh.length && this.on) this.go(stops.findIndex((stop) => stop.id === fresh[0]));
    else if (first || place < 0) this.go(this.at);
    else this.#draw();
  }

  /** @param {number} place */
  go(place) {
    if (!this.stops.length) return;
    this.at = (place + this.stops.length) % this.stops.length;
    this.shown = this.stops[this.at];
    this.show(this.shown);
    this.#draw();
    this.#wait();
  }

  next() {
    this.go(this.at + 1);
  }

  previous() {
    this.go(this.at - 1);
  }

  /** @param {boolean} paused */
  pause(paused) {
    this.paused = paused;
    this.#draw();
    this.#wait();
  }

  /** Begin again with the district. */
  home() {
    this.paused = !this.on;
    this.go(0);
  }

  /** Leave the stops for a place that somebody has chosen. @param {Stop} stop */
  stay(stop) {
    this.paused = true;
    clearTimeout(this.timer);
    this.shown = stop;
    this.show(stop);
    this.#draw();
  }

  #wait() {
    clearTimeout(this.timer);
    if (!this.paused) this.timer = setTimeout(() => this.next(), this.seconds * 1000);
  }

  #draw() {
    const known = this.stops.find((stop) => stop.id === this.shown?.id);
    const stop = known ?? this.shown;
    if (!stop) return;
    this.card.dataset.kind = stop.kind;
    this.card.dataset.level = String(stop.level);
    this.card.dataset.paused = String(this.paused);
    setText(this.card, ".story-kind", kinds()[stop.kind] ?? "");
    setText(this.card, "h2", stop.title);
    setText(this.card, ".story-place", this.paused && this.on ? t("tour paused") : "");
    setText(this.card, ".story-told", stop.story);
    const told = JSON.stringify(stop.facts);
    const list = /** @type {HTMLElement} */ (this.card.querySelector("dl"));
    if (list.dataset.told !== told) {
      list.dataset.told = told;
      list.replaceChildren(...stop.facts.map(([name, value]) => {
        const pair = made("div");
        pair.append(made("dt", "", name), made("dd", "", value));
        return pair;
      }));
    }
    for (const pair of /** @type {HTMLCollectionOf<HTMLElement>} */ (list.children)) pair.hidden = false;
    for (let last = list.lastElementChild; last && list.scrollWidth > list.clientWidth; last = last.previousElementSibling) {
      /** @type {HTMLElement} */ (last).hidden = true; // whole or not at all
    }
    this.#dots();
  }

  #dots() {
    const dots = /** @type {HTMLElement} */ (this.card.querySelector(".story-stops"));
    if (dots.children.length !== this.stops.length) dots.replaceChildren(...this.stops.map(() => made("li")));
    for (const [place, dot] of [...dots.children].entries()) {
      const { kind } = this.stops[place];
      const item = /** @type {HTMLElement} */ (dot);
      item.dataset.kind = kind;
      item.toggleAttribute("data-current", place === this.at && this.shown?.id === this.stops[place].id);
    }
  }
}

/** @returns {Record<string, string>} */
function kinds() {
  return {
    district: t("District"), township: t("Township"), alert: t("Red alert"), key: t("Key village"), matters: t("Matters for the district"), polls: t("Polls today"),
    place: t("Looked at"),
  };
}
