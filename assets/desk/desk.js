// Puts together what stands around the map: filters, search, the bar of time, lists and charts.

import { boot, t } from "../map/boot.js";
import { addDays } from "../map/calendar.js";
import { sayForNow } from "../map/notice.js";
import { Clockwork } from "./clockwork.js";
import { changedSince } from "./differences.js";
import { DossierBar } from "./dossier-bar.js";
import { History } from "./history.js";
import { installLayout } from "./layout.js";
import { Rail } from "./rail.js";
import { Search } from "./search.js";
import { fetchSetbacks } from "./setbacks.js";
import { Vicinity } from "./vicinity.js";
import { SavedViews } from "./views.js";
import { Work } from "./work.js";

/** @typedef {import("../map/filter.js").Filter} Filter */
/** @typedef {import("../map/situation.js").Situation} Situation */
/** @typedef {import("../map/time.js").Time} Time */
/** @typedef {import("./setbacks.js").Setback} Setback */

const PAUSE = 800; // milliseconds in which changes gather before the server is asked again
const WEEK = 7;

/**
 * @typedef {{
 *   panel: string|null, onUnit: (code: string|null) => void, onView: (query: string) => Promise<void>, onAddress: () => void,
 *   onPlay: (playing: boolean) => void, selected: () => string|null, reload: () => Promise<void>, announce: (text: string) => void,
 *   onRoom: () => void
 * }} Hands
 */

export class Desk {
  /**
   * @param {Situation} situation
   * @param {Filter} filter
   * @param {Time} time
   * @param {Hands} hands
   */
  constructor(situation, filter, time, hands) {
    this.situation = situation;
    this.filter = filter;
    this.day = time;
    this.hands = hands;
    this.history = new History();
    /** @type {Setback[]|null} what went back since the day asked for; null: not known yet */
    this.setbacks = null;
    /** @type {string} what `setbacks` answers */
    this.asked = "";
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    installLayout();
    this.clockwork = new Clockwork(situation, filter, time, this.history, { reload: hands.reload, played: hands.onPlay, failed: () => this.#failed() });
    this.rail = new Rail(filter, situation, { onPanel: (panel) => this.work.open(panel), weekAgo: () => this.weekAgo() });
    this.search = new Search(situation, filter, { onUnit: hands.onUnit });
    this.views = new SavedViews({ onView: hands.onView });
    const panel = /** @type {HTMLElement} */ (document.getElementById("dossier-panel"));
    this.bar = new DossierBar(panel, { order: () => this.order(), selected: hands.selected, onUnit: hands.onUnit, announce: hands.announce });
    new Vicinity(panel, situation, hands.onUnit);
    this.work = new Work(this, hands);
    situation.onChange(() => this.#changed());
    filter.onChange(() => this.#compare());
    time.onChange(() => this.#later());
    this.clockwork.begin().then(() => this.#compare());
    this.#later();
  }

  /** Return the name of the open list; null when it is the one that opens by itself. */
  get panel() {
    return this.work.address;
  }

  /** Return the day a week before the one shown. */
  weekAgo() {
    const day = addDays(this.situation.day, -WEEK);
    return day < boot.campaign[0] ? boot.campaign[0] : day;
  }

  /** Return the first day of what is compared: the filter's, else a week before. */
  since() {
    return [...this.filter.chosen("changed"), ...this.filter.chosen("back")][0] ?? this.weekAgo();
  }

  /** @param {string|null} code */
  select(code) {
    this.work.select(code);
    if (code) this.bar.draw();
  }

  /** Return the codes of the units looked at, as they stand in the table. */
  order() {
    const codes = this.work.table?.order() ?? [];
    return codes.length > 0 ? codes : this.filter.units().map((unit) => unit.code);
  }

  /** The track is another. */
  async track() {
    await this.clockwork.begin();
    this.#compare();
  }

  /** Show a day; null: the present. @param {string|null} day @param {import("../map/time.js").Known} known */
  async time(day, known) {
    await this.clockwork.show(day, known);
  }

  /** The past has moved. */
  forget() {
    this.history.forget();
    this.#later();
  }

  /** Open a list or the charts. @param {string} panel */
  open(panel) {
    this.work.open(panel);
  }

  #changed() {
    if (this.#findChanged()) this.filter.refresh(false);
    this.#later();
  }

  /** Find what the groups `changed` and `back` ask for, where it is not known yet. */
  #compare() {
    let found = false;
    if (this.filter.scope.has("changed") && this.filter.changed === null) found = this.#findChanged() || found;
    if (this.filter.scope.has("back") && this.filter.back === null) {
      if (this.setbacks && this.asked === this.#key()) found = this.#takeBack() || found;
      else this.#fetchSetbacks();
    }
    if (found) this.filter.refresh(false);
  }

  /** @returns {boolean} whether other units have changed since the day asked for */
  #findChanged() {
    const [since] = this.filter.chosen("changed");
    const past = this.clockwork.past ?? this.situation.past;
    if (!since || !past) return false;
    const fresh = new Set(changedSince(past, since, this.situation.units.values()).map(({ unit }) => unit.code));
    const old = this.filter.changed;
    if (old && old.size === fresh.size && [...fresh].every((code) => old.has(code))) return false;
    this.filter.changed = fresh;
    return true;
  }

  #takeBack() {
    if (!this.setbacks) return false;
    this.filter.back = new Set(this.setbacks.map((setback) => setback.code));
    return true;
  }

  #key() {
    return `${this.since()} ${this.day.day}`;
  }

  async #fetchSetbacks() {
    const key = this.#key();
    this.asked = key;
    try {
      const setbacks = await fetchSetbacks(this.since(), this.day.day);
      if (key !== this.#key()) return;
      this.setbacks = setbacks;
      this.work.refresh();
      if (this.filter.scope.has("back") && this.#takeBack()) this.filter.refresh(false);
    } catch {
      this.asked = "";
    }
  }

  /** After a pause, ask anew for what the server alone can say. */
  #later() {
    if (this.day.playing) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.day.day) this.clockwork.refresh();
      if (this.filter.scope.has("back") || this.work.panel === "changes") this.#fetchSetbacks();
      this.work.settle();
    }, PAUSE);
  }

  /** Fetch what the list of changes shows. */
  wantSetbacks() {
    if (this.asked !== this.#key() || !this.setbacks) this.#fetchSetbacks();
  }

  #failed() {
    sayForNow(t("The days that have passed could not be loaded. They are tried again with the next change."));
  }
}
