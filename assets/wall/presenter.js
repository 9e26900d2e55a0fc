// Lets the wall follow a presenter: shows a code to be joined by, and hears what the presenter asks.
//
// The page makes one Follower and starts it:
//   const follower = new Follower({
//     onState: (state, stepDelta) => …,  // at every change, and once when it begins to follow
//     onPairing: (codeText) => …,        // the code to show, such as "482 913"; null: show none any more
//     onFollowing: (following) => …,     // false: the presenter has let go, go on as the page was opened
//   });
//   follower.start();
// and on a key `follower.askForCode()`, on another `follower.leave()`; neither ever throws.
// `state` is what the screen is to show now, however it came about; null members mean: as the page was opened.
// `stepDelta` is how many stops of the tour to go on (below zero: back) since the last state; 0 when it begins,
// because a screen that joins late or comes back starts where its own tour stands.

import { send } from "../map/token.js";

/**
 * @typedef {{
 *   homes: number, steps: number, paused: boolean, area: string|null, ground: "map"|"tiles"|null, by: "phase"|"late"|"success"|null, day: string|null,
 *   playing: boolean, blank: boolean, visitors: boolean|null, polls: boolean|null, track: string|null
 * }} State
 * @typedef {{version: string, following: boolean, state: State|null}} Standing
 * @typedef {{
 *   onState: (state: State, stepDelta: number) => void, onPairing: (codeText: string|null) => void, onFollowing: (following: boolean) => void
 * }} Hands
 */

const PATH = "/api/v1/wall/pairing";
const KEPT = "screen"; // in the browser's storage
const SHORTEST = 1000; // milliseconds between tries when the server does not answer
const LONGEST = 30_000;
const PATIENCE = 40_000; // milliseconds for an answer that may be waited for twenty seconds

export class Follower {
  #id = stored();
  #version = "";
  #following = false;
  /** @type {number|null} stops of the state before */
  #steps = null;
  #started = false;
  #running = false;
  #asking = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #expiry = undefined;
  #wake = () => {};

  /** @param {Hands} hands */
  constructor(hands) {
    this.hands = hands;
  }

  get following() {
    return this.#following;
  }

  /** Follow on, where the screen was paired before. */
  start() {
    this.#started = true;
    addEventListener("online", () => this.#wake());
    this.#run();
  }

  /** Show a code; whom the screen follows it goes on following until somebody joins by the code. */
  async askForCode() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const { screen, code, until } = await send(PATH, { screen: this.#id });
      if (screen !== this.#id) this.#version = "";
      this.#id = screen;
      store(screen);
      this.#show(code, Date.parse(until) - Date.now());
      this.#run();
    } catch {
      this.#show(null); // the server does not answer; the wall says that it is not connected
    } finally {
      this.#asking = false;
    }
  }

  /** Follow nobody any more. */
  async leave() {
    const id = this.#id;
    this.#show(null);
    if (id === null) return;
    try {
      await send(`${PATH}/${id}/leave`, {});
    } catch {
      // Unknown by now, or out of reach: on its own the screen is in any case.
    }
    this.#forget();
  }

  async #run() {
    if (this.#running || !this.#started || this.#id === null) return;
    this.#running = true;
    let pause = SHORTEST;
    while (this.#id !== null) {
      const id = /** @type {string} */ (this.#id);
      try {
        const told = await poll(id, this.#version);
        pause = SHORTEST;
        if (id !== this.#id) continue;
        if (told) this.#take(told);
        else this.#forget();
      } catch {
        await this.#rest(pause * (0.75 + Math.random() / 2));
        pause = Math.min(LONGEST, pause * 2);
      }
    }
    this.#running = false;
  }

  /** @param {Standing} told */
  #take(told) {
    if (told.version === this.#version) return;
    const [pairing] = told.version.split(".");
    const joined = told.following && (!this.#following || pairing !== this.#version.split(".")[0]);
    this.#version = told.version;
    if (joined) {
      this.#show(null);
      this.#steps = null;
    }
    if (told.following !== this.#following) {
      this.#following = told.following;
      this.#tell(() => this.hands.onFollowing(told.following));
    }
    if (!told.state) return;
    const { state } = told;
    const delta = this.#steps === null ? 0 : state.steps - this.#steps;
    this.#steps = state.steps;
    this.#tell(() => this.hands.onState(state, delta));
  }

  /** The screen is known no more: it is on its own. */
  #forget() {
    this.#id = null;
    this.#version = "";
    this.#steps = null;
    store(null);
    this.#show(null);
    if (!this.#following) return;
    this.#following = false;
    this.#tell(() => this.hands.onFollowing(false));
  }

  /** @param {string|null} code @param {number} [lasts] milliseconds by this computer's clock, which may be wrong */
  #show(code, lasts = 0) {
    clearTimeout(this.#expiry);
    if (code !== null) this.#expiry = setTimeout(() => this.#show(null), Math.min(300_000, Math.max(60_000, lasts)));
    this.#tell(() => this.hands.onPairing(code));
  }

  /** What goes wrong in the page must not end the following. @param {() => void} act */
  #tell(act) {
    try {
      act();
    } catch (error) {
      console.warn(error);
    }
  }

  /** @param {number} milliseconds */
  #rest(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds, undefined);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }
}

/**
 * Ask how the screen stands, and wait for news.
 * @param {string} id
 * @param {string} version
 * @returns {Promise<Standing|null>} null: it is not known any more
 */
async function poll(id, version) {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), PATIENCE);
  try {
    const after = version ? `?after=${version}` : "";
    const response = await fetch(`${PATH}/${id}${after}`, { cache: "no-store", signal: waiting.signal });
    if (response.status === 404) {
      const { type } = await response.json();
      if (type === "/problems/unknown-screen") return null;
    }
    if (!response.ok) throw new Error(String(response.status));
    return await response.json();
  } finally {
    clearTimeout(timer);
  }
}

/** @returns {string|null} */
function stored() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // no storage is allowed: after a reload the screen is paired anew
  }
}

/** @param {string|null} id */
function store(id) {
  try {
    if (id === null) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, id);
  } catch {
    // as above
  }
}
