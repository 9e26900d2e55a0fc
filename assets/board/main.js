// A board of the command: follows changes, filters by the address, sorts, opens forms, prints.

import { boot, t } from "../map/boot.js";
import { FreshnessSign } from "../map/freshness.js";
import { listen } from "../map/live.js";
import { installThemeSwitch } from "../map/theme.js";
import { openBulk } from "./bulk.js";
import { openForm } from "./form.js";
import { drawMaps } from "./minimap.js";
import { sortAgain, sortBy } from "./sort.js";

const SOON = 800; // milliseconds in which further changes are waited for
const freshness = new FreshnessSign();
/** @type {import("./form.js").FormSpec[]} */
let forms = /** @type {any} */ (boot).forms;
let shown = Number(board().dataset.revision);
/** @type {ReturnType<typeof setTimeout>|undefined} */
let waiting;
let asked = 0;

function board() {
  return /** @type {HTMLElement} */ (document.getElementById("command"));
}

/** @param {string} text */
function announce(text) {
  /** @type {HTMLElement} */ (document.getElementById("announcer")).textContent = text;
}

/** Find again what had the focus. @returns {() => void} */
function focusKept() {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !board().contains(active)) return () => {};
  const row = active.closest("tr")?.dataset.row;
  const selector = active.dataset.sort ? `#${active.closest("section")?.id} [data-sort="${active.dataset.sort}"]`
    : active.getAttribute("name") ? `[name="${active.getAttribute("name")}"]`
      : row ? `[data-row="${CSS.escape(row)}"] button` : null;
  return () => /** @type {HTMLElement|null} */ (selector && board().querySelector(selector))?.focus({ preventScroll: true });
}

/** Take the board anew from the server, and leave scroll and focus where they are. */
async function refresh() {
  asked += 1;
  const mine = asked;
  const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || mine !== asked) return; // the sign above tells that the connection is lost
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("command");
  if (mine !== asked || !fresh) return;
  if (document.querySelector("dialog[open]")) {
    soon();
    return;
  }
  const [top, back] = [board().scrollTop, focusKept()];
  const sideways = [...board().querySelectorAll(".wide")].map((element) => element.scrollLeft);
  board().replaceChildren(...fresh.childNodes);
  board().dataset.revision = fresh.dataset.revision ?? "";
  shown = Number(fresh.dataset.revision);
  document.querySelector(".command-tabs")?.replaceChildren(...(page.querySelector(".command-tabs")?.childNodes ?? []));
  forms = JSON.parse(page.getElementById("boot")?.textContent ?? "{}").forms ?? [];
  sortAgain();
  drawMaps(board());
  board().scrollTop = top;
  board().querySelectorAll(".wide").forEach((element, place) => { element.scrollLeft = sideways[place] ?? 0; });
  back();
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, SOON);
}

/** Go to the address that the filters say. @param {HTMLFormElement} form */
function filter(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) query.set(name, String(value));
  history.pushState(null, "", query.size ? `${location.pathname}?${query}` : location.pathname);
  refresh().then(() => announce(t("{count} lines", { count: board().querySelectorAll("tbody tr, .card").length })));
}

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? /** @type {HTMLElement|null} */ (target.closest("#command button")) : null;
  if (!button) return;
  if (button.dataset.form) openForm(forms[Number(button.dataset.form)], soon);
  else if (button.dataset.bulk !== undefined) openBulk(button.dataset.bulk.split(" ").filter(Boolean), soon);
  else if (button.dataset.sort) sortBy(button);
  else if ("print" in button.dataset) print();
});
document.addEventListener("change", ({ target }) => {
  const form = target instanceof Element ? target.closest("form.command-filters") : null;
  if (form instanceof HTMLFormElement) filter(form);
});
window.addEventListener("popstate", refresh);

const connection = listen((message) => {
  if (message.type === "status") {
    freshness.status(message.open);
    return;
  }
  const { name, data } = message;
  freshness.contact(data);
  if (name === "change" || name === "reset" || (name === "day" && (data.day !== boot.today || data.revision > shown))) soon();
});
drawMaps(board());
connection.loaded(shown);
installThemeSwitch(() => {});
document.documentElement.dataset.board = "ready";
