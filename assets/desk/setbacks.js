// Fetches what went backwards or was corrected.

import { boot, fetchJson } from "../map/boot.js";

/**
 * @typedef {{
 *   fact: string, code: string, track: string|null, kind: "revoked"|"corrected"|"withdrawn", backwards: boolean, day: string,
 *   recorded_at: string, recorded_on: string, who: string, source: string, before: string|null, after: string, reason: string|null,
 *   phase_before: number|null, phase_after: number|null
 * }} Setback
 */

/**
 * @param {string} since first day of recording
 * @param {string|null} day the last; null: today
 * @returns {Promise<Setback[]>}
 */
export async function fetchSetbacks(since, day) {
  const query = new URLSearchParams({ since, lang: boot.locale });
  if (day) query.set("as_of", day);
  return (await fetchJson(`${boot.urls.map}/setbacks?${query}`)).setbacks;
}
