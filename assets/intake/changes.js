// Shows what a report changes, before → after, with the findings beside each cell; edits go out as amendments.

import { t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { button } from "./dialogs.js";
import { gridApi } from "./grids.js";

/**
 * @typedef {import("./api.js").Row} Row
 * @typedef {{key: string, row: Row, first: boolean, column: string|null, label: string, place: string, before: string,
 *   after: string, words: string[], findings: import("./api.js").Finding[], reason: string, taken: boolean, wants: boolean}} Item
 * @typedef {{
 *   onCell: (item: Item, value: string) => void, onReason: (item: Item, reason: string) => void,
 *   onTaken: (item: Item, taken: boolean) => void, onUnit: (item: Item, code: string, name: string) => void,
 * }} Hands
 */

/** List what the grid shows of a preview: a line per changed cell or finding. @param {import("./api.js").Preview} preview @returns {Item[]} */
export function itemsOf(preview) {
  return preview.rows.flatMap((row) => {
    const columns = [...new Set([...row.changes.map((change) => change.column), ...row.findings.map((finding) => finding.column)])];
    if (!columns.length) columns.push(null); // left out
    return columns.map((column, at) => {
      const change = row.changes.find((one) => one.column === column);
      const findings = row.findings.filter((one) => one.column === column);
      const told = findings[0];
      const edited = column ? preview.amendments.cells[row.id]?.[column] : undefined;
      return {
        key: `${row.id}/${column ?? ""}`, row, first: at === 0, column, label: change?.label ?? told?.label ?? "",
        place: [row.sheet, change?.cell ?? told?.cell ?? (row.number ? t("row {n}", { n: row.number }) : "")].filter(Boolean).join(" "),
        before: change?.before ?? "", after: String(edited ?? change?.after ?? told?.read ?? ""),
        words: change?.words ?? told?.words ?? [], findings, reason: row.reason ?? "", taken: !row.left_out,
        wants: row.changes.some((one) => one.wants_reason),
      };
    });
  });
}

const NARROW = 768; // pixels below which the column's name stands in the unit's cell

/** The cell of a line's unit: its name, and where it stands in the file. */
class UnitCell {
  /** @param {{data: Item}} params */
  init({ data }) {
    this.box = made("div", data.first ? "of-unit first" : "of-unit");
    this.box.append(made("b", "", data.row.name));
    if (innerWidth < NARROW && data.label) this.box.append(made("span", "label", data.label));
    if (data.place) this.box.append(made("span", "place", data.place));
  }

  getGui() {
    return this.box;
  }

  refresh() {
    return false;
  }
}

/** The cell of a line's findings: shape, level and sentence; for an unknown unit also what it may be. */
class FindingCell {
  /** @param {{data: Item, context: Hands}} params */
  init({ data, context }) {
    this.box = made("div", "of-findings");
    for (const { level, level_name, text } of data.findings) {
      const line = made("p");
      line.dataset.level = level;
      const words = made("span");
      words.append(made("b", "", level_name), " ", text);
      line.append(made("span", "state-icon"), words);
      this.box.append(line);
    }
    if (data.first && !data.row.unit && data.row.suggestions.length) {
      const line = made("p", "suggestions");
      line.append(made("span", "", t("Did you mean")));
      for (const { code, name } of data.row.suggestions) line.append(button(name, "", () => context.onUnit(data, code, name)));
      this.box.append(line);
    }
  }

  getGui() {
    return this.box;
  }

  refresh() {
    return false;
  }
}

/** The cell that takes a row or leaves it out. */
class TakeCell {
  /** @param {{data: Item, context: Hands & {closed: boolean}}} params */
  init({ data, context }) {
    this.box = made("label", "of-take");
    if (!data.first) return;
    const tick = made("input");
    tick.type = "checkbox";
    tick.checked = data.taken;
    tick.disabled = context.closed;
    tick.setAttribute("aria-label", t("Take {unit}", { unit: data.row.name }));
    tick.addEventListener("change", () => context.onTaken(data, tick.checked));
    this.box.append(tick, made("span", "", data.taken ? t("Take") : t("Left out")));
  }

  getGui() {
    return this.box;
  }

  refresh() {
    return false;
  }
}

/** @type {import("./grids.js").GridApi} */
let api = null;

/**
 * Show a preview in the grid.
 * @param {import("./api.js").Preview} preview
 * @param {boolean} closed nothing can be changed any more
 * @param {Hands} hands
 */
export async function showChanges(preview, closed, hands) {
  const items = itemsOf(preview);
  if (!api) {
    api = await gridApi("changes-grid");
    api.addEventListener("cellValueChanged", (/** @type {any} */ event) => {
      const { onCell, onReason } = event.context;
      const value = String(event.newValue ?? "").trim();
      if (value === String(event.oldValue ?? "")) return;
      if (event.colDef.field === "after") onCell(event.data, value);
      else if (event.colDef.field === "reason") onReason(event.data, value);
    });
  }
  api.setGridOption("context", { ...hands, closed });
  const nothing = preview.report.status === "confirmed" ? t("What it says is recorded.") : t("No row changes anything or has a finding.");
  api.setGridOption("overlayNoRowsTemplate", nothing);
  api.setGridOption("rowClassRules", { "left-out": (/** @type {any} */ { data }) => !data.taken, "row-first": (/** @type {any} */ { data }) => data.first });
  const narrow = innerWidth < NARROW;
  if (api.getColumnDefs()?.length && !api.intakeNarrow === !narrow && api.intakeClosed === closed) {
    api.setGridOption("rowData", items);
  } else {
    api.intakeNarrow = narrow;
    api.intakeClosed = closed;
    api.setGridOption("columnDefs", columns(closed, narrow));
    api.setGridOption("rowData", items);
  }
}

/** @param {boolean} closed @param {boolean} narrow */
function columns(closed, narrow) {
  const plain = { cellDataType: false, wrapHeaderText: true, autoHeaderHeight: true, sortable: false, suppressHeaderMenuButton: true, wrapText: true, autoHeight: true };
  const unit = { ...plain, colId: "unit", headerName: t("Unit"), cellRenderer: UnitCell, width: narrow ? 136 : 194, pinned: narrow ? undefined : "left" };
  const label = { ...plain, field: "label", headerName: t("Column"), width: 120 };
  const before = { ...plain, field: "before", headerName: t("Before"), width: 104, cellClass: "before" };
  const rest = [
    {
      ...plain, field: "after", headerName: t("After"), width: 132,
      editable: (/** @type {any} */ { data }) => !closed && data.column !== null,
      cellClassRules: { editable: (/** @type {any} */ { data }) => !closed && data.column !== null, bad: (/** @type {any} */ { data }) => data.findings.some((/** @type {any} */ one) => one.level === "error") },
      cellEditorSelector: (/** @type {any} */ { data }) => data.words.length
        ? { component: "agSelectCellEditor", params: { values: ["", ...data.words] } } : { component: "agTextCellEditor" },
    },
    { ...plain, colId: "findings", headerName: t("Finding"), cellRenderer: FindingCell, flex: narrow ? undefined : 1, minWidth: 240 },
    {
      ...plain, field: "reason", headerName: t("Reason of the correction"), width: 156,
      editable: (/** @type {any} */ { data }) => !closed && data.first,
      valueFormatter: (/** @type {any} */ { data, value }) => (data.first ? value || (data.wants ? t("to be given") : "") : ""),
      cellClassRules: { editable: (/** @type {any} */ { data }) => !closed && data.first, wanted: (/** @type {any} */ { data }) => data.first && data.wants && !data.reason },
    },
    { ...plain, colId: "taken", headerName: t("Take"), cellRenderer: TakeCell, width: 92 },
  ];
  return narrow ? [unit, ...rest.slice(0, 2), before, ...rest.slice(2)] : [unit, label, before, ...rest];
}
