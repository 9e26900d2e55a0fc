// Takes a workbook in: template, choice of the file, preview row by row, confirmation.

import { boot, t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { tokenHeader } from "../map/token.js";
import { button, openDialog } from "../intake/dialogs.js";
import { styled } from "../intake/styled.js";

/**
 * @typedef {{sheet: string, row: number, type_name: string, area_name: string|null, state: "new"|"same"|"wrong", text: string|null, wrong: string[]}} Line
 * @typedef {{file: string, digest: string, new: number, same: number, wrong: number, ignored: string[], lines: Line[]}} Preview
 */

const BASE = "/api/v1/registers";
const MOST_SHOWN = 300;

/** Send a file, and read the answer or fail with its sentence. @param {string} path @param {FormData} form @returns {Promise<any>} */
async function sendFile(path, form) {
  const answer = await fetch(`${path}?lang=${boot.locale}`, { method: "POST", cache: "no-store", headers: tokenHeader(), body: form });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.detail ?? String(answer.status));
  return told;
}

/** @param {Preview} preview @returns {HTMLElement} */
function tableOf(preview) {
  const states = { new: t("new"), same: t("recorded already"), wrong: t("wrong") };
  const order = { wrong: 0, new: 1, same: 2 };
  const table = made("table", "bulk-lines");
  const head = made("tr");
  for (const name of [t("State"), t("Sheet, row"), t("Where"), t("What")]) head.append(made("th", "", name));
  const top = made("thead");
  top.append(head);
  const body = made("tbody");
  for (const line of [...preview.lines].sort((a, b) => order[a.state] - order[b.state]).slice(0, MOST_SHOWN)) {
    const row = made("tr");
    row.dataset.state = line.state;
    const state = made("td");
    state.append(made("span", "badge", states[line.state]));
    /** @type {HTMLElement} */ (state.firstChild).dataset.tone = { new: "note", same: "", wrong: "bad" }[line.state];
    const what = made("td", "", line.text ? `${line.type_name} · ${line.text}` : line.type_name);
    for (const wrong of line.wrong) what.append(made("p", "wrong", wrong));
    row.append(state, made("td", "", `${line.sheet}, ${line.row}`), made("td", "", line.area_name ?? "—"), what);
    body.append(row);
  }
  table.append(top, body);
  const box = made("div", "bulk-table");
  box.tabIndex = 0;
  box.append(table);
  if (preview.lines.length > MOST_SHOWN) box.append(made("p", "hint", t("and {count} more rows", { count: preview.lines.length - MOST_SHOWN })));
  return box;
}

/** @param {string[]} types sheets that the template has; none: all @param {() => void} recorded */
export async function openBulk(types, recorded) {
  await styled();
  const dialog = openDialog(t("Take in a workbook"), "wide bulk");
  const template = made("a", "button", t("Download the template"));
  template.href = `${BASE}/template.xlsx?lang=${boot.locale}${types.map((type) => `&only=${type}`).join("")}`;
  const input = made("input");
  Object.assign(input, { type: "file", accept: ".xlsx,.xlsm,.xls,.csv" });
  input.setAttribute("aria-label", t("Workbook"));
  const told = made("p", "bulk-told");
  told.setAttribute("role", "status");
  const shown = made("div");
  const go = button(t("Record"), "primary", () => record());
  go.disabled = true;
  const actions = made("div", "dialog-actions");
  actions.append(button(t("Close"), "", () => dialog.close()), go);
  const tools = made("div", "bulk-tools");
  tools.append(template, input);
  dialog.append(made("p", "", t("Fill in the template, one row for each thing. Nothing is recorded before you have seen what it would be.")), tools, told, shown, actions);
  /** @type {Preview|null} */
  let preview = null;

  /** @param {() => Promise<void>} work */
  async function working(work) {
    go.disabled = true;
    told.textContent = t("Checking …");
    try {
      await work();
    } catch (error) {
      told.textContent = error instanceof TypeError ? t("The server does not answer. Please try again.") : error instanceof Error ? error.message : String(error);
    }
  }

  /** @param {FormData} form */
  async function look(form) {
    preview = /** @type {Preview} */ (await sendFile(`${BASE}/preview`, form));
    const ignored = preview.ignored.length ? t("Sheets passed over: {names}.", { names: preview.ignored.join(t(", ")) }) : "";
    const counts = t("{new} new, {same} recorded already, {wrong} wrong.", { new: preview.new, same: preview.same, wrong: preview.wrong });
    told.textContent = `${counts} ${ignored}`;
    shown.replaceChildren(tableOf(preview));
    go.disabled = preview.wrong > 0 || preview.new === 0;
    go.textContent = preview.new ? t("Record {count}", { count: preview.new }) : t("Record");
  }

  function formOf() {
    const form = new FormData();
    const file = input.files?.[0];
    if (file) form.set("file", file);
    return form;
  }

  async function record() {
    await working(async () => {
      const form = formOf();
      form.set("digest", preview?.digest ?? "");
      const done = await sendFile(BASE, form);
      told.textContent = t("{count} recorded.", { count: done.recorded });
      shown.replaceChildren();
      input.value = "";
      recorded();
    });
  }

  input.addEventListener("change", () => {
    shown.replaceChildren();
    preview = null;
    if (input.files?.length) working(() => look(formOf()));
  });
  return dialog;
}
