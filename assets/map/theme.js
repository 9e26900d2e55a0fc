// Switches light and dark, and gives the map the colours of the tokens.

import { boot } from "./boot.js";

const root = document.documentElement;

/** @returns {"light"|"dark"} */
export function theme() {
  return root.dataset.mantineColorScheme === "dark" ? "dark" : "light";
}

/** Read a colour of the tokens. @param {string} name such as `--mapbg` */
export function token(name) {
  return getComputedStyle(root).getPropertyValue(name).trim();
}

/** Return the paint of each phase in the present theme. @returns {import("./boot.js").Paint[]} */
export function phasePaints() {
  return boot.phases.map((phase) => phase[theme()]);
}

/** @param {() => void} changed is called after a switch */
export function installThemeSwitch(changed) {
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-theme]"));
  const mark = () => buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.theme === theme())));
  for (const button of buttons) {
    button.addEventListener("click", () => {
      root.dataset.mantineColorScheme = button.dataset.theme ?? "light";
      document.cookie = `theme=${theme()}; path=/; max-age=31536000; samesite=lax`;
      mark();
      changed();
    });
  }
  mark();
}
