// Counts, per phase, the units that the map shows in it; a click looks at some phases only.

import { t, trackOf } from "./boot.js";
import { made, setText } from "./dom.js";
import { showNumber } from "./numbers.js";
import { way, WAYS } from "./shades.js";
import { theme } from "./theme.js";

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

/**
 * Offer by what the units are coloured, and name the shades with the units that have them.
 * @param {import("./situation.js").Situation} situation
 * @param {import("./filter.js").Filter} filter
 * @param {(id: string|null) => void} chosen
 */
export function installShades(situation, filter, chosen) {
  const legend = /** @type {HTMLElement} */ (document.getElementById("legend"));
  const select = /** @type {HTMLSelectElement} */ (document.getElementById("colour-by"));
  const list = /** @type {HTMLElement} */ (legend.querySelector(".shades"));
  select.replaceChildren(new Option(t("Phase"), ""), ...WAYS.map(({ id, label }) => new Option(label, id)));
  const draw = () => {
    const now = way();
    select.value = now?.id ?? "";
    legend.toggleAttribute("data-shaded", now !== null);
    if (!now) return;
    const counts = now.shades.map(() => 0);
    for (const unit of filter.units()) {
      const shade = now.of(unit);
      if (shade >= 0) counts[shade] += 1;
    }
    list.replaceChildren(...now.shades.map(({ id, label, ...fill }, place) => {
      const item = made("li");
      const swatch = made("span", "swatch");
      swatch.style.setProperty("--phase", fill[theme()]);
      const parts = [swatch, made("span", "label", label), made("b", "count", showNumber(counts[place]))];
      if (now.group) {
        const button = made("button");
        button.type = "button";
        button.setAttribute("aria-pressed", String(filter.chosen(now.group).has(id)));
        button.append(...parts);
        button.addEventListener("click", () => filter.toggle(now.group ?? "", id));
        item.append(button);
      } else item.append(...parts);
      return item;
    }));
  };
  select.addEventListener("change", () => {
    chosen(select.value || null);
    draw();
  });
  filter.onChange(draw);
  situation.onChange(draw);
  draw();
  return draw;
}
