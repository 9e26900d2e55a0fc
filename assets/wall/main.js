// Starts the wall: maps, figures, lists, tour. It runs for weeks without a hand on it.

import { boot, showInstant, t } from "../map/boot.js";
import { installColouring } from "../map/colouring.js";
import { made, setText } from "../map/dom.js";
import { Filter } from "../map/filter.js";
import { FreshnessSign } from "../map/freshness.js";
import { installLegend } from "../map/legend.js";
import { listen } from "../map/live.js";
import { insist } from "../map/notice.js";
import { showNumber, showShortDifference } from "../map/numbers.js";
import { colourBy, way } from "../map/shades.js";
import { Situation } from "../map/situation.js";
import { installStrip } from "../map/strip.js";
import { Time } from "../map/time.js";
import { Towns } from "../map/towns.js";
import { Arrivals } from "./arrivals.js";
import { Clock } from "./clock.js";
import { Feed } from "./feed.js";
import { Led } from "./led.js";
import { Follower } from "./presenter.js";
import { hearKeys } from "./keys.js";
import { Lists } from "./lists.js";
import { readOptions, terms } from "./options.js";
import { Replay } from "./replay.js";
import { keepScale } from "./scale.js";
import { Stage } from "./stage.js";
import { Steady } from "./steady.js";
import { Tour } from "./tour.js";

/** @typedef {import("./tour.js").Stop} Stop */

const TOLD = 10_000; // milliseconds that a word about the remote control stands
const UNTOUCHED = 600_000; // milliseconds without a command after which a presenter is gone
const WAYS = [null, "late", "success"]; // what a wall may be coloured by
const root = document.documentElement;
const options = readOptions(new URLSearchParams(location.search));
const freshness = new FreshnessSign();
const clock = new Clock();
const filter = new Filter(new Map());
const time = new Time(null, "now");
const lists = new Lists(terms.page_seconds);
/** @type {Situation|null} */
let situation = null;
/** @type {Stage|null} */
let stage = null;
/** @type {Replay|null} */
let replay = null;
/** @type {ReturnType<typeof installColouring>|null} */
let colouring = null;
/** @type {Arrivals|null} */
let arrivals = null;
/** @type {import("../map/stream.js").Message[]} events that came before the first columns */
let early = [];
let wanted = boot.track;
/** @type {boolean|null} whether polls are shown large; null: when there are many */
let polls = options.polls;

root.dataset.motion = options.still ? "off" : "on";
root.dataset.visitors = options.visitors ? "on" : "off";
colourBy(WAYS.includes(options.by) ? options.by : null);
keepScale(options.scale, () => {
  stage?.rebuild();
  lists.fit();
});

const tour = new Tour({ seconds: options.seconds, on: options.tour, show: showStop });
const feed = new Feed(take);
feed.visitors = options.visitors;
const led = new Led({
  track: (track) => chooseTrack(track ?? boot.track),
  visitors: (on) => welcome(on ?? options.visitors),
  ground: (ground) => { stage?.stand(ground ?? options.ground); },
  colour: (by) => colour(by ?? options.by),
  polls: (on) => showPolls(on ?? options.polls),
  blank, visit,
  day: (day) => replay?.day(day),
  play: () => replay?.play(true),
  home: () => { replay?.live(); tour.home(); },
  stop: (steps) => tour.go(tour.at + steps),
  pause: (on) => tour.pause(on),
});
const follower = new Follower({
  onState: (state, steps) => led.take(state, steps),
  onPairing: (code) => showPairing(code === null ? null : t("Code for the remote control: {code}", { code })),
  onFollowing: (following) => {
    if (!following) led.release();
    showPairing(following ? t("Remote control connected") : t("Remote control released"), TOLD);
  },
});
const steady = new Steady({ quietHour: terms.quiet_hour, safe: () => !replay?.on && led.quiet(UNTOUCHED) });
const connection = listen((message) => {
  if (situation) heed(message);
  else early.push(message);
});

const mapUrl = () => `${boot.urls.map}?track=${wanted}`;

