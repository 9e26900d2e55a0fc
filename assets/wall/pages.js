// Shows a list page by page: as many rows as have room, never one that is cut. The gravest stand on the first page.

import { t } from "../map/boot.js";
import { setText } from "../map/dom.js";

export class Pages {
  /**
   * @param {string} id of the section
   * @param {number} seconds that a page stands
   */
  constructor(id, seconds) {
    this.section = /** @type {HTMLElement} */ (document.getElementById(id));
    this.list = /** @type {HTMLElement} */ (this.section.querySelector("ol"));
    /** @type {HTMLElement[]} */
    this.rows = [];
    this.page = 0;
    this.still = false; // a row is being talked about
    setInterval(() => this.#turn(), seconds * 1000);
  }

  /** @param {HTMLElement[]} rows @param {boolean} [first] go back to the first page */
  fill(rows, first = false) {
    this.rows = rows;
    if (first) this.page = 0;
    /** @type {HTMLElement|null} */ (this.section.querySelector(".none"))?.toggleAttribute("hidden", rows.length > 0);
    this.draw();
  }

  /** Show the page on which a row stands, and mark it; null lets the pages turn again. @param {string|null} id */
  show(id) {
    const at = id === null ? -1 : this.rows.findIndex((row) => row.dataset.id === id);
    this.still = at >= 0;
    if (at >= 0) this.page = Math.floor(at / this.#most());
    for (const row of this.rows) row.toggleAttribute("data-current", row.dataset.id === id);
    this.draw();
  }

  /** Return how many rows have room. */
  #most() {
    const row = this.list.firstElementChild ?? this.rows[0];
    if (!row) return 1;
    if (!row.isConnected) this.list.append(row);
    const height = row.getBoundingClientRect().height;
    return Math.max(1, height ? Math.floor((this.list.clientHeight + 1) / height) : 1);
  }

  draw() {
    const most = this.#most();
    const pages = Math.max(1, Math.ceil(this.rows.length / most));
    this.page = Math.min(this.page, pages - 1);
    const shown = this.rows.slice(this.page * most, (this.page + 1) * most);
    if (shown.length !== this.list.children.length || shown.some((row, at) => this.list.children[at] !== row)) this.list.replaceChildren(...shown);
    setText(this.section, ".page", pages > 1 ? this.#told({ page: this.page + 1, pages }) : "");
  }

  /** @param {{page: number, pages: number}} place */
  #told(place) {
    if (this.section.querySelector("h2 .count")) return t("page {page} of {pages}", place); // the title has the number
    return t("{n} in all · page {page} of {pages}", { n: this.rows.length, ...place });
  }

  #turn() {
    if (this.still || !this.rows.length || !this.list.clientHeight) return;
    const pages = Math.ceil(this.rows.length / this.#most());
    this.page = (this.page + 1) % Math.max(1, pages);
    this.draw();
  }
}
