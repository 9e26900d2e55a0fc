// Counts, per phase, the units that the map shows in it; a click looks at some phases only.

import { trackOf } from "./boot.js";
import { setText } from "./dom.js";
import { showNumber } from "./numbers.js";

/**
 * @param {import("./situation.js").Situation} situation
 * @param {import("./filter.js").Filter} filter
 */
export function installLegend(situation, filter) {
  const rows = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#legend [data-phase]"));
  const draw = () => {
    const counts = filter.counts.get("phase");
    const labels = trackOf(situation.track).phases;
    for (const row of rows) {
      const phase = Number(row.dataset.phase);
      setText(row, ".count", showNumber(counts?.get(String(phase)) ?? 0));
      setText(row, ".label", labels[phase]);
      row.querySelector("button")?.setAttribute("aria-pressed", String(filter.chosen("phase").has(String(phase))));
    }
  };
  for (const row of rows) {
    row.querySelector("button")?.addEventListener("click", () => filter.toggle("phase", row.dataset.phase ?? ""));
  }
  filter.onChange(draw);
}
