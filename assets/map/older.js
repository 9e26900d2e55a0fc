// Asks for the older entries of a unit's history when somebody opens them.

export class Older {
  /** @param {HTMLElement} panel @param {() => void} ask has Dash show the unit again, with all entries */
  constructor(panel, ask) {
    /** unit whose history is wanted whole */
    this.code = "";
    panel.addEventListener("toggle", (event) => {
      const details = /** @type {HTMLDetailsElement} */ (event.target);
      if (!details.open || details.dataset.part !== "older" || details.dataset.whole !== "false") return;
      this.code = /** @type {HTMLElement|null} */ (details.closest(".dossier"))?.dataset.code ?? "";
      ask();
    }, true);
  }
}
