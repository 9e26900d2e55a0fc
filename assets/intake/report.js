// Shows an opened report: what it is, what it would record, what is wrong with it, and what can be done with it.

import { showDay, showInstant, t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { address, get, getText, patch, post, Problem } from "./api.js";
import { itemsOf, showChanges } from "./changes.js";
import { askReason, askWhether, button, showText, toast } from "./dialogs.js";
import { showRecorded } from "./recorded.js";
import { actionText, approval, intake, kindText, may, statusText, withdrawal, wrong } from "./words.js";

/**
 * @typedef {import("./api.js").Preview} Preview
 * @typedef {(amendments: import("./api.js").Amendments) => void} Mutation
 */

const head = /** @type {HTMLElement} */ (document.getElementById("opened-head"));
const beside = /** @type {HTMLElement} */ (document.getElementById("opened-beside"));

export class Report {
  /** @param {{onChanged: (preview: Preview) => void, onDone: (receipt: string) => void, tools: (town: string) => HTMLElement, onSheet: (town: string) => void}} hands */
  constructor(hands) {
    this.hands = hands;
    /** @type {Preview|null} */
    this.preview = null;
    /** @type {{told: string, mutate: Mutation}|null} an edit that did not arrive */
    this.kept = null;
    /** @type {Array<[string, string, string]>} what has moved since it was shown: the cell, how it stood, how it stands */
    this.moved = [];
    /** @type {Promise<void>} edits go one after the other */
    this.queue = Promise.resolve();
  }

  /** @param {string} receipt */
  async open(receipt) {
    this.kept = null;
    this.moved = [];
    await this.show(await get(`/${receipt}`));
  }

  /** @param {Preview} preview */
  async show(preview) {
    this.preview = preview;
    const closed = !["draft", "submitted"].includes(preview.report.status);
    document.documentElement.dataset.view = "report";
    this.#head(preview);
    this.#beside(preview);
    const recorded = preview.recorded ?? null;
    document.getElementById("opened")?.toggleAttribute("data-past", recorded !== null);
    showRecorded(recorded);
    if (recorded === null) await this.#changes(preview, closed);
    document.documentElement.dataset.intake = "ready";
  }

  /** @param {Preview} preview @param {boolean} closed */
  async #changes(preview, closed) {
    await showChanges(preview, closed, {
      onCell: (item, value) => this.amend(`${item.row.name} ${item.label}: ${value || t("empty")}`, (amendments) => {
        (amendments.cells[item.row.id] ??= {})[item.column ?? ""] = value === "" ? null : value;
      }),
      onReason: (item, reason) => this.amend(`${item.row.name}: ${reason}`, (amendments) => {
        if (reason) amendments.reasons[item.row.id] = reason;
        else delete amendments.reasons[item.row.id];
      }),
      onTaken: (item, taken) => this.amend(`${item.row.name}: ${taken ? t("Take") : t("Left out")}`, (amendments) => {
        amendments.left_out = amendments.left_out.filter((id) => id !== item.row.id);
        if (!taken) amendments.left_out.push(item.row.id);
      }),
      onUnit: (item, code, name) => this.amend(`${item.row.name} → ${name}`, (amendments) => {
        amendments.units[item.row.id] = code;
      }),
    });
  }

  /**
   * Send an edit; when somebody else was faster, keep it and let the person repeat it.
   * @param {string} told
   * @param {Mutation} mutate
   */
  amend(told, mutate) {
    this.queue = this.queue.then(async () => {
      const { preview } = this;
      if (!preview) return;
      const amendments = structuredClone(preview.amendments);
      mutate(amendments);
      try {
        const fresh = await patch(`/${preview.report.id}`, { amendments, version: preview.report.version });
        this.kept = null;
        this.moved = [];
        await this.show(fresh);
        this.hands.onChanged(fresh);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        this.kept = { told, mutate };
        toast(error.message, true);
        if (error.status === 409) await this.show(await get(`/${preview.report.id}`));
        else await this.show(preview);
      }
    });
    return this.queue;
  }

  // ------------------------------------------------------------ what it is

  /** @param {Preview} preview */
  #head(preview) {
    const { report, township, corrects } = preview;
    const title = made("div", "report-title");
    const name = made("h2", "", township.name);
    const status = made("span", "chip status-chip", statusText(report.status));
    status.dataset.status = report.status;
    title.append(name, made("span", "report-day", showDay(report.day)), made("span", "chip", kindText(report.kind)), status);
    if (corrects) {
      const sign = made("span", "chip corrects", t("Corrected version"));
      sign.title = t("It corrects {receipt}", { receipt: corrects });
      title.append(sign);
    }
    title.append(this.hands.tools(township.code));
    const meta = made("p", "meta");
    for (const [label, text] of [
      [t("Receipt"), report.id], [t("File"), report.file_name], [t("Received at"), showInstant(report.received_at)],
      [t("Corrects"), corrects],
    ]) if (text) {
      const part = made("span");
      part.append(made("i", "", `${label} `), text);
      meta.append(part);
    }
    const history = made("details", "history");
    history.append(made("summary", "", t("History, {n} steps", { n: report.steps.length })));
    const steps = made("ol");
    for (const step of report.steps) {
      const line = made("li");
      line.append(made("time", "", showInstant(step.at)), made("b", "", actionText(step.action)), made("span", "", step.reason ?? ""));
      steps.append(line);
    }
    history.append(steps);
    meta.append(history);
    head.replaceChildren(title, meta, this.#summary(preview), ...this.#notices(preview));
  }

  /** @param {Preview} preview */
  #summary({ report, counts, facts, unchanged, digest, recorded }) {
    const list = made("ul", "summary");
    if (recorded) {
      const told = recorded.filter((one) => one.type !== "report_received"); // that it came in is not counted before either
      list.append(counted("facts", t("Facts recorded"), told.length), counted("standing", t("of them still count"), told.filter((one) => one.counts).length));
      if (report.revision !== null) list.append(counted("revision", t("Revision of the record"), report.revision));
      return list;
    }
    /** @type {Array<[string, string, number]>} */
    const shown = [
      ["facts", report.status === "returned" ? t("Facts that it tells") : t("Facts to be recorded"), facts], ["error", t("Errors"), counts.error],
      ["correction", t("Corrections without a reason"), counts.correction], ["warning", t("Notes"), counts.warning],
      ["unchanged", t("Rows without change"), unchanged],
    ];
    for (const [level, label, n] of shown) list.append(counted(level, label, n));
    const sign = made("li", "digest");
    sign.append(made("span", "", t("Digest")), made("code", "", digest.slice(0, 12)));
    sign.title = t("What is confirmed is exactly what is shown here; the digest stands for it.");
    list.append(sign);
    return list;
  }

  /** @param {Preview} preview */
  #notices(preview) {
    const notices = [];
    const { kept } = this;
    if (kept) {
      const bar = made("div", "moved-bar");
      bar.setAttribute("role", "alert");
      bar.append(made("span", "", t("Not saved: {edit}", { edit: kept.told })),
        button(t("Repeat it"), "", () => this.amend(kept.told, kept.mutate)),
        button(t("Give it up"), "", () => { this.kept = null; bar.remove(); }));
      notices.push(bar);
    }
    if (this.moved.length) {
      const bar = made("div", "moved-bar");
      bar.setAttribute("role", "alert");
      bar.append(made("b", "", t("The record has changed since this was shown. Please look again:")), tableOf(this.moved));
      notices.push(bar);
    }
    if (preview.findings.length && !preview.recorded) {
      const grave = preview.findings.filter((one) => one.level !== "warning");
      const notes = preview.findings.filter((one) => one.level === "warning");
      const list = made("div", "general");
      for (const finding of grave) list.append(general(finding));
      if (notes.length > 2) {
        const more = made("details");
        more.append(made("summary", "", t("{n} notes on the report as a whole", { n: notes.length })), ...notes.map(general));
        list.append(more);
      } else list.append(...notes.map(general));
      notices.push(list);
    }
    return notices;
  }

  // ------------------------------------------------------------ what can be done

  /** @param {Preview} preview */
  #beside(preview) {
    beside.replaceChildren(this.actions(preview));
  }

  /** Return the row of buttons for what can be done with a report. @param {Preview} preview */
  actions(preview) {
    const { report, counts, acceptable } = preview;
    const row = made("div", "actions");
    const { approvals } = intake();
    const n = wrong(counts);
    const why = made("span", "why");
    const next = report.status === "draft"
      ? { text: approvals.length ? t("Submit") : t("Submit and record"), step: "submit" }
      : report.status === "submitted"
        ? { text: approvals.includes("check") && approvals.includes("confirm") ? t("Check and pass on") : t("Confirm and record"), step: "confirm" }
        : report.status === "checked" ? { text: t("Confirm and record"), step: "confirm" } : null;
    const town = report.township;
    const sends = may("send_report", town);
    if (next && may(next.step === "submit" ? "send_report" : approval(report.status), town)) {
      const go = button(next.text, "primary", () => this.#step(next.step, go));
      go.dataset.step = next.step;
      go.disabled = !acceptable;
      if (!acceptable) {
        why.textContent = t("{n} problems stand against it: mend the cells, give the reasons, or leave the rows out.", { n });
        why.id = "why-not";
        go.setAttribute("aria-describedby", "why-not");
      } else if (!preview.facts && report.kind !== "unit") why.textContent = t("It will count as a zero report: nothing has changed.");
      row.append(go);
    }
    const open = ["draft", "submitted", "checked"].includes(report.status);
    if (sends && report.kind === "grid" && report.status === "draft" && document.documentElement.dataset.view !== "sheet") {
      row.append(button(t("Go on filling in"), "", () => this.hands.onSheet(report.township)));
    }
    if (open && report.kind === "file" && may("check_report", town)) row.append(button(t("Return …"), "", () => this.#end("return")));
    if (open ? sends : report.status === "confirmed" && may(withdrawal(), town)) row.append(button(t("Withdraw …"), "", () => this.#end("withdraw")));
    if (report.kind === "file") {
      if (!preview.recorded) row.append(link(t("Marked copy"), `/${report.id}/marked.xlsx`));
      row.append(link(t("Original file"), `/${report.id}/file`));
    }
    if (!preview.recorded) row.append(button(t("Text for the clerk …"), "", async () => {
      await guarded(async () => showText(t("What is to be mended"), await getText(`/${report.id}/letter`)));
    }));
    row.append(why);
    return row;
  }

  /** @param {string} step @param {HTMLButtonElement} pressed */
  async #step(step, pressed) {
    const { preview } = this;
    if (!preview) return;
    pressed.disabled = true;
    try {
      const done = await post(`/${preview.report.id}/${step}`, { digest: preview.digest });
      this.moved = [];
      const receipt = done.report.id;
      toast(done.report.status === "confirmed" ? t("Recorded: {n} facts, receipt {receipt}", { n: preview.facts, receipt })
        : done.report.status === "checked" ? t("Checked, receipt {receipt}", { receipt }) : t("Handed on, receipt {receipt}", { receipt }));
      this.hands.onDone(preview.report.id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      pressed.disabled = false;
      toast(error.message, true);
      if (error.status !== 409) return;
      const fresh = await get(`/${preview.report.id}`);
      this.moved = fresh.digest === preview.digest ? [] : differences(preview, fresh);
      await this.show(fresh);
      this.hands.onChanged(fresh);
    }
  }

  /** @param {"return"|"withdraw"} step */
  async #end(step) {
    const { preview } = this;
    if (!preview) return;
    const { report, township } = preview;
    const words = step === "return"
      ? { title: t("Return the report of {township}", { township: township.name }), told: t("The township sees the reason and sends a mended report. Nothing of this one is recorded."), go: t("Return") }
      : { title: t("Withdraw the report of {township}", { township: township.name }), told: report.status === "confirmed"
        ? t("Everything it recorded, and that still counts, is retracted with it.") : t("Nothing of it is recorded."), go: t("Withdraw") };
    const reason = await askReason(words.title, words.told, words.go);
    if (!reason) return;
    await guarded(async () => {
      await post(`/${report.id}/${step}`, { reason });
      toast(step === "return" ? t("Returned") : t("Report withdrawn"));
      this.hands.onDone(report.id);
    });
  }
}

/** Begin a zero report and hand it in, after saying what it does. @param {string} town @param {string} name @param {string} day */
export async function zeroReport(town, name, day) {
  const told = t("{township} reports that nothing has changed on {day}. No unit is touched; the report counts as received.", { township: name, day: showDay(day) });
  if (!(await askWhether(t("Zero report"), told, t("Send the zero report")))) return null;
  return guarded(async () => {
    const preview = await post("/entries", { township: town, kind: "zero", day });
    const receipt = /** @type {string} */ (preview.report.id);
    const done = await post(`/${receipt}/submit`, { digest: preview.digest });
    toast(done.report.status === "confirmed" ? t("Zero report of {township} received", { township: name }) : t("Handed on, receipt {receipt}", { receipt }));
    return receipt;
  });
}

/**
 * Do something and tell a problem of the server.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T|null>}
 */
export async function guarded(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.message, true);
    return null;
  }
}

/** @param {string} level @param {string} label @param {number} n */
function counted(level, label, n) {
  const item = made("li");
  item.dataset.level = level;
  item.dataset.none = String(!n);
  if (!["revision", "standing"].includes(level)) item.append(made("span", "state-icon"));
  item.append(made("b", "", String(n)), made("span", "", label));
  return item;
}

/** @param {import("./api.js").Finding} finding */
function general({ level, level_name, text, place }) {
  const line = made("p");
  line.dataset.level = level;
  line.append(made("span", "state-icon"), made("b", "", level_name), made("span", "", place ? `${place} ${text}` : text));
  return line;
}

/** @param {string} text @param {string} path */
function link(text, path) {
  const made_ = made("a", "button", text);
  made_.href = address(path);
  made_.setAttribute("download", "");
  return made_;
}

/** Say in which cells two previews of a report differ. @param {Preview} before @param {Preview} after */
function differences(before, after) {
  const old = new Map(itemsOf(before).map((item) => [item.key, item]));
  const fresh = new Map(itemsOf(after).map((item) => [item.key, item]));
  const told = [];
  for (const key of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, is] = [old.get(key), fresh.get(key)];
    if (was?.after === is?.after && was?.before === is?.before) continue;
    const one = /** @type {import("./changes.js").Item} */ (is ?? was);
    const write = (/** @type {import("./changes.js").Item|undefined} */ item) => (item ? `${item.before || "—"} → ${item.after || "—"}` : t("no change"));
    told.push(/** @type {[string, string, string]} */ ([`${one.row.name} · ${one.label}`, write(was), write(is)]));
  }
  return told.length ? told.slice(0, 12) : [/** @type {[string, string, string]} */ ([t("The facts differ, the cells shown do not."), "", ""])];
}

/** @param {Array<[string, string, string]>} moved */
function tableOf(moved) {
  const table = made("table");
  for (const [place, lines, tag] of /** @type {Array<["thead"|"tbody", string[][], "th"|"td"]>} */ ([
    ["thead", [[t("Cell"), t("Was shown"), t("Now")]], "th"], ["tbody", moved, "td"],
  ])) {
    const part = made(place);
    for (const line of lines) {
      const row = made("tr");
      row.append(...line.map((text) => made(tag, "", text)));
      part.append(row);
    }
    table.append(part);
  }
  return table;
}
