// Hears the presenter's keyboard. docs/wall.md lists the keys.

/**
 * @typedef {{
 *   next: () => void, previous: () => void, pause: () => void, home: () => void, ground: () => void, colour: () => void, track: () => void,
 *   polls: () => void, visitors: () => void, blank: () => void, pair: () => void, leave: () => void, play: () => void, day: (days: number) => void,
 *   town: (step: number) => void
 * }} Hands
 */

/** @param {Hands} hands */
export function hearKeys(hands) {
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowRight: hands.next, ArrowLeft: hands.previous, PageDown: hands.next, PageUp: hands.previous, " ": hands.pause, Home: hands.home, Escape: hands.home,
    ArrowDown: () => hands.town(1), ArrowUp: () => hands.town(-1), g: hands.ground, c: hands.colour, t: hands.track, e: hands.polls, v: hands.visitors,
    b: hands.blank, ".": hands.blank, p: hands.pair, x: hands.leave, r: hands.play, "[": () => hands.day(-1), "]": () => hands.day(1),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
