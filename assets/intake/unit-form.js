// The form of one unit, opened from its dossier: checked as reports are; what others changed meanwhile is shown beside.

import { boot, t } from "../map/boot.js";
import { tokenHeader } from "../map/token.js";
import { made } from "../map/dom.js";
import { get, patch, post, Problem } from "./api.js";
import { button, openDialog } from "./dialogs.js";
import { styled } from "./styled.js";

/**
 * @typedef {import("./api.js").FormData} Form
 * @typedef {import("./api.js").Table} Table
 * @typedef {import("./api.js").Column} Column
 * @typedef {import("./api.js").Preview} Preview
 * @typedef {{code: string, name: string, township: string, township_name: string, revision: number}} Unit
 * @typedef {HTMLInputElement|HTMLSelectElement|HTMLTextAreaElement} Field
 */

/** Open the form of a unit. @param {string} code */
export async function openUnitForm(code) {
  if (document.querySelector("dialog.unit-form")) return;
  await styled();
  const form = new UnitForm(code);
  await form.open();
}

class UnitForm {
  /** @param {string} code */
  constructor(code) {
    this.code = code;
    /** @type {Map<string, Field>} `table/column` → its field */
    this.fields = new Map();
    /** @type {Preview|null} */
    this.draft = null;
    /** @type {boolean} what is found has been read; go on in spite of the notes */
    this.read = false;
    this.dialog = openDialog(t("Update progress"), "unit-form");
    this.told = made("div", "form-told");
    this.told.setAttribute("role", "alert");
    this.told.append(made("p", "", t("Loading …")));
    this.dialog.append(this.told);
    this.dialog.addEventListener("close", () => this.#giveUp());
    window.addEventListener("pagehide", () => this.#giveUp(), { once: true });
  }

  async open() {
    try {
      await this.#load();
    } catch (error) {
      this.#say(error);
      return;
    }
    this.told.replaceChildren();
    this.#draw();
  }

  async #load() {
    /** @type {Unit} */
    this.unit = await get(`/api/v1/units/${this.code}`);
    /** @type {Form} */
    this.form = await get(`/form?township=${/** @type {Unit} */ (this.unit).township}&unit=${this.code}`);
  }

  /** @param {unknown} error */
  #say(error) {
    if (!(error instanceof Problem)) throw error;
    this.told.replaceChildren(made("p", "wrong", error.message));
  }

