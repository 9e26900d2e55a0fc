// Lists the townships: how far each is, against its plan, and whether it has reported today.

import { boot, t } from "./boot.js";
import { setText } from "./dom.js";
import { NONE, showNumber, showPoints, showShare } from "./numbers.js";

/** @typedef {import("./situation.js").Summary} Summary */

/** @type {Record<string, (summary: Summary) => number>} what sorts ascending; a tie keeps the official order */
const SORTS = {
  elected: (summary) => (summary.due ? summary.elected / summary.due : 2),
  deviation: (summary) => summary.deviation ?? 1000,
  report: (summary) => (summary.report === null ? 0 : 1),
};

const NAME = 4.9; // em: four Chinese characters and a little
const WIDEST = 7;

/** Return about how broad a text is, in em. @param {string} text */
function breadth(text) {
  return [...text].reduce((sum, sign) => sum + (sign > "\u2e80" ? 1 : 0.6), 0.3);
}

export class Towns {
  /**
   * @param {import("./situation.js").Situation} situation
   * @param {import("./filter.js").Filter} filter
   */
  constructor(situation, filter) {
    this.situation = situation;
    this.filter = filter;
    this.list = /** @type {HTMLElement} */ (document.querySelector("#towns ol"));
    /** @type {Map<string, HTMLElement>} in official order */
    this.rows = new Map();
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("[data-town]"))) {
      this.rows.set(row.dataset.town ?? "", row);
    }
    this.sort = "official";
    this.#makeRoom();
    this.#listen();
    filter.onChange(() => this.draw());
  }

  /** Give names the room that the longest needs, within bounds; the rows share their columns. */
  #makeRoom() {
    const lengths = [...this.rows.values()].map((row) => breadth(row.querySelector(".name")?.textContent?.trim() ?? ""));
    const room = Math.min(Math.max(NAME, ...lengths), WIDEST);
    this.list.closest("section")?.style.setProperty("--name", `${room}em`);
  }

  draw() {
    for (const [code, row] of this.rows) {
      const summary = this.situation.summary(code);
      if (summary) this.#fill(row, summary);
      row.querySelector("button")?.setAttribute("aria-pressed", String(this.filter.chosen("town").has(code)));
    }
    this.#order();
  }

  #listen() {
    this.list.addEventListener("click", (event) => {
      const row = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-town]"));
      if (!row?.dataset.town) return;
      const { town = "" } = row.dataset;
      if (event.ctrlKey || event.metaKey || event.shiftKey) this.filter.toggle("town", town);
      else this.filter.setTown(this.filter.town === town ? null : town);
    });
    const heads = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#towns [data-sort]"));
    for (const head of heads) {
      head.addEventListener("click", () => {
        this.sort = head.dataset.sort ?? "official";
        for (const other of heads) other.setAttribute("aria-pressed", String(other === head));
        this.#order();
        this.list.scrollTop = 0;
      });
    }
  }

  /** @param {HTMLElement} row @param {Summary} summary */
  #fill(row, summary) {
    const { due, phases } = summary;
    for (const segment of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll(".bar [data-phase]"))) {
      const share = due ? phases[Number(segment.dataset.phase)] / due : 0;
      segment.style.width = `${share * 100}%`;
    }
    const tick = /** @type {HTMLElement} */ (row.querySelector(".tick"));
    tick.hidden = !due;
    tick.style.left = `${due ? (summary.planned / due) * 100 : 0}%`;
    setText(row, ".done", due ? `${showNumber(summary.elected)}/${showNumber(due)}` : NONE);
    setText(row, ".points", showPoints(summary.deviation));
    const band = /** @type {HTMLElement} */ (row.querySelector(".band"));
    if (band.dataset.band !== (summary.band ?? "")) {
      band.dataset.band = summary.band ?? "";
      band.textContent = summary.band ? boot.bands[summary.band] : "";
    }
    const report = /** @type {HTMLElement} */ (row.querySelector(".report"));
    const told = reportText(summary);
    if (report.dataset.report !== (summary.report ?? "none")) report.dataset.report = summary.report ?? "none";
    setText(row, ".report .unseen", told);
    row.title = title(row.dataset.name ?? "", summary, told);
  }

  /** Put the rows in order; only when it differs, and with the focus kept. */
  #order() {
    const rank = SORTS[this.sort];
    const codes = [...this.rows.keys()];
    if (rank) {
      const ranks = new Map(codes.map((code) => {
        const summary = this.situation.summary(code);
        return [code, summary ? rank(summary) : Infinity];
      }));
      codes.sort((one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0));
    }
    const shown = [...this.list.children].map((row) => /** @type {HTMLElement} */ (row).dataset.town);
    if (codes.every((code, at) => shown[at] === code)) return;
    const focused = document.activeElement;
    const { scrollTop } = this.list;
    for (const code of codes) this.list.append(/** @type {Node} */ (this.rows.get(code)));
    if (focused instanceof HTMLElement && this.list.contains(focused)) focused.focus({ preventScroll: true });
    this.list.scrollTop = scrollTop;
  }
}

/** @param {Summary} summary */
function reportText(summary) {
  const time = summary.report_at?.slice(11, 16) ?? "";
  if (summary.report === "received") return t("reported at {time}", { time });
  if (summary.report === "zero") return t("nothing changed, reported at {time}", { time });
  if (summary.report === "late") return t("reported late, at {time}", { time });
  return t("not reported today");
}

/** @param {string} name @param {Summary} summary @param {string} report */
function title(name, summary, report) {
  const { due, elected, planned, completed } = summary;
  if (!due) return `${name} · ${t("Not due this term")}`;
  return [
    name,
    t("elected {n} of {m} ({share}), planned {plan}", {
      n: elected, m: due, share: showShare(elected / due), plan: planned,
    }),
    t("completed {n}", { n: completed }),
    report,
  ].join(" · ");
}