async function start() {
  const fixed = insist(boot.urls.static);
  const columns = await insist(mapUrl());
  const held = new Situation(await fixed);
  situation = held;
  stage = new Stage(held, filter, options);
  replay = new Replay(held, reload);
  arrivals = new Arrivals(held, stage, { seconds: terms.mark_seconds, most: terms.most_marked });
  filter.watch(held);
  held.onChange((codes) => stage?.paint(codes));
  installLegend(held, filter);
  installStrip(held, filter, { marked: terms.mark_seconds * 1000, difference: showShortDifference });
  new Towns(held, filter);
  held.load(columns);
  connection.loaded(columns.revision);
  takeFreshness(columns);
  for (const message of early.splice(0)) heed(message);
  await feed.fetch();
  await stage.start();
  const shown = stage;
  colouring = installColouring(held, filter, time, {
    view: () => /** @type {any} */ ({ paint: (/** @type {string[]} */ codes) => shown.paint(codes), recolour: () => shown.recolour() }), onAddress: () => {},
  });
  if (tour.shown) showStop(tour.shown);
  follower.start();
  root.dataset.wall = "ready";
}

/** @param {import("../map/stream.js").Message} message */
function heed(message) {
  if (!situation) return;
  if (message.type === "status") {
    freshness.status(message.open);
    steady.heard(message.open);
    return;
  }
  const { name, data } = message;
  takeFreshness(data);
  if (name === "change") {
    replay?.forget();
    if (data.track === situation.track) feed.renew();
    if (replay?.on) return;
    const before = new Map([...situation.units.values()].map((unit) => [unit.code, unit.phase]));
    const touched = situation.change(data);
    arrivals?.hear(touched.filter((code) => before.get(code) !== situation?.units.get(code)?.phase));
  } else if (name === "reset" || (name === "day" && (data.day !== situation.day || data.revision > situation.revision))) {
    replay?.forget();
    if (!replay?.on) reload();
    feed.renew();
  }
}

/** Fetch all columns of the track anew. */
async function reload() {
  const columns = await insist(mapUrl());
  if (columns.track !== wanted || replay?.on) return;
  situation?.load(columns);
  takeFreshness(columns);
}

/** Say how fresh the picture is; a live connection never looks like fresh data. @param {any} news */
function takeFreshness(news) {
  freshness.contact(news);
  clock.tell(news.now);
  if (!news.freshness) return;
  const { last_report_at: last, reported, expected } = news.freshness;
  setText(document, "#confirmed", last ? showInstant(last) : t("no report yet"));
  setText(document, "#reported-count", `${showNumber(reported)}/${showNumber(expected)}`);
  setText(document, "#silent-count", reported < expected ? t("{n} missing", { n: expected - reported }) : t("all reported"));
}

/** Take what stands around the maps. @param {any} told the answer of the wall's route */
function take(told) {
  clock.tell(told.now);
  lists.take(told);
  tour.take(told.stops);
  const { left } = told.deadline;
  const deadline = /** @type {HTMLElement} */ (document.getElementById("deadline"));
  deadline.replaceChildren(t("to the planned end"), made("b", "", showNumber(Math.abs(left))), left < 0 ? t("days past") : t("days"));
  markPolls(told.polls.today.length);
}

/** Show a day of polls large, when it is one. @param {number} today polls of the day */
function markPolls(today) {
  const on = polls ?? today >= terms.peak_polls;
  const mode = on ? "polls" : "usual";
  if (root.dataset.mode === mode) return;
  root.dataset.mode = mode;
  lists.fit();
}

/** Lead the eye to a stop. @param {Stop|null} stop */
function showStop(stop) {
  if (!stop || !situation || !stage) return;
  const { day } = situation;
  const today = (/** @type {import("../map/situation.js").Unit} */ unit) => unit.poll_on === day || unit.last_poll_on === day;
  const waiting = (/** @type {import("../map/situation.js").Unit} */ unit) => unit.matters > 0;
  const matches = stop.kind === "polls" ? today : stop.kind === "matters" && [...situation.units.values()].some(waiting) ? waiting : null;
  stage.look(stop.area === boot.area ? null : stop.area, matches);
  lists.point(stop);
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#towns [data-town]"))) {
    row.toggleAttribute("data-current", row.dataset.town === stop.area);
  }
}

