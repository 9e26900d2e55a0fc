// Takes files by drop or choice, sends them two at a time, and lists what became of each.

import { t } from "../map/boot.js";
import { made, setText } from "../map/dom.js";
import { Problem, upload } from "./api.js";
import { button } from "./dialogs.js";
import { statusText, wrong } from "./words.js";

const AT_ONCE = 2;

export class Drop {
  /** @param {{onTake: () => void, onKept: (preview: import("./api.js").Preview, alone: boolean) => void, onOpen: (receipt: string) => void}} hands */
  constructor(hands) {
    this.hands = hands;
    this.list = /** @type {HTMLElement} */ (document.getElementById("uploads"));
    this.input = /** @type {HTMLInputElement} */ (document.getElementById("drop-input"));
    /** @type {Array<() => Promise<void>>} */
    this.waiting = [];
    this.running = 0;
    this.input.addEventListener("change", () => {
      this.take([...(this.input.files ?? [])]);
      this.input.value = "";
    });
    const root = document.documentElement;
    let depth = 0;
    document.addEventListener("dragenter", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      depth += 1;
      root.dataset.dragging = "true";
    });
    document.addEventListener("dragleave", () => {
      depth = Math.max(0, depth - 1);
      if (!depth) delete root.dataset.dragging;
    });
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      depth = 0;
      delete root.dataset.dragging;
      this.take([...(event.dataTransfer?.files ?? [])]);
    });
  }

  choose() {
    this.input.click();
  }

  /** @param {File[]} files */
  take(files) {
    if (!files.length) return;
    if (!this.waiting.length && !this.running) this.list.replaceChildren();
    this.list.hidden = false;
    this.hands.onTake();
    for (const file of files) {
      const line = made("li");
      line.dataset.state = "sending";
      const bar = made("progress");
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      const told = made("span", "told", t("Waiting …"));
      line.append(made("span", "state-icon"), made("b", "", file.name), told, bar);
      this.list.append(line);
      this.waiting.push(() => this.#send(file, line, files.length === 1));
    }
    this.#next();
  }

  /** Tell of the files listed what has become of their reports since. @param {import("./api.js").Board} board */
  follow(board) {
    for (const town of board.townships) {
      for (const { id, status } of town.reports) {
        const line = status === "draft" ? null : /** @type {HTMLElement|null} */ (this.list.querySelector(`[data-receipt="${id}"]`));
        if (!line) continue;
        line.dataset.state = status === "returned" ? "returned" : "received";
        setText(line, ".told", `${town.name} · ${statusText(status)}`);
      }
    }
  }

  #next() {
    while (this.running < AT_ONCE && this.waiting.length) {
      this.running += 1;
      this.waiting.shift()?.().finally(() => {
        this.running -= 1;
        this.#next();
      });
    }
  }

  /** @param {File} file @param {HTMLElement} line @param {boolean} alone */
  async #send(file, line, alone) {
    const told = /** @type {HTMLElement} */ (line.querySelector(".told"));
    const bar = /** @type {HTMLProgressElement} */ (line.querySelector("progress"));
    told.textContent = t("Sending …");
    try {
      const preview = await upload(file, (share) => {
        bar.value = share;
        if (share === 1) told.textContent = t("Checking …");
      });
      const n = wrong(preview.counts);
      const past = !["draft", "submitted", "checked"].includes(preview.report.status);
      line.dataset.state = n && !past ? "problem" : "received";
      const result = [preview.township.name, past ? statusText(preview.report.status) : n ? t("{n} problems", { n }) : preview.facts ? t("Clean, {n} facts", { n: preview.facts }) : t("Clean, no change")];
      if (preview.known) result.push(t("was here already"));
      told.textContent = result.join(" · ");
      line.dataset.receipt = preview.report.id;
      line.append(button(t("Open"), "", () => this.hands.onOpen(preview.report.id)));
      this.hands.onKept(preview, alone);
    } catch (error) {
      line.dataset.state = "error";
      told.textContent = t("Refused: {why}", { why: error instanceof Problem ? error.message : String(error) });
      told.setAttribute("role", "alert");
    }
    bar.remove();
  }
}
