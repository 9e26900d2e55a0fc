// Starts the page: map, legend, live stream and the hands of mouse and keyboard. It never waits for Dash.

import { boot, t } from "./boot.js";
import { installCrumbs } from "./crumbs.js";
import { isArrow, nearest, neighbour } from "./cursor.js";
import { setProps, startDash } from "./dash.js";
import { sentence } from "./describe.js";
import { Filter } from "./filter.js";
import { FirstPicture, nextPaint } from "./first-picture.js";
import { FreshnessSign } from "./freshness.js";
import { GroundSwitch } from "./ground-switch.js";
import { Keeper } from "./keeper.js";
import { installColouring } from "./colouring.js";
import { installLegend } from "./legend.js";
import { listen } from "./live.js";
import { Situation } from "./situation.js";
import { SourcePanel } from "./source.js";
import { installStrip } from "./strip.js";
import { installTabs } from "./tabs.js";
import { installThemeSwitch } from "./theme.js";
import { Tooltip } from "./tooltip.js";
import { Time } from "./time.js";
import { Towns } from "./towns.js";
import { Older } from "./older.js";
import { insist, say, sayForNow } from "./notice.js";
import { colourBy, way } from "./shades.js";
import { readUrl, writeUrl } from "./url.js";
import { Waiting } from "./waiting.js";

/** @typedef {import("./gl-view.js").GlView | import("./svg-view.js").SvgView} View */

const root = document.documentElement;
const container = /** @type {HTMLElement} */ (document.getElementById("map"));
const panel = /** @type {HTMLElement} */ (document.getElementById("dossier-panel"));
const announcer = /** @type {HTMLElement} */ (document.getElementById("announcer"));
const freshness = new FreshnessSign();
const asked = readUrl();
colourBy(asked.by);
const filter = new Filter(asked.scope);
const tabs = installTabs();
const keeper = new Keeper(panel);
const waiting = new Waiting(panel, (code) => tellSelected(code));
const older = new Older(panel, () => {
  keeper.note();
  if (selected) tellSelected(selected);
});
const grounds = new GroundSwitch(asked, {
  onGround: (ground) => { if (view && "arrange" in view) view.arrange(ground); },
  onAddress: writeAddress,
  onNotice: sayForNow,
});

/** @type {Array<import("./stream.js").Message>} events that came before the first columns */
let early = [];
/** @type {Situation|null} */
let situation = null;
/** @type {View|null} */
let view = null;
/** @type {SourcePanel|null} */
let source = null;
/** @type {ReturnType<typeof installColouring>|null} */
let colouring = null;
/** @type {string|null} */
let selected = asked.unit ?? boot.selected;
/** @type {string|null} the keyboard's cursor */
let cursor = null;
/** the track asked for; its columns may still be on their way */
let wanted = boot.track;
/** @type {import("../desk/desk.js").Desk|null} what stands around the map; it comes when the map is painted */
let desk = null;
const time = new Time(boot.day, asked.known);

const connection = listen((message) => {
  if (situation) heed(message);
  else early.push(message);
});

/** Return the address of the columns of a track, on the day shown. @param {string} track */
const mapUrl = (track) => `${boot.urls.map}?track=${track}${time.day ? `&as_of=${time.day}` : ""}`;

/** @param {import("./ground.js").Ground} ground @returns {Promise<View>} */
async function openView(ground) {
  const hands = { onHover, onPick: (/** @type {string} */ code) => select(code, true) };
  try {
    const { GlView } = await import("./gl-view.js");
    return new GlView(container, hands, ground);
  } catch (error) {
    console.warn("no WebGL 2, the map is static:", error);
    container.querySelectorAll(".maplibregl-canvas-container, .maplibregl-control-container").forEach((part) => part.remove());
  }
  const { SvgView } = await import("./svg-view.js");
  const told = /** @type {HTMLElement} */ (document.getElementById("static-notice"));
  told.hidden = false;
  root.dataset.view = "static";
  root.dataset.ground = "map";
  return new SvgView(container, hands);
}

async function start() {
  const picture = new FirstPicture(container);
  const fixed = insist(boot.urls.static);
  const columns = await insist(mapUrl(wanted));
  if (asked.view === "map" && !way()) await picture.draw(columns, null);
  const held = new Situation(await fixed);
  situation = held;
  held.onChange((codes) => {
    view?.paint(codes);
    if (time.day && held.past) freshness.past(held.day, held.past.freshness(held.past.index(held.day)));
  });
  installFrame(held);
  held.load(columns);
  connection.loaded(columns.revision);
  takeFreshness(columns);
  for (const message of early.splice(0)) heed(message);
  markTrack(wanted);
  const ground = await grounds.begin(held, filter);
  if (asked.view === "tiles" && !way()) await picture.draw(columns, grounds.tiles);
  await nextPaint(); // the figures too are there before the live map holds the page up
  const opened = await openView(ground);
  view = opened;
  await opened.start(held);
  picture.remove();
  root.dataset.map = "painted";
  startDash();
  if (asked.figure) source?.show(asked.figure);
  writeAddress(false);
  if (selected) select(selected, false);
  else if (filter.town) look(true);
  await opened.dress();
  if (grounds.ground && grounds.ground !== ground && "arrange" in opened) await opened.arrange(grounds.ground);
  opened.dim((unit) => filter.matches(unit));
  await opened.drawn();
  root.dataset.map = "ready";
  await openDesk(held);
}

