// Finds units and townships while one types: by name, alias, code, pinyin or its initials.

import { boot, fetchJson, t } from "../map/boot.js";
import { phaseText } from "../map/describe.js";
import { icon, made } from "../map/dom.js";

const MOST = 12;

/**
 * @typedef {{code: string, name: string, town: string|null, texts: string[], pinyin: string, joined: string, initials: string}} Entry
 */

export class Search {
  /**
   * @param {import("../map/situation.js").Situation} situation
   * @param {import("../map/filter.js").Filter} filter
   * @param {{onUnit: (code: string) => void}} hands
   */
  constructor(situation, filter, hands) {
    this.situation = situation;
    this.filter = filter;
    this.hands = hands;
    this.input = /** @type {HTMLInputElement} */ (document.getElementById("search"));
    this.list = /** @type {HTMLElement} */ (document.getElementById("search-list"));
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {Promise<void>|null} */
    this.loading = null;
    /** @type {Entry[]} */
    this.found = [];
    this.at = 0;
    this.#listen();
  }

  /** Fetch how names are spelled; only when somebody begins to search. */
  load() {
    this.loading ??= fetchJson(boot.urls.names).then((names) => {
      this.entries = names.codes.flatMap((/** @type {string} */ code, /** @type {number} */ at) => {
        const unit = this.situation.units.get(code);
        const town = this.situation.townships.find((entry) => entry.code === code);
        const place = unit ? { name: unit.name, short: unit.shortName, town: unit.townshipName } : town ? { name: town.name, short: town.short_name, town: null } : null;
        if (!place) return [];
        const pinyin = names.pinyin[at];
        return [{
          code, name: place.name, town: place.town, texts: [place.name, place.short, ...names.aliases[at]].map((text) => text.toLowerCase()), pinyin,
          joined: pinyin.replaceAll(" ", ""), initials: pinyin.split(" ").map((/** @type {string} */ part) => (/^\d/.test(part) ? part : part[0])).join(""),
        }];
      });
    }).catch(() => { this.loading = null; });
    return this.loading;
  }

  #listen() {
    document.addEventListener("keydown", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.key !== "/" || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable) return;
      event.preventDefault();
      if (document.documentElement.dataset.rail === "folded") /** @type {HTMLElement} */ (document.querySelector("[data-layout=rail]")).click();
      this.input.focus();
      this.input.select();
    });
    this.input.addEventListener("focus", () => this.load()?.then(() => this.#look()));
    this.input.addEventListener("input", () => this.#look());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.#show([]));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps its focus until the choice is made
      const row = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-at]"));
      if (row) this.#choose(this.found[Number(row.dataset.at)]);
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { length } = this.found;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (length) this.#mark((this.at + (event.key === "ArrowDown" ? 1 : length - 1)) % length);
    } else if (event.key === "Enter" && length) {
      event.preventDefault();
      this.#choose(this.found[this.at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.input.value = "";
      this.input.blur();
    }
  }

  #look() {
    const asked = this.input.value.trim().toLowerCase();
    this.#show(asked ? find(this.entries, asked) : []);
  }

  /** @param {Entry[]} found */
  #show(found) {
    this.found = found;
    const typed = this.input.value.trim() !== "" && document.activeElement === this.input;
    const rows = found.map((entry, at) => this.#row(entry, at));
    if (!rows.length && typed && this.entries.length) rows.push(made("li", "empty", t("Nothing is called so. Try the first letters of the pinyin, or the code.")));
    this.list.replaceChildren(...rows);
    this.list.hidden = !typed || !rows.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.#mark(0);
  }

  /** @param {Entry} entry @param {number} at */
  #row(entry, at) {
    const row = made("li", "found");
    row.id = `found-${at}`;
    row.dataset.at = String(at);
    row.setAttribute("role", "option");
    const unit = this.situation.units.get(entry.code);
    if (unit) {
      row.dataset.phase = String(unit.phase ?? "");
      const swatch = made("span", "swatch");
      swatch.append(icon(unit.phase === null ? "out-of-scope" : boot.phases[unit.phase].icon));
      row.append(swatch, made("span", "name", entry.name), made("span", "town", entry.town ?? ""), made("span", "unseen", phaseText(unit, this.situation.track)));
    } else {
      row.append(icon("ui-layers"), made("span", "name", entry.name), made("span", "town", t("Township")));
    }
    return row;
  }

  /** @param {number} at */
  #mark(at) {
    this.at = at;
    for (const [place, row] of [...this.list.querySelectorAll("[data-at]")].entries()) {
      row.setAttribute("aria-selected", String(place === at));
      if (place === at) row.scrollIntoView({ block: "nearest" });
    }
    if (this.found.length) this.input.setAttribute("aria-activedescendant", `found-${at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {Entry|undefined} entry */
  #choose(entry) {
    if (!entry) return;
    this.input.value = "";
    this.input.blur();
    this.#show([]);
    if (entry.town === null) this.filter.setTown(entry.code);
    else this.hands.onUnit(entry.code);
  }
}

/**
 * Rank what matches: whole names before beginnings before the middle; names before codes before pinyin.
 * @param {Entry[]} entries
 * @param {string} asked in lower case
 * @returns {Entry[]}
 */
export function find(entries, asked) {
  const joined = asked.replaceAll(/[\s']/g, "");
  /** @type {Array<{entry: Entry, rank: number}>} */
  const ranked = [];
  for (const entry of entries) {
    const rank = rankOf(entry, asked, joined);
    if (rank < Infinity) ranked.push({ entry, rank });
  }
  ranked.sort((one, other) => one.rank - other.rank || one.entry.joined.length - other.entry.joined.length || one.entry.code.localeCompare(other.entry.code));
  return ranked.slice(0, MOST).map(({ entry }) => entry);
}

/** @param {Entry} entry @param {string} asked @param {string} joined */
function rankOf(entry, asked, joined) {
  if (entry.texts.includes(asked)) return 0;
  if (entry.texts.some((text) => text.startsWith(asked))) return 1;
  if (entry.code === joined) return 0;
  if (joined.length > 2 && entry.code.startsWith(joined)) return 2;
  if (entry.initials.startsWith(joined)) return entry.initials === joined ? 2 : 3;
  if (entry.joined.startsWith(joined)) return 3;
  if (entry.texts.some((text) => text.includes(asked))) return 4;
  if (` ${entry.pinyin}`.includes(` ${asked}`)) return 5;
  if (joined.length > 2 && (entry.initials.includes(joined) || entry.code.includes(joined))) return 6;
  return Infinity;
}
