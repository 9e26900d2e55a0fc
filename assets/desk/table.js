// The table of units: what the filter leaves, in any order, with a line of sums; the choice is the map's.

import { boot, t } from "../map/boot.js";
import { setProps } from "../map/dash.js";
import { made } from "../map/dom.js";
import { columns, lineOf, sumOf } from "./columns.js";
import { download } from "./export.js";

/** @typedef {import("./columns.js").Line} Line */

const KEY = "situation.table";
const BY_HAND = new Set(["rowClicked", "spaceKey"]);

export class Table {
  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./desk.js").Hands} hands
   * @param {HTMLElement} tools
   */
  constructor(desk, hands, tools) {
    this.desk = desk;
    this.hands = hands;
    /** @type {any} AG Grid's interface */
    this.grid = null;
    this.waiting = 0;
    this.track = "";
    this.grouped = kept().grouped !== false;
    this.tools = made("div", "table-tools");
    this.tools.dataset.tools = "units";
    tools.append(this.tools);
    this.#drawTools();
    this.#open();
  }

  draw() {
    if (!this.grid || this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.#fill();
    });
  }

  /** @param {string|null} code */
  select(code) {
    if (!this.grid) return;
    const node = code ? this.grid.getRowNode(code) : null;
    if (!node) this.grid.deselectAll();
    else if (!node.isSelected()) {
      node.setSelected(true, true, "api");
      this.grid.ensureNodeVisible(node, null);
    }
  }

  /** Return the codes of the units in the order in which they stand. @returns {string[]} */
  order() {
    /** @type {string[]} */
    const codes = [];
    this.grid?.forEachNodeAfterFilterAndSort((/** @type {any} */ node) => { if (!node.data.sum) codes.push(node.data.code); });
    return codes;
  }

  async #open() {
    setProps("units-place", { children: boot.grid });
    while (!(/** @type {any} */ (window).dash_ag_grid?.getApiAsync)) await new Promise((done) => setTimeout(done, 50));
    this.grid = await /** @type {any} */ (window).dash_ag_grid.getApiAsync("units-grid");
    this.grid.updateGridOptions({
      defaultColDef: { sortable: true, resizable: true, cellDataType: false },
      columnDefs: columns(this.desk.situation),
      overlayNoRowsTemplate: `<p class="empty">${t("No unit matches all filters. Take one away above the map.")}</p>`,
      postSortRows: (/** @type {any} */ { nodes }) => this.#group(nodes),
      getRowClass: (/** @type {any} */ { data }) => (data.sum ? "sum-row" : ""),
      rowSelection: {
        mode: "singleRow", checkboxes: false, enableClickSelection: true, isRowSelectable: (/** @type {any} */ node) => !node.data?.sum,
      },
    });
    const { state } = kept();
    if (state) this.grid.applyColumnState({ state, applyOrder: true });
    this.grid.addEventListener("rowSelected", (/** @type {any} */ event) => {
      if (BY_HAND.has(event.source) && event.node.isSelected()) this.hands.onUnit(event.node.data.code);
    });
    this.grid.addEventListener("cellKeyDown", (/** @type {any} */ { event, data }) => {
      if (event.key === "Enter" && !data.sum) this.hands.onUnit(data.code);
    });
    for (const name of ["columnVisible", "columnPinned", "columnMoved", "columnResized", "sortChanged"]) this.grid.addEventListener(name, () => this.#keep());
    this.grid.addEventListener("sortChanged", () => this.desk.bar.draw());
    this.#drawTools();
    this.#fill();
    this.select(this.hands.selected());
  }

  #fill() {
    const { situation, filter } = this.desk;
    if (this.track !== situation.track) {
      this.track = situation.track;
      this.grid.refreshCells({ force: true });
    }
    const lines = filter.units().map((unit) => lineOf(unit, situation));
    const sums = this.grouped ? situation.townships.flatMap((town) => {
      const inside = lines.filter((line) => line.township === town.code);
      return inside.length > 0 ? [sumOf(town.code, t("{town}: {n} units", { town: town.short_name, n: inside.length }), inside)] : [];
    }) : [];
    this.grid.setGridOption("rowData", [...lines, ...sums]);
    this.grid.setGridOption("pinnedBottomRowData", lines.length ? [sumOf("", t("All: {n} units", { n: lines.length }), lines)] : []);
    this.select(this.hands.selected());
    this.desk.bar.draw();
  }

  /** Keep the townships together, in their official order or in that of the sort, each with its sum at the end. @param {any[]} nodes */
  #group(nodes) {
    if (!this.grouped) return;
    const byTown = this.grid.getColumnState().find((/** @type {any} */ column) => column.colId === "township")?.sort;
    /** @type {Map<string, {units: any[], sum: any|null}>} */
    const towns = new Map();
    const { townships } = this.desk.situation;
    for (const town of byTown === "desc" ? [...townships].reverse() : townships) towns.set(town.code, { units: [], sum: null });
    for (const node of nodes) {
      const town = towns.get(node.data.township);
      if (!town) continue;
      if (node.data.sum) town.sum = node;
      else town.units.push(node);
    }
    const ordered = [...towns.values()].flatMap(({ units, sum }) => (sum ? [...units, sum] : units));
    for (const [at, node] of ordered.entries()) nodes[at] = node;
  }

  #drawTools() {
    const button = (/** @type {string} */ text, /** @type {() => void} */ act) => {
      const element = made("button", "", text);
      element.type = "button";
      element.addEventListener("click", act);
      return element;
    };
    const grouped = button(t("By township"), () => {
      this.grouped = !this.grouped;
      grouped.setAttribute("aria-pressed", String(this.grouped));
      this.#keep();
      this.draw();
    });
    grouped.setAttribute("aria-pressed", String(this.grouped));
    grouped.title = t("Keep townships together, with a line of sums");
    this.tools.replaceChildren(grouped, this.#columnMenu(), button("XLSX", () => this.#export("xlsx")), button("CSV", () => this.#export("csv")));
    for (const [at, format] of [[2, "xlsx"], [3, "csv"]]) {
      const element = /** @type {HTMLElement} */ (this.tools.children[Number(at)]);
      element.dataset.export = String(format);
      element.title = t("Save what is shown as {format}", { format: String(format).toUpperCase() });
    }
  }

  #columnMenu() {
    const menu = made("details", "menu");
    menu.append(made("summary", "", t("Columns")));
    const list = made("ul");
    for (const column of this.grid?.getColumns() ?? []) {
      const row = made("li");
      const shown = made("label", "", "");
      const box = made("input");
      box.type = "checkbox";
      box.checked = column.isVisible();
      box.addEventListener("change", () => this.grid.setColumnsVisible([column.getColId()], box.checked));
      shown.append(box, column.getColDef().headerName);
      const pin = made("button", "pin", t("pin"));
      pin.type = "button";
      pin.setAttribute("aria-pressed", String(column.isPinned()));
      pin.setAttribute("aria-label", t("Pin {column} at the left", { column: column.getColDef().headerName }));
      pin.addEventListener("click", () => {
        const pinned = !column.isPinned();
        this.grid.setColumnsPinned([column.getColId()], pinned ? "left" : null);
        pin.setAttribute("aria-pressed", String(pinned));
      });
      row.append(shown, pin);
      list.append(row);
    }
    menu.append(list);
    return menu;
  }

  /** @param {"xlsx"|"csv"} format */
  async #export(format) {
    const { situation, day } = this.desk;
    const shown = this.grid.getAllDisplayedColumns().map((/** @type {any} */ column) => column.getColId());
    await download({
      format, track: situation.track, as_of: day.day, known: day.revision, columns: shown, codes: this.order(), lang: boot.locale,
      subtotals: this.grouped,
    });
  }

  #keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify({ state: this.grid?.getColumnState(), grouped: this.grouped }));
    } catch {
      // a browser without storage forgets
    }
  }
}

/** @returns {{state?: any[], grouped?: boolean}} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}
