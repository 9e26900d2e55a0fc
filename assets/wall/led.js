// Turns what a presenter asks of all his screens into what this one does: only what differs from before.

/** @typedef {import("./presenter.js").State} State */

/**
 * @typedef {{
 *   track: (track: string|null) => Promise<unknown>|void, visitors: (on: boolean|null) => void, ground: (ground: "map"|"tiles"|null) => void,
 *   colour: (by: string|null) => void, polls: (on: boolean|null) => void, blank: (on: boolean) => void, day: (day: string|null) => Promise<unknown>|void,
 *   play: () => Promise<unknown>|void, home: () => void, visit: (code: string) => void, stop: (steps: number) => void, pause: (on: boolean) => void
 * }} Hands null: as the page was opened
 */

/** @type {State} what a page shows on its own */
const OWN = {
  homes: 0, steps: 0, paused: false, area: null, ground: null, by: null, day: null, playing: false, blank: false, visitors: null, polls: null, track: null,
};

export class Led {
  /** @param {Hands} hands */
  constructor(hands) {
    this.hands = hands;
    this.before = OWN;
    this.asked = -Infinity; // when something was asked last, on the page's own clock
    this.done = Promise.resolve(); // one after the other: a track that is being fetched comes before the place on it
  }

  /** Say whether nothing was asked for a while. @param {number} milliseconds */
  quiet(milliseconds) {
    return performance.now() - this.asked > milliseconds;
  }

  /** @param {State} state @param {number} steps stops to go on */
  take(state, steps) {
    const before = this.before;
    this.before = state;
    this.asked = performance.now();
    this.done = this.done.then(() => this.#apply(before, state, steps)).catch((error) => console.warn(error));
  }

  /** Go on as the page was opened. */
  release() {
    this.take({ ...OWN, steps: this.before.steps, homes: this.before.homes + 1 }, 0);
    this.done = this.done.then(() => { this.before = OWN; });
  }

  /** @param {State} before @param {State} state @param {number} steps */
  async #apply(before, state, steps) {
    const { hands } = this;
    if (state.track !== before.track) await hands.track(state.track);
    if (state.visitors !== before.visitors) hands.visitors(state.visitors);
    if (state.ground !== before.ground) hands.ground(state.ground);
    if (state.by !== before.by) hands.colour(state.by);
    if (state.polls !== before.polls) hands.polls(state.polls);
    if (state.blank !== before.blank) hands.blank(state.blank);
    await this.#date(before, state);
    this.#place(before, state, steps);
  }

  /** @param {State} before @param {State} state */
  async #date(before, state) {
    if (state.playing && !before.playing) await this.hands.play();
    else if (!state.playing && (state.day !== before.day || before.playing)) await this.hands.day(state.day);
  }

  /** @param {State} before @param {State} state @param {number} steps */
  #place(before, state, steps) {
    const { hands } = this;
    const joined = before === OWN;
    if (!joined && state.homes !== before.homes) {
      hands.home();
      return;
    }
    if (state.area !== null && state.area !== before.area) hands.visit(state.area);
    else if (state.area === null && (steps || before.area !== null)) hands.stop(steps);
    if (state.area === null && (joined ? state.paused : state.paused !== before.paused || before.area !== null)) hands.pause(state.paused);
  }
}
