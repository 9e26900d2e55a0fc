// The charts of the units looked at. Dash draws them with Plotly, which is loaded when this is opened for the first
// time; a click in a chart filters the page.

import { boot, t } from "../map/boot.js";
import { setProps } from "../map/dash.js";
import { theme } from "../map/theme.js";

/**
 * A figure's own words: `picks` says which units a key of `customdata` stands for, `clicks` what such a key is.
 * @typedef {{chart: string, told: string, picks: Record<string, string[]>, clicks: "phase"|"units"|"day"|"unit"|null}} Meta
 */

const SOON = 120; // milliseconds in which what is asked for gathers
const PAUSE = 1500; // milliseconds between two drawings that live changes lead to
const STEP = 80; // pixels of width by which a chart is laid out anew
const SMALLEST = { width: 960, height: 480 }; // pixels of a picture that is saved
const SHARP = 2; // pixels of a saved picture for each of the page
const WAIT = 50; // milliseconds

export class Charts {
  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./desk.js").Hands} hands
   * @param {string} chart
   */
  constructor(desk, hands, chart) {
    this.desk = desk;
    this.hands = hands;
    this.chart = boot.charts.includes(chart) ? chart : boot.charts[0];
    this.work = /** @type {HTMLElement} */ (document.getElementById("work"));
    this.place = /** @type {HTMLElement|null} */ (null);
    this.tools = /** @type {HTMLElement} */ (this.work.querySelector(".chart-tools"));
    this.select = /** @type {HTMLSelectElement} */ (this.tools.querySelector("select"));
    this.note = /** @type {HTMLElement} */ (this.work.querySelector(".chart-note"));
    /** @type {any} Plotly's element, once it has drawn */
    this.plot = null;
    this.asked = "";
    this.askedAt = 0;
    this.revision = -1;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    this.#listen();
    this.#mark();
    this.#open();
  }

  /** Have the chart drawn anew if what it shows is another. */
  draw() {
    const { situation, day } = this.desk;
    this.note.hidden = !day.playing;
    if (this.place) this.place.dataset.resting = String(day.playing);
    if (day.playing) {
      clearTimeout(this.timer); // while the days play, nothing asks the server
      this.timer = undefined;
      this.note.textContent = t("The chart rests while the days play.");
      return;
    }
    if (!this.place) return;
    const other = this.#key() !== this.asked;
    if (!other && situation.revision === this.revision) return;
    if (other) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#ask(), SOON);
    } else this.timer ??= setTimeout(() => this.#ask(), Math.max(SOON, this.askedAt + PAUSE - Date.now()));
  }

  async #open() {
    setProps("chart-place", { children: boot.graph });
    while (!document.getElementById("chart")) await new Promise((done) => setTimeout(done, WAIT));
    this.place = /** @type {HTMLElement} */ (document.getElementById("chart-place"));
    this.place.setAttribute("role", "img");
    new ResizeObserver(() => this.draw()).observe(this.place);
    this.draw();
    while (!this.#plotted()) await new Promise((done) => setTimeout(done, WAIT));
    this.plot = this.#plotted();
    this.plot.on("plotly_click", (/** @type {any} */ event) => this.#click(event.points[0]));
    this.plot.on("plotly_hover", (/** @type {any} */ event) => this.#point(event.points[0]));
    this.plot.on("plotly_unhover", () => this.#point(null));
    this.plot.on("plotly_afterplot", () => this.#tell());
    this.#tell();
  }

  /** @returns {any} the element in which Plotly has drawn; null until it has */
  #plotted() {
    const plot = /** @type {any} */ (this.place?.querySelector(".js-plotly-plot"));
    return plot?.on && plot.layout ? plot : null;
  }

  /** @returns {Meta|null} what the chart that is drawn says of itself */
  get meta() {
    return this.plot?.layout?.meta ?? null;
  }

  #ask() {
    this.timer = undefined;
    if (this.desk.day.playing) return;
    this.asked = this.#key();
    this.askedAt = Date.now();
    this.revision = this.desk.situation.revision;
    setProps("chart-asked", { data: { ...JSON.parse(this.asked), revision: this.revision } });
  }

  /** Return what is asked for, as text. */
  #key() {
    const { filter, situation, day } = this.desk;
    return JSON.stringify({
      chart: this.chart, track: situation.track, as_of: day.day, known: day.revision, locale: boot.locale.replace("-", "_"), theme: theme(),
      codes: filter.open ? null : [...filter.matched], name: this.#name(), width: Math.floor((this.place?.clientWidth ?? 0) / STEP) * STEP,
    });
  }

  /** Name what is looked at. */
  #name() {
    const { filter, situation } = this.desk;
    const towns = [...filter.chosen("town")].map((code) => situation.townships.find((town) => town.code === code)?.short_name ?? code);
    const where = towns.length && towns.length < 4 ? towns.join(boot.locale.startsWith("zh") ? "、" : ", ") : t("Whole district");
    return filter.plain ? where : t("{where}, filtered: {n} units", { where, n: filter.matched.size });
  }

