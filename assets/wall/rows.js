// Makes the rows of the wall's lists. Every word in them comes from the rules and the profile, none from a person.

import { showDay, t } from "../map/boot.js";
import { icon, made } from "../map/dom.js";
import { showShare } from "../map/numbers.js";

/**
 * @typedef {{id: string, area: string, name: string, town: string, key: boolean, level: number, label: string, text: string, since: string, who: string}} Alert
 * @typedef {{area: string, name: string, town: string, track: string, track_label: string, at: string|null, state: "waiting"|"open"|"closed"|"reported", result: string|null, turnout: number|null}} Poll
 * @typedef {{area: string, name: string, town: string, track_label: string, poll: string, items: string[], count: number}} OpenItems
 * @typedef {{track: string, label: string, phase: number|null, phase_label: string}} KeyTrack
 * @typedef {{area: string, name: string, town: string, alert: number, tracks: KeyTrack[], poll_on: string|null, done: number, all: number, state: string, state_label: string, review_left: number|null}} Key
 * @typedef {{id: string, at: string, on: string, area: string, name: string, town: string, icon: string, text: string}} Change
 */

export const LEVELS = ["", "alert-1-yellow", "alert-2-orange", "alert-3-red"];
const HOUR = 3_600_000;

/** Say since when, as short as can be. @param {string} since @param {string} now ISO instants */
function ago(since, now) {
  const passed = Date.parse(now) - Date.parse(since);
  if (passed < HOUR) return t("{n} min ago", { n: Math.max(0, Math.floor(passed / 60_000)) });
  if (passed < 24 * HOUR) return t("{n} h ago", { n: Math.floor(passed / HOUR) });
  return showDay(since);
}

/** @param {string} id @param {Array<Node|null>} parts */
function row(id, parts) {
  const item = made("li");
  item.dataset.id = id;
  item.append(...parts.filter((part) => part !== null));
  return item;
}

/** @param {string} name @param {string} town @param {boolean} key */
function title(name, town, key) {
  const line = made("p", "row-title");
  line.append(made("b", "", name));
  if (town) line.append(made("span", "row-town", town));
  if (key) line.append(icon("key-village"));
  return line;
}

/** @param {Alert} alert @param {string} now */
export function alertRow(alert, now) {
  const line = title(alert.name, alert.town, alert.key);
  line.append(made("span", "row-end", ago(alert.since, now)));
  const item = row(alert.id, [icon(LEVELS[alert.level]), line, made("p", "row-text", `${alert.label} · ${alert.who}`)]);
  item.dataset.level = String(alert.level);
  return item;
}

/** @returns {Record<Poll["state"], string>} */
function states() {
  return { waiting: t("not begun"), open: t("under way"), closed: t("closed"), reported: t("closed") };
}

/** @param {Poll} poll @param {string} track that need not be named */
export function pollRow(poll, track) {
  const line = title(poll.name, poll.town, false);
  const item = row(`${poll.area} ${poll.track}`, [
    made("span", "row-hour", poll.at ?? "—"), line, poll.track === track ? null : made("span", "row-track", poll.track_label),
    made("span", "row-end", poll.turnout === null || poll.turnout === undefined ? states()[poll.state] : showShare(poll.turnout)),
  ]);
  item.dataset.state = poll.state;
  return item;
}

/** @param {OpenItems} open */
export function openRow(open) {
  const line = title(open.name, open.town, false);
  line.append(made("span", "row-end", t("{n} open", { n: open.count })));
  return row(`${open.area} ${open.track_label}`, [line, made("p", "row-text", open.items.join(" · "))]);
}

/** @param {Key} key @param {string} track of which the phase is told in words */
export function keyRow(key, track) {
  const line = title(key.name, key.town, false);
  if (key.alert) line.append(icon(LEVELS[key.alert]));
  const end = key.review_left !== null ? t("review {n} h left", { n: Math.floor(key.review_left) }) : key.poll_on ? t("poll {day}", { day: showDay(key.poll_on) }) : "";
  if (end) line.append(made("span", "row-end", end));
  const tracks = made("p", "row-tracks");
  for (const { track: id, phase, label, phase_label: told } of key.tracks) {
    const part = made("span", "row-phase");
    const swatch = made("i", "swatch");
    if (phase !== null) swatch.dataset.phase = String(phase);
    part.append(swatch, made("span", id === track ? "" : "of-other", label), made("b", "", told));
    tracks.append(part);
  }
  const plan = made("span", "row-end");
  plan.textContent = key.all ? `${key.done}/${key.all}` : "—";
  tracks.append(plan);
  const item = row(key.area, [icon("key-village"), line, tracks]);
  item.dataset.plan = key.state;
  return item;
}

/** @param {Change} change @param {string} today ISO date */
export function changeItem(change, today) {
  const item = made("li");
  item.dataset.id = change.id;
  item.append(
    made("time", "", change.on === today ? change.at : showDay(change.on)), icon(change.icon),
    made("span", "", change.town && change.town !== change.name ? `${change.town} ${change.name}` : change.name), made("b", "", change.text),
  );
  return item;
}
