// Speaks with the server: one thing after the other, so that what was pressed first is done first.

import { boot } from "../map/boot.js";
import { tokenHeader } from "../map/token.js";

/**
 * @typedef {import("../wall/presenter.js").State} State
 * @typedef {{screen: string, number: number, name: string|null, silent: number}} Screen `silent`: seconds since its last contact
 * @typedef {{version: number, screens: Screen[], state: State, first: string, last: string}} Led
 */

const PATH = "/api/v1/presenter";
const PATIENCE = 10_000; // milliseconds
const EACH = 2000;
const SIGNED_OUT = 401;

/** What the server says no to. */
export class Refusal extends Error {}

export class Line {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  #asked = 0;
  #waiting = 0;

  /** @param {{onLed: (led: Led) => void, onReach: (reached: boolean) => void}} hands */
  constructor(hands) {
    this.hands = hands;
  }

  /** Look every two seconds, and at once when the page is looked at again. */
  start() {
    this.#look();
    setInterval(() => this.#look(), EACH);
    document.addEventListener("visibilitychange", () => this.#look());
  }

  /**
   * Ask for a change; what it leads to is shown.
   * @param {"POST"|"DELETE"} method
   * @param {string} path
   * @param {object} [body]
   */
  change(method, path, body) {
    this.#waiting += 1;
    this.#asked += 1;
    const done = this.#last.catch(() => {}).then(() => this.#ask(path, method, body)).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = done;
    return done;
  }

  async #look() {
    if (document.hidden || this.#waiting) return;
    const asked = ++this.#asked;
    await this.#ask("", "GET", undefined, () => asked === this.#asked).catch(() => {});
  }

  /**
   * @param {string} path
   * @param {string} method
   * @param {object} [body]
   * @param {() => boolean} [current] whether nothing newer has been asked meanwhile
   */
  async #ask(path, method, body, current = () => true) {
    const giving = new AbortController();
    const timer = setTimeout(() => giving.abort(), PATIENCE);
    try {
      const response = await fetch(`${PATH}${path}?lang=${boot.locale}`, {
        method, cache: "no-store", signal: giving.signal,
        headers: method === "GET" ? {} : { "Content-Type": "application/json", ...tokenHeader() },
        body: body && JSON.stringify(body),
      });
      const told = await response.json();
      this.hands.onReach(response.status < 500);
      if (response.status === SIGNED_OUT) location.assign("/login?next=/remote");
      if (!response.ok) throw new Refusal(told.detail ?? String(response.status));
      if (current()) this.hands.onLed(told);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      this.hands.onReach(false);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
