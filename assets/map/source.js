// Answers “where does this figure come from”: the units it counts, and behind each the facts and their source.

import { boot, fetchJson, showDay, t, trackOf } from "./boot.js";
import { made } from "./dom.js";
import { showDifference, showNumber, showShare } from "./numbers.js";

/**
 * @typedef {{code: string, name: string, township: string|null, track: string|null, subject: string|null, new: boolean}} Row
 * @typedef {{
 *   id: string, label: string, definition: string, revision: number, day: string, track: string, area: string,
 *   value: number|null, rate: boolean, counted: Row[], rest: Row[], gone: Row[]
 * }} Figure
 * @typedef {{id: string, text: string, effective_on: string, recorded_at: string, who: string, source: string, revision: number, profile_version: string}} Evidence
 * @typedef {"counted"|"rest"|"gone"} Group
 */

const PAUSE = 600; // milliseconds in which changes gather before the list is fetched again

export class SourcePanel {
  /**
   * @param {import("./situation.js").Situation} situation
   * @param {import("./filter.js").Filter} filter
   * @param {import("./time.js").Time} time
   * @param {{onOpen: () => void, onUnit: (code: string) => void}} hands
   */
  constructor(situation, filter, time, hands) {
    this.situation = situation;
    this.filter = filter;
    this.time = time;
    this.hands = hands;
    this.panel = /** @type {HTMLElement} */ (document.getElementById("source-panel"));
    this.body = /** @type {HTMLElement} */ (this.panel.querySelector(".source-body"));
    this.names = new Map(situation.townships.map((town) => [town.code, town.short_name]));
    /** @type {string|null} */
    this.figure = null;
    /** @type {Figure|null} */
    this.told = null;
    /** @type {Group} */
    this.group = "counted";
    /** @type {Map<string, Evidence[]>} rows that stand open, and their facts as last told */
    this.open = new Map();
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    for (const cell of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#strip [data-figure]"))) {
      cell.addEventListener("click", () => this.show(cell.dataset.figure === this.figure ? null : cell.dataset.figure ?? null));
    }
    this.panel.addEventListener("click", (event) => this.#click(/** @type {Element} */ (event.target)));
    this.body.addEventListener("toggle", (event) => this.#toggle(/** @type {HTMLDetailsElement} */ (event.target)), true);
    filter.onChange(() => this.#later());
    time.onChange(() => this.#later());
  }

  /** Show where a figure comes from, or close the panel. @param {string|null} figure */
  show(figure) {
    if (figure !== null && !this.#cell(figure)) return; // an address may name anything
    const before = this.figure;
    this.figure = figure;
    this.panel.hidden = figure === null;
    document.documentElement.dataset.source = figure === null ? "closed" : "open";
    for (const cell of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#strip [data-figure]"))) {
      cell.setAttribute("aria-expanded", String(cell.dataset.figure === figure));
      if (figure === null && cell.dataset.figure === before && this.panel.contains(document.activeElement)) cell.focus();
    }
    this.hands.onOpen();
    if (figure === null) {
      if (before !== null && document.activeElement === document.body) this.#cell(before)?.focus();
      return;
    }
    if (figure !== before) {
      this.told = null;
      this.group = "counted";
      this.open.clear();
      this.body.replaceChildren(made("div", "skeleton"));
    }
    this.#fetch();
  }

  /** @param {string} figure @returns {HTMLElement|null} */
  #cell(figure) {
    return document.querySelector(`#strip [data-figure="${CSS.escape(figure)}"]`);
  }

  #later() {
    if (this.figure === null || this.time.playing) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#fetch(), PAUSE);
  }

  /** @param {string} path below the figure @param {Record<string, string>} more */
  #url(path, more) {
    const query = new URLSearchParams({ lang: boot.locale, ...more });
    if (this.time.day) query.set("as_of", this.time.day);
    if (this.time.revision !== null) query.set("known", String(this.time.revision));
    return `/api/v1/figures/${this.figure}${path}?${query}`;
  }

  async #fetch() {
    const { figure, filter, situation } = this;
    if (figure === null) return;
    /** @type {Record<string, string>} */
    const asked = { track: situation.track };
    if (filter.town !== null) asked.area = filter.town;
    try {
      const told = await fetchJson(this.#url("", asked));
      if (figure !== this.figure || told.track !== situation.track) return;
      this.told = told;
      this.#draw();
    } catch {
      if (!this.told) this.body.replaceChildren(made("p", "empty", t("This could not be loaded. Close the panel and try again.")));
    }
  }

  #draw() {
    const { told } = this;
    if (!told) return;
    const { scrollTop } = this.body;
    const focused = /** @type {HTMLElement|null} */ (this.body.contains(document.activeElement) ? document.activeElement : null);
    const key = /** @type {HTMLElement|null} */ (focused?.closest("[data-key]"))?.dataset.key;
    if (told[this.group].length === 0) this.group = "counted";
    this.body.replaceChildren(...head(told, this.#scope()), this.#tabs(told), this.#rows(told));
    this.body.scrollTop = scrollTop;
    if (key) /** @type {HTMLElement|null} */ (this.body.querySelector(`[data-key="${CSS.escape(key)}"] summary`))?.focus({ preventScroll: true });
  }

  #scope() {
    const { town } = this.filter;
    return town === null ? t("Whole district") : this.names.get(town) ?? "";
  }

  /** @param {Figure} told */
  #tabs(told) {
    const bar = made("div", "segmented source-tabs");
    bar.setAttribute("role", "group");
    /** @type {Array<[Group, string]>} */
    const tabs = [
      ["counted", t("Counted {n}", { n: showNumber(told.counted.length) })],
      ["rest", t("Not in it {n}", { n: showNumber(told.rest.length) })],
      ["gone", t("No longer in it {n}", { n: showNumber(told.gone.length) })],
    ];
    for (const [group, label] of tabs) {
      if (group !== "counted" && told[group].length === 0) continue;
      const tab = made("button", "", label);
      tab.type = "button";
      tab.dataset.group = group;
      tab.setAttribute("aria-pressed", String(group === this.group));
      bar.append(tab);
    }
    return bar;
  }

  /** @param {Figure} told */
  #rows(told) {
    const rows = told[this.group];
    if (rows.length === 0) return made("p", "empty", t("Nothing is counted here."));
    const list = made("ol", "source-rows");
    for (const row of rows) {
      const key = `${row.code} ${row.track ?? ""} ${row.subject ?? ""}`;
      const item = made("li");
      item.dataset.key = key;
      const details = made("details");
      const summary = made("summary");
      summary.append(made("span", "name", row.name));
      if (row.township) summary.append(made("span", "town", this.names.get(row.township) ?? ""));
      if (row.track && told.track === "overall") summary.append(made("span", "of-track", trackOf(row.track).label));
      if (row.new) summary.append(made("span", "chip", t("new today")));
      const box = made("div", "evidence");
      details.append(summary, box);
      Object.assign(details.dataset, { code: row.code, track: row.track ?? "", subject: row.subject ?? "" });
      item.append(details);
      list.append(item);
      const known = this.open.get(key);
      if (known) {
        details.open = true;
        this.#fill(box, row.code, known);
      }
    }
    return list;
  }