/** Bring in what stands around the map. @param {Situation} held */
async function openDesk(held) {
  const module = await import("../desk/desk.js").catch(() => null);
  if (!module) {
    say(t("Filters and lists could not be loaded. Please load the page again."));
    return;
  }
  desk = new module.Desk(held, filter, time, {
    panel: asked.panel,
    onUnit: (code) => select(code, true),
    onView: (query) => visit(query),
    onAddress: () => writeAddress(false),
    onPlay: (playing) => grounds.hold(playing ? "code" : null),
    selected: () => selected,
    reload,
    announce: (text) => { announcer.textContent = text; },
    onRoom: () => { if (view && "makeRoom" in view) view.makeRoom(covered()); },
  });
  root.dataset.desk = "ready";
}

/** Give the parts around the map what they show. @param {Situation} held */
function installFrame(held) {
  filter.watch(held);
  installLegend(held, filter);
  colouring = installColouring(held, filter, time, { view: () => view, onAddress: () => writeAddress(false) });
  installStrip(held, filter);
  installCrumbs(held, filter);
  new Towns(held, filter);
  source = new SourcePanel(held, filter, time, {
    onOpen: () => {
      if (!selected && view && "makeRoom" in view) view.makeRoom(covered());
      writeAddress(false);
    },
    onUnit: (code) => select(code, true),
  });
  filter.onChange(look);
  time.onChange(() => {
    if (time.playing) return;
    if (selected) tellSelected(selected);
    writeAddress(false);
  });
}

/** Show on the map what the filter says. @param {boolean} moved the township changed */
function look(moved) {
  view?.dim((unit) => filter.matches(unit));
  if (moved) view?.frame(filter.town, covered());
  if (moved && filter.town) tabs.show("map");
  if (!time.playing) writeAddress(false);
}

/** Return the pixels that an open panel covers on the right of the map. */
const covered = () => panel.offsetWidth || document.getElementById("source-panel")?.offsetWidth || 0;

/** @param {boolean} push make it a step of the history */
function writeAddress(push) {
  const track = situation?.track ?? boot.track;
  writeUrl({
    unit: selected, track, day: time.day, known: time.known, figure: source ? source.figure : asked.figure,
    panel: desk ? desk.panel : asked.panel, view: grounds.view, order: grounds.order, by: way()?.id ?? null, scope: filter.scope,
  }, push);
}

/** @param {import("./stream.js").Message} message */
function heed(message) {
  if (!situation) return;
  if (message.type === "status") {
    freshness.status(message.open);
    return;
  }
  const { name, data } = message;
  waiting.hear();
  if (time.day) freshness.hear();
  else freshness.contact(data);
  if (name === "change") {
    if (data.previous) desk?.forget();
    const touched = situation.change(data);
    if (touched.includes(selected ?? "")) renewDossier(data.revision);
    if (cursor && touched.includes(cursor)) tooltip.hide();
  } else if (time.day) {
    if (name !== "beat") desk?.forget();
  } else if (name === "reset" || (name === "day" && (data.day !== situation.day || data.revision > situation.revision))) {
    desk?.forget();
    reload();
  }
}

/** Fetch all columns of the track and day asked for anew; those of what was left meanwhile are passed over. */
async function reload() {
  const url = mapUrl(wanted);
  const columns = await insist(url);
  if (url !== mapUrl(wanted)) return;
  situation?.load(columns);
  takeFreshness(columns);
  renewDossier(columns.revision);
}

/** Say how fresh the picture is. @param {any} columns an answer of the map route */
function takeFreshness(columns) {
  if (time.day) freshness.past(columns.day, columns.freshness);
  else freshness.contact(columns);
}

/** Go to what an address or a saved view says. @param {string} query what stands behind the question mark */
async function visit(query) {
  const { scope, track, day, known, view: name, order, by } = readUrl(query);
  filter.set(scope);
  if (by !== (way()?.id ?? null)) await colouring?.choose(by);
  colouring?.draw();
  if (root.dataset.view !== "static") await grounds.set(name, order);
  if (track && track !== wanted && boot.tracks.some((entry) => entry.id === track)) {
    wanted = track;
    markTrack(track);
    await reload();
  }
  await desk?.time(day, known);
}