  #draw() {
    const { unit, form } = this;
    if (!unit || !form) return;
    /** @type {HTMLElement} */ (this.dialog.querySelector("h2")).textContent = t("Update progress of {unit}", { unit: unit.name });
    const tabs = made("div", "segmented");
    tabs.setAttribute("role", "group");
    tabs.setAttribute("aria-label", t("Track"));
    const body = made("form", "unit-fields");
    const shown = form.tables.find((table) => table.track === new URLSearchParams(location.search).get("track")) ?? form.tables[0];
    for (const table of form.tables) {
      const part = made("div", "unit-table");
      part.hidden = table !== shown;
      part.append(...this.#groups(table));
      const tab = button(table.name, "", () => {
        body.querySelectorAll(".unit-table").forEach((one) => { /** @type {HTMLElement} */ (one).hidden = one !== part; });
        tabs.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one === tab)));
      });
      tab.dataset.table = table.id;
      tab.setAttribute("aria-pressed", String(table === shown));
      tabs.append(tab);
      body.append(part);
    }
    const actions = made("div", "dialog-actions");
    this.go = made("button", "primary", t("Check and submit"));
    this.count = made("span", "form-count");
    actions.append(this.count, button(t("Cancel"), "", () => this.dialog.close()), this.go);
    body.addEventListener("input", () => {
      this.read = false;
      this.#mark();
    });
    body.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    body.append(this.told, actions);
    const hint = t("Only what you change is sent; emptying a recorded field withdraws it.");
    const head = made("p", "meta", [unit.township_name, unit.code, hint].join(" · "));
    this.dialog.append(head, tabs, body);
    this.#mark();
    body.querySelector(/** @type {"input"} */ (".unit-table:not([hidden]) :is(input, select, textarea)"))?.focus();
  }

  /** @param {Table} table */
  #groups(table) {
    const [row] = table.rows;
    /** @type {Array<{name: string|null, box: HTMLElement}>} */
    const groups = [];
    for (const column of table.columns) {
      if (!column.editable) continue;
      let group = groups.at(-1);
      if (!group || group.name !== column.group) {
        const box = made(column.group ? "fieldset" : "div", "unit-group");
        if (column.group) box.append(made("legend", "", column.group));
        group = { name: column.group, box };
        groups.push(group);
      }
      const label = made("label", column.reason ? "field reason" : "field");
      const field = fieldOf(column, row.values[column.id] ?? "", column.kind === "stage" ? row.stages : column.words);
      const found = made("span", "found");
      label.append(made("span", "", column.label), field, found);
      label.dataset.cell = field.dataset.cell = `${table.id}/${column.id}`;
      if (column.note) label.title = column.note;
      this.fields.set(`${table.id}/${column.id}`, field);
      group.box.append(label);
    }
    return groups.map((group) => group.box);
  }

  /** @param {string} cell @returns {string} what is recorded there */
  #recorded(cell) {
    const [table, column] = cell.split("/");
    return this.form?.tables.find((one) => one.id === table)?.rows[0]?.values[column] ?? "";
  }

  /** Return what was changed: table → column → value. */
  #changes() {
    /** @type {Record<string, Record<string, string>>} */
    const changes = {};
    for (const [cell, field] of this.fields) {
      const [table, column] = cell.split("/");
      const [typed, recorded] = [field.value.trim(), this.#recorded(cell)];
      if (typed !== recorded) (changes[table] ??= {})[column] = typed || this.form?.withdraw || "";
    }
    return changes;
  }

  #mark() {
    let n = 0;
    for (const [cell, field] of this.fields) {
      const changed = field.value.trim() !== this.#recorded(cell);
      if (changed) n += 1;
      field.closest("label")?.toggleAttribute("data-changed", changed);
    }
    if (this.count) this.count.textContent = n ? t("{n} fields changed", { n }) : t("Nothing changed yet");
    if (this.go) this.go.disabled = !n;
  }

  async #submit() {
    const { go } = this;
    if (!go) return;
    go.disabled = true;
    try {
      if (!(await this.#unmoved())) return;
      this.draft = await this.#kept(this.#changes());
      if (!this.#findings(this.draft)) return;
      const { report } = await post(`/${this.draft.report.id}/submit`, { digest: this.draft.digest });
      const { facts } = this.draft;
      this.draft = null;
      this.dialog.close();
      const announcer = document.getElementById("announcer");
      if (announcer) announcer.textContent = report.status === "confirmed" ? t("Recorded: {n} facts", { n: facts }) : t("Submitted, waiting for approval");
    } catch (error) {
      if (error instanceof Problem && error.slug === "report-moved" && !(await this.#unmoved().catch(() => true))) return;
      this.#say(error);
    } finally {
      go.disabled = false;
    }
  }

  /** Keep what is typed as a draft. @param {Record<string, Record<string, string>>} changes @returns {Promise<Preview>} */
  async #kept(changes) {
    const { unit, form, code } = this;
    if (!unit || !form) throw new Error("no form");
    if (!this.draft) {
      const rows = Object.fromEntries(form.tables.map((table) => [table.id, { [code]: {} }]));
      this.draft = /** @type {Preview} */ (await post("/entries", { township: unit.township, kind: "unit", cells: rows }));
    }
    const cells = Object.fromEntries(Object.entries(changes).map(([table, typed]) => [`${table}-${code}`, typed]));
    const amendments = { cells, units: {}, reasons: {}, left_out: [] };
    return patch(`/${this.draft.report.id}`, { amendments, version: this.draft.report.version });
  }

  /** Show what was found beside its fields. @param {Preview} draft @returns {boolean} whether it may go on */
  #findings(draft) {
    for (const field of this.fields.values()) {
      const label = field.closest("label");
      label?.removeAttribute("data-level");
      label?.querySelector(".found")?.replaceChildren();
      field.removeAttribute("aria-invalid");
    }
    const rest = [...draft.findings];
    /** @type {Field|null} */
    let first = null;
    let wanted = false;
    /** @type {string[]} */
    const marked = [];
    for (const row of draft.rows) {
      for (const finding of row.findings) {
        const field = finding.column ? this.fields.get(`${row.table}/${finding.column}`) : undefined;
        const label = field?.closest("label");
        if (finding.level === "correction") wanted = true;
        if (!field || !label) {
          rest.push(finding);
          continue;
        }
        label.dataset.level = finding.level;
        label.querySelector(".found")?.append(made("span", "state-icon"), `${finding.level_name}: ${finding.text}`);
        if (finding.level !== "warning") {
          field.setAttribute("aria-invalid", "true");
          marked.push(finding.label ?? "");
          first ??= field;
        }
      }
    }
    const lines = rest.map((finding) => made("p", finding.level, `${finding.level_name}: ${finding.text}`));
    if (draft.acceptable && (this.read || !(lines.length || draft.counts.warning))) return draft.facts > 0 || this.#nothing();
    if (draft.acceptable) {
      this.read = true;
      lines.push(made("p", "", t("There are notes. Submit again to record it all the same: {n} facts.", { n: draft.facts })));
    } else {
      lines.push(made("p", "wrong", wanted && !draft.counts.error
        ? t("This changes what was reported before. Please give the reason in its field.") : t("Please mend the fields that are marked.")));
      lines.push(made("p", "", marked.join(boot.locale === "en" ? ", " : "、")));
    }
    this.told.replaceChildren(...lines);
    const table = first?.dataset.cell?.split("/")[0];
    const tab = /** @type {HTMLElement|null} */ (this.dialog.querySelector(`[data-table="${table}"][aria-pressed="false"]`));
    tab?.click();
    const reason = wanted && !draft.counts.error ? this.fields.get(`${table}/reason`) : null;
    (reason ?? first)?.focus();
    return false;
  }

  #nothing() {
    this.told.replaceChildren(made("p", "wrong", t("What you changed says nothing new; there is nothing to record.")));
    return false;
  }

  // ------------------------------------------------------------ two people at one unit

  /** Say whether the unit is as it was when the form was opened; else show both versions. @returns {Promise<boolean>} */
  async #unmoved() {
    const fresh = /** @type {Unit} */ (await get(`/api/v1/units/${this.code}`));
    const { unit, form } = this;
    if (!unit || !form || fresh.revision === unit.revision) return true;
    const mine = new Map([...this.fields].map(([cell, field]) => [cell, field.value.trim()]));
    const before = new Map([...this.fields.keys()].map((cell) => [cell, this.#recorded(cell)]));
    await this.#load();
    const { facts } = await get(`/api/v1/units/${this.code}/history?limit=1`);
    const [last] = facts;
    const who = last ? last.on_behalf_of ?? last.actor : "—";
    const box = made("div", "conflict");
    box.append(made("p", "wrong", t("Somebody else has changed this unit meanwhile ({who}). Please choose what holds:", { who })));
    const table = made("table");
    const head = made("tr");
    for (const text of [t("Field"), t("Yours"), t("Recorded now")]) {
      const cell = made("th", "", text);
      cell.scope = "col";
      head.append(cell);
    }
    table.append(head);
    let clashes = 0;
    for (const [cell, field] of this.fields) {
      const [now, was, typed] = [this.#recorded(cell), before.get(cell) ?? "", mine.get(cell) ?? ""];
      if (now === was) continue;
      if (typed === was) {
        field.value = now; // only they changed it
      } else if (typed === now) continue; // both say the same
      else clashes += 1;
      table.append(this.#choice(field, typed === was ? was : typed, now, typed !== was));
    }
    this.#mark();
    if (!table.querySelector("td")) return true;
    if (!clashes) box.querySelector("p.wrong")?.replaceChildren(t("Somebody else has changed other fields of this unit ({who}). They are taken over; submit again.", { who }));
    box.append(table);
    this.told.replaceChildren(box);
    box.scrollIntoView({ block: "nearest" });
    return false;
  }

  /** @param {Field} field @param {string} typed @param {string} now @param {boolean} clash */
  #choice(field, typed, now, clash) {
    const row = made("tr");
    const name = made("th", "", field.closest("label")?.querySelector("span")?.textContent ?? "");
    name.scope = "row";
    row.append(name);
    const group = `choice-${field.dataset.cell}`;
    for (const [value, mine] of /** @type {Array<[string, boolean]>} */ ([[typed, true], [now, false]])) {
      const cell = made("td");
      if (clash) {
        const label = made("label");
        const radio = made("input");
        radio.type = "radio";
        radio.name = group;
        radio.checked = mine;
        radio.dataset.choice = mine ? "mine" : "theirs";
        radio.addEventListener("change", () => {
          field.value = value;
          this.#mark();
        });
        label.append(radio, value || t("empty"));
        cell.append(label);
      } else cell.textContent = value || t("empty");
      row.append(cell);
    }
    return row;
  }

  /** Withdraw a draft that was not handed in, so that no orphan stays. */
  #giveUp() {
    const { draft } = this;
    this.draft = null;
    if (!draft) return;
    fetch(`/api/v1/reports/${draft.report.id}/withdraw?lang=${boot.locale}`, {
      method: "POST", keepalive: true, headers: { "Content-Type": "application/json", ...tokenHeader() }, body: JSON.stringify({ reason: t("Not submitted") }),
    }).catch(() => {});
  }
}

/** @param {Column} column @param {string} value @param {string[]} words @returns {Field} */
function fieldOf(column, value, words) {
  if (words.length) {
    const select = made("select");
    for (const word of new Set(["", ...words, value])) select.append(new Option(word || "—", word));
    select.value = value;
    return select;
  }
  if (column.kind === "text" && column.width > 18) {
    const area = made("textarea");
    area.rows = 2;
    area.value = value;
    return area;
  }
  const input = made("input");
  input.type = "text"; // days are read as clerks write them; a date field would show them in the browser's own language
  if (column.kind === "count") input.inputMode = "numeric";
  input.value = value;
  return input;
}