  #tell() {
    const { meta, place } = this;
    if (!meta?.chart || !place) return;
    place.dataset.chart = meta.chart;
    place.setAttribute("aria-label", meta.told);
  }

  /** @param {any} point */
  #point(point) {
    this.place?.classList.toggle("clickable", Boolean(point?.customdata && this.meta?.clicks));
  }

  /** Filter by what was clicked; a second click takes it back. @param {any} point */
  #click(point) {
    const key = point?.customdata;
    const { meta } = this;
    if (typeof key !== "string" || !key || !meta) return;
    if (meta.clicks === "unit") this.hands.onUnit(key);
    else if (meta.clicks === "phase") this.#choose("phase", [key]);
    else {
      const codes = meta.picks[key] ?? [];
      if (meta.clicks === "day" && this.#isPollDay(key, codes)) this.#choose("poll", [key]);
      else if (codes.length) this.#choose("units", codes);
    }
  }

  /** @param {string} group @param {string[]} options */
  #choose(group, options) {
    const { filter } = this.desk;
    const chosen = filter.chosen(group);
    const same = chosen.size === options.length && options.every((option) => chosen.has(option));
    filter.choose(group, same ? [] : options);
  }

  /** Say whether the filter's group of polling days shows just these units. @param {string} day @param {string[]} codes */
  #isPollDay(day, codes) {
    const polling = this.desk.filter.units().filter((unit) => unit.poll_on === day || unit.last_poll_on === day);
    const wanted = new Set(codes);
    return polling.length === wanted.size && polling.every((unit) => wanted.has(unit.code));
  }

  #listen() {
    this.tools.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("button"));
      if (button?.dataset.chart) this.#show(button.dataset.chart);
      else if (button?.dataset.picture) this.#save(/** @type {"png"|"svg"} */ (button.dataset.picture));
    });
    this.select.addEventListener("change", () => this.#show(this.select.value));
    new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme", "data-playing"] });
  }

  /** @param {string} chart */
  #show(chart) {
    this.chart = chart;
    this.#mark();
    this.hands.onAddress();
    this.draw();
  }

  #mark() {
    this.select.value = this.chart;
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.tools.querySelectorAll("[data-chart]"))) {
      button.setAttribute("aria-pressed", String(button.dataset.chart === this.chart));
    }
  }

  /** Save the chart as it is drawn, large enough for paper. @param {"png"|"svg"} format */
  #save(format) {
    const { plot, meta } = this;
    if (!plot || !meta?.chart) return;
    const name = [boot.demo ? t("DEMO data") : "", this.select.selectedOptions[0]?.text ?? "", this.desk.situation.day].filter(Boolean).join(" ");
    /** @type {any} */ (window).Plotly.downloadImage(plot, {
      format, filename: name, scale: format === "png" ? SHARP : 1,
      width: Math.max(plot.clientWidth, SMALLEST.width), height: Math.max(plot.clientHeight, SMALLEST.height),
    });
  }
}
