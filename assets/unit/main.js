// The page of one unit: its dossier alone, live like on the desk, and fit for paper.

import { boot, showInstant, t } from "../map/boot.js";
import { setProps, startDash } from "../map/dash.js";
import { DossierBar } from "../desk/dossier-bar.js";
import { Filter } from "../map/filter.js";
import { FreshnessSign } from "../map/freshness.js";
import { Keeper } from "../map/keeper.js";
import { listen } from "../map/live.js";
import { insist } from "../map/notice.js";
import { Situation } from "../map/situation.js";
import { installThemeSwitch } from "../map/theme.js";
import { readUrl, scopeQuery } from "../map/url.js";
import { Waiting } from "../map/waiting.js";
import { Vicinity } from "../desk/vicinity.js";

const panel = /** @type {HTMLElement} */ (document.getElementById("dossier-panel"));
const announcer = /** @type {HTMLElement} */ (document.getElementById("announcer"));
const asked = readUrl();
const code = boot.selected ?? "";
const filter = new Filter(asked.scope);
const freshness = new FreshnessSign();
const keeper = new Keeper(panel);
/** @type {number|null} revision up to which the unit is known; null: all */
let known = null;
const waiting = new Waiting(panel, () => show());
const columnsUrl = `${boot.urls.map}?track=${boot.track}${boot.day ? `&as_of=${boot.day}` : ""}`;

/** @type {Situation|null} */
let situation = null;
/** @type {Array<import("../map/stream.js").Message>} events that came before the first columns */
let early = [];

const bar = new DossierBar(panel, {
  order: () => filter.units().map((unit) => unit.code),
  selected: () => code,
  onUnit: (other) => location.assign(`/unit/${encodeURIComponent(other)}${location.search}`),
  announce: (text) => { announcer.textContent = text; },
});

const connection = listen((message) => {
  if (situation) heed(message);
  else early.push(message);
});

async function start() {
  startDash();
  installThemeSwitch(() => {});
  linkToMap();
  if (boot.day && asked.known === "then") known = await revisionOf(boot.day);
  waiting.begin(code);
  show();
  const [fixed, columns] = await Promise.all([insist(boot.urls.static), insist(columnsUrl)]);
  const held = new Situation(fixed);
  situation = held;
  filter.watch(held);
  filter.onChange(() => bar.draw());
  new Vicinity(panel, held, (other) => location.assign(`/unit/${encodeURIComponent(other)}${location.search}`));
  take(columns);
  connection.loaded(columns.revision);
  for (const message of early.splice(0)) heed(message);
  document.documentElement.dataset.unit = "ready";
}

/** Return the last revision that was recorded by the end of a day. @param {string} day @returns {Promise<number|null>} */
async function revisionOf(day) {
  const { days, revisions } = await insist(`${boot.urls.map}/timeline?track=${boot.track}&known=then`);
  const at = days.indexOf(day);
  return at < 0 ? null : revisions[at];
}

/** Have Dash show the unit, as it stood on the day asked for. */
function show() {
  setProps("selected", { data: { code, locale: boot.locale.replace("-", "_"), as_of: boot.day, known, whole: true } });
}

/** @param {any} columns an answer of the map route */
function take(columns) {
  situation?.load(columns);
  if (boot.day) freshness.past(columns.day, columns.freshness);
  else freshness.contact(columns);
  const printed = /** @type {HTMLElement} */ (panel.querySelector(".print-day"));
  printed.textContent = boot.day ? t("As of {day}", { day: boot.day }) : t("As of {day}", { day: showInstant(columns.now) });
}

/** @param {import("../map/stream.js").Message} message */
async function heed(message) {
  if (message.type !== "status") waiting.hear();
  if (message.type === "status") freshness.status(message.open);
  else if (boot.day) freshness.hear();
  else {
    const { name, data } = message;
    freshness.contact(data);
    if (name === "change" && situation?.change(data).includes(code)) renew(data.revision);
    else if (name === "reset" || (name === "day" && situation && (data.day !== situation.day || data.revision > situation.revision))) {
      const columns = await insist(columnsUrl);
      take(columns);
      renew(columns.revision);
    }
  }
}

/** Have Dash render the dossier again. @param {number} revision */
function renew(revision) {
  keeper.note();
  setProps("touched", { data: { code, revision } });
}

/** Lead back to the same picture on the map. */
function linkToMap() {
  const query = new URLSearchParams({ unit: code });
  const values = [["track", asked.track], ["as_of", asked.day], ["known", asked.known === "then" ? "then" : null], ...scopeQuery(asked.scope)];
  for (const [name, value] of values) if (value) query.set(/** @type {string} */ (name), value);
  const link = /** @type {HTMLAnchorElement|null} */ (document.getElementById("to-map"));
  if (link) link.href = `/?${query.toString().replaceAll("%2C", ",")}`; // a closed unit is on no map
}

/** What was folded when printing began. @type {HTMLDetailsElement[]} */
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...panel.querySelectorAll("details")].filter((details) => !details.open);
  for (const details of folded) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});
panel.addEventListener("click", async (event) => {
  if (!(/** @type {Element} */ (event.target).closest("[data-action='update-unit']"))) return;
  const { openUnitForm } = await import("../intake/unit-form.js");
  await openUnitForm(code);
});

start();
