// A board of the command: follows changes, filters by the address, sorts, opens forms, prints.

import { boot, t } from "../map/boot.js";
import { openBulk } from "./bulk.js";
import { Followed } from "./followed.js";
import { openForm } from "./form.js";
import { drawMaps } from "./minimap.js";
import { sortAgain, sortBy } from "./sort.js";

/** @type {import("./form.js").FormSpec[]} */
let forms = /** @type {any} */ (boot).forms;

const board = new Followed("command", keep, () => document.querySelector("dialog[open]") !== null);
const soon = () => board.soon();

/** @param {string} text */
function announce(text) {
  /** @type {HTMLElement} */ (document.getElementById("announcer")).textContent = text;
}

/** Find again what had the focus. @returns {() => void} */
function focusKept() {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !board.part.contains(active)) return () => {};
  const row = active.closest("tr")?.dataset.row;
  const selector = active.dataset.sort ? `#${active.closest("section")?.id} [data-sort="${active.dataset.sort}"]`
    : active.getAttribute("name") ? `[name="${active.getAttribute("name")}"]`
      : row ? `[data-row="${CSS.escape(row)}"] button` : null;
  return () => /** @type {HTMLElement|null} */ (selector && board.part.querySelector(selector))?.focus({ preventScroll: true });
}

/**
 * Take what else changes with the board, and leave order and focus as they are.
 * @param {Document} page
 * @returns {() => void}
 */
function keep(page) {
  const back = focusKept();
  const sideways = [...board.part.querySelectorAll(".wide")].map((element) => element.scrollLeft);
  return () => {
    document.querySelector(".command-tabs")?.replaceChildren(...(page.querySelector(".command-tabs")?.childNodes ?? []));
    forms = JSON.parse(page.getElementById("boot")?.textContent ?? "{}").forms ?? [];
    sortAgain();
    drawMaps(board.part);
    board.part.querySelectorAll(".wide").forEach((element, place) => { element.scrollLeft = sideways[place] ?? 0; });
    back();
  };
}

/** Go to the address that the filters say. @param {HTMLFormElement} form */
function filter(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) query.set(name, String(value));
  history.pushState(null, "", query.size ? `${location.pathname}?${query}` : location.pathname);
  board.refresh().then(() => announce(t("{count} lines", { count: board.part.querySelectorAll("tbody tr, .card").length })));
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
window.addEventListener("popstate", () => board.refresh());

drawMaps(board.part);
board.follow();
document.documentElement.dataset.board = "ready";
