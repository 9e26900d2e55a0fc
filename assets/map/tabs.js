// On a phone: shows the map or the list of townships.

const root = document.documentElement;

/** @typedef {"map"|"towns"} Tab */

/** @returns {{show: (tab: Tab) => void}} */
export function installTabs() {
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-tab-button]"));
  /** @param {Tab} tab */
  const show = (tab) => {
    root.dataset.tab = tab;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.tabButton === tab));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => show(/** @type {Tab} */ (button.dataset.tabButton)));
  }
  return { show };
}
