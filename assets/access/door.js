// The form at the door: sign in, replace a password, link a screen.

import { boot, t } from "../map/boot.js";
import { installThemeSwitch } from "../map/theme.js";
import { send } from "../map/token.js";

const page = document.documentElement.dataset.page ?? "";
const form = /** @type {HTMLFormElement} */ (document.getElementById("door"));
const refusal = /** @type {HTMLElement} */ (form.querySelector(".refusal"));
const next = /** @type {{next?: string|null}} */ (/** @type {unknown} */ (boot)).next;

const PATHS = { login: "sign-in", password: "password", device: "link" };

/** @param {string} text */
function refuse(text) {
  refusal.textContent = text;
  refusal.hidden = false;
}

/** @returns {Record<string, string>|null} what is sent; null when it is not complete */
function filled() {
  const fields = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
  if (Object.values(fields).some((value) => !value)) {
    refuse(t("Please fill in every field."));
    return null;
  }
  if (page === "password") {
    if (fields.new !== fields.again) {
      refuse(t("The two new passwords differ."));
      return null;
    }
    return { old: fields.old, new: fields.new };
  }
  return fields;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = filled();
  if (!body) return;
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));
  button.disabled = true;
  try {
    const { home, must_change: mustChange } = await send(`/api/v1/access/${PATHS[/** @type {keyof PATHS} */ (page)]}`, body);
    location.replace(page === "login" && next && !mustChange ? next : home);
  } catch (error) {
    refuse(error instanceof TypeError ? t("The server does not answer. Please try again.") : error instanceof Error ? error.message : "");
    button.disabled = false;
    /** @type {HTMLInputElement|null} */ (form.querySelector("input[type=password], input[name=code]"))?.select();
  }
});

installThemeSwitch(() => {});
if (page === "device" && location.hash.length > 1) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("code"));
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  form.requestSubmit();
}
