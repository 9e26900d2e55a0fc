// Keeps what is looked at in the address, so that a link shows the same picture.

import { boot } from "./boot.js";
import { GROUPS } from "./groups.js";

const MOST_UNITS = 40; // single units that an address still names

/**
 * @typedef {{
 *   unit: string|null, track: string|null, day: string|null, known: "now"|"then", figure: string|null,
 *   panel: string|null, view: "map"|"tiles", order: "phase"|"code", by: string|null, scope: import("./filter.js").Scope
 * }} Address
 */

/** @param {string} [search] what stands behind the question mark; default: the page's own @returns {Address} */
export function readUrl(search = location.search) {
  const query = new URLSearchParams(search);
  const page = location.pathname.match(/^\/unit\/([^/]+)$/);
  return {
    unit: page ? decodeURIComponent(page[1]) : query.get("unit"),
    track: query.get("track"),
    day: query.get("as_of"),
    known: query.get("known") === "then" ? "then" : "now",
    figure: query.get("figure"),
    panel: query.get("panel"),
    view: query.get("view") === "tiles" || !boot.geography ? "tiles" : "map",
    order: query.get("order") === "code" ? "code" : "phase",
    by: query.get("by"),
    scope: new Map(GROUPS.map((group) => [group.id, new Set((query.get(group.id) ?? "").split(",").filter(Boolean))])),
  };
}

/** Return what the filter says, as it stands in an address. @param {import("./filter.js").Scope} scope @returns {Array<[string, string]>} */
export function scopeQuery(scope) {
  return GROUPS.map((group) => {
    const options = [...(scope.get(group.id) ?? [])].sort();
    return [group.id, group.id === "units" && options.length > MOST_UNITS ? "" : options.join(",")];
  });
}

/**
 * @param {Address} state
 * @param {boolean} push make it a step of the history
 */
export function writeUrl(state, push) {
  const query = new URLSearchParams(location.search);
  const values = [
    ["unit", state.unit], ["track", state.track], ["as_of", state.day], ["known", state.known === "then" ? "then" : null],
    ["figure", state.figure], ["panel", state.panel],
    ["view", state.view === "tiles" && boot.geography ? "tiles" : null], ["order", state.order === "code" ? "code" : null], ["by", state.by], ...scopeQuery(state.scope),
  ];
  for (const [name, value] of values) {
    if (value) query.set(/** @type {string} */ (name), value);
    else query.delete(/** @type {string} */ (name));
  }
  const text = query.toString().replaceAll("%2C", ",");
  const address = `/${text ? `?${text}` : ""}`;
  if (address !== location.pathname + location.search) {
    if (push) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-language]"))) {
    query.set("lang", link.dataset.language ?? "");
    link.search = query.toString();
  }
}