/** Have Dash show a unit, as it stood on the day shown. @param {string} code */
function tellSelected(code) {
  setProps("selected", { data: { code, locale: boot.locale.replace("-", "_"), as_of: time.day, known: time.revision, whole: code === older.code } });
}

/** Have Dash render the open dossier again. @param {number} revision */
function renewDossier(revision) {
  if (!selected) return;
  keeper.note();
  setProps("touched", { data: { code: selected, revision } });
}

const tooltip = new Tooltip(/** @type {any} */ ({ get track() { return situation?.track; }, get day() { return situation?.day; } }));

/** @param {string|null} code @param {number} x @param {number} y */
function onHover(code, x, y) {
  const unit = code ? situation?.units.get(code) : undefined;
  view?.hover(unit ? code : null);
  if (unit) tooltip.show(unit, x, y);
  else tooltip.hide();
}

/**
 * Open the dossier of a unit, or close it.
 * @param {string|null} code
 * @param {boolean} push make it a step of the history
 */
function select(code, push) {
  const known = code && situation?.units.has(code) ? code : null;
  say(!code || known ? null : t("There is no village or community with the code {code}.", { code }));
  const before = selected;
  selected = known;
  if (known) cursor = known;
  panel.hidden = !known;
  root.dataset.dossier = known ? "open" : "closed";
  view?.select(known, covered());
  if (known && (known !== before || !push)) {
    waiting.begin(known);
    tellSelected(known);
  }
  else if (!known) setProps("selected", { data: null });
  desk?.select(known);
  writeAddress(push && known !== before);
  tooltip.hide();
  if (!known && push) container.focus({ preventScroll: true });
}

/** Open the form of a unit; its module comes only now. @param {string} code */
async function updateUnit(code) {
  const { openUnitForm } = await import("../intake/unit-form.js");
  await openUnitForm(code);
}

/** @param {string} track */
function markTrack(track) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-track-switch]"))) {
    button.setAttribute("aria-pressed", String(button.dataset.trackSwitch === track));
  }
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented) return;
  if (event.key === "Escape") {
    if (selected) select(null, true);
    else if (source?.figure) source.show(null);
    else filter.clear();
    return;
  }
  if (event.target !== container && !container.contains(/** @type {Node} */ (event.target))) return;
  if (isArrow(event.key) && situation && view) {
    event.preventDefault();
    const next = beside(event.key, situation, view);
    if (!next) return;
    cursor = next.code;
    view.hover(cursor);
    const { x, y } = view.reveal(next);
    tooltip.show(next, x, y);
    announcer.textContent = sentence(next, situation);
  } else if (event.key === "Enter" && cursor) {
    event.preventDefault();
    select(cursor, true);
  } else if ((event.key === "+" || event.key === "=") && view && "zoom" in view) view.zoom(1);
  else if (event.key === "-" && view && "zoom" in view) view.zoom(-1);
}

/**
 * Return the unit to which an arrow leads, where units stand now.
 * @param {import("./cursor.js").Arrow} arrow
 * @param {Situation} held
 * @param {View} shown
 */
function beside(arrow, held, shown) {
  const spots = [...held.units.values()].map((unit) => ({ unit, ...shown.spot(unit) }));
  const from = spots.find((spot) => spot.unit.code === cursor);
  return (from ? neighbour(from, spots, arrow) : nearest(shown.centre(), spots))?.unit ?? null;
}

document.addEventListener("keydown", onKey);
container.addEventListener("blur", () => tooltip.hide());
window.addEventListener("popstate", () => {
  visit(location.search);
  select(readUrl().unit, false);
});
document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const action = /** @type {HTMLElement|null} */ (target.closest("[data-action]"))?.dataset.action;
  if (action === "close") select(null, true);
  else if (action === "update-unit" && selected) updateUnit(selected);
  else if (action === "whole") view?.frame(null, covered());
  else if (action === "zoom-in" && view && "zoom" in view) view.zoom(1);
  else if (action === "zoom-out" && view && "zoom" in view) view.zoom(-1);
  const track = /** @type {HTMLElement|null} */ (target.closest("[data-track-switch]"))?.dataset.trackSwitch;
  if (track && situation && track !== wanted) {
    wanted = track;
    markTrack(track);
    reload().then(() => desk?.track()).then(() => writeAddress(false));
  }
});
grounds.listen();
installThemeSwitch(() => { view?.recolour(); colouring?.draw(); });

/**
 * For tests and benchmarks only.
 * @type {any}
 */ (window).situationMap = {
  get view() { return view; },
  get situation() { return situation; },
  get selected() { return selected; },
  filter,
  time,
  grounds,
  get desk() { return desk; },
  phaseOf: (/** @type {string} */ code) => view?.phaseOf(code),
  stream: () => freshness.state(),
};

start();
