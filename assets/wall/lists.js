// Fills the lists beside the maps, and leads to the row that is talked about.

import { showDay, t } from "../map/boot.js";
import { setText } from "../map/dom.js";
import { showNumber } from "../map/numbers.js";
import { drawBurnUp } from "./burn-up.js";
import { Pages } from "./pages.js";
import { alertRow, changeItem, keyRow, openRow, pollRow } from "./rows.js";

const GRAVEST = 3;

export class Lists {
  /** @param {number} seconds that a page stands */
  constructor(seconds) {
    this.alerts = new Pages("alerts", seconds);
    this.today = new Pages("today", seconds);
    this.open = new Pages("open-items", seconds);
    this.keys = new Pages("keys", seconds);
    this.changes = /** @type {HTMLElement} */ (document.getElementById("changes"));
    this.pollsToday = 0;
    this.red = 0;
    /** @type {any} */
    this.told = null;
  }

  /** Take an answer of the wall's route. @param {any} told */
  take(told) {
    this.told = told;
    this.pollsToday = told.polls.today.length;
    const red = told.alerts.filter((/** @type {any} */ one) => one.level === GRAVEST).length;
    this.alerts.fill(told.alerts.map((/** @type {any} */ one) => alertRow(one, told.now)), red > this.red);
    this.red = red;
    this.today.fill(told.polls.today.map((/** @type {any} */ one) => pollRow(one, told.track)));
    this.open.fill(told.open_items.map(openRow));
    this.keys.fill(told.key.map((/** @type {any} */ one) => keyRow(one, told.track)));
    setText(document, "#today .count", showNumber(this.pollsToday));
    setText(document, "#keys .count", showNumber(told.key.length));
    const days = told.polls.days.filter((/** @type {any} */ one) => one.day > told.day).slice(0, 3);
    setText(document, ".days-told", days.map((/** @type {any} */ one, /** @type {number} */ at) => (
      at === 0 ? t("tomorrow {n}", { n: one.count }) : t("on {day} {n}", { day: showDay(one.day), n: one.count })
    )).join(" · "));
    for (const level of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#strip [data-level]"))) {
      setText(level, ".value", told.levels ? showNumber(told.levels[level.dataset.level ?? ""]) : "—");
    }
    drawBurnUp(told.burn_up);
    this.#change();
  }

  /** Take everything away that visitors are not shown. */
  clear() {
    for (const one of [this.alerts, this.open, this.keys]) one.fill([]);
  }

  /** Show the rows of which a stop tells. @param {import("./tour.js").Stop} stop */
  point(stop) {
    this.alerts.show(stop.kind === "alert" ? stop.id.replace(/^alert /, "") : null);
    this.keys.show(stop.kind === "key" ? stop.area : null);
  }

  /** Find anew how much has room. */
  fit() {
    for (const one of [this.alerts, this.today, this.open, this.keys]) one.draw();
    this.#change();
  }

  /** Show as many of the latest changes as fit into the line, whole. */
  #change() {
    if (!this.told) return;
    const { changes, day } = this.told;
    const ids = changes.map((/** @type {any} */ one) => one.id).join();
    if (this.changes.dataset.ids !== ids || this.changes.dataset.day !== day) {
      Object.assign(this.changes.dataset, { ids, day });
      this.changes.replaceChildren(...changes.map((/** @type {any} */ one) => changeItem(one, day)));
    }
    const right = this.changes.getBoundingClientRect().right;
    for (const item of /** @type {HTMLCollectionOf<HTMLElement>} */ (this.changes.children)) {
      item.style.visibility = item.getBoundingClientRect().right <= right + 1 ? "" : "hidden";
    }
  }
}
