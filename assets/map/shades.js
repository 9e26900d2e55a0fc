// Says by what the units are coloured: their phase, or something else that is known of each. What is chosen
// stands at the root, like the theme.

import { boot, fetchJson, t } from "./boot.js";
import { digit } from "./sums.js";
import { phasePaints, theme } from "./theme.js";

/** @typedef {import("./situation.js").Unit} Unit */
/** @typedef {{id: string, label: string, light: string, dark: string}} Shade */
/** @typedef {{id: string, label: string, shades: Shade[], of: (unit: Unit) => number, group: string|null}} Way */

const root = document.documentElement;
const BEHIND = [1, 5, 10]; // working days behind plan from which the next shade begins
const STEPS = ["#cfe0d6", "#efe0ad", "#e0a878", "#b0603f"];
const DARK_STEPS = ["#3d6a55", "#8d7a35", "#a86232", "#c4502c"];
const levels = Object.entries(boot.assessments ?? {});

/** @param {number} place @param {number} count @returns {{light: string, dark: string}} from good to grave */
function step(place, count) {
  const at = count < 2 ? 0 : Math.round((place * (STEPS.length - 1)) / (count - 1));
  return { light: STEPS[at], dark: DARK_STEPS[at] };
}

/** @type {Map<string, number>} class of each unit's petitions of the last days */
let petitions = new Map();

/** @returns {Shade[]} none, some, and classes of counts that can be told */
function petitionShades() {
  const { days, steps } = boot.petitions ?? { days: 0, steps: [] };
  const names = steps.map((from, place) => {
    if (place === 0) return t("some");
    return place + 1 < steps.length ? `${from}–${steps[place + 1] - 1}` : t("{n} and more", { n: from });
  });
  return [t("none in {days} days", { days }), ...names].map((label, place) => ({ id: String(place), label, ...step(place, steps.length + 1) }));
}

/** Fetch what a way needs beside the map's columns. @param {string|null} day that is looked at; null: today */
export async function prepare(day) {
  if (way()?.id !== "petitions") return;
  const told = await fetchJson(`${boot.urls.map}/petitions${day ? `?as_of=${day}` : ""}`).catch(() => null);
  if (told) petitions = new Map(Object.entries(told.classes));
}

/** @type {Way[]} ways besides the phase that there may be */
const ALL = [
  {
    id: "petitions", label: t("Petitions"), group: null, shades: petitionShades(),
    of: (unit) => (unit.phase === null ? -1 : petitions.get(unit.code) ?? 0),
  },
  {
    id: "assessment", label: t("Assessment"), group: "assessed",
    shades: levels.map(([id, label], place) => ({ id, label, ...step(place, levels.length) })),
    of: (unit) => levels.findIndex(([id]) => id === unit.assessment),
  },
  {
    id: "late", label: t("Behind plan"), group: null,
    shades: [
      { id: "0", label: t("on plan"), ...step(0, 4) }, { id: "1", label: t("1–4 working days behind"), ...step(1, 4) },
      { id: "2", label: t("5–9 working days behind"), ...step(2, 4) }, { id: "3", label: t("10 and more behind"), ...step(3, 4) },
    ],
    of: (unit) => (unit.phase === null ? -1 : BEHIND.filter((days) => (unit.late ?? 0) >= days).length),
  },
  {
    id: "success", label: t("One-time success"), group: null,
    shades: [
      { id: "yes", label: t("all seats at the first poll"), ...step(0, 2) }, { id: "no", label: t("not at the first poll"), ...step(1, 2) },
    ],
    of: (unit) => (digit(unit.counts, "polls") === 0 ? -1 : digit(unit.counts, "first_success") === digit(unit.counts, "polls") ? 0 : 1),
  },
];

/** @type {Way[]} the ways that this election knows */
export const WAYS = ALL.filter(({ id }) => (id !== "petitions" || boot.petitions) && (id !== "assessment" || levels.length > 0));

/** Return the way that is chosen; null for the phase. @returns {Way|null} */
export function way() {
  return WAYS.find(({ id }) => id === root.dataset.by) ?? null;
}

/** @param {string|null} id */
export function colourBy(id) {
  if (WAYS.some((one) => one.id === id)) root.dataset.by = id ?? "";
  else delete root.dataset.by;
}

/** Return the shade of a unit; −1 where it has none. @param {Unit} unit */
export function shadeOf(unit) {
  return way()?.of(unit) ?? unit.phase ?? -1;
}

/** Return the fills of the shades in the present theme. @returns {string[]} */
export function fills() {
  return way()?.shades.map((shade) => shade[theme()]) ?? phasePaints().map((paint) => paint.fill);
}
