// Marks for a while what has just changed. Many changes at once are told as a number, for nobody could follow them.

import { t } from "../map/boot.js";
import { setText } from "../map/dom.js";
import { showNumber } from "../map/numbers.js";

export class Arrivals {
  /**
   * @param {import("../map/situation.js").Situation} situation
   * @param {import("./stage.js").Stage} stage
   * @param {{seconds: number, most: number}} terms
   */
  constructor(situation, stage, { seconds, most }) {
    this.situation = situation;
    this.stage = stage;
    this.time = seconds * 1000;
    this.most = most;
    /** @type {Map<string, number>} unit → until when it is marked */
    this.marked = new Map();
    this.many = 0;
    this.box = /** @type {HTMLElement} */ (document.querySelector(".wall-foot"));
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
  }

  /** Take the units that have changed. @param {string[]} codes */
  hear(codes) {
    const now = performance.now();
    for (const code of codes) this.marked.set(code, now + this.time);
    if (codes.length) this.#draw();
  }

  #draw() {
    const now = performance.now();
    for (const [code, until] of this.marked) if (until <= now) this.marked.delete(code);
    const many = this.marked.size > this.most;
    this.stage.point(many ? new Set() : new Set(this.marked.keys()));
    const towns = new Set([...this.marked.keys()].map((code) => this.situation.units.get(code)?.township));
    setText(this.box, "h2", many ? t("{n} units in {m} townships have just changed", { n: showNumber(this.marked.size), m: showNumber(towns.size) }) : t("Latest changes"));
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#towns [data-town]"))) {
      row.toggleAttribute("data-arrived", towns.has(row.dataset.town));
    }
    clearTimeout(this.timer);
    const next = Math.min(...this.marked.values());
    if (this.marked.size) this.timer = setTimeout(() => this.#draw(), Math.max(200, next - now));
  }
}
