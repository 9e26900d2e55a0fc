// Sets two townships, or two days, side by side.

import { boot, t, trackOf } from "../map/boot.js";
import { isDay } from "../map/calendar.js";
import { made } from "../map/dom.js";
import { NONE, showNumber, showPoints, showShare } from "../map/numbers.js";
import { addUp } from "../map/sums.js";

/** @typedef {import("../map/situation.js").Summary} Summary */
/** @typedef {{title: string, sums: Summary}} Side */

/** @type {Array<{id: string, label: () => string, show: (sums: any) => string, rate: boolean}>} */
const ROWS = [
  { id: "due", label: () => t("Due"), show: (sums) => showNumber(sums.due), rate: false },
  { id: "started", label: () => t("Started"), show: (sums) => showNumber(sums.started), rate: false },
  { id: "polls", label: () => t("Polls held"), show: (sums) => showNumber(sums.polls), rate: false },
  { id: "elected", label: () => t("Elected units"), show: (sums) => showNumber(sums.elected), rate: false },
  { id: "planned", label: () => t("Planned to be elected"), show: (sums) => showNumber(sums.planned), rate: false },
  { id: "deviation", label: () => t("Deviation from plan, points"), show: (sums) => [showPoints(sums.deviation), sums.band ? boot.bands[/** @type {"ahead"} */ (sums.band)] : ""].filter(Boolean).join(" · "), rate: false },
  { id: "completed", label: () => t("Completed"), show: (sums) => showNumber(sums.completed), rate: false },
  { id: "completion_rate", label: () => t("Completion rate"), show: (sums) => showShare(sums.completion_rate), rate: true },
  { id: "one_time_success_rate", label: () => t("One-time success"), show: (sums) => showShare(sums.one_time_success_rate), rate: true },
  { id: "matters", label: () => t("For the district"), show: (sums) => showNumber(sums.matters), rate: false },
];

export class Compare {
  /** @param {HTMLElement} body @param {import("./desk.js").Desk} desk */
  constructor(body, desk) {
    this.desk = desk;
    /** @type {"towns"|"days"} */
    this.kind = "towns";
    const { townships } = desk.situation;
    const due = townships.filter((town) => desk.situation.summary(town.code)?.due);
    const [one, other] = [...desk.filter.chosen("town")];
    this.towns = [one ?? due[0]?.code ?? "", other ?? due.find((town) => town.code !== (one ?? due[0]?.code))?.code ?? ""];
    this.days = [desk.weekAgo(), desk.situation.day];
    this.head = made("div", "compare-head");
    this.table = made("table", "compare-table");
    body.append(this.head, this.table);
    this.head.addEventListener("change", (event) => this.#chosen(/** @type {HTMLInputElement} */ (event.target)));
    this.head.addEventListener("click", (event) => {
      const kind = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-kind]"))?.dataset.kind;
      if (!kind || kind === this.kind) return;
      this.kind = /** @type {"towns"|"days"} */ (kind);
      this.#heads();
      this.draw();
    });
    this.#heads();
    this.draw();
  }

  draw() {
    const sides = this.#sides();
    this.table.hidden = sides === null;
    if (!sides) return;
    const [one, other] = sides;
    const head = made("tr");
    head.append(made("th"), ...sides.map((side) => heading(side.title)), heading(t("Difference")));
    const rows = ROWS.map(({ id, label, show, rate }) => {
      const row = made("tr");
      const [before, after] = [/** @type {any} */ (one.sums)[id], /** @type {any} */ (other.sums)[id]];
      row.dataset.row = id;
      row.append(heading(label(), "row"), made("td", "", show(one.sums)), made("td", "", show(other.sums)), made("td", "difference", difference(id, before, after, rate)));
      return row;
    });
    const bars = made("tr");
    bars.append(heading(t("Phases"), "row"), ...sides.map((side) => phaseBar(side.sums, this.desk.situation.track)), made("td"));
    this.table.replaceChildren(head, bars, ...rows);
  }

