// Accounts and screens: a list of each, and what can be done with them.

import { boot, t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { installThemeSwitch } from "../map/theme.js";
import { send } from "../map/token.js";
import { get, moment, row, tell, trying } from "./house.js";

/** @typedef {{login: string, role_name: string, post: string, areas: {name: string}[], department: string|null, disabled: boolean, must_change: boolean, seen_at: string|null}} Account */
/** @typedef {{id: string, name: string, view: string, state: "waiting"|"linked"|"revoked", seen_at: string|null, address: string|null, code_until: string|null}} Device */

const { roles } = /** @type {{roles: {id: string, areas: boolean, department: boolean}[]}} */ (/** @type {unknown} */ (boot));
const REFRESH = 15_000;

/** @param {string} id @returns {HTMLDialogElement} */
const dialog = (id) => /** @type {HTMLDialogElement} */ (document.getElementById(id));

/** @param {string} label @param {() => Promise<void>} work @returns {HTMLButtonElement} */
function button(label, work) {
  const made_ = made("button", "", label);
  made_.type = "button";
  made_.addEventListener("click", () => trying(work));
  return made_;
}

/** @param {string} question @param {string} told @returns {Promise<boolean>} */
function sure(question, told) {
  const box = dialog("sure");
  /** @type {HTMLElement} */ (box.querySelector("h2")).textContent = question;
  /** @type {HTMLElement} */ (box.querySelector("p")).textContent = told;
  box.returnValue = "no";
  box.showModal();
  return new Promise((done) => box.addEventListener("close", () => done(box.returnValue === "yes"), { once: true }));
}

/** Show a secret that is told only once. @param {string} head @param {string} told @param {string} secret */
function showSecret(head, told, secret) {
  const box = dialog("secret");
  /** @type {HTMLElement} */ (box.querySelector("h2")).textContent = head;
  /** @type {HTMLElement} */ (box.querySelector(".secret-told")).textContent = told;
  /** @type {HTMLElement} */ (box.querySelector("code")).textContent = secret;
  box.showModal();
}

/** @param {Account} account */
function accountRow(account) {
  const state = account.disabled ? t("shut") : account.must_change ? t("first password") : t("in use");
  const actions = made("div", "row-tools");
  actions.append(button(t("New password"), async () => {
    if (!(await sure(t("New first password for {login}?", { login: account.login }), t("Its sessions end at once.")))) return;
    const { password } = await send(`/api/v1/access/accounts/${encodeURIComponent(account.login)}/reset`, {});
    showSecret(t("First password of {login}", { login: account.login }), t("Hand it over in person; it is replaced at the first sign-in."), password);
    await draw();
  }));
  actions.append(account.disabled
    ? button(t("Open again"), async () => {
      await send(`/api/v1/access/accounts/${encodeURIComponent(account.login)}/enable`, {});
      await draw();
    })
    : button(t("Shut"), async () => {
      if (!(await sure(t("Shut {login}?", { login: account.login }), t("Its sessions end at once.")))) return;
      await send(`/api/v1/access/accounts/${encodeURIComponent(account.login)}/disable`, {});
      await draw();
    }));
  const reach = account.department ?? (account.areas.map(({ name }) => name).join(t(", ")) || t("whole district"));
  return row([account.login, account.role_name, account.post, reach, moment(account.seen_at), state, actions], account.disabled ? "shut" : "open");
}

/** @param {Device} device */
function deviceRow(device) {
  const states = { waiting: t("waits for its code"), linked: t("linked"), revoked: t("shut out") };
  const actions = made("div", "row-tools");
  if (device.state !== "revoked") {
    actions.append(button(t("Shut out"), async () => {
      if (!(await sure(t("Shut out {name}?", { name: device.name }), t("It goes dark within seconds.")))) return;
      await send(`/api/v1/access/devices/${device.id}/revoke`, {});
      await draw();
    }));
  }
  const shows = device.view.includes("tiles") ? t("Map: equal tiles") : t("Map: geography");
  return row([device.name, shows, moment(device.seen_at), device.address ?? "—", states[device.state], actions], device.state === "revoked" ? "shut" : "open");
}

/** Fill a table, or say that there is nothing in it. @param {string} id @param {HTMLTableRowElement[]} rows @param {string} none */
function fill(id, rows, none) {
  const body = /** @type {HTMLTableSectionElement} */ (document.querySelector(`#${id} tbody`));
  if (body.contains(document.activeElement)) return; // a redraw would take the focus away
  if (!rows.length) {
    const line = row([none], "none");
    line.cells[0].colSpan = 7;
    rows = [line];
  }
  body.replaceChildren(...rows);
}

async function draw() {
  /** @type {HTMLElement|null} */ (document.activeElement)?.blur();
  await refresh();
}

async function refresh() {
  const [{ accounts }, { devices }] = await Promise.all([get("accounts"), get("devices")]);
  fill("accounts", accounts.map(accountRow), t("No accounts yet"));
  fill("devices", devices.map(deviceRow), t("No screens yet"));
  document.documentElement.dataset.ready = "true";
}

/** Open a dialog's form and send it. @param {string} id @param {(fields: FormData) => Promise<void>} submit */
function install(id, submit) {
  const box = dialog(id);
  const form = /** @type {HTMLFormElement} */ (box.querySelector("form"));
  const refusal = /** @type {HTMLElement} */ (box.querySelector(".refusal"));
  box.querySelector("[data-close]")?.addEventListener("click", () => box.close());
  box.addEventListener("close", () => { refusal.hidden = true; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await submit(new FormData(form));
      box.close();
      form.reset();
      form.dispatchEvent(new Event("change"));
      await trying(draw);
    } catch (error) {
      refusal.textContent = error instanceof Error ? error.message : String(error);
      refusal.hidden = false;
    }
  });
  return form;
}

const accountForm = install("new-account", async (fields) => {
  const text = (/** @type {string} */ name) => String(fields.get(name) ?? "").trim();
  const role = roles.find(({ id }) => id === text("role"));
  const { login, password } = await send("/api/v1/access/accounts", {
    login: text("login"), role: text("role"), post: text("post"), areas: role?.areas ? fields.getAll("areas") : [],
    posts: text("posts").split("\n").map((post) => post.trim()).filter(Boolean), department: role?.department ? text("department") || null : null,
  });
  showSecret(t("First password of {login}", { login }), t("Hand it over in person; it is replaced at the first sign-in."), password);
});

function followRole() {
  const role = roles.find(({ id }) => id === new FormData(accountForm).get("role"));
  /** @type {HTMLElement} */ (accountForm.querySelector("[data-for=areas]")).hidden = !role?.areas;
  /** @type {HTMLElement} */ (accountForm.querySelector("[data-for=department]")).hidden = !role?.department;
}

install("new-device", async (fields) => {
  const { name, code, link } = await send("/api/v1/access/devices", { name: String(fields.get("name")).trim(), view: fields.get("view") });
  showSecret(t("Code of {name}", { name }), t("Open {link} on the screen within half an hour, or enter the code at /device.", { link: location.origin + link }), code);
});

for (const opener of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-open]"))) {
  opener.addEventListener("click", () => {
    tell(null);
    dialog(`new-${opener.dataset.open}`).showModal();
  });
}
document.querySelector("[data-copy]")?.addEventListener("click", () => {
  navigator.clipboard?.writeText(document.querySelector("#secret code")?.textContent ?? "").catch(() => {});
});
accountForm.addEventListener("change", followRole);
followRole();
installThemeSwitch(() => {});
trying(refresh);
setInterval(() => document.visibilityState === "visible" && trying(refresh), REFRESH);
