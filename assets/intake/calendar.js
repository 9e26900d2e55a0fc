// Shows which townships have reported which days: a table of shapes with a legend; a cell opens that day.

import { showDay, t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { get } from "./api.js";
import { intake } from "./words.js";

/**
 * @param {string} shown day that is looked at
 * @param {string} today
 * @param {string} now the business moment
 * @param {(day: string, town: string) => void} onCell
 */
export async function drawCalendar(shown, today, now, onCell) {
  const place = /** @type {HTMLElement} */ (document.getElementById("calendar"));
  const first = intake().campaign[0];
  const data = await get(`/completeness?first=${first}&last=${today}`);
  /** @type {Record<string, string>} */
  const words = { received: t("Received"), zero: t("Zero report"), late: t("Received late"), missing: t("Missing"), open: t("Not yet due") };
  const heading = made("header");
  const legend = made("ul", "calendar-legend");
  for (const state of Object.keys(words)) {
    const item = made("li");
    item.dataset.state = state;
    item.append(made("span", "state-icon"), words[state]);
    legend.append(item);
  }
  heading.append(made("h2", "", t("Reports by day and township")), legend);
  const table = made("table");
  const head = made("tr");
  head.append(corner(t("Township")));
  for (const day of data.days) {
    const cell = made("th", day === shown ? "shown" : "");
    cell.scope = "col";
    const [month, date] = [day.slice(5, 7), day.slice(8)];
    cell.append(made("span", "month", date === "01" || day === data.days[0] ? `${Number(month)}/` : ""), String(Number(date)));
    cell.title = showDay(day);
    head.append(cell);
  }
  head.append(corner(t("Missing")));
  const body = made("tbody");
  const due = now.slice(11, 16) >= data.reports_due.slice(0, 5);
  for (const town of data.townships) {
    const row = made("tr");
    row.append(corner(town.name));
    let missing = 0;
    data.days.forEach((/** @type {string} */ day, /** @type {number} */ at) => {
      const state = town.days[at] ?? (day < today || due ? "missing" : "open");
      if (state === "missing") missing += 1;
      const cell = made("td", day === shown ? "shown" : "");
      const button = made("button");
      button.type = "button";
      button.dataset.state = state;
      button.title = `${town.name} · ${showDay(day)} · ${words[state]}`;
      button.setAttribute("aria-label", button.title);
      button.append(made("span", "state-icon"));
      button.addEventListener("click", () => onCell(day, town.code));
      cell.append(button);
      row.append(cell);
    });
    row.append(made("td", "sum", String(missing)));
    body.append(row);
  }
  const top = made("thead");
  top.append(head);
  table.append(top, body);
  const scroller = made("div", "calendar-scroll");
  scroller.tabIndex = 0;
  scroller.append(table);
  place.replaceChildren(heading, scroller);
  scroller.scrollLeft = scroller.scrollWidth;
}

/** @param {string} text */
function corner(text) {
  const cell = made("th", "", text);
  cell.scope = "row";
  return cell;
}