  #heads() {
    const kinds = made("div", "segmented");
    kinds.setAttribute("role", "group");
    for (const [kind, text] of [["towns", t("Two townships")], ["days", t("Two days")]]) {
      const button = made("button", "", text);
      button.type = "button";
      button.dataset.kind = kind;
      button.setAttribute("aria-pressed", String(kind === this.kind));
      kinds.append(button);
    }
    const fields = [0, 1].map((at) => (this.kind === "towns" ? this.#townField(at) : this.#dayField(at)));
    const note = this.kind === "days" && !this.desk.filter.open ? [made("span", "note", t("of the units that the filters leave"))] : [];
    this.head.replaceChildren(kinds, ...fields, ...note);
  }

  /** @param {number} at */
  #townField(at) {
    const select = made("select");
    select.dataset.side = String(at);
    select.setAttribute("aria-label", at ? t("Second township") : t("First township"));
    for (const town of this.desk.situation.townships) {
      if (!this.desk.situation.summary(town.code)?.due) continue;
      const option = made("option", "", town.name);
      option.value = town.code;
      option.selected = town.code === this.towns[at];
      select.append(option);
    }
    return select;
  }

  /** @param {number} at */
  #dayField(at) {
    const input = made("input");
    input.type = "date";
    input.dataset.side = String(at);
    input.setAttribute("aria-label", at ? t("Second day") : t("First day"));
    input.min = boot.campaign[0];
    input.max = this.desk.clockwork.today;
    input.value = this.days[at];
    return input;
  }

  /** @param {HTMLInputElement} field */
  #chosen(field) {
    const at = Number(field.dataset.side);
    if (this.kind === "towns") this.towns[at] = field.value;
    else if (isDay(field.value)) this.days[at] = field.value;
    this.draw();
  }

  /** @returns {Side[]|null} null while the past is not known */
  #sides() {
    const { situation, clockwork, filter } = this.desk;
    if (this.kind === "towns") {
      return this.towns.map((code) => ({
        title: situation.townships.find((town) => town.code === code)?.short_name ?? "", sums: situation.summary(code) ?? addUp([]),
      }));
    }
    const past = clockwork.past ?? situation.past;
    if (!past) return null;
    const codes = new Set(filter.open ? situation.units.keys() : filter.matched);
    return this.days.map((day) => {
      if (day === situation.day) return { title: situation.earlier ? day : t("now"), sums: filter.open ? situation.summary(null) ?? addUp([]) : addUp(filter.units()) };
      const at = day > past.days[past.days.length - 1] ? past.days.length - 1 : past.index(day);
      return { title: past.days[at], sums: addUp(past.units(at, codes), filter.open ? { matters: past.mattersOfAreas(at) } : {}) };
    });
  }
}

/** @param {string} text @param {"col"|"row"} scope */
function heading(text, scope = "col") {
  const cell = made("th", "", text);
  cell.scope = scope;
  return cell;
}

/** @param {string} id @param {number|null} before @param {number|null} after @param {boolean} rate */
function difference(id, before, after, rate) {
  if (before === null || after === null) return NONE;
  const moved = after - before;
  if (id === "deviation") return showPoints(Math.round(moved * 10) / 10);
  if (rate) return t("{n} points", { n: showPoints(moved * 100) });
  return moved === 0 ? "0" : `${moved > 0 ? "+" : "−"}${showNumber(Math.abs(moved))}`;
}

/** @param {Summary} sums @param {string} track */
function phaseBar(sums, track) {
  const cell = made("td");
  const bar = made("span", "phase-bar");
  const total = sums.phases.reduce((sum, number) => sum + number, 0);
  const labels = trackOf(track).phases;
  for (const [phase, number] of [...sums.phases.entries()].reverse()) {
    if (!number) continue;
    const part = made("i");
    part.dataset.phase = String(phase);
    part.style.width = `${(number / total) * 100}%`;
    part.title = `${labels[phase]} ${showNumber(number)}`;
    bar.append(part);
  }
  cell.append(bar);
  return cell;
}
