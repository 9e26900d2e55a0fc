// Finds townships and units to go to.

import { boot, fetchJson, t } from "../map/boot.js";
import { made } from "../map/dom.js";

const MOST = 8; // found units that are listed

/** @typedef {{code: string, name: string, town: string}} Place */

/** @returns {Promise<Map<string, Place>>} every township and unit by its code */
async function read() {
  const { codes, columns, townships } = await fetchJson(boot.urls.static);
  /** @type {Map<string, Place>} */
  const places = new Map(townships.map((/** @type {any} */ one) => [one.code, { code: one.code, name: one.name, town: "" }]));
  for (const [at, code] of codes.entries()) {
    places.set(code, { code, name: columns.name[at], town: places.get(columns.township[at])?.name ?? "" });
  }
  return places;
}

export class Places {
  /** @type {Map<string, Place>} */
  #known = new Map();
  #field = /** @type {HTMLInputElement} */ (document.getElementById("village"));
  #list = /** @type {HTMLElement} */ (document.getElementById("found"));
  #told = /** @type {HTMLElement} */ (document.getElementById("found-told"));

  /** @param {(code: string) => void} visit */
  constructor(visit) {
    const towns = /** @type {HTMLSelectElement} */ (document.getElementById("town"));
    towns.addEventListener("change", () => {
      if (towns.value) visit(towns.value);
    });
    this.#field.addEventListener("input", () => this.#search());
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") /** @type {HTMLElement|null} */ (this.#list.querySelector("button"))?.click();
    });
    this.#list.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (!button) return;
      visit(button.dataset.code ?? "");
      this.#field.value = "";
      this.#search();
      this.#field.focus();
    });
  }

  async start() {
    this.#known = await read();
  }

  /** @param {string} code @returns {string} its name, with its township's */
  name(code) {
    const place = this.#known.get(code);
    return place ? [place.town, place.name].filter(Boolean).join(" · ") : code;
  }

  #search() {
    const part = this.#field.value.trim().toLowerCase();
    const found = part ? [...this.#known.values()].filter((one) => one.town && `${one.code} ${one.name}`.toLowerCase().includes(part)) : [];
    this.#list.replaceChildren(...found.slice(0, MOST).map((one) => {
      const row = made("li");
      const button = made("button", "", one.name);
      button.type = "button";
      button.dataset.code = one.code;
      button.append(made("small", "", one.town));
      row.append(button);
      return row;
    }));
    this.#told.textContent = !part || (found.length && found.length <= MOST) ? "" : found.length ? t("{n} more; write more of the name", { n: found.length - MOST }) : t("No unit of that name");
  }
}
