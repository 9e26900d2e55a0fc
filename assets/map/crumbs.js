// Says what is looked at: the district or a township, some phases; and takes it back.

import { boot, t, trackOf } from "./boot.js";
import { showNumber, showPoints } from "./numbers.js";

const listed = new Intl.ListFormat(boot.locale, { type: "conjunction", style: "short" });

/**
 * @param {import("./situation.js").Situation} situation
 * @param {import("./filter.js").Filter} filter
 */
export function installCrumbs(situation, filter) {
  const whole = /** @type {HTMLButtonElement} */ (document.querySelector("#crumbs [data-crumb=whole]"));
  const town = /** @type {HTMLElement} */ (document.querySelector("#crumbs .crumb-town"));
  const told = /** @type {HTMLElement} */ (document.querySelector("#crumbs .crumb-told"));
  const more = /** @type {HTMLElement} */ (document.querySelector("#crumbs .crumb-more"));
  const phases = /** @type {HTMLElement} */ (document.querySelector("#crumbs .crumb-phases"));
  const clear = /** @type {HTMLButtonElement} */ (document.querySelector("#crumbs [data-crumb=clear]"));
  const names = new Map(situation.townships.map((place) => [place.code, place.name]));

  const draw = () => {
    whole.setAttribute("aria-current", String(filter.town === null));
    set(town, filter.town === null ? "" : names.get(filter.town) ?? "");
    const summary = situation.summary(filter.town);
    set(told, elected(summary));
    set(more, [deviation(summary), ...joint(situation.track)].filter(Boolean).join(" · "));
    const labels = trackOf(situation.track).phases;
    set(phases, listed.format([...filter.phases].sort().map((phase) => labels[phase])));
    clear.hidden = filter.open;
  };
  whole.addEventListener("click", () => filter.setTown(null));
  clear.addEventListener("click", () => filter.clear());
  situation.onChange(draw);
  filter.onChange(draw);
}

/** @param {import("./situation.js").Summary|null} summary */
function elected(summary) {
  if (!summary) return "";
  if (!summary.due) return t("Not due this term");
  return t("elected {n} of {m}, planned {plan}", {
    n: showNumber(summary.elected), m: showNumber(summary.due), plan: showNumber(summary.planned),
  });
}

/** @param {import("./situation.js").Summary|null} summary */
function deviation(summary) {
  if (!summary?.band) return "";
  return [t("deviation {points} points", { points: showPoints(summary.deviation) }), boot.bands[summary.band]].join(" · ");
}

/** Say that figures add up tracks, where they do. @param {string} track @returns {string[]} */
function joint(track) {
  return track === "overall" ? [t("figures add up all tracks")] : [];
}

/** @param {HTMLElement} element @param {string} text */
function set(element, text) {
  element.hidden = text === "";
  if (element.textContent !== text) element.textContent = text;
}
