// Counts, per phase, the units that the map shows in it.

import { trackOf } from "./boot.js";

/** @param {import("./situation.js").Situation} situation */
export function installLegend(situation) {
  const rows = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#legend [data-phase]"));
  situation.onChange(() => {
    const counts = situation.counts();
    const labels = trackOf(situation.track).phases;
    for (const row of rows) {
      const phase = Number(row.dataset.phase);
      setText(row, ".count", String(counts[phase]));
      setText(row, ".label", labels[phase]);
    }
  });
}

/** @param {HTMLElement} row @param {string} selector @param {string} text */
function setText(row, selector, text) {
  const part = row.querySelector(selector);
  if (part && part.textContent !== text) part.textContent = text;
}
