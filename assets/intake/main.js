// Starts the page of the intake: the day's board, the files, the opened report, the online form, the calendar.

import { t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { FreshnessSign } from "../map/freshness.js";
import { listen } from "../map/live.js";
import { installThemeSwitch } from "../map/theme.js";
import { address, getText } from "./api.js";
import { batchesOf, takeBatch } from "./batch.js";
import { Board } from "./board.js";
import { drawCalendar } from "./calendar.js";
import { button, showText } from "./dialogs.js";
import { Drop } from "./drop.js";
import { guarded, Report, zeroReport } from "./report.js";
import { Sheet } from "./sheet.js";
import { kindText, leading, may, standing, statusText } from "./words.js";

/** @typedef {"empty"|"town"|"report"|"sheet"|"calendar"} View */

const root = document.documentElement;
const calendar = /** @type {HTMLElement} */ (document.getElementById("calendar"));
const opened = /** @type {HTMLElement} */ (document.getElementById("opened"));
const head = /** @type {HTMLElement} */ (document.getElementById("opened-head"));
const beside = /** @type {HTMLElement} */ (document.getElementById("opened-beside"));
const freshness = new FreshnessSign();
const asked = new URLSearchParams(location.search);
const LATER = 600; // milliseconds within which events count as one

/** @type {string|null} the report that stands open */
let receipt = null;
/** how often the person has gone elsewhere; a file that arrives later does not call them back */
let [moves, taken] = [0, 0];

const board = new Board({
  onTown: (code) => openTown(code),
  onBoard: (data) => {
    const lateness = { last_report_at: data.townships.map((town) => town.at ?? "").sort().at(-1) || null, reported: data.townships.filter((town) => town.received).length, expected: data.townships.length };
    freshness.contact(data.day === data.today ? { now: data.now, freshness: /** @type {any} */ (lateness) } : { now: data.now });
    if (root.dataset.intake === "loading") root.dataset.intake = "ready";
    if (root.dataset.view === "town" && board.town) drawTown(board.town);
    else drawChips();
    drawBatches(data);
    drop.follow(data);
    followOthers(data);
  },
});

/** Offer below the board what can be done with many reports at once. @param {import("./api.js").Board} data */
function drawBatches(data) {
  const place = /** @type {HTMLElement} */ (document.getElementById("board-batches"));
  const batches = batchesOf(data);
  if (place.textContent === batches.map((batch) => batch.title).join("")) return; // no flicker, no lost focus
  place.replaceChildren(...batches.map(({ title, status }) => {
    const go = button(title, status === "draft" ? "wide primary" : "wide", () => {
      const batch = board.data && batchesOf(board.data).find((one) => one.status === status);
      if (batch) takeBatch(batch, () => board.refresh());
    });
    go.dataset.batch = status;
    return go;
  }));
}

const report = new Report({
  tools,
  onChanged: () => board.refresh(),
  onDone: async (id) => {
    await board.refresh();
    openReport(id);
  },
  onSheet: (town) => openSheet(town),
});
const sheet = new Sheet({ tools, report, onSaved: () => board.refresh() });
const drop = new Drop({
  onTake: () => { taken = moves; },
  onKept: async (preview, alone) => {
    if (alone && taken === moves) {
      if (preview.report.day !== board.shown) await board.setDay(preview.report.day);
      await openReport(preview.report.id);
      drop.list.hidden = true; // the report itself says it all
    }
    board.refresh();
  },
  onOpen: (id) => openReport(id),
});

/** @param {View} view */
function show(view) {
  moves += 1;
  if (view !== "sheet") sheet.close();
  root.dataset.view = view;
  opened.hidden = view === "empty" || view === "calendar";
  calendar.hidden = view !== "calendar";
  if (view !== "report") receipt = null;
  if (view !== "empty") toWork();
}

/** On a phone, where the board stands above it, bring the work into sight. */
function toWork() {
  if (matchMedia("(max-width: 767px)").matches) document.getElementById("work")?.scrollIntoView();
}

/** Keep what is looked at in the address. */
function writeAddress() {
  const query = new URLSearchParams(location.search);
  const values = { day: board.day, town: board.town, report: receipt, form: root.dataset.view === "sheet" ? "1" : null };
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  history.replaceState(null, "", `/intake${text ? `?${text}` : ""}`);
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-language]"))) {
    query.set("lang", link.dataset.language ?? "");
    link.search = query.toString();
  }
}

/** Open what stands for a township: its report, its draft, or what can be begun. @param {string} code */
async function openTown(code) {
  const town = board.townOf(code);
  if (!town) return;
  drop.list.hidden = !drop.running;
  const line = may("read_report", code) ? leading(town) : undefined;
  if (line?.kind === "grid" && line.status === "draft") await openSheet(code);
  else if (line) await openReport(line.id);
  else {
    show("town");
    board.mark(code);
    drawTown(code);
    writeAddress();
  }
}

