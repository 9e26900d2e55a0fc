// The line above a dossier: steps through the units of the filter, copies the link, leads to the page to print.

import { t } from "../map/boot.js";
import { setText } from "../map/dom.js";

const TOLD = 2000; // milliseconds for which "copied" is said

/** @typedef {{order: () => string[], selected: () => string|null, onUnit: (code: string) => void, announce: (text: string) => void}} Hands */

export class DossierBar {
  /** @param {HTMLElement} root @param {Hands} hands */
  constructor(root, hands) {
    this.root = root;
    this.hands = hands;
    root.addEventListener("click", (event) => {
      const opener = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-record]"));
      const code = this.hands.selected();
      if (opener && code) import("./record.js").then(({ openRecord }) => openRecord(code, opener));
      const action = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-action]"))?.dataset.action;
      if (action === "next-unit") this.step(1);
      else if (action === "previous-unit") this.step(-1);
      else if (action === "copy-link") this.#copy();
      else if (action === "print") window.print();
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !hands.selected()) return;
      const step = { j: 1, k: -1 }[event.key.toLowerCase()];
      if (step) this.step(step);
    });
  }

  /** Show the place of the unit among those of the filter. */
  draw() {
    if (!this.hands.selected()) return;
    const order = this.hands.order();
    const at = order.indexOf(this.hands.selected() ?? "");
    const told = at < 0 ? t("not in the filter") : t("{place} of {count}", { place: at + 1, count: order.length });
    setText(this.root, ".position", told);
    for (const name of ["previous-unit", "next-unit"]) {
      const button = /** @type {HTMLButtonElement|null} */ (this.root.querySelector(`[data-action="${name}"]`));
      if (button) button.disabled = order.length === 0 || (order.length === 1 && at === 0);
    }
    const page = /** @type {HTMLAnchorElement|null} */ (this.root.querySelector("[data-page-link]"));
    if (page) {
      const query = new URLSearchParams(location.search);
      query.delete("unit");
      query.delete("panel");
      const text = query.toString();
      page.href = `/unit/${encodeURIComponent(this.hands.selected() ?? "")}${text ? `?${text}` : ""}`;
    }
  }

  /** Go to the next unit, or the one before; after the last comes the first. @param {number} by */
  step(by) {
    const order = this.hands.order();
    if (order.length === 0) return;
    const at = order.indexOf(this.hands.selected() ?? "");
    const next = at < 0 ? (by > 0 ? 0 : order.length - 1) : (at + by + order.length) % order.length;
    this.hands.onUnit(order[next]);
  }

  async #copy() {
    const copied = await copyText(location.href);
    const told = copied ? t("Link copied") : t("The link could not be copied. Please copy it from the address line.");
    this.hands.announce(told);
    const label = this.root.querySelector("[data-action='copy-link'] .label");
    if (!label) return;
    label.textContent = copied ? told : t("Not copied");
    setTimeout(() => { label.textContent = t("Copy link"); }, TOLD);
  }
}

/** Copy a text; plain HTTP, usual in closed networks, knows no clipboard, so the old way stands behind. @param {string} text */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

/** @param {EventTarget|null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}