  /** @param {Element} target */
  #click(target) {
    const action = /** @type {HTMLElement|null} */ (target.closest("[data-source]"))?.dataset.source;
    if (action === "close") this.show(null);
    const group = /** @type {HTMLElement|null} */ (target.closest("[data-group]"))?.dataset.group;
    if (group) {
      this.group = /** @type {Group} */ (group);
      this.body.scrollTop = 0;
      this.#draw();
    }
    const unit = /** @type {HTMLElement|null} */ (target.closest("[data-unit]"))?.dataset.unit;
    if (unit) this.hands.onUnit(unit);
  }

  /** @param {HTMLDetailsElement} details */
  async #toggle(details) {
    const key = /** @type {HTMLElement|null} */ (details.closest("[data-key]"))?.dataset.key ?? "";
    if (!details.open) {
      this.open.delete(key);
      return;
    }
    if (this.figure === null) return; // the panel was closed before the browser told
    if (!this.open.has(key)) this.open.set(key, []);
    const { code = "", track = "", subject = "" } = details.dataset;
    const box = /** @type {HTMLElement} */ (details.querySelector(".evidence"));
    /** @type {Record<string, string>} */
    const asked = { unit: code };
    if (track) asked.track = track;
    if (subject) asked.subject = subject;
    try {
      const facts = /** @type {Evidence[]} */ (await fetchJson(this.#url("/evidence", asked)));
      this.open.set(key, facts);
      this.#fill(box, code, facts);
    } catch {
      box.replaceChildren(made("p", "empty", t("This could not be loaded. Close the panel and try again.")));
    }
  }

  /** @param {HTMLElement} box @param {string} code @param {Evidence[]} facts */
  #fill(box, code, facts) {
    const lines = facts.length ? facts.map(evidence) : [made("p", "what", boot.list_source)];
    box.replaceChildren(...lines, ...this.#link(code));
  }

  /** @param {string} code */
  #link(code) {
    if (!this.situation.units.has(code)) return [];
    const link = made("button", "link", t("Open the unit's status"));
    link.type = "button";
    link.dataset.unit = code;
    return [link];
  }
}

/** @param {Figure} told @param {string} scope */
function head(told, scope) {
  const written = told.rate ? showShare(told.value) : showNumber(told.value);
  const title = made("h2");
  title.tabIndex = -1;
  title.append(made("span", "", told.label), made("b", "", written));
  const parts = [title, made("p", "source-scope", told.id === "matters" ? scope : `${scope} · ${trackOf(told.track).label}`), made("p", "source-definition", told.definition)];
  if (told.rate) {
    const whole = told.counted.length + told.rest.length;
    parts.push(made("p", "source-formula", `${showNumber(told.counted.length)} ÷ ${showNumber(whole)} = ${written}`));
  }
  const fresh = told.counted.filter((row) => row.new).length;
  const difference = showDifference(told.counted.length, told.counted.length - fresh + told.gone.length, false);
  const moved = fresh || told.gone.length ? t("{n} new, {m} no longer in it", { n: fresh, m: told.gone.length }) : "";
  parts.push(made("p", "source-moved", [difference, moved].filter(Boolean).join(" · ")));
  return parts;
}

/** @param {Evidence} fact */
function evidence(fact) {
  const box = made("div", "fact");
  box.append(
    made("p", "what", fact.text),
    made("p", "who", t("happened {day} · recorded {time} by {who} · {source} · no. {id}", {
      day: showDay(fact.effective_on), time: fact.recorded_at, who: fact.who, source: fact.source, id: fact.id,
    })),
  );
  if (fact.profile_version !== boot.profile_version) {
    box.append(made("p", "who", t("recorded under version {version} of the profile", { version: fact.profile_version })));
  }
  return box;
}