/** @param {string} code */
function drawTown(code) {
  const town = board.townOf(code);
  if (!town) return;
  const title = made("div", "report-title");
  const { text, state } = standing(town, board.overdue);
  const chip = made("span", "chip", text);
  title.append(made("h2", "", town.name), chip, tools(code));
  const told = made("p", "empty", state === "missing"
    ? may("send_report", code) ? t("No report of this day yet. Drop its file above, fill it in online, or send a zero report.") : t("No report of this day yet.")
    : may("read_report", code) ? t("The day is recorded as reported; there is no report behind it that could be opened.")
      : t("What the report says is read by its township and the election office. What it recorded stands on the map."));
  if (head.querySelector("h2")?.textContent === town.name && head.dataset.state === state && head.dataset.town === code) return;
  head.dataset.state = state;
  head.dataset.town = code;
  head.replaceChildren(title, told);
  beside.replaceChildren();
}

/** @param {string} id */
async function openReport(id) {
  await guarded(async () => {
    show("report");
    delete head.dataset.town;
    await report.open(id);
    receipt = id;
    toWork();
    const line = report.preview?.report;
    if (line && line.day !== board.shown) await board.setDay(line.day);
    board.mark(line?.township ?? null);
    drawChips();
    writeAddress();
    if (document.activeElement === document.body) document.getElementById("work")?.focus({ preventScroll: true });
  });
}

/** @param {string} code */
async function openSheet(code) {
  await guarded(async () => {
    show("sheet");
    delete head.dataset.town;
    board.mark(code);
    await sheet.open(code, board.shown);
    writeAddress();
    toWork();
  });
}

/** Show the opened report again when somebody else has changed it; not while a cell is being typed into. @param {import("./api.js").Board} data */
function followOthers(data) {
  const shown = root.dataset.view === "report" ? report.preview?.report : null;
  const line = data.townships.flatMap((town) => town.reports).find((one) => one.id === shown?.id);
  if (!shown || !line || line.version <= shown.version || report.kept || document.activeElement?.closest(".ag-cell-inline-editing, dialog")) return;
  guarded(() => report.open(shown.id));
}

/** Show the other reports of the township's day as chips below the title. */
function drawChips() {
  head.querySelector(".report-chips")?.remove();
  const town = board.town && board.townOf(board.town);
  if (!town || root.dataset.view !== "report" || town.reports.length < 2) return;
  const chips = made("div", "report-chips");
  chips.append(made("span", "", t("Reports of the day")));
  for (const line of town.reports) {
    const chip = button(`${line.id.split("-")[1]} ${kindText(line.kind)} · ${statusText(line.status)}`, "", () => openReport(line.id));
    chip.setAttribute("aria-pressed", String(line.id === receipt));
    chips.append(chip);
  }
  head.querySelector(".report-title")?.after(chips);
}

/** Return what can be begun for a township. @param {string} code */
function tools(code) {
  const town = board.townOf(code);
  const row = made("div", "tools");
  if (!may("send_report", code)) return row;
  const form = made("a", "button", t("Form to download"));
  form.href = address(`/template.xlsx?township=${code}&day=${board.shown}`);
  form.setAttribute("download", "");
  const zero = button(t("Zero report"), "", async () => {
    const id = await zeroReport(code, town?.name ?? code, board.shown);
    if (!id) return;
    await board.refresh();
    openReport(id);
  });
  zero.dataset.tool = "zero";
  const online = button(t("Fill in online"), "", () => openSheet(code));
  online.dataset.tool = "sheet";
  row.append(form, zero);
  if (root.dataset.view !== "sheet") row.append(online);
  return row;
}

async function openCalendar() {
  if (root.dataset.view === "calendar") {
    show("empty");
    return;
  }
  show("calendar");
  const { data } = board;
  if (!data) return;
  await guarded(() => drawCalendar(board.shown, data.today, data.now, async (day, town) => {
    await board.setDay(day);
    await openTown(town);
  }));
  toWork();
}

document.addEventListener("click", async (event) => {
  const target = /** @type {Element} */ (event.target);
  const open = /** @type {HTMLElement|null} */ (target.closest("[data-open]"))?.dataset.open;
  if (open === "files") drop.choose();
  else if (open === "calendar") openCalendar();
  else if (open === "reminder") {
    await guarded(async () => showText(t("Reminder text"), await getText(`/reminder?day=${board.shown}`)));
  }
  const step = /** @type {HTMLElement|null} */ (target.closest("[data-day-step]"))?.dataset.dayStep;
  if (step) {
    await (step === "today" ? board.setDay(null) : board.step(Number(step)));
    const { town } = board;
    if (root.dataset.view === "calendar") return;
    show("empty");
    if (town) await openTown(town);
    else writeAddress();
  }
});

/** @type {ReturnType<typeof setTimeout>|undefined} */
let soon;
listen((message) => {
  if (message.type === "status") {
    freshness.status(message.open);
    return;
  }
  freshness.contact(message.name === "beat" || message.name === "change" ? message.data : {});
  clearTimeout(soon);
  soon = setTimeout(() => board.refresh(), LATER);
});
installThemeSwitch(() => {});

async function start() {
  const [day, town, id] = [asked.get("day"), asked.get("town"), asked.get("report")];
  await board.refresh();
  if (day) await board.setDay(day);
  if (id) await openReport(id);
  else if (town && asked.get("form")) await openSheet(town);
  else if (town) await openTown(town);
}

/**
 * For tests only.
 * @type {any}
 */ (window).intakeDesk = { board, report, sheet, drop };

start();
