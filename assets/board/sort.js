// Sorts the tables of a board by a column; the order holds over a refresh.

/** @type {Map<string, {column: number, down: boolean}>} table → how it is sorted */
const chosen = new Map();

/** @param {HTMLTableRowElement} row @param {number} column @returns {string|number|boolean|null} */
function keyOf(row, column) {
  return JSON.parse(row.dataset.keys ?? "[]")[column] ?? null;
}

/** Compare so that what has no value comes last. @param {any} a @param {any} b @param {boolean} down */
function compare(a, b, down) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = typeof a === "string" && typeof b === "string" ? a.localeCompare(b) : Number(a) - Number(b);
  return down ? -order : order;
}

/** @param {HTMLTableElement} table @param {{column: number, down: boolean}} by */
function apply(table, by) {
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((a, b) => compare(keyOf(a, by.column), keyOf(b, by.column), by.down));
  body.append(...rows);
  for (const head of table.querySelectorAll("th")) head.removeAttribute("aria-sort");
  table.querySelector(`[data-sort="${by.column}"]`)?.closest("th")?.setAttribute("aria-sort", by.down ? "descending" : "ascending");
}

/** @param {HTMLElement} button of a column's head */
export function sortBy(button) {
  const table = /** @type {HTMLTableElement} */ (button.closest("table"));
  const name = button.closest("section")?.id ?? "";
  const column = Number(button.dataset.sort);
  const before = chosen.get(name);
  const by = { column, down: before?.column === column ? !before.down : false };
  chosen.set(name, by);
  apply(table, by);
}

/** Bring the tables of a page that was made anew into the order chosen before. */
export function sortAgain() {
  for (const [name, by] of chosen) {
    const table = document.querySelector(`#${CSS.escape(name)} table`);
    if (table instanceof HTMLTableElement) apply(table, by);
  }
}
