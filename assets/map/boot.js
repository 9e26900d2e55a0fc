// Reads what the server put into the page, and speaks its language.

/**
 * @typedef {{fill: string, ink: string}} Paint
 * @typedef {{icon: string, light: Paint, dark: Paint}} Phase
 * @typedef {{bit: number, id: string, icon: string, label: string}} Flag
 * @typedef {{id: string, label: string, phases: string[]}} Track
 * @typedef {{map: string, stream: string, units: string, towns: string, tiles: string, static: string, names: string, static_base: string}} Urls
 * @typedef {{
 *   area: string, geography: boolean, track: string, token: string, who: {kind: string, role: string, areas: string[]}|null, locale: string, theme: "light"|"dark", demo: boolean, selected: string|null,
 *   tracks: Track[], phases: Phase[], flags: Flag[], freshness: {live: number, delayed: number},
 *   kinds: Record<string, string>, counts: string[], waits: string[], grid: object, graph: object, charts: string[], campaign: [string, string], work: {first: string, days: string},
 *   townships: string[], today: string, day: string|null, deviation: {attention_below: number, check_above: number},
 *   bands: Record<"attention"|"on_plan"|"ahead", string>, assessments: Record<string, string>, follows_key: boolean, profile_version: string, petitions?: {days: number, steps: number[]}, list_source: string, urls: Urls, bounds: [number, number, number, number], messages: Record<string, string>
 * }} Boot
 */

/** @type {Boot} */
export const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}");

/**
 * Translate a text and fill in its named fields.
 * @param {string} text English message id
 * @param {Record<string, string|number>} [values]
 * @returns {string}
 */
export function t(text, values = {}) {
  const template = boot.messages[text] || text;
  return template.replace(/\{(\w+)\}/g, (field, name) => (name in values ? String(values[name]) : field));
}

/** @param {string} id @returns {Flag} */
export function flag(id) {
  const found = boot.flags.find((entry) => entry.id === id);
  if (!found) throw new Error(`no flag ${id}`);
  return found;
}

/** @param {string} id @returns {Track} */
export function trackOf(id) {
  return boot.tracks.find((track) => track.id === id) ?? boot.tracks[0];
}

const dayFormat = new Intl.DateTimeFormat(boot.locale, { month: "short", day: "numeric", timeZone: "UTC" });

/**
 * Write a business day, such as 12月14日 or Dec 14.
 * @param {string} day ISO date
 */
export function showDay(day) {
  return dayFormat.format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}

/**
 * Write a business instant as day, hour and minute; the server's offset is kept, never the browser's.
 * @param {string} instant ISO instant with offset
 */
export function showInstant(instant) {
  return `${showDay(instant)} ${instant.slice(11, 16)}`;
}

/**
 * Fetch JSON, or fail with the status.
 * @param {string} url
 * @returns {Promise<any>}
 */
export async function fetchJson(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response.json();
}
