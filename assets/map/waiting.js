// Says that a unit's status is on its way, and asks again when the connection is back.

const LONG = 4000; // milliseconds after which a person wants to know

export class Waiting {
  /** @param {HTMLElement} panel @param {(code: string) => void} ask has Dash show a unit */
  constructor(panel, ask) {
    this.panel = panel;
    this.ask = ask;
    this.code = "";
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    new MutationObserver(() => this.#look()).observe(panel, { childList: true, subtree: true });
  }

  /** A unit was asked for. @param {string} code */
  begin(code) {
    clearTimeout(this.timer);
    this.code = code;
    this.panel.dataset.waiting = "short";
    this.timer = setTimeout(() => { this.panel.dataset.waiting = "long"; }, LONG);
    this.#look();
  }

  /** The server was heard of. */
  hear() {
    if (this.panel.dataset.waiting !== "long") return;
    this.begin(this.code);
    this.ask(this.code);
  }

  #look() {
    if (!this.panel.dataset.waiting) return;
    const shown = /** @type {HTMLElement|null} */ (this.panel.querySelector(".dossier"));
    if (!shown || (shown.dataset.code !== this.code && !shown.querySelector("[role=alert]"))) return;
    clearTimeout(this.timer);
    delete this.panel.dataset.waiting;
  }
}
