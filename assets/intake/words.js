// Says where a township's report of a day stands: a state with a shape of its own, its words, its time.

import { boot, t } from "../map/boot.js";

/** @typedef {import("./api.js").BoardLine} BoardLine */
/** @typedef {"missing"|"zero"|"received"|"late"|"draft"|"problem"|"waiting"|"returned"} State */

/** @returns {{approvals: string[], reports_due: string, today: string, campaign: [string, string], townships: Array<{code: string, name: string}>, grids: Record<string, object>}} */
export const intake = () => /** @type {any} */ (boot).intake;

/**
 * Whether whoever is signed in may do something with the reports of a township.
 * @param {"read_report"|"send_report"|"check_report"|"confirm_report"} action
 * @param {string} town
 */
export function may(action, town) {
  const areas = boot.who?.areas ?? [];
  return (document.documentElement.dataset.may ?? "").split(" ").includes(action) && (!areas.length || areas.includes(town));
}

/** What the next approval of a report asks for. @param {BoardLine["status"]} status */
export function approval(status) {
  return status === "submitted" && intake().approvals.includes("check") ? "check_report" : "confirm_report";
}

/** What taking back a confirmed report asks for. */
export function withdrawal() {
  const { approvals } = intake();
  return approvals.includes("confirm") ? "confirm_report" : approvals.includes("check") ? "check_report" : "send_report";
}

/** @param {import("./api.js").Counts|null} counts */
export const wrong = (counts) => (counts ? counts.error + counts.correction : 0);

/** @param {import("./api.js").Town} town @returns {BoardLine|undefined} the report that says where the township stands */
export function leading(town) {
  return town.reports.find((line) => line.kind !== "unit" || line.status === "submitted" || line.status === "checked");
}

/**
 * @param {import("./api.js").Town} town
 * @param {boolean} overdue the cut-off of the day has passed
 * @returns {{state: State, text: string, at: string|null}}
 */
export function standing(town, overdue) {
  const line = leading(town);
  const open = line && standingOf(line);
  if (open) return open;
  if (town.received) {
    const words = { received: t("Received"), zero: t("Zero report"), late: t("Received late") };
    return { state: town.received, text: words[town.received], at: town.at };
  }
  return { state: "missing", text: overdue ? t("Not reported, overdue") : t("Not yet reported"), at: null };
}

/** @param {BoardLine} line @returns {{state: State, text: string, at: string}|null} null when it is over */
function standingOf(line) {
  const { status, at } = line;
  if (status === "draft") {
    const n = wrong(line.counts);
    return n ? { state: "problem", text: t("Draft, {n} problems", { n }), at } : { state: "draft", text: t("Draft, no problems"), at };
  }
  if (status === "submitted" && intake().approvals.includes("check")) return { state: "waiting", text: t("Waiting for check"), at };
  if (status === "submitted" || status === "checked") return { state: "waiting", text: t("Waiting for the district"), at };
  return status === "returned" ? { state: "returned", text: t("Returned"), at } : null;
}

/** @param {import("./api.js").Status} status */
export function statusText(status) {
  return {
    draft: t("Draft"), submitted: t("Submitted"), checked: t("Checked"), confirmed: t("Recorded"),
    returned: t("Returned"), withdrawn: t("Report withdrawn"),
  }[status];
}

/** @param {string} action */
export function actionText(action) {
  /** @type {Record<string, string>} */
  const words = {
    received: t("Received"), submitted: t("Submitted"), checked: t("Checked"), confirmed: t("Recorded"),
    returned: t("Returned"), withdrawn: t("Report withdrawn"),
  };
  return words[action] ?? action;
}

/** @param {import("./api.js").Line["kind"]} kind */
export function kindText(kind) {
  return { file: t("File"), grid: t("Filled in online"), unit: t("One unit"), zero: t("Zero report") }[kind];
}
