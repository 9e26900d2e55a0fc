// Keeps one live stream open: in the shared worker for all tabs, or in the page where there is none.

/**
 * @typedef {{type: "event", name: string, data: any} | {type: "status", open: boolean}} Message
 */

const EVENTS = ["day", "change", "beat", "reset", "gone"];
const SHORTEST_WAIT = 1000;
const LONGEST_WAIT = 15_000;
const SILENCE = 40_000; // four heartbeats

export class Stream {
  /**
   * @param {string} url
   * @param {(message: Message) => void} tell
   */
  constructor(url, tell) {
    this.url = url;
    this.tell = tell;
    /** @type {number|null} last revision seen */
    this.seen = null;
    this.wait = SHORTEST_WAIT;
    this.lastContact = Date.now();
    /** @type {EventSource|null} */
    this.source = null;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    this.#open();
    setInterval(() => this.#watch(), SILENCE / 4);
  }

  /**
   * Learn the revision that a page has loaded: from there the first lost connection resumes.
   * @param {number} revision
   */
  loaded(revision) {
    this.seen ??= revision;
  }

  /** Try again at once, after sleep or when the network is back. */
  wake() {
    if (this.source?.readyState !== EventSource.OPEN) this.#reopen(0);
    else this.#watch();
  }

  #open() {
    const since = this.seen === null ? "" : `&since=${this.seen}`;
    const source = new EventSource(this.url + since);
    this.source = source;
    source.onopen = () => {
      this.wait = SHORTEST_WAIT;
      this.lastContact = Date.now();
      this.tell({ type: "status", open: true });
    };
    source.onerror = () => {
      this.tell({ type: "status", open: false });
      // The browser would try by itself, but with the address of the first time and without what the map
      // has loaded since.
      this.#reopen(this.wait);
    };
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => {
        this.lastContact = Date.now();
        const data = JSON.parse(event.data);
        if (name === "change" || name === "reset") this.seen = data.revision;
        this.tell({ type: "event", name, data });
      });
    }
  }

  /** Give up a connection that has been silent although it looks open. */
  #watch() {
    if (Date.now() - this.lastContact > SILENCE) this.#reopen(0);
  }

  /** @param {number} wait milliseconds */
  #reopen(wait) {
    this.source?.close();
    clearTimeout(this.timer);
    this.lastContact = Date.now();
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.timer = setTimeout(() => this.#open(), wait);
  }
}
