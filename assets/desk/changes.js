// Lists what changed between two days: what went back or was corrected, with the reason, and what moved on.

import { boot, showDay, t, trackOf } from "../map/boot.js";
import { isDay } from "../map/calendar.js";
import { icon, made } from "../map/dom.js";
import { showNumber } from "../map/numbers.js";
import { changedSince, signsMoved } from "./differences.js";

/** @typedef {import("../map/past.js").Row} Row */
/** @typedef {import("../map/situation.js").Unit} Unit */
/** @typedef {import("./setbacks.js").Setback} Setback */

const MOST = 300; // lines that are shown at once

export class Changes {
  /**
   * @param {HTMLElement} body
   * @param {import("./desk.js").Desk} desk
   * @param {import("./desk.js").Hands} hands
   */
  constructor(body, desk, hands) {
    this.desk = desk;
    this.hands = hands;
    this.names = new Map(desk.situation.townships.map((town) => [town.code, town.short_name]));
    this.head = made("div", "changes-head");
    this.date = made("input");
    this.date.type = "date";
    this.until = made("span", "changes-until");
    this.count = made("b", "changes-count");
    this.light = made("input");
    this.light.type = "checkbox";
    const since = made("label", "", t("From"));
    since.append(this.date);
    const light = made("label", "changes-light");
    light.append(this.light, t("Highlight on the map"));
    this.head.append(since, this.until, this.count, light);
    this.list = made("ol", "changes-list");
    body.append(this.head, this.list);
    this.#listen();
    this.draw();
  }

  draw() {
    const { desk } = this;
    const since = desk.since();
    const past = desk.clockwork.past ?? desk.situation.past;
    if (document.activeElement !== this.date) this.date.value = since;
    this.date.min = boot.campaign[0];
    this.date.max = desk.situation.day;
    this.until.textContent = t("to {day}", { day: desk.situation.earlier ? desk.situation.day : t("now") });
    this.light.checked = desk.filter.scope.has("changed");
    desk.wantSetbacks();
    if (!past) {
      this.list.replaceChildren(made("li", "skeleton"));
      return;
    }
    const inside = desk.filter.scope.has("changed") || desk.filter.scope.has("back") ? desk.filter.units() : desk.filter.open ? [...desk.situation.units.values()] : desk.filter.units();
    const moved = changedSince(past, since, inside);
    const codes = new Set(inside.map((unit) => unit.code));
    const setbacks = (desk.setbacks ?? []).filter((setback) => codes.has(setback.code));
    this.count.textContent = t("{n} units changed, {m} records went back or were corrected", { n: showNumber(moved.length), m: showNumber(setbacks.length) });
    const key = JSON.stringify([since, desk.situation.day, desk.situation.track, moved.map(({ unit, before }) => [unit.code, before, unit.phase, unit.flags, unit.expected_on, unit.last_poll_on]), setbacks]);
    if (key === this.list.dataset.key) return;
    this.list.dataset.key = key;
    const rows = [...setbacks.map((setback) => this.#setback(setback)), ...moved.slice(0, MOST).map(({ unit, before }) => this.#moved(unit, before))];
    if (moved.length > MOST) rows.push(made("li", "empty", t("and {n} more; choose fewer units or a later day", { n: showNumber(moved.length - MOST) })));
    if (!rows.length) rows.push(made("li", "empty", t("Nothing changed in these days.")));
    this.list.replaceChildren(...rows);
  }

  #listen() {
    this.date.addEventListener("change", () => {
      if (!isDay(this.date.value)) return;
      const { filter } = this.desk;
      const group = filter.scope.has("back") ? "back" : "changed";
      filter.choose(group, [this.date.value]);
      if (group === "back" && filter.scope.has("changed")) filter.choose("changed", [this.date.value]);
    });
    this.light.addEventListener("change", () => this.desk.filter.choose("changed", this.light.checked ? [this.date.value] : []));
    this.list.addEventListener("click", (event) => {
      const code = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("[data-unit]"))?.dataset.unit;
      if (code) this.hands.onUnit(code);
    });
  }

  /** @param {string} code @param {string} kind */
  #row(code, kind) {
    const row = made("li", `change ${kind}`);
    const unit = this.desk.situation.units.get(code);
    const name = made("button", "link", unit?.name ?? code);
    name.type = "button";
    name.dataset.unit = code;
    row.append(name, made("span", "town", this.names.get(unit?.township ?? "") ?? ""));
    return row;
  }

  /** @param {Unit} unit @param {Row} before */
  #moved(unit, before) {
    const row = this.#row(unit.code, "moved");
    const what = made("span", "what");
    if (before.phase !== unit.phase) what.append(phase(before.phase, unit, this.desk), made("span", "arrow", "→"), phase(unit.phase, unit, this.desk));
    const { got, lost } = signsMoved(before, unit);
    const told = [
      ...got.map((flag) => `+ ${flag.label}`), ...lost.map((flag) => `− ${flag.label}`),
      ...(unit.last_poll_on && unit.last_poll_on !== before.last_poll_on ? [t("poll held {day}", { day: showDay(unit.last_poll_on) })] : []),
      ...(unit.expected_on && before.expected_on && unit.expected_on !== before.expected_on && unit.expected_on !== unit.last_poll_on
        ? [t("poll moved from {before} to {after}", { before: showDay(before.expected_on), after: showDay(unit.expected_on) })] : []),
    ];
    if (told.length) what.append(made("span", "signs-moved", told.join(" · ")));
    row.append(what);
    return row;
  }

  /** @param {Setback} setback */
  #setback(setback) {
    const row = this.#row(setback.code, "setback");
    row.dataset.kind = setback.kind;
    const kinds = { revoked: t("went back"), corrected: t("corrected"), withdrawn: t("withdrawn") };
    const what = made("span", "what");
    what.append(made("span", "chip", kinds[setback.kind]));
    if (setback.track && setback.phase_before !== setback.phase_after) {
      what.append(made("span", "", phaseName(setback.phase_before, setback.track)), made("span", "arrow", "→"), made("span", "", phaseName(setback.phase_after, setback.track)));
    }
    if (setback.before) {
      what.append(made("del", "", setback.before), made("span", "arrow", "→"));
    }
    what.append(made("span", "", setback.after));
    row.append(what, made("span", "reason", setback.reason ? t("Reason: {reason}", { reason: setback.reason }) : t("No reason given")), made("span", "who", `${setback.recorded_at} · ${setback.who}`));
    return row;
  }
}

/** @param {number|null} index @param {string} track */
function phaseName(index, track) {
  return index === null ? t("Not due this term") : trackOf(track).phases[index];
}

/** @param {number|null} index @param {Unit} _unit @param {import("./desk.js").Desk} desk */
function phase(index, _unit, desk) {
  const cell = made("span", "phase-cell");
  if (index !== null) {
    cell.dataset.phase = String(index);
    const swatch = made("span", "swatch");
    swatch.append(icon(boot.phases[index].icon));
    cell.append(swatch);
  }
  cell.append(made("span", "", phaseName(index, desk.situation.track)));
  return cell;
}
