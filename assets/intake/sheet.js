// The online form of a township: its tables prefilled, only changes are sent, saved by itself, checked as files are.

import { showDay, t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { get, patch, post, Problem } from "./api.js";
import { button, toast } from "./dialogs.js";
import { gridApi } from "./grids.js";

/**
 * @typedef {import("./api.js").FormData} Form
 * @typedef {import("./api.js").Preview} Preview
 * @typedef {import("./api.js").Table} Table
 */

const QUIET = 700; // milliseconds without typing before it is saved
const AGAIN = 4000;
const head = /** @type {HTMLElement} */ (document.getElementById("opened-head"));
const beside = /** @type {HTMLElement} */ (document.getElementById("opened-beside"));

export class Sheet {
  /** @param {{tools: (town: string) => HTMLElement, report: import("./report.js").Report, onSaved: (preview: Preview) => void}} hands */
  constructor(hands) {
    this.hands = hands;
    /** @type {Form|null} */
    this.form = null;
    /** @type {Preview|null} the draft as the server holds it */
    this.draft = null;
    /** @type {Map<string, Map<string, string|null>>} row → column → what was typed and is not saved yet; null takes an edit back */
    this.dirty = new Map();
    this.table = "";
    /** @type {any} */
    this.api = null;
    this.saving = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty.size && this.form) event.preventDefault();
    });
    document.addEventListener("paste", (event) => this.#paste(event), true);
    document.addEventListener("copy", (event) => this.#copy(event));
  }

  /** @param {string} town @param {string} day */
  async open(town, day) {
    if (this.dirty.size) await this.save();
    this.form = /** @type {Form} */ (await get(`/form?township=${town}&day=${day}`));
    this.draft = this.form.draft ? await get(`/${this.form.draft}`) : null;
    this.dirty.clear();
    this.table = this.form.tables.find((table) => table.id === this.table)?.id ?? this.form.tables[0].id;
    document.documentElement.dataset.view = "sheet";
    this.#head();
    this.#tell();
    await this.#grid();
    document.documentElement.dataset.intake = "ready";
  }

  close() {
    if (this.dirty.size) this.save();
    this.form = null;
  }

  /** @returns {Table} */
  get #shown() {
    const { form } = this;
    return /** @type {Table} */ (form?.tables.find((table) => table.id === this.table));
  }

  #head() {
    const { form } = this;
    if (!form) return;
    const title = made("div", "report-title");
    title.append(made("h2", "", form.township.name), made("span", "report-day", showDay(form.day)), made("span", "chip", t("Filled in online")), this.hands.tools(form.township.code));
    const tabs = made("div", "segmented sheet-tabs");
    tabs.setAttribute("role", "group");
    tabs.setAttribute("aria-label", t("Table"));
    for (const table of form.tables) {
      const tab = button(table.name, "", () => {
        this.api?.stopEditing();
        this.table = table.id;
        tabs.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", String(other === tab)));
        this.#grid();
      });
      tab.dataset.table = table.id;
      tab.setAttribute("aria-pressed", String(table.id === this.table));
      tabs.append(tab);
    }
    const saved = made("span", "saved");
    saved.id = "saved";
    saved.setAttribute("role", "status");
    const line = made("div", "sheet-line");
    line.append(tabs, saved);
    const hint = made("p", "hint", t("Type over what has changed; the rest stays as recorded. Emptying a recorded cell withdraws it. A block of cells can be pasted from a workbook."));
    head.replaceChildren(title, line, hint);
    this.#saved(this.draft ? t("Draft {receipt}", { receipt: this.draft.report.id }) : t("Nothing changed yet"));
  }

  /** @param {string} text */
  #saved(text) {
    const sign = document.getElementById("saved");
    if (sign) sign.textContent = text;
  }

  /** @param {string} code @param {string} column @returns {string} what a cell shows */
  value(code, column) {
    const recorded = this.#shown.rows.find((row) => row.code === code)?.values[column] ?? "";
    const id = `${this.table}-${code}`;
    const typed = this.dirty.get(id);
    if (typed?.has(column)) return typed.get(column) ?? recorded;
    return String(this.draft?.amendments.cells[id]?.[column] ?? recorded);
  }

  /** @param {string} code @param {string} column */
  #level(code, column) {
    const found = this.draft?.rows.find((row) => row.id === `${this.table}-${code}`)?.findings.filter((one) => one.column === column) ?? [];
    return ["error", "correction", "warning"].find((level) => found.some((one) => one.level === level)) ?? "";
  }

  async #grid() {
    if (!this.api) {
      this.api = await gridApi("sheet-grid");
      this.api.addEventListener("cellKeyDown", (/** @type {any} */ event) => {
        if (event.event.key !== "Delete" || !event.column.isCellEditable(event.node) || this.api.getEditingCells().length) return;
        this.#type(event.data.code, event.column.getColId(), "");
        this.api.refreshCells({ force: true, rowNodes: [event.node] });
      });
    }
    const table = this.#shown;
    const numbers = new Set(["count", "number", "percent"]);
    /** @param {import("./api.js").Column} column */
    const define = (column) => ({
      colId: column.id, headerName: column.label, headerTooltip: column.note ?? column.label, wrapHeaderText: true, autoHeaderHeight: true,
      suppressHeaderMenuButton: true, sortable: false, width: widthOf(column, table.rows),
      editable: (/** @type {any} */ { data }) => takes(column, data),
      tooltipValueGetter: (/** @type {any} */ { data }) => (data.elsewhere.includes(column.id) ? t("Filled in in the first row") : null),
      pinned: column.id === "name" && innerWidth >= 768 ? "left" : undefined,
      valueGetter: (/** @type {any} */ { data }) => this.value(data.code, column.id),
      valueSetter: (/** @type {any} */ { data, newValue }) => this.#type(data.code, column.id, String(newValue ?? "").trim()),
      cellClassRules: {
        changed: (/** @type {any} */ { data, value }) => value !== (data.values[column.id] ?? ""),
        error: (/** @type {any} */ { data }) => this.#level(data.code, column.id) === "error",
        correction: (/** @type {any} */ { data }) => this.#level(data.code, column.id) === "correction",
        told: (/** @type {any} */ { data }) => !takes(column, data),
        number: () => numbers.has(column.kind),
      },
      cellEditorSelector: (/** @type {any} */ { data }) => {
        const words = column.kind === "stage" ? data.stages : column.words;
        return words.length ? { component: "agSelectCellEditor", params: { values: ["", ...words] } } : { component: "agTextCellEditor" };
      },
    });
    /** @type {any[]} */
    const definitions = [];
    for (const column of table.columns.filter((one) => one.id !== "code")) {
      const last = definitions.at(-1);
      if (column.group && last?.children && last.headerName === column.group) last.children.push(define(column));
      else if (column.group) definitions.push({ headerName: column.group, children: [define(column)] });
      else definitions.push(define(column));
    }
    const name = definitions.findIndex((one) => one.colId === "name");
    if (name > 0) definitions.unshift(...definitions.splice(name, 1));
    this.api.setGridOption("columnDefs", []);
    this.api.setGridOption("columnDefs", definitions);
    this.api.setGridOption("rowData", table.rows.map((row) => ({ ...row, key: `${table.id}-${row.code}` })));
  }

  /**
   * Take what was typed into a cell; empty withdraws what is recorded there.
   * @param {string} code
   * @param {string} column
   * @param {string} text
   * @returns {boolean}
   */
  #type(code, column, text) {
    const { form } = this;
    const table = this.#shown;
    const spec = table.columns.find((one) => one.id === column);
    const row = table.rows.find((one) => one.code === code);
    const recorded = row?.values[column] ?? "";
    if (!form || !spec || !row || !takes(spec, row) || text === this.value(code, column)) return false;
    /** @type {string|null} */
    let value = text;
    if (text === recorded) value = null;
    else if (text === "") value = spec.kind === "text" ? null : form.withdraw;
    const id = `${table.id}-${code}`;
    const typed = this.dirty.get(id) ?? new Map();
    typed.set(column, value);
    this.dirty.set(id, typed);
    this.#saved(t("Not saved yet …"));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), QUIET);
    return true;
  }

  /** Save what was typed; what is typed meanwhile is saved after it. */
  async save() {
    const { form } = this;
    clearTimeout(this.timer);
    if (!form || !this.dirty.size) return;
    if (this.saving) {
      this.timer = setTimeout(() => this.save(), QUIET);
      return;
    }
    this.saving = true;
    const sent = this.dirty;
    this.dirty = new Map();
    this.#saved(t("Saving …"));
    try {
      this.draft ??= await post("/entries", { township: form.township.code, kind: "grid", day: form.day, cells: everyRow(form) });
      this.draft = await this.#patched(/** @type {Preview} */ (this.draft), sent);
      if (this.form !== form) return;
      this.#saved(t("Saved as a draft, {receipt}", { receipt: this.draft.report.id }));
      this.#tell();
      this.api?.refreshCells({ force: true });
      this.hands.onSaved(this.draft);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      for (const [row, typed] of sent) this.dirty.set(row, new Map([...typed, ...(this.dirty.get(row) ?? [])]));
      this.#saved(t("Not saved; what you typed is kept here"));
      toast(error.message, true);
      if (error.slug === "report-closed") this.draft = null; // somebody handed it in; the next try begins another
      this.timer = setTimeout(() => this.save(), AGAIN);
    } finally {
      this.saving = false;
    }
  }

  /** Lay what was typed over the draft, also over one that somebody else has changed meanwhile. @param {Preview} draft @param {Map<string, Map<string, string|null>>} sent */
  async #patched(draft, sent) {
    for (let known = draft; ;) {
      const amendments = structuredClone(known.amendments);
      for (const [row, typed] of sent) {
        const cells = (amendments.cells[row] ??= {});
        for (const [column, value] of typed) {
          if (value === null) delete cells[column];
          else cells[column] = value;
        }
        if (!Object.keys(cells).length) delete amendments.cells[row];
      }
      try {
        return /** @type {Preview} */ (await patch(`/${known.report.id}`, { amendments, version: known.report.version }));
      } catch (error) {
        if (!(error instanceof Problem) || error.slug !== "report-changed") throw error;
        known = await get(`/${known.report.id}`);
        toast(t("Somebody else changed this draft too; both changes are kept."));
      }
    }
  }

  /** Tell the findings of the draft, and what can be done with it. */
  #tell() {
    const { draft } = this;
    if (!draft) {
      beside.replaceChildren(made("p", "empty", t("No cell has been changed. The first change begins a draft.")));
      return;
    }
    this.hands.report.preview = draft;
    const list = made("ol", "findings");
    for (const row of draft.rows) {
      for (const finding of row.findings) {
        const line = made("li");
        line.dataset.level = finding.level;
        const go = button("", "", () => this.#focus(row, finding.column));
        go.append(made("span", "state-icon"), made("b", "", `${row.name} ${finding.label ?? ""}`), made("span", "", finding.text));
        go.setAttribute("aria-label", `${finding.level_name} ${row.name} ${finding.label ?? ""} ${finding.text}`);
        line.append(go);
        list.append(line);
      }
    }
    const count = made("p", "sheet-count");
    const changes = draft.rows.reduce((sum, row) => sum + row.changes.length, 0);
    count.append(t("{n} cells changed, {facts} facts, {problems} problems", { n: changes, facts: draft.facts, problems: draft.counts.error + draft.counts.correction }));
    beside.replaceChildren(this.hands.report.actions(draft), count, list);
  }

  /** @param {import("./api.js").Row} row @param {string|null} column */
  async #focus(row, column) {
    if (row.table !== this.table) {
      this.table = row.table;
      this.#head();
      await this.#grid();
    }
    const node = this.api.getRowNode(row.id);
    if (!node) return;
    this.api.ensureNodeVisible(node);
    if (column) {
      this.api.ensureColumnVisible(column);
      this.api.setFocusedCell(node.rowIndex, column);
    }
  }

  /** Copy the focused cell. @param {ClipboardEvent} event */
  #copy(event) {
    const { api, form } = this;
    const from = form && api?.getFocusedCell();
    if (!from || !inSheet(event) || api.getEditingCells().length || getSelection()?.toString()) return;
    const node = api.getDisplayedRowAtIndex(from.rowIndex);
    event.clipboardData?.setData("text/plain", this.value(node.data.code, from.column.getColId()));
    event.preventDefault();
  }

  /** Paste a block of cells from the focused one on. @param {ClipboardEvent} event */
  #paste(event) {
    const { api, form } = this;
    if (!form || !api || !inSheet(event)) return;
    const from = api.getFocusedCell();
    const text = event.clipboardData?.getData("text/plain");
    const editing = api.getEditingCells().length > 0;
    if (!from || !text || (editing && !/[\t\n]/.test(text.trim()))) return; // one value goes into the open cell
    event.preventDefault();
    event.stopPropagation();
    if (editing) api.stopEditing(true);
    const columns = api.getAllDisplayedColumns();
    const start = columns.indexOf(from.column);
    text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => {
      const node = api.getDisplayedRowAtIndex(from.rowIndex + down);
      if (!node) return;
      line.split("\t").forEach((cell, right) => {
        const column = columns[start + right];
        if (column) this.#type(node.data.code, column.getColId(), cell.trim());
      });
    });
    api.refreshCells({ force: true });
  }
}

/** How wide a column is, in pixels: as the profile says, wider where what stands in it is not written freely. @param {import("./api.js").Column} column @param {import("./api.js").FormRow[]} rows */
function widthOf(column, rows) {
  const own = Math.max(64, Math.min(column.width, 26) * 9);
  if (column.kind === "text" && column.editable) return own;
  const text = (/** @type {string} */ value) => [...value].reduce((sum, letter) => sum + (letter > "\u2e80" ? 13 : 7), 20);
  return Math.max(own, Math.min(236, Math.max(0, ...rows.map((row) => text(row.values[column.id] ?? "")))));
}

/** Whether a cell can be filled in. @param {import("./api.js").Column} column @param {import("./api.js").FormRow} row */
function takes(column, row) {
  return column.editable && !row.elsewhere.includes(column.id);
}

/** @param {ClipboardEvent} event */
function inSheet(event) {
  return Boolean(/** @type {Element} */ (event.target).closest?.(".sheet-grid"));
}

/** Name every row, so that any cell of the draft can be changed later. @param {Form} form */
function everyRow(form) {
  return Object.fromEntries(form.tables.map((table) => [table.id, Object.fromEntries(table.rows.map((row) => [row.code, {}]))]));
}
