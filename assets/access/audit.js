// The audit log: who did what, when and from where; and whether the chain is whole.

import { t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { installThemeSwitch } from "../map/theme.js";
import { get, row, tell, trying } from "./house.js";

/** @typedef {{seq: number, at: string, actor: string, role: string|null, on_behalf_of: string|null, address: string|null, request_id: string|null, action: string, subject: string|null, detail: Record<string, unknown>, seal: string}} Entry */

const PAGE = 100;
const body = /** @type {HTMLTableSectionElement} */ (document.querySelector("#audit tbody"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("audit-filter"));
const older = /** @type {HTMLButtonElement} */ (document.getElementById("older"));
/** @type {number|null} number of the last entry shown */
let last = null;

/** @type {Record<string, string>} */
const ACTIONS = {
  "sign-in": t("signed in"), "sign-in.refused": t("sign-in refused"), "sign-out": t("signed out"),
  "password.changed": t("changed the password"), "password.refused": t("wrong present password"), acting: t("acts for"),
  refused: t("was refused"), "dossier.opened": t("opened a dossier"), "facts.recorded": t("recorded facts"), export: t("exported"), "register.opened": t("looked at a workbook"),
  "report.received": t("sent a report file"), "report.begun": t("began a report"), "report.opened": t("opened a report"),
  "report.amended": t("amended a report"), "report.submitted": t("handed a report in"), "report.confirmed": t("confirmed a report"),
  "report.returned": t("returned a report"), "report.withdrawn": t("withdrew a report"),
  "account.added": t("made an account"), "account.reset": t("gave a new password"), "account.disabled": t("shut an account"),
  "account.enabled": t("opened an account again"), "account.changed": t("changed an account"), "device.added": t("prepared a screen"), "device.linked": t("screen linked"),
  "screen.code": t("showed a pairing code"), "screen.paired": t("paired a screen"), "screen.released": t("let a screen go"),
  "screen.left": t("left the presenter"), "screen.led": t("led the screens"),
  "device.revoked": t("shut a screen out"), "device.refused": t("unknown screen code"),
};

/** @param {Entry} entry */
function entryRow(entry) {
  const who = made("span", "", entry.actor);
  if (entry.on_behalf_of) who.append(made("small", "", entry.on_behalf_of));
  const about = made("span", "", entry.subject ?? "—");
  const detail = Object.entries(entry.detail).map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : value}`);
  if (detail.length) about.append(made("small", "", detail.join(" · ")));
  const from = made("span", "", entry.address ?? "—");
  if (entry.request_id) from.append(made("small", "", entry.request_id));
  const seal = made("code", "", entry.seal.slice(0, 12));
  seal.title = entry.seal;
  return row([String(entry.seq), entry.at.slice(0, 19).replace("T", " "), who, ACTIONS[entry.action] ?? entry.action, about, from, seal], entry.action.endsWith("refused") ? "refused" : "");
}

/** @param {boolean} more whether to go on after the last entry shown */
async function show(more) {
  const fields = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
  const query = new URLSearchParams({ limit: String(PAGE) });
  for (const [name, value] of Object.entries(fields)) if (value.trim()) query.set(name, value.trim());
  if (more && last) query.set("before", String(last));
  const { entries } = await get(`audit?${query}`);
  if (!more) body.replaceChildren();
  body.append(...entries.map(entryRow));
  if (!body.rows.length) {
    const line = row([t("No entries")], "none");
    line.cells[0].colSpan = 7;
    body.append(line);
  }
  last = entries.at(-1)?.seq ?? last;
  older.hidden = entries.length < PAGE;
  document.documentElement.dataset.ready = "true";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  trying(() => show(false));
});
form.addEventListener("change", () => trying(() => show(false)));
older.addEventListener("click", () => trying(() => show(true)));
document.getElementById("verify")?.addEventListener("click", () => trying(async () => {
  const { whole, entries, last_seal: seal, broken, unknown_key: unknown } = await get("audit/verify");
  if (whole) tell(t("The chain is whole: {entries} entries, the last seal begins with {seal}. Note it, to compare later.", { entries, seal: seal.slice(0, 12) }));
  else if (broken.length) tell(t("The chain is broken at entry {numbers}: something was changed, put in or taken out.", { numbers: broken.slice(0, 10).join(", ") }));
  else tell(t("{count} entries were sealed with another secret and cannot be checked.", { count: unknown.length }));
}));
installThemeSwitch(() => {});
trying(() => show(false));
