// The lists under the map: one of them is open, each is made when it is opened for the first time.

import { unfoldWork } from "./layout.js";
import { Charts } from "./charts.js";
import { Changes } from "./changes.js";
import { Compare } from "./compare.js";
import { Table } from "./table.js";
import { boot } from "../map/boot.js";
import { showNumber } from "../map/numbers.js";
import { setText } from "../map/dom.js";

const PANELS = ["units", "changes", "compare", "charts"];
const MAP_RESIZED = 150; // milliseconds
const root = document.documentElement;

export class Work {
  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./desk.js").Hands} hands
   */
  constructor(desk, hands) {
    this.desk = desk;
    this.hands = hands;
    this.root = /** @type {HTMLElement} */ (document.getElementById("work"));
    this.tools = /** @type {HTMLElement} */ (this.root.querySelector(".work-tools"));
    /** @type {string} */
    this.panel = "units";
    /** @type {Table|null} */
    this.table = null;
    /** @type {Map<string, Changes|Compare|Charts>} */
    this.made = new Map();
    this.root.addEventListener("click", (event) => {
      const panel = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[role=tab]"))?.dataset.panel;
      if (panel) this.open(panel);
    });
    this.root.addEventListener("keydown", (event) => this.#arrows(event));
    desk.filter.onChange(() => this.#draw());
    const [panel, chart] = (hands.panel ?? "").split(".");
    this.chart = chart ?? "";
    this.#show(PANELS.includes(panel) ? panel : "units");
  }

  /** Return what is open as an address says it, such as `charts.stages`; null for what opens by itself. */
  get address() {
    const charts = this.made.get("charts");
    if (this.panel === "charts" && charts instanceof Charts && charts.chart !== boot.charts[0]) return `charts.${charts.chart}`;
    return this.panel === "units" ? null : this.panel;
  }

  /** Open a list, and the lists if they are folded. @param {string} panel */
  open(panel) {
    if (!PANELS.includes(panel)) return;
    unfoldWork();
    root.dataset.tab = matchMedia("(max-width: 767px)").matches ? "work" : root.dataset.tab ?? "map";
    const tall = this.panel === "charts";
    this.#show(panel);
    if (tall !== (panel === "charts")) setTimeout(() => this.hands.onRoom(), MAP_RESIZED); // the charts stand higher
    this.hands.onAddress();
  }

  /** Show which unit is chosen. @param {string|null} code */
  select(code) {
    this.table?.select(code);
  }

  /** What went back is known anew. */
  refresh() {
    const changes = this.made.get("changes");
    if (changes instanceof Changes) changes.draw();
  }

  /** Changes have come to rest. */
  settle() {
    if (this.panel !== "units") this.#draw();
  }

  /** @param {string} panel */
  #show(panel) {
    this.panel = panel;
    this.root.dataset.panel = panel;
    for (const tab of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll("[role=tab]"))) {
      tab.setAttribute("aria-selected", String(tab.dataset.panel === panel));
      tab.tabIndex = tab.dataset.panel === panel ? 0 : -1;
    }
    for (const body of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".work-panel"))) body.hidden = body.dataset.work !== panel;
    for (const tools of /** @type {NodeListOf<HTMLElement>} */ (this.tools.querySelectorAll("[data-tools]"))) tools.hidden = tools.dataset.tools !== panel;
    if (panel === "units") this.table ??= new Table(this.desk, this.hands, this.tools);
    else this.#make(panel);
    this.#draw();
  }

  /** @param {string} panel */
  #make(panel) {
    if (this.made.has(panel)) return;
    const body = /** @type {HTMLElement} */ (this.root.querySelector(`[data-work="${panel}"]`));
    if (panel === "charts") this.made.set(panel, new Charts(this.desk, this.hands, this.chart));
    else this.made.set(panel, panel === "changes" ? new Changes(body, this.desk, this.hands) : new Compare(body, this.desk));
  }

  #draw() {
    setText(this.root, ".work-count", showNumber(this.desk.filter.matched.size));
    if (this.panel === "units") this.table?.draw();
    else this.made.get(this.panel)?.draw();
  }

  /** Walk along the tabs with the arrow keys. @param {KeyboardEvent} event */
  #arrows(event) {
    const tab = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[role=tab]"));
    if (!tab || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
    event.preventDefault();
    const tabs = /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll("[role=tab]")]).filter((entry) => PANELS.includes(entry.dataset.panel ?? ""));
    const next = tabs[(tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
    next.focus();
    this.open(next.dataset.panel ?? "");
  }
}
