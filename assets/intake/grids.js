// Has Dash render the two AG Grids, and hands out their interfaces.

import { setProps, startDash } from "../map/dash.js";
import { intake } from "./words.js";

/** @typedef {any} GridApi */

/** @type {Promise<void>|null} */
let started = null;

/** Start Dash with both grids, once. */
export function startGrids() {
  started ??= (async () => {
    startDash();
    setProps("intake", { children: Object.values(intake().grids) });
    while (!(/** @type {any} */ (window).dash_ag_grid?.getApiAsync)) await new Promise((done) => setTimeout(done, 50));
  })();
  return started;
}

/** @param {"changes-grid"|"sheet-grid"} id @returns {Promise<GridApi>} */
export async function gridApi(id) {
  await startGrids();
  return /** @type {any} */ (window).dash_ag_grid.getApiAsync(id);
}
