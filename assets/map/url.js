// Keeps what is looked at in the address, so that a link shows the same picture.

import { boot } from "./boot.js";

/**
 * @typedef {{unit: string|null, track: string|null, town: string|null, phases: Set<number>, figure: string|null}} Address
 */

/** @returns {Address} */
export function readUrl() {
  const query = new URLSearchParams(location.search);
  const page = location.pathname.match(/^\/unit\/([^/]+)$/);
  const phases = (query.get("phase") ?? "").split(",").filter((text) => /^\d$/.test(text)).map(Number)
    .filter((phase) => phase < boot.phases.length);
  return {
    unit: page ? decodeURIComponent(page[1]) : query.get("unit"),
    track: query.get("track"),
    town: query.get("town"),
    phases: new Set(phases),
    figure: query.get("figure"),
  };
}

/**
 * @param {Address} state
 * @param {boolean} push make it a step of the history
 */
export function writeUrl(state, push) {
  const query = new URLSearchParams(location.search);
  const values = {
    unit: state.unit, track: state.track, town: state.town, phase: [...state.phases].sort().join(","), figure: state.figure,
  };
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
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
