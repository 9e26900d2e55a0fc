// Tells a person what is wrong, above the map.

import { fetchJson, t } from "./boot.js";

const RETRY = 3000; // milliseconds
const notice = /** @type {HTMLElement} */ (document.getElementById("map-notice"));

/** Show a sentence, or none. @param {string|null} text */
export function say(text) {
  notice.textContent = text ?? "";
  notice.hidden = text === null;
}

/** Show a sentence for a while. @param {string} text */
export function sayForNow(text) {
  say(text);
  setTimeout(() => { notice.hidden = true; }, 2 * RETRY);
}

/**
 * Fetch, and try again until it works, telling the person.
 * @param {string} url
 * @returns {Promise<any>}
 */
export async function insist(url) {
  for (;;) {
    try {
      const answer = await fetchJson(url);
      say(null);
      return answer;
    } catch {
      say(t("The data could not be loaded. Trying again …"));
      await new Promise((done) => setTimeout(done, RETRY));
    }
  }
}
