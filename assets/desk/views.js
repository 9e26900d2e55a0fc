// Saves what is looked at under a name, in this browser, and returns to it.

import { boot, t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { GROUPS } from "../map/groups.js";

const KEY = "situation.views";
const KEPT = ["track", "as_of", "known", "view", "order", ...GROUPS.map((group) => group.id)];

/** @typedef {{name: string, query: string}} View */

export class SavedViews {
  /** @param {{onView: (query: string) => Promise<void>}} hands */
  constructor(hands) {
    this.hands = hands;
    this.list = /** @type {HTMLElement} */ (document.querySelector(".views-list"));
    this.form = /** @type {HTMLFormElement} */ (document.querySelector(".views-save"));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const input = /** @type {HTMLInputElement} */ (this.form.querySelector("input"));
      const name = input.value.trim();
      if (!name) return;
      this.#keep([...this.#kept().filter((view) => view.name !== name), { name, query: present() }]);
      input.value = "";
    });
    this.list.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("button"));
      const name = button?.dataset.name;
      const view = this.#kept().find((entry) => entry.name === name);
      if (!button || !view) return;
      if (button.dataset.remove !== undefined) this.#keep(this.#kept().filter((entry) => entry !== view && entry.name !== name));
      else this.hands.onView(`?${view.query}`);
    });
    this.#draw();
  }

  /** @returns {View[]} */
  #kept() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  /** @param {View[]} views */
  #keep(views) {
    try {
      localStorage.setItem(KEY, JSON.stringify(views.sort((one, other) => one.name.localeCompare(other.name, boot.locale))));
    } catch {
      // a browser without storage forgets
    }
    this.#draw();
  }

  #draw() {
    const views = this.#kept();
    this.list.replaceChildren(...views.map((view) => {
      const row = made("li");
      const open = made("button", "link", view.name);
      const remove = made("button", "remove", "×");
      for (const button of [open, remove]) {
        button.type = "button";
        button.dataset.name = view.name;
      }
      remove.dataset.remove = "";
      remove.setAttribute("aria-label", t("Delete the view {name}", { name: view.name }));
      row.append(open, remove);
      return row;
    }));
    if (!views.length) this.list.append(made("li", "empty", t("Choose filters and save them under a name.")));
  }
}

/** Return the part of the address that a view keeps. */
function present() {
  const query = new URLSearchParams(location.search);
  for (const name of [...query.keys()]) if (!KEPT.includes(name)) query.delete(name);
  return query.toString();
}
