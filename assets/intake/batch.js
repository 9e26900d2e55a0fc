// Takes one step with many reports of the day: asks once, goes through them one after the other, tells what became of each.

import { t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { get, post, Problem } from "./api.js";
import { button, openDialog } from "./dialogs.js";
import { approval, intake, kindText, may, statusText, wrong } from "./words.js";

/**
 * @typedef {import("./api.js").BoardLine} BoardLine
 * @typedef {{town: string, line: BoardLine}} Case
 * @typedef {{step: "submit"|"confirm", status: BoardLine["status"], title: string, told: string, go: string, cases: Case[]}} Batch
 */

/** List what can be done at once on a day; steps without a report are left out. @param {import("./api.js").Board} board @returns {Batch[]} */
export function batchesOf(board) {
  const { approvals } = intake();
  const twice = approvals.includes("check") && approvals.includes("confirm");
  /** @param {BoardLine["status"]} status */
  const cases = (status) => board.townships.flatMap((town) => town.reports
    .filter((line) => may(status === "draft" ? "send_report" : approval(status), town.code) && line.status === status && line.counts && !wrong(line.counts) && counts(town, line))
    .map((line) => ({ town: town.name, line })));
  const [drafts, submitted, checked] = [cases("draft"), cases("submitted"), cases("checked")];
  const recorded = t("Each is checked once more against the record of that moment. What has come to have a problem meanwhile is left as it is.");
  const waits = t("Each is checked once more, and then waits for its approval. What has come to have a problem meanwhile is left as it is.");
  /** @type {Batch[]} */
  const batches = [
    {
      step: "submit", status: "draft", cases: drafts, told: approvals.length ? waits : recorded,
      title: t("Submit all drafts without problems ({n})", { n: drafts.length }), go: approvals.length ? t("Submit all") : t("Submit and record all"),
    },
    twice
      ? { step: "confirm", status: "submitted", cases: submitted, told: waits, title: t("Check all and pass them on ({n})", { n: submitted.length }), go: t("Check and pass on") }
      : { step: "confirm", status: "submitted", cases: submitted, told: recorded, title: t("Confirm all ({n})", { n: submitted.length }), go: t("Confirm and record") },
    { step: "confirm", status: "checked", cases: checked, told: recorded, title: t("Confirm all ({n})", { n: checked.length }), go: t("Confirm and record") },
  ];
  return batches.filter((batch) => batch.cases.length);
}

/** Whether a report is the one that counts: the last of its township; single units stand for themselves once they are handed in. @param {import("./api.js").Town} town @param {BoardLine} line */
function counts(town, line) {
  return line.kind === "unit" ? line.status !== "draft" : line === town.reports.find((one) => one.kind !== "unit");
}

/**
 * Ask, and take the step with every report that stays ticked; a refusal does not stop the others.
 * @param {Batch} batch
 * @param {() => void} onClosed
 */
export function takeBatch(batch, onClosed) {
  const dialog = openDialog(batch.title, "wide batch");
  const told = made("p", "", batch.told);
  const list = made("ol", "batch-list");
  const lines = batch.cases.map((one) => lineOf(one, list));
  const sum = made("p", "batch-sum");
  sum.setAttribute("role", "status");
  const bar = made("progress");
  bar.hidden = true;
  bar.setAttribute("aria-label", batch.title);
  let [running, stopped] = [false, false];
  const close = button(t("Cancel"), "", () => {
    if (running) stopped = true;
    else dialog.close();
  });
  const go = button(batch.go, "primary", async () => {
    const taken = lines.filter((line) => line.tick.checked);
    running = true;
    go.disabled = true;
    close.textContent = t("Stop");
    bar.hidden = false;
    bar.max = taken.length;
    for (const line of lines) {
      line.tick.disabled = true;
      if (!line.tick.checked) line.tell("left", t("Left as it is"));
    }
    let [done, refused] = [0, 0];
    for (const line of taken) {
      if (stopped) {
        line.tell("left", t("Left as it is"));
        continue;
      }
      line.tell("sending", t("Being submitted …"));
      line.box.scrollIntoView({ block: "nearest" });
      if (await stepped(batch, line)) done += 1;
      else refused += 1;
      bar.value = done + refused;
      sum.textContent = t("{n} of {m} done", { n: done + refused, m: taken.length });
    }
    running = false;
    bar.hidden = true;
    sum.textContent = refused ? t("{n} done, {refused} refused", { n: done, refused }) : t("{n} done, none refused", { n: done });
    go.remove();
    close.textContent = t("Close");
    close.classList.add("primary");
    close.focus();
  });
  const count = () => {
    go.disabled = !lines.some((line) => line.tick.checked);
    sum.textContent = t("{n} townships chosen", { n: lines.filter((line) => line.tick.checked).length });
  };
  list.addEventListener("change", count);
  dialog.addEventListener("cancel", (event) => {
    if (!running) return;
    event.preventDefault();
    stopped = true;
  });
  dialog.addEventListener("close", onClosed);
  const actions = made("div", "dialog-actions");
  actions.append(sum, bar, close, go);
  dialog.append(told, list, actions);
  count();
  go.focus();
}

/** @param {Case} one @param {HTMLElement} list */
function lineOf({ town, line }, list) {
  const box = made("li");
  const label = made("label");
  const tick = made("input");
  tick.type = "checkbox";
  tick.checked = true;
  const facts = line.counts?.facts ?? 0;
  const what = facts ? t("{n} facts", { n: facts }) : t("No change, counts as a zero report");
  label.append(tick, made("b", "", town), made("span", "of-file", line.file_name ?? kindText(line.kind)));
  const result = made("span", "result");
  const shape = made("span", "state-icon");
  const words = made("span", "", what);
  result.append(shape, words);
  box.append(label, result);
  list.append(box);
  return {
    box, tick, line,
    /** @param {string} state @param {string} text */
    tell(state, text) {
      result.dataset.state = state;
      words.textContent = text;
    },
  };
}

/** Take the step with one report, as the server shows it now. @param {Batch} batch @param {ReturnType<typeof lineOf>} line @returns {Promise<boolean>} */
async function stepped(batch, { line, tell }) {
  try {
    const preview = await get(`/${line.id}`);
    if (preview.report.status !== batch.status) {
      tell("returned", t("Somebody else was here: {status}", { status: statusText(preview.report.status) }));
      return false;
    }
    const { report } = await post(`/${line.id}/${batch.step}`, { digest: preview.digest });
    const told = preview.facts ? t("Recorded: {n} facts", { n: preview.facts }) : t("Received, no change");
    tell("received", report.status === "confirmed" ? told
      : report.status === "checked" ? t("Checked, waiting for the district") : t("Submitted, waiting for approval"));
    return true;
  } catch (error) {
    tell("error", t("Refused: {why}", { why: error instanceof Problem ? error.message : String(error) }));
    return false;
  }
}
