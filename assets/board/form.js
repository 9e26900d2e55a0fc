// Asks for one fact in a dialog made from a description, and records it.

import { t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { send } from "../map/token.js";
import { button, openDialog } from "../intake/dialogs.js";
import { styled } from "../intake/styled.js";

/**
 * @typedef {{
 *   name: string, label: string, kind: "choice"|"count"|"line"|"text"|"day"|"time"|"yes"|"unit",
 *   into?: "payload"|"fact"|"area", required?: boolean, value?: string|number|boolean, most?: number, options?: [string, string][]
 * }} FieldSpec
 * @typedef {{title: string, area?: string|null, fields: FieldSpec[], fact: {type: string, subject?: string, payload?: object}}} FormSpec
 * @typedef {HTMLInputElement|HTMLSelectElement|HTMLTextAreaElement} Control
 */

const LONGEST = 2000;
let lists = 0;

/** @param {FieldSpec} spec @returns {HTMLSelectElement} */
function choice(spec) {
  const select = made("select");
  for (const [value, label] of spec.options ?? []) select.append(new Option(label, value));
  if (spec.value !== undefined) select.value = String(spec.value);
  return select;
}

/** Make a list of places that narrows while one types. @param {FieldSpec} spec @returns {{control: HTMLSelectElement, search: HTMLInputElement}} */
function place(spec) {
  const select = made("select");
  const search = made("input");
  search.type = "search";
  search.autocomplete = "off";
  search.placeholder = t("Name or part of it");
  search.setAttribute("aria-label", t("Name or part of it"));
  select.size = 6;
  const draw = () => {
    const wanted = search.value.trim().toLowerCase();
    const chosen = select.value;
    const found = (spec.options ?? []).filter(([code, label]) => !wanted || label.toLowerCase().includes(wanted) || code.startsWith(wanted));
    select.replaceChildren(...found.map(([code, label]) => new Option(label, code)));
    select.value = found.some(([code]) => code === chosen) ? chosen : found.length === 1 ? found[0][0] : "";
  };
  search.addEventListener("input", draw);
  draw();
  return { control: select, search };
}

/** @param {FieldSpec} spec @returns {Control} */
function control(spec) {
  if (spec.kind === "choice") return choice(spec);
  if (spec.kind === "text") {
    const area = made("textarea");
    area.rows = 3;
    area.maxLength = spec.most ?? LONGEST;
    area.value = String(spec.value ?? "");
    return area;
  }
  const input = made("input");
  input.type = { yes: "checkbox", count: "number", day: "date", time: "time" }[/** @type {string} */ (spec.kind)] ?? "text";
  if (spec.kind === "yes") {
    input.checked = spec.value === true;
    return input;
  }
  if (spec.kind === "count") {
    Object.assign(input, { min: "0", step: "1", max: spec.most === undefined ? "" : String(spec.most), inputMode: "numeric" });
  }
  if (spec.kind === "line") input.maxLength = spec.most ?? 60;
  input.value = String(spec.value ?? "");
  return input;
}

/** Offer what was written before. @param {HTMLInputElement} input @param {FieldSpec} spec @returns {HTMLDataListElement} */
function remembered(input, spec) {
  const list = made("datalist");
  lists += 1;
  list.id = `remembered-${lists}`;
  for (const [value] of spec.options ?? []) list.append(new Option(value));
  input.setAttribute("list", list.id);
  return list;
}

/** Read what was filled in; undefined where nothing was. @param {FieldSpec} spec @param {Control} field */
function valueOf(spec, field) {
  if (spec.kind === "yes") return /** @type {HTMLInputElement} */ (field).checked;
  const text = field.value.trim();
  if (spec.kind === "count") return text === "" ? undefined : Number(text);
  if (spec.kind === "choice" && text === "") return spec.name.endsWith("[]") ? undefined : null;
  return text === "" ? undefined : text;
}

/** Put a value where its name says: `a.b` is a member of a member, `a[]` one more of a list. @param {Record<string, any>} into @param {string} name @param {unknown} value */
function put(into, name, value) {
  if (value === undefined) return;
  if (name.endsWith("[]")) {
    const list = name.slice(0, -2);
    into[list] = [...new Set([...(into[list] ?? []), value])];
    return;
  }
  const [first, ...rest] = name.split(".");
  if (rest.length) put((into[first] ??= {}), rest.join("."), value);
  else into[first] = value;
}

/** Fill `{new}` and names of the payload into a subject. @param {string|undefined} subject @param {Record<string, any>} payload */
function named(subject, payload) {
  const fresh = () => `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
  return subject?.replace(/\{(\w+)\}/g, (_, name) => (name === "new" ? fresh() : String(payload[name] ?? "")));
}

/** @param {FormSpec} spec @param {[FieldSpec, Control][]} fields */
function gathered(spec, fields) {
  /** @type {Record<string, any>} */
  const payload = { ...spec.fact.payload };
  /** @type {Record<string, any>} */
  const fact = { ...spec.fact };
  let area = spec.area ?? "";
  for (const [field, input] of fields) {
    const value = valueOf(field, input);
    if (field.into === "area") area = String(value ?? "");
    else put(field.into === "fact" ? fact : payload, field.name, value);
  }
  fact.payload = payload;
  if (fact.subject) fact.subject = named(fact.subject, payload);
  return { area, fact };
}

/**
 * Open a form; what was recorded is handed on.
 * @param {FormSpec} spec
 * @param {() => void} [recorded]
 */
export async function openForm(spec, recorded = () => {}) {
  await styled();
  const dialog = openDialog(spec.title, "record-form");
  const form = made("form");
  /** @type {[FieldSpec, Control][]} */
  const fields = [];
  for (const field of spec.fields) {
    const label = made("label", field.kind === "yes" ? "tick" : "field");
    const narrowed = field.kind === "unit" ? place(field) : null;
    const input = narrowed?.control ?? control(field);
    input.name = field.name;
    input.required = field.required !== false && field.kind !== "yes" && !(field.kind === "choice" && field.options?.some(([value]) => value === ""));
    label.append(...(field.kind === "yes" ? [input, made("span", "", field.label)] : [made("span", "", field.label), ...(narrowed ? [narrowed.search] : []), input]));
    if (field.kind === "line" && input instanceof HTMLInputElement) label.append(remembered(input, field));
    form.append(label);
    fields.push([field, input]);
  }
  const refusal = made("p", "wrong");
  refusal.setAttribute("role", "alert");
  refusal.hidden = true;
  const go = made("button", "primary", t("Record"));
  const actions = made("div", "dialog-actions");
  actions.append(button(t("Cancel"), "", () => dialog.close()), go);
  form.append(refusal, actions);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    const { area, fact } = gathered(spec, fields);
    try {
      await send(`/api/v1/units/${encodeURIComponent(area)}/facts`, fact);
      dialog.close(); // the live stream brings the page up to date
      recorded();
    } catch (error) {
      refusal.textContent = error instanceof TypeError ? t("The server does not answer. Please try again.") : error instanceof Error ? error.message : String(error);
      refusal.hidden = false;
      go.disabled = false;
    }
  });
  dialog.append(form);
  /** @type {HTMLElement|null} */ (form.querySelector("input, select, textarea"))?.focus();
  return dialog;
}
