// Keeps an open dossier as the reader left it when Dash renders it anew: what stands open, the focus, the scroll.

/** @typedef {{dossier: HTMLElement|null, open: Set<string>, parts: Set<string>, focus: string|null, scroll: number}} Reading */

/** Find one element again after it has been made anew. @param {Element|null} element */
function address(element) {
  const track = /** @type {HTMLElement|null} */ (element?.closest("[data-track]"))?.dataset.track;
  if (track && element?.closest("summary")) return `[data-track="${CSS.escape(track)}"] summary`;
  const part = /** @type {HTMLElement|null} */ (element?.closest("[data-part]"))?.dataset.part;
  if (part && element?.closest("summary")) return `[data-part="${CSS.escape(part)}"] > summary`;
  const action = /** @type {HTMLElement|null} */ (element?.closest("[data-action]"))?.dataset.action;
  return action ? `[data-action="${CSS.escape(action)}"]` : null;
}

export class Keeper {
  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.panel = panel;
    /** @type {Reading|null} */
    this.reading = null;
    new MutationObserver(() => this.#restore()).observe(panel, { childList: true, subtree: true });
  }

  /** @returns {HTMLElement|null} */
  get #dossier() {
    return this.panel.querySelector(".dossier");
  }

  /** Take down how the dossier stands; it is about to be rendered anew. */
  note() {
    const focused = document.activeElement;
    const open = [...this.panel.querySelectorAll("[data-track] details[open]")];
    const parts = [.../** @type {NodeListOf<HTMLElement>} */ (this.panel.querySelectorAll("details[data-part][open]"))];
    this.reading = {
      dossier: this.#dossier,
      open: new Set(open.map((details) => /** @type {HTMLElement} */ (details.closest("[data-track]")).dataset.track ?? "")),
      parts: new Set(parts.map((details) => details.dataset.part ?? "")),
      focus: this.panel.contains(focused) ? address(focused) : null,
      scroll: this.panel.scrollTop,
    };
  }

  /** Put it back, before the browser paints. */
  #restore() {
    const { reading } = this;
    const dossier = this.#dossier;
    if (!reading?.dossier || !dossier || dossier === reading.dossier) return; // it is not made anew yet
    this.reading = null;
    if (dossier.dataset.code !== reading.dossier.dataset.code) return; // another unit was opened meanwhile
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.panel.querySelectorAll("[data-track]"))) {
      const details = row.querySelector("details");
      if (details && reading.open.has(row.dataset.track ?? "")) details.open = true;
    }
    for (const details of /** @type {NodeListOf<HTMLDetailsElement>} */ (this.panel.querySelectorAll("details[data-part]"))) {
      if (reading.parts.has(details.dataset.part ?? "")) details.open = true;
    }
    if (reading.focus && !this.panel.contains(document.activeElement)) {
      /** @type {HTMLElement|null} */ (this.panel.querySelector(reading.focus))?.focus({ preventScroll: true });
    }
    if (this.panel.scrollTop !== reading.scroll) this.panel.scrollTop = reading.scroll;
  }
}
