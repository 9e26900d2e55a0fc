// Asks and tells in native dialogs; the focus goes back to where it came from.

import { t } from "../map/boot.js";
import { made } from "../map/dom.js";

/**
 * Open a dialog that removes itself when it closes.
 * @param {string} title
 * @param {string} [className]
 */
export function openDialog(title, className = "") {
  const before = /** @type {HTMLElement|null} */ (document.activeElement);
  const dialog = made("dialog", `ask ${className}`);
  const head = made("h2", "", title);
  head.id = `dialog-${Math.random().toString(36).slice(2)}`;
  dialog.setAttribute("aria-labelledby", head.id);
  dialog.append(head);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    const action = before?.dataset.action; // what stood there may have been made anew meanwhile
    const back = before?.isConnected ? before : action ? document.querySelector(`[data-action="${CSS.escape(action)}"]`) : null;
    /** @type {HTMLElement|null} */ (back)?.focus({ preventScroll: true });
  });
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.showModal();
  return dialog;
}

/** @param {string} text @param {string} [className] @param {() => void} [clicked] */
export function button(text, className = "", clicked) {
  const element = made("button", className, text);
  element.type = "button";
  if (clicked) element.addEventListener("click", clicked);
  return element;
}

/**
 * Ask for a reason; null when the person thinks better of it.
 * @param {string} title
 * @param {string} explained
 * @param {string} action
 * @returns {Promise<string|null>}
 */
export function askReason(title, explained, action) {
  return new Promise((done) => {
    const dialog = openDialog(title);
    const form = made("form");
    const label = made("label", "field", t("Reason"));
    const area = made("textarea");
    area.required = true;
    area.maxLength = 2000;
    area.rows = 4;
    label.append(area);
    const go = made("button", "primary", action);
    const actions = made("div", "dialog-actions");
    actions.append(button(t("Cancel"), "", () => dialog.close()), go);
    form.append(made("p", "", explained), label, actions);
    /** @type {string|null} */
    let given = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      given = area.value.trim();
      if (given) dialog.close();
      else area.focus();
    });
    dialog.addEventListener("close", () => done(given || null));
    dialog.append(form);
    area.focus();
  });
}

/**
 * Ask whether to go on.
 * @param {string} title
 * @param {string} explained
 * @param {string} action
 * @returns {Promise<boolean>}
 */
export function askWhether(title, explained, action) {
  return new Promise((done) => {
    const dialog = openDialog(title);
    let agreed = false;
    const go = button(action, "primary", () => {
      agreed = true;
      dialog.close();
    });
    const actions = made("div", "dialog-actions");
    actions.append(button(t("Cancel"), "", () => dialog.close()), go);
    dialog.append(made("p", "", explained), actions);
    dialog.addEventListener("close", () => done(agreed));
    go.focus();
  });
}

/**
 * Show a text that can be copied.
 * @param {string} title
 * @param {string} text
 */
export function showText(title, text) {
  const dialog = openDialog(title, "wide");
  const area = made("textarea", "to-copy");
  area.readOnly = true;
  area.value = text;
  area.rows = Math.min(16, Math.max(5, text.split("\n").length + 1));
  area.setAttribute("aria-label", title);
  const told = made("p", "copied");
  told.setAttribute("role", "status");
  const go = button(t("Copy"), "primary", async () => {
    const copied = await copy(area);
    told.textContent = copied ? t("Copied") : t("Please copy the selected text by Ctrl+C");
  });
  const actions = made("div", "dialog-actions");
  actions.append(told, button(t("Close"), "", () => dialog.close()), go);
  dialog.append(area, actions);
  go.focus();
}

/** Copy, also where the page came over plain HTTP and has no clipboard of its own. @param {HTMLTextAreaElement} area */
async function copy(area) {
  try {
    await navigator.clipboard.writeText(area.value);
    return true;
  } catch {
    area.focus();
    area.select();
    return document.execCommand("copy");
  }
}

/** @type {ReturnType<typeof setTimeout>|undefined} */
let fading;

/** Tell what has happened, for a while. @param {string} text @param {boolean} [bad] */
export function toast(text, bad = false) {
  const box = /** @type {HTMLElement} */ (document.getElementById("toast"));
  box.textContent = text;
  box.dataset.bad = String(bad);
  box.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { box.hidden = true; }, bad ? 12_000 : 6000);
}
