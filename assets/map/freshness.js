// Shows how fresh the picture is: the live connection, and apart from it the reports (DESIGN §5).

import { boot, showInstant, t } from "./boot.js";
import { setText } from "./dom.js";

/** @typedef {"live"|"delayed"|"lost"} State */

export class FreshnessSign {
  constructor() {
    this.sign = /** @type {HTMLElement} */ (document.getElementById("live"));
    this.text = /** @type {HTMLElement} */ (document.getElementById("live-text"));
    this.lastContact = Date.now();
    this.open = true;
    this.now = "";
    setInterval(() => this.draw(), 1000);
  }

  /** @param {boolean} open */
  status(open) {
    this.open = open;
    if (open) this.lastContact = Date.now();
    this.draw();
  }

  /** Note that the connection lives, while an earlier day is shown. */
  hear() {
    this.lastContact = Date.now();
    this.open = true;
    this.draw();
  }

  /**
   * Take what an event or the map's columns tell of time and reports.
   * @param {{now?: string, freshness?: import("./situation.js").Freshness}} news
   */
  contact(news) {
    this.lastContact = Date.now();
    this.open = true;
    if (news.now) {
      this.now = news.now;
      setText(document, "#as-of", showInstant(news.now));
    }
    if (news.freshness) {
      const { last_report_at: last, reported, expected } = news.freshness;
      setText(document, "#reported", t("Reported today {n}/{m}", { n: reported, m: expected }));
      setText(document, "#last-report", last ? t("last report {time}", { time: showInstant(last) }) : t("no report yet"));
    }
    this.draw();
  }

  /**
   * Show that an earlier day is looked at, and how its reports stood.
   * @param {string} day
   * @param {import("./situation.js").Freshness} freshness of that day
   */
  past(day, freshness) {
    setText(document, "#as-of", day);
    setText(document, "#reported", t("Reported that day {n}/{m}", { n: freshness.reported, m: freshness.expected }));
    setText(document, "#last-report", freshness.last_report_at ? t("last report {time}", { time: showInstant(freshness.last_report_at) }) : t("no report yet"));
  }

  /** @returns {{state: State, seconds: number}} */
  state() {
    const seconds = Math.round((Date.now() - this.lastContact) / 1000);
    if (!this.open || seconds > boot.freshness.delayed) return { state: "lost", seconds };
    return { state: seconds > boot.freshness.live ? "delayed" : "live", seconds };
  }

  draw() {
    const { state, seconds } = this.state();
    const time = this.now.slice(11, 16);
    const words = {
      live: () => t("Connected"),
      delayed: () => t("Data delayed {n} s", { n: seconds }),
      lost: () => (time ? t("Connection lost, showing data of {time}", { time }) : t("Connection lost")),
    };
    this.sign.dataset.state = state;
    const told = words[state]();
    if (this.text.textContent !== told) this.text.textContent = told;
  }
}