/** Look at a place that somebody has chosen. @param {string} code of a township or unit */
function visit(code) {
  const unit = situation?.units.get(code);
  const town = situation?.townships.find((one) => one.code === (unit?.township ?? code));
  if (!situation || !town) return;
  const known = tour.stops.find((stop) => stop.area === code);
  const summary = situation.summary(town.code);
  const story = unit ? "" : t("{n} of {m} elected", { n: showNumber(summary?.elected), m: showNumber(summary?.due) });
  tour.stay(known ?? { id: `place ${code}`, kind: "place", area: code, title: unit ? `${town.short_name} · ${unit.name}` : town.name, story, facts: [], level: 0 });
}

/** @param {string} track */
async function chooseTrack(track) {
  if (track === wanted || !boot.tracks.some((one) => one.id === track)) return;
  wanted = track;
  feed.track = track;
  setText(document, ".wall-track", /** @type {any} */ (boot).short_tracks[track]);
  replay?.forget();
  await replay?.live();
  await Promise.all([reload(), feed.fetch()]);
}

/** @param {boolean} on */
function welcome(on) {
  if (feed.visitors === on) return;
  feed.visitors = on;
  root.dataset.visitors = on ? "on" : "off";
  stage?.redress();
  lists.clear();
  feed.fetch().then(() => tour.home());
}

/** @param {boolean} on */
function blank(on) {
  /** @type {HTMLElement} */ (document.getElementById("blank")).hidden = !on;
}

/** @param {string|null} by */
function colour(by) {
  colouring?.choose(WAYS.includes(by) ? by : null);
}

/** @param {boolean|null} on */
function showPolls(on) {
  polls = on;
  markPolls(lists.pollsToday);
}

/** @type {ReturnType<typeof setTimeout>|undefined} */
let pairingTold;

/** Tell of the remote control at the head. @param {string|null} text @param {number} [lasts] milliseconds */
function showPairing(text, lasts) {
  clearTimeout(pairingTold);
  const told = /** @type {HTMLElement} */ (document.getElementById("pairing"));
  told.hidden = text === null;
  if (text !== null) told.textContent = text;
  if (lasts) pairingTold = setTimeout(() => showPairing(null), lasts);
}

hearKeys({
  next: () => tour.next(), previous: () => tour.previous(), pause: () => tour.pause(!tour.paused), home: () => { replay?.live(); tour.home(); },
  ground: () => stage?.stand(stage.ground === "map" ? "tiles" : "map"),
  colour: () => colour(WAYS[(WAYS.indexOf(way()?.id ?? null) + 1) % WAYS.length]),
  track: () => chooseTrack(boot.tracks[(boot.tracks.findIndex((one) => one.id === wanted) + 1) % boot.tracks.length].id),
  polls: () => showPolls(root.dataset.mode !== "polls"),
  visitors: () => welcome(root.dataset.visitors !== "on"),
  blank: () => blank(/** @type {HTMLElement} */ (document.getElementById("blank")).hidden),
  pair: () => follower.askForCode(), leave: () => follower.leave(),
  play: () => replay?.play(!replay.player.playing),
  day: (days) => replay?.move(days),
  town: (step) => {
    const codes = boot.townships;
    const at = codes.indexOf(tour.shown?.area ?? "");
    visit(codes[(at + step + codes.length) % codes.length]);
  },
});

/**
 * For tests and benchmarks only.
 * @type {any}
 */ (window).wall = {
  get situation() { return situation; },
  get stage() { return stage; },
  get tour() { return tour; },
  get replay() { return replay; },
  arrive: (/** @type {string[]} */ codes) => arrivals?.hear(codes),
  feed, steady, follower, led, visit, chooseTrack, welcome, blank, colour, showPolls,
  stream: () => freshness.state(),
};

start();
