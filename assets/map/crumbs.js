// Says what is looked at: the district or some townships, and what else is chosen; and takes it back.

import { boot, showDay, t, trackOf } from "./boot.js";
import { made } from "./dom.js";
import { showNumber, showPoints } from "./numbers.js";

const listed = new Intl.ListFormat(boot.locale, { type: "conjunction", style: "short" });

/**
 * Name an option of a group.
 * @param {string} group
 * @param {string} option
 * @param {string} track
 * @returns {string}
 */
export function optionText(group, option, track) {
  switch (group) {
    case "kind": return boot.kinds[option];
    case "phase": return trackOf(track).phases[Number(option)];
    case "sign": return boot.flags.find((flag) => flag.id === option)?.label ?? option;
    case "band": return boot.bands[/** @type {"ahead"} */ (option)];
    case "key": return t("Key villages");
    case "late": return t("Behind plan");
    case "alert": return t("Alert: {level}", { level: t(["Yellow alert", "Orange alert", "Red alert"][Number(option) - 1] ?? option) });
    case "assessed": return t("Assessed as {level}", { level: boot.assessments[option] ?? option });
    case "matter": return t("Matters for the district");
    case "silent": return t("Not reported");
    case "wait": return t("over {n} working days in phase", { n: option });
    case "changed": return t("changed since {day}", { day: showDay(option) });
    case "back": return t("back or corrected since {day}", { day: showDay(option) });
    case "poll": return pollText(option);
    default: return option;
  }
}

/** @param {string} option */
function pollText(option) {
  if (option === "today") return t("poll today");
  if (option === "tomorrow") return t("poll tomorrow");
  return option === "week" ? t("poll within a week") : t("poll on {day}", { day: showDay(option) });
}

/**
 * @param {import("./situation.js").Situation} situation
 * @param {import("./filter.js").Filter} filter
 */
export function installCrumbs(situation, filter) {
  const whole = /** @type {HTMLButtonElement} */ (document.querySelector("#crumbs [data-crumb=whole]"));
  const town = /** @type {HTMLElement} */ (document.querySelector("#crumbs .crumb-town"));
  const told = /** @type {HTMLElement} */ (document.querySelector("#crumbs .crumb-told"));
  const more = /** @type {HTMLElement} */ (document.querySelector("#crumbs .crumb-more"));
  const chips = /** @type {HTMLElement} */ (document.querySelector("#crumbs .crumb-chips"));
  const clear = /** @type {HTMLButtonElement} */ (document.querySelector("#crumbs [data-crumb=clear]"));
  const names = new Map(situation.townships.map((place) => [place.code, place]));

  const draw = () => {
    const towns = [...filter.chosen("town")];
    whole.setAttribute("aria-current", String(towns.length === 0));
    const one = names.get(filter.town ?? "");
    set(town, one ? one.name : listed.format(towns.map((code) => names.get(code)?.short_name ?? code)));
    const summary = filter.summary();
    set(told, elected(summary));
    set(more, [deviation(summary), ...joint(situation.track)].filter(Boolean).join(" · "));
    drawChips();
    clear.hidden = filter.open;
  };

  const drawChips = () => {
    const wanted = [...filter.scope].filter(([group]) => group !== "town").map(([group, options]) => ({
      group,
      text: group === "units"
        ? t("{n} units chosen in a chart", { n: showNumber(options.size) })
        : listed.format([...options].sort().map((option) => optionText(group, option, situation.track))),
    }));
    const key = JSON.stringify(wanted);
    if (chips.dataset.key === key) return;
    chips.dataset.key = key;
    chips.replaceChildren(...wanted.map(({ group, text }) => {
      const chip = made("button", "chip", text);
      chip.type = "button";
      chip.dataset.group = group;
      chip.title = t("Take this filter away");
      return chip;
    }));
  };

  whole.addEventListener("click", () => filter.setTown(null));
  clear.addEventListener("click", () => filter.clear());
  chips.addEventListener("click", (event) => {
    const group = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-group]"))?.dataset.group;
    if (group) filter.choose(group, []);
  });
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
