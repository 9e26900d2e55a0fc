// The remote control: pairs screens, sends what is pressed, and shows what the screens are told, as the server holds it.

import { showDay, t } from "../map/boot.js";
import { made, setText } from "../map/dom.js";
import { installThemeSwitch } from "../map/theme.js";
import { Line, Refusal } from "./line.js";
import { Places } from "./places.js";

/** @typedef {import("./line.js").Led} Led */
/** @typedef {import("./line.js").Screen} Screen */

const SILENT = 60; // seconds after which a screen is out of touch
const root = document.documentElement;
const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const form = /** @type {HTMLFormElement} */ (byId("join"));
const code = /** @type {HTMLInputElement} */ (byId("code"));
const day = /** @type {HTMLInputElement} */ (byId("day"));
const town = /** @type {HTMLSelectElement} */ (byId("town"));
const controls = /** @type {HTMLFieldSetElement} */ (byId("controls"));
const screens = byId("screens");
const refusal = byId("refusal");
/** @type {Led|null} */
let led = null;

const line = new Line({ onLed: show, onReach: showReach });
const places = new Places((place) => order({ do: "area", code: place }));

/** @param {boolean} reached */
function showReach(reached) {
  byId("live").dataset.state = reached ? "live" : "lost";
  setText(document, "#live-text", reached ? t("Connected") : t("No connection"));
}

/** Run, and tell what goes wrong. @param {Promise<unknown>} work @returns {Promise<boolean>} whether it went well */
async function trying(work) {
  try {
    await work;
    refusal.hidden = true;
    return true;
  } catch (error) {
    refusal.textContent = error instanceof Refusal ? error.message : t("The server does not answer. Please try again.");
    refusal.hidden = false;
    refusal.scrollIntoView({ block: "nearest" });
    return false;
  }
}

/** @param {Record<string, unknown>} command */
function order(command) {
  return trying(line.change("POST", "/commands", { command }));
}

/** @param {Led} told */
function show(told) {
  led = told;
  const led_by = told.screens.length > 0;
  root.dataset.led = led_by ? "some" : "none";
  byId("no-screen").hidden = led_by;
  controls.disabled = !led_by;
  showScreens(told.screens);
  showState(told);
}

/** @param {Screen[]} list */
function showScreens(list) {
  const known = JSON.stringify(list.map((one) => [one.screen, one.number, one.name, one.silent > SILENT]));
  if (screens.dataset.known === known) return; // a button that is being pressed stays where it is
  screens.dataset.known = known;
  screens.replaceChildren(...list.map((one) => {
    const row = made("li");
    const name = t("Screen {n}", { n: one.number });
    const words = made("span", "", one.name ? `${name} · ${one.name}` : name);
    words.append(made("small", "", one.silent > SILENT ? t("no contact for a minute or longer") : t("in touch")));
    const button = made("button", "", t("Release"));
    button.type = "button";
    button.setAttribute("aria-label", t("Release screen {n}", { n: one.number }));
    button.addEventListener("click", () => trying(line.change("DELETE", `/screens/${one.screen}`)));
    row.append(words, button);
    row.dataset.silent = String(one.silent > SILENT);
    return row;
  }));
}

/** @param {Led} told */
function showState({ state, first, last, screens: followers }) {
  const hold = byId("hold");
  hold.dataset.do = state.paused ? "resume" : "pause";
  setText(hold, ".label", state.paused ? t("Resume") : t("Pause"));
  /** @type {HTMLElement} */ (hold.querySelector(".icon")).dataset.icon = state.paused ? "ui-play" : "ui-pause";
  for (const [name, value] of Object.entries({ ground: state.ground, by: state.by, track: state.track })) {
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (controls.querySelectorAll(`[data-${name}]`))) {
      button.setAttribute("aria-pressed", String(button.dataset[name] === value));
    }
  }
  for (const name of /** @type {const} */ (["visitors", "polls", "blank"])) {
    controls.querySelector(`[data-do="${name}"]`)?.setAttribute("aria-checked", String(state[name] === true));
  }
  controls.querySelector('[data-do="play"]')?.setAttribute("aria-pressed", String(state.playing));
  controls.querySelector('[data-do="day"]')?.setAttribute("aria-pressed", String(state.day === null && !state.playing));
  [day.min, day.max] = [first, last];
  if (document.activeElement !== day) day.value = state.day ?? last;
  if (document.activeElement !== town) town.value = state.area ?? "";
  if (town.selectedIndex < 0) town.value = "";
  setText(document, "#now", followers.length ? told() : t("No screen follows."));
}

/** @returns {string} what the screens show, in one sentence */
function told() {
  const { state } = /** @type {Led} */ (led);
  if (state.blank) return t("Shown: nothing, the screen is dark");
  const place = state.area ? t("Shown: {place}", { place: places.name(state.area) }) : state.paused ? t("Shown: the tour, paused") : t("Shown: the tour");
  const time = state.playing ? t("playback") : state.day ? showDay(state.day) : "";
  return [place, time, state.visitors ? t("visitors' mode") : ""].filter(Boolean).join(" · ");
}

/** @param {HTMLElement} button @returns {Record<string, unknown>} the command that a button stands for */
function commandOf({ dataset }) {
  const asked = String(dataset.do);
  switch (asked) {
    case "ground": return { do: asked, ground: dataset.ground };
    case "colour": return { do: asked, by: dataset.by };
    case "track": return { do: asked, track: dataset.track };
    case "day": return { do: asked, as_of: null };
    case "play": return { do: asked, on: !led?.state.playing };
    case "visitors": case "polls": case "blank": return { do: asked, on: led?.state[asked] !== true };
    default: return { do: asked };
  }
}

controls.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? /** @type {HTMLElement|null} */ (target.closest("button[data-do]")) : null;
  if (button) order(commandOf(button));
});

day.addEventListener("change", () => {
  if (day.value) order({ do: "day", as_of: day.value });
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const asked = code.value;
  if (!asked.trim()) {
    code.focus();
    return;
  }
  if (await trying(line.change("POST", "/screens", { code: asked }))) code.value = "";
  else code.select();
});

installThemeSwitch(() => {});
showReach(navigator.onLine);
line.start();
places.start().then(() => led && show(led)).catch(() => showReach(false));
root.dataset.remote = "ready";
