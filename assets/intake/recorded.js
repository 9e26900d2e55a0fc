// Shows what a report has recorded: a line per fact, by unit; what was corrected or withdrawn since is struck out.

import { showDay, t } from "../map/boot.js";
import { made } from "../map/dom.js";

/** @typedef {import("./api.js").Recorded} Recorded */

const place = /** @type {HTMLElement} */ (document.getElementById("opened-recorded"));

/** Show it in place of the changes; null hides it. @param {Recorded[]|null} recorded */
export function showRecorded(recorded) {
  place.hidden = recorded === null;
  if (recorded === null) {
    place.replaceChildren();
    return;
  }
  if (!recorded.length) {
    place.replaceChildren(made("p", "empty", t("Nothing of it was recorded.")));
    return;
  }
  const table = made("table");
  const head = made("tr");
  for (const text of [t("Unit"), t("Election"), t("Recorded"), t("Day"), t("Counts")]) {
    const cell = made("th", "", text);
    cell.scope = "col";
    head.append(cell);
  }
  const top = made("thead");
  top.append(head);
  const body = made("tbody");
  let last = "";
  for (const one of recorded) {
    const row = made("tr", one.unit === last ? "" : "first");
    row.dataset.counts = String(one.counts);
    const unit = made("th", "", one.name);
    unit.scope = "row";
    const what = made("td", "what");
    what.append(made(one.counts ? "span" : "del", "", one.text));
    if (one.corrects) what.append(made("span", "why", one.reason ? t("Correction: {reason}", { reason: one.reason }) : t("Correction")));
    const day = made("td");
    day.append(made("time", "", showDay(one.day)));
    const counts = made("td", "counts");
    counts.append(made("span", "state-icon"), one.counts ? t("counts") : t("corrected or withdrawn"));
    row.append(unit, made("td", "track", one.track ?? ""), what, day, counts);
    body.append(row);
    last = one.unit;
  }
  table.append(top, body);
  place.setAttribute("aria-label", t("What the report recorded"));
  place.replaceChildren(table);
}
