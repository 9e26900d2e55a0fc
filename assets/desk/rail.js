// The filters in the column at the left: every option with the number of units that it would show.

import { boot, t } from "../map/boot.js";
import { isDay } from "../map/calendar.js";
import { setText } from "../map/dom.js";
import { showNumber } from "../map/numbers.js";

export class Rail {
  /**
   * @param {import("../map/filter.js").Filter} filter
   * @param {import("../map/situation.js").Situation} situation
   * @param {{onPanel: (panel: string) => void, weekAgo: () => string}} hands
   */
  constructor(filter, situation, hands) {
    this.filter = filter;
    this.situation = situation;
    this.hands = hands;
    this.root = /** @type {HTMLElement} */ (document.getElementById("filters"));
    this.options = [.../** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".option[data-option]"))];
    this.dated = [.../** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll(".dated"))];
    this.badge = /** @type {HTMLElement} */ (document.querySelector(".side-count"));
    this.clear = /** @type {HTMLButtonElement} */ (this.root.querySelector("[data-filters=clear]"));
    this.#listen();
    filter.onChange(() => this.draw());
    this.draw();
  }

  draw() {
    const { filter, situation } = this;
    for (const option of this.options) this.#option(option);
    for (const row of this.dated) {
      const group = row.dataset.group ?? "";
      const [day] = filter.chosen(group);
      const date = /** @type {HTMLInputElement} */ (row.querySelector("[type=date]"));
      /** @type {HTMLInputElement} */ (row.querySelector("[type=checkbox]")).checked = day !== undefined;
      if (document.activeElement !== date) date.value = day ?? this.hands.weekAgo();
      date.min = boot.campaign[0];
      date.max = situation.day;
      setText(row, ".count", day === undefined ? "" : showNumber(filter.counts.get(group)?.get(day) ?? 0));
    }
    const groups = filter.scope.size;
    this.badge.hidden = groups === 0;
    this.badge.textContent = String(groups);
    this.clear.hidden = filter.open;
    setText(this.root, ".filters-told", filter.open
      ? t("{n} units are due", { n: showNumber(filter.matched.size) })
      : t("{n} units match", { n: showNumber(filter.matched.size) }));
  }

  /** @param {HTMLElement} option */
  #option(option) {
    const { group = "", option: id = "" } = option.dataset;
    const chosen = this.filter.chosen(group).has(id);
    const number = this.filter.counts.get(group)?.get(id) ?? 0;
    const box = /** @type {HTMLInputElement} */ (option.querySelector("input"));
    if (box.checked !== chosen) box.checked = chosen;
    option.toggleAttribute("data-none", number === 0 && !chosen);
    setText(option, ".count", showNumber(number));
    const mini = /** @type {HTMLElement|null} */ (option.querySelector(".mini i"));
    if (mini) {
      const summary = this.situation.summary(id);
      mini.style.width = `${summary?.due ? (summary.elected / summary.due) * 100 : 0}%`;
    }
  }

  #listen() {
    this.root.addEventListener("change", (event) => {
      const target = /** @type {HTMLInputElement} */ (event.target);
      const row = /** @type {HTMLElement|null} */ (target.closest(".dated"));
      if (row) {
        const date = /** @type {HTMLInputElement} */ (row.querySelector("[type=date]"));
        const box = /** @type {HTMLInputElement} */ (row.querySelector("[type=checkbox]"));
        const on = target === box ? box.checked : isDay(date.value);
        this.filter.choose(row.dataset.group ?? "", on ? [isDay(date.value) ? date.value : this.hands.weekAgo()] : []);
        return;
      }
      const option = /** @type {HTMLElement|null} */ (target.closest(".option[data-option]"));
      if (option) this.filter.toggle(option.dataset.group ?? "", option.dataset.option ?? "");
    });
    this.root.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (target.closest("[data-filters=clear]")) this.filter.clear();
      const panel = /** @type {HTMLElement|null} */ (target.closest("[data-panel]"))?.dataset.panel;
      if (panel) this.hands.onPanel(panel);
    });
  }
}
