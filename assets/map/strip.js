// Shows the figures of the district, or of the township looked at, each with its difference to yesterday.

import { t } from "./boot.js";
import { setText } from "./dom.js";
import { showDifference, showNumber, showShare } from "./numbers.js";
import { scopeQuery } from "./url.js";

const MARK = 1200; // milliseconds for which a changed figure is underlined

/**
 * @param {import("./situation.js").Situation} situation
 * @param {import("./filter.js").Filter} filter
 * @param {{marked?: number, difference?: typeof showDifference}} [terms] milliseconds for which a changed figure is marked, and how a difference is said
 */
export function installStrip(situation, filter, { marked = MARK, difference = showDifference } = {}) {
  const cells = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#strip [data-figure]"))];
  /** @type {string} what the figures stand for; another scope is no change */
  let scope = "";

  function draw() {
    const now = /** @type {any} */ (filter.summary());
    const before = /** @type {any} */ (filter.before());
    const shown = `${situation.track} ${situation.day} ${scopeQuery(filter.scope).join(" ")}`;
    const same = scope === shown;
    scope = shown;
    for (const cell of cells) {
      const name = cell.dataset.figure ?? "";
      const rate = cell.dataset.rate !== undefined;
      const value = now?.[name];
      const changed = setText(cell, ".value", rate ? showShare(value) : showNumber(value));
      setText(cell, ".difference", difference(value, before?.[name], rate) || "\u00a0");
      if (name === "polls_today") setText(cell, ".beside", now?.polls_today ? t("{n} closed", { n: now.polls_closed }) : "");
      if (changed && same) mark(cell, marked);
    }
  }

  filter.onChange(draw);
}

/** @param {HTMLElement} cell @param {number} time milliseconds */
function mark(cell, time) {
  cell.dataset.changed = "";
  setTimeout(() => { delete cell.dataset.changed; }, time);
}
