// Lets the days pass: one step after the other, in the browser, without a request.

const PACE = 600; // milliseconds a day
const SPEEDS = [1, 2, 4, 0.5];
const REST = 5000; // milliseconds at the end, before the present returns

export class Player {
  /** @param {{step: () => boolean, ended: () => void, moved: () => void}} hands `step` says whether there is a further day */
  constructor(hands) {
    this.hands = hands;
    this.speed = SPEEDS[0];
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    this.playing = false;
  }

  play() {
    if (this.playing) return;
    this.playing = true;
    this.#next();
    this.hands.moved();
  }

  pause() {
    clearTimeout(this.timer);
    if (!this.playing) return;
    this.playing = false;
    this.hands.moved();
  }

  /** Take the next speed. */
  faster() {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
    this.hands.moved();
  }

  #next() {
    this.timer = setTimeout(() => {
      if (!this.playing) return;
      if (this.hands.step()) {
        this.#next();
        return;
      }
      this.timer = setTimeout(() => {
        this.pause();
        this.hands.ended();
      }, REST);
    }, PACE / this.speed);
  }
}
