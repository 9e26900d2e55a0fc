// Shows the figures of the district, or of the township looked at, each with its difference to yesterday.

import { t } from "./boot.js";
import { setText } from "./dom.js";
import { showDifference, showNumber, showShare } from "./numbers.js";

const MARK = 1200; // milliseconds for which a changed figure is underlined

/**
 * @param {import("./situation.js").Situation} situation
 * @param {import("./filter.js").Filter} filter
 */
export function installStrip(situation, filter) {
  const cells = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#strip [data-figure]"))];
  /** @type {string} what the figures stand for; another scope is no change */
  let scope = "";

  function draw() {
    const now = /** @type {any} */ (situation.summary(filter.town));
    const before = /** @type {any} */ (situation.before(filter.town));
    const same = scope === `${situation.track} ${filter.town}`;
    scope = `${situation.track} ${filter.town}`;
    for (const cell of cells) {
      const name = cell.dataset.figure ?? "";
      const rate = cell.dataset.rate !== undefined;
      const value = now?.[name];
      const changed = setText(cell, ".value", rate ? showShare(value) : showNumber(value));
      setText(cell, ".difference", showDifference(value, before?.[name], rate) || "\u00a0");
      if (name === "polls_today") setText(cell, ".beside", now?.polls_today ? t("{n} closed", { n: now.polls_closed }) : "");
      if (changed && same) mark(cell);
    }
  }

  situation.onChange(draw);
  filter.onChange(draw);
}

/** @param {HTMLElement} cell */
function mark(cell) {
  cell.dataset.changed = "";
  setTimeout(() => { delete cell.dataset.changed; }, MARK);
}
