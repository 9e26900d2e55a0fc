// Shows the day's board: one row per township with the state of its report, filters, the count, the day.

import { showDay, t } from "../map/boot.js";
import { setText } from "../map/dom.js";
import { get, Problem } from "./api.js";
import { toast } from "./dialogs.js";
import { standing } from "./words.js";

/** @typedef {"all"|"missing"|"problems"|"waiting"} Filter */

/** @type {Record<Filter, string[]>} */
const SHOWN = { all: [], missing: ["missing", "returned"], problems: ["problem", "returned"], waiting: ["waiting", "draft"] };
const EVERY = 5000; // milliseconds between looks when nothing is heard

export class Board {
  /** @param {{onTown: (code: string) => void, onBoard: (board: import("./api.js").Board) => void}} hands */
  constructor(hands) {
    this.hands = hands;
    /** @type {string|null} null is business today */
    this.day = null;
    /** @type {import("./api.js").Board|null} */
    this.data = null;
    /** @type {string|null} */
    this.town = null;
    /** @type {Filter} */
    this.filter = "all";
    this.list = /** @type {HTMLElement} */ (document.getElementById("board-list"));
    this.failing = false;
    this.list.addEventListener("click", (event) => {
      const row = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-town]"));
      if (row) hands.onTown(row.dataset.town ?? "");
    });
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-board-filter]"))) {
      button.addEventListener("click", () => {
        this.filter = /** @type {Filter} */ (button.dataset.boardFilter);
        document.querySelectorAll("[data-board-filter]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        this.draw();
      });
    }
    setInterval(() => document.visibilityState === "visible" && this.refresh(), EVERY);
  }

  /** @returns {string} the day that is shown */
  get shown() {
    return this.day ?? this.data?.today ?? "";
  }

  /** @param {string} code */
  townOf(code) {
    return this.data?.townships.find((town) => town.code === code) ?? null;
  }

  /** @param {string|null} day */
  async setDay(day) {
    this.day = day && this.data && day >= this.data.today ? null : day;
    await this.refresh();
  }

  /** Move by days, not past business today. @param {number} days */
  async step(days) {
    const moved = new Date(`${this.shown}T00:00:00Z`);
    moved.setUTCDate(moved.getUTCDate() + days);
    await this.setDay(moved.toISOString().slice(0, 10));
  }

  async refresh() {
    const asked = this.day;
    try {
      const data = await get(asked ? `/board?day=${asked}` : "/board");
      if (asked !== this.day) return;
      this.data = data;
      this.failing = false;
      this.draw();
      this.hands.onBoard(data);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!this.failing) toast(error.message, true);
      this.failing = true;
    }
  }

  /** Whether the cut-off of the day that is shown has passed. */
  get overdue() {
    const { data } = this;
    return Boolean(data && (data.day < data.today || data.now.slice(11, 16) >= data.reports_due));
  }

  /** @param {string|null} code */
  mark(code) {
    this.town = code;
    this.draw();
  }

  draw() {
    const { data } = this;
    if (!data) return;
    const late = this.overdue;
    let [reported, visible] = [0, 0];
    for (const town of data.townships) {
      const row = this.list.querySelector(`[data-town="${town.code}"]`);
      const button = row?.querySelector("button");
      if (!row || !button) continue;
      const { state, text, at } = standing(town, late);
      if (town.received) reported += 1;
      const shown = this.filter === "all" || SHOWN[this.filter].includes(state);
      if (shown) visible += 1;
      /** @type {HTMLElement} */ (row).hidden = !shown;
      button.dataset.state = state;
      button.setAttribute("aria-pressed", String(town.code === this.town));
      setText(button, ".state-text", text);
      setText(button, "time", at ? at.slice(11, 16) : "");
    }
    const n = reported;
    const m = data.townships.length;
    setText(document, "#board-count", data.day === data.today ? t("Reported today {n}/{m}", { n, m }) : t("Reported {n}/{m}", { n, m }));
    setText(document, "#board-due", t("due at {time}", { time: data.reports_due }));
    const weekday = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", timeZone: "UTC" })
      .format(new Date(`${data.day}T00:00:00Z`));
    setText(document, "#board-day", `${showDay(data.day)} ${weekday}`);
    /** @type {HTMLElement} */ (document.getElementById("board-none")).hidden = visible > 0;
    const now = data.day >= data.today;
    for (const name of ["1", "today"]) /** @type {HTMLButtonElement} */ (document.querySelector(`[data-day-step="${name}"]`)).disabled = now;
  }
}
