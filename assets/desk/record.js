// A small form for one fact that a role records from the dossier: a visit, a reply, the result of a review.

import { t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { send } from "../map/token.js";
import { button, openDialog } from "../intake/dialogs.js";
import { styled } from "../intake/styled.js";

/**
 * @typedef {{name: string, label: string, kind: "choice"|"count"|"text"|"yes", options?: {value: string, label: string}[], value?: string|number}} FieldSpec
 * @typedef {{title: string, fields: FieldSpec[], fact: {type: string, payload: object}}} Form
 */

/** @param {FieldSpec} spec @returns {HTMLInputElement|HTMLSelectElement|HTMLTextAreaElement} */
function fieldOf(spec) {
  if (spec.kind === "choice") {
    const select = made("select");
    for (const { value, label } of spec.options ?? []) select.append(new Option(label, value));
    return select;
  }
  if (spec.kind === "text") {
    const area = made("textarea");
    area.rows = 4;
    area.maxLength = 2000;
    area.required = true;
    area.value = String(spec.value ?? "");
    return area;
  }
  const input = made("input");
  input.type = spec.kind === "yes" ? "checkbox" : "number";
  if (spec.kind === "count") {
    input.min = "0";
    input.step = "1";
    input.required = true;
    input.value = String(spec.value ?? "");
  }
  return input;
}

/** Read what was filled in. @param {FieldSpec} spec @param {HTMLInputElement|HTMLSelectElement|HTMLTextAreaElement} field */
function valueOf(spec, field) {
  if (spec.kind === "yes") return /** @type {HTMLInputElement} */ (field).checked;
  return spec.kind === "count" ? Number(field.value) : field.value.trim();
}

/** Open the form that a button of the dossier carries. @param {string} code of the unit @param {HTMLElement} opener */
export async function openRecord(code, opener) {
  await styled();
  /** @type {Form} */
  const { title, fields, fact } = JSON.parse(opener.dataset.record ?? "{}");
  const dialog = openDialog(title, "record-form");
  const form = made("form");
  const inputs = fields.map((spec) => {
    const label = made("label", spec.kind === "yes" ? "tick" : "field");
    const field = fieldOf(spec);
    field.name = spec.name;
    label.append(...(spec.kind === "yes" ? [field, made("span", "", spec.label)] : [spec.label, field]));
    form.append(label);
    return field;
  });
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
    const told = Object.fromEntries(fields.map((spec, place) => [spec.name, valueOf(spec, inputs[place])]));
    try {
      await send(`/api/v1/units/${encodeURIComponent(code)}/facts`, { ...fact, payload: { ...fact.payload, ...told } });
      dialog.close(); // the live stream brings the dossier up to date
    } catch (error) {
      refusal.textContent = error instanceof Error ? error.message : String(error);
      refusal.hidden = false;
      go.disabled = false;
    }
  });
  dialog.append(form);
  inputs[0]?.focus();
}
