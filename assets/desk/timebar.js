// The bar under the map: the campaign's days on the ground of the burn-up, a handle for the day shown, playback.

import { boot, showDay, t } from "../map/boot.js";
import { addDays, daysBetween } from "../map/calendar.js";
import { made, setText } from "../map/dom.js";
import { digit } from "../map/sums.js";

const [FIRST, LAST] = boot.campaign;
const SPAN = Math.max(1, daysBetween(FIRST, LAST));
const month = new Intl.DateTimeFormat(boot.locale, { month: "short", timeZone: "UTC" });

/**
 * @typedef {{
 *   go: (day: string|null) => void, step: (days: number) => void, toggle: () => void, faster: () => void, known: (known: "now"|"then") => void
 * }} Hands
 */

export class TimeBar {
  /** @param {Hands} hands */
  constructor(hands) {
    this.hands = hands;
    this.bar = /** @type {HTMLElement} */ (document.getElementById("timebar"));
    this.ground = /** @type {HTMLElement} */ (this.bar.querySelector(".time-ground"));
    this.handle = /** @type {HTMLElement} */ (this.bar.querySelector(".time-handle"));
    this.flag = /** @type {HTMLElement} */ (this.bar.querySelector(".time-flag"));
    this.today = boot.today;
    this.day = boot.today;
    this.#ticks();
    this.#listen();
  }

  /**
   * Show which day is shown.
   * @param {{day: string, today: string, live: boolean, known: "now"|"then", playing: boolean, speed: number}} state
   */
  draw({ day, today, live, known, playing, speed }) {
    this.day = day;
    this.today = today;
    const share = `${place(day) * 100}%`;
    this.handle.style.left = share;
    this.flag.style.left = share;
    this.flag.dataset.side = place(day) > 0.85 ? "left" : place(day) < 0.15 ? "right" : "";
    this.ground.style.setProperty("--today", `${place(today) * 100}%`);
    const told = live ? t("live, {day}", { day: showDay(day) }) : t("As of {day}", { day });
    this.flag.textContent = told;
    this.handle.setAttribute("aria-valuemax", String(daysBetween(FIRST, today)));
    this.handle.setAttribute("aria-valuenow", String(daysBetween(FIRST, day)));
    this.handle.setAttribute("aria-valuetext", told);
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.bar.querySelectorAll("[data-known]"))) {
      button.setAttribute("aria-pressed", String(button.dataset.known === known));
    }
    const play = /** @type {HTMLElement} */ (this.bar.querySelector("[data-time-action=play]"));
    const label = playing ? t("Pause") : t("Play");
    play.setAttribute("aria-label", label);
    play.title = `${label} (${t("space bar")})`;
    /** @type {HTMLElement} */ (play.querySelector(".icon")).dataset.icon = playing ? "ui-pause" : "ui-play";
    setText(this.bar, ".speed", `${speed}×`);
  }

  /**
   * Draw the burn-up of some units: how many were elected on each day, and how many should be by plan.
   * @param {import("../map/past.js").Past} past
   * @param {import("../map/situation.js").Unit[]} units
   * @param {boolean} joint the view adds up tracks: no plan of days to come is drawn
   */
  burnUp(past, units, joint) {
    const codes = new Set(units.map((unit) => unit.code));
    const sum = (/** @type {import("../map/past.js").Row[]} */ rows, /** @type {string} */ name) => rows.reduce((total, row) => total + digit(row.counts, name), 0);
    const days = past.days.map((day, at) => ({ day, rows: past.units(at, codes) }));
    const actual = days.map(({ day, rows }) => [day, sum(rows, "elected")]);
    const planned = days.map(({ day, rows }) => [day, sum(rows, "planned")]);
    const last = days[days.length - 1];
    if (!joint) {
      for (let day = addDays(last.day, 1); day <= LAST; day = addDays(day, 1)) {
        planned.push([day, last.rows.filter((row) => row.planned_on !== null && row.planned_on <= day).length]);
      }
    }
    const top = Math.max(1, ...planned.map(([, number]) => Number(number)), ...actual.map(([, number]) => Number(number)), last.rows.filter((row) => row.phase !== null).length);
    const line = (/** @type {Array<Array<string|number>>} */ points) =>
      points.map(([day, number]) => `${(place(String(day)) * 1000).toFixed(1)} ${(96 - (Number(number) / top) * 88).toFixed(1)}`).join("L");
    const end = (place(last.day) * 1000).toFixed(1);
    /** @type {SVGElement} */ (this.bar.querySelector(".burn-planned")).setAttribute("d", `M${line(planned)}`);
    /** @type {SVGElement} */ (this.bar.querySelector(".burn-actual")).setAttribute("d", `M0 100L${line(actual)}L${end} 100Z`);
  }

  #ticks() {
    const list = /** @type {HTMLElement} */ (this.bar.querySelector(".time-ticks"));
    const first = FIRST.slice(8) === "01" ? FIRST : `${addDays(`${FIRST.slice(0, 7)}-28`, 7).slice(0, 7)}-01`;
    for (let day = first; day <= LAST; day = `${addDays(day, 35).slice(0, 7)}-01`) {
      const tick = made("li", "", month.format(new Date(`${day}T00:00:00Z`)));
      tick.style.left = `${place(day) * 100}%`;
      list.append(tick);
    }
  }

  #listen() {
    this.bar.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const action = /** @type {HTMLElement|null} */ (target.closest("[data-time-action]"))?.dataset.timeAction;
      if (action === "play") this.hands.toggle();
      else if (action === "back") this.hands.step(-1);
      else if (action === "forth") this.hands.step(1);
      else if (action === "speed") this.hands.faster();
      else if (action === "live") this.hands.go(null);
      const known = /** @type {HTMLElement|null} */ (target.closest("[data-known]"))?.dataset.known;
      if (known) this.hands.known(/** @type {"now"|"then"} */ (known));
    });
    this.ground.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      this.handle.focus({ preventScroll: true });
      this.ground.setPointerCapture(event.pointerId);
      this.#drag(event);
    });
    this.ground.addEventListener("pointermove", (event) => {
      if (this.ground.hasPointerCapture(event.pointerId)) this.#drag(event);
    });
    document.addEventListener("keydown", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (target !== this.handle && target !== document.body) return;
      if (event.key === "ArrowLeft") this.hands.step(-1);
      else if (event.key === "ArrowRight") this.hands.step(1);
      else if (event.key === "Home" && target === this.handle) this.hands.go(FIRST);
      else if (event.key === "End" && target === this.handle) this.hands.go(null);
      else if (event.key === " ") this.hands.toggle();
      else return;
      event.preventDefault();
    });
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const box = this.ground.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const day = addDays(FIRST, Math.round(share * SPAN));
    const asked = day >= this.today ? this.today : day;
    if (asked !== this.day) this.hands.go(asked === this.today ? null : asked);
  }
}

/** Return where a day lies in the campaign, from 0 to 1. @param {string} day */
function place(day) {
  return Math.min(1, Math.max(0, daysBetween(FIRST, day) / SPAN));
}
