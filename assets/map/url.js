// Keeps the selected unit and the track in the address, so that a link shows the same picture.

/** @returns {{unit: string|null, track: string|null}} */
export function readUrl() {
  const query = new URLSearchParams(location.search);
  const page = location.pathname.match(/^\/unit\/([^/]+)$/);
  return { unit: page ? decodeURIComponent(page[1]) : query.get("unit"), track: query.get("track") };
}

/**
 * @param {{unit: string|null, track?: string}} state
 * @param {boolean} push make it a step of the history
 */
export function writeUrl(state, push) {
  const query = new URLSearchParams(location.search);
  if (state.unit) query.set("unit", state.unit);
  else query.delete("unit");
  if (state.track) query.set("track", state.track);
  const text = query.toString();
  const address = `/${text ? `?${text}` : ""}`;
  if (address === location.pathname + location.search) return;
  if (push) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-language]"))) {
    query.set("lang", link.dataset.language ?? "");
    link.search = query.toString();
  }
}
