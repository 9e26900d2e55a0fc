// What the pages of accounts and of the audit log share.

import { boot } from "../map/boot.js";
import { made } from "../map/dom.js";

/** @param {string} path @returns {Promise<any>} */
export async function get(path) {
  const response = await fetch(`/api/v1/access/${path}${path.includes("?") ? "&" : "?"}lang=${boot.locale}`, { cache: "no-store" });
  const told = await response.json().catch(() => ({}));
  if (response.status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
  if (!response.ok) throw new Error(told.detail ?? String(response.status));
  return told;
}

/** Write an instant to the minute, in the district's time. @param {string|null} instant */
export function moment(instant) {
  return instant ? instant.slice(0, 16).replace("T", " ") : "—";
}

/** @param {(string|HTMLElement)[]} cells @param {string} [state] @returns {HTMLTableRowElement} */
export function row(cells, state) {
  const line = made("tr");
  if (state) line.dataset.state = state;
  for (const cell of cells) {
    const place = made("td");
    place.append(cell);
    line.append(place);
  }
  return line;
}

/** Say in one line what happened, or what went wrong. @param {string|null} text */
export function tell(text) {
  const place = /** @type {HTMLElement} */ (document.getElementById("told"));
  place.textContent = text;
  place.hidden = text === null;
}

/** Run, and tell what goes wrong. @param {() => Promise<void>} work */
export async function trying(work) {
  try {
    await work();
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
  }
}
