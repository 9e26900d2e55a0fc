// Accounts and screens: a list of each, and what can be done with them.

import { boot, t } from "../map/boot.js";
import { made } from "../map/dom.js";
import { installThemeSwitch } from "../map/theme.js";
import { send } from "../map/token.js";
import { get, moment, row, tell, trying } from "./house.js";

/** @typedef {{login: string, role: string, role_name: string, post: string, posts: string[], areas: {code: string, name: string}[], department: string|null, disabled: boolean, must_change: boolean, seen_at: string|null}} Account */
/** @typedef {{id: string, name: string, view: string, state: "waiting"|"linked"|"revoked", seen_at: string|null, address: string|null, code_until: string|null}} Device */

const { roles } = /** @type {{roles: {id: string, areas: boolean, department: boolean}[]}} */ (/** @type {unknown} */ (boot));
const REFRESH = 15_000;
const MOST_CLASHES = 5; // sentences; one pale colour alone makes dozens

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
  actions.append(button(t("Change"), async () => openAccount(account)));
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
  const shows = device.view.startsWith("/wall") ? t("Wall") : device.view.includes("tiles") ? t("Map: equal tiles") : t("Map: geography");
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

/** Say whether the colours are told apart, or which are not. @param {string[]} clashes @returns {HTMLElement} */
function colours(clashes) {
  if (!clashes.length) return made("span", "", t("Told apart in both themes, also with deficient colour vision."));
  const list = made("ul", "refusal");
  list.append(...clashes.slice(0, MOST_CLASHES).map((clash) => made("li", "", clash)));
  if (clashes.length > MOST_CLASHES) list.append(made("li", "", t("{n} more pairs are too near to each other.", { n: clashes.length - MOST_CLASHES })));
  return list;
}

/** @param {{name: string, id: string, version: string, path: string, campaign: {start: string, end: string}, reports_due: string, tracks: {name: string, stages: number}[], rules: number, file: "same"|"changed"|"broken", problem: string|null, clashes: string[]}} profile */
function showProfile(profile) {
  const told = {
    same: t("In force as the file says it."),
    changed: t("The file has changed since the start and is valid: restart the program to take it up."),
    broken: t("The file has changed since the start and would not be taken: {problem}", { problem: profile.problem ?? "" }),
  };
  const place = /** @type {HTMLElement} */ (document.getElementById("profile-file"));
  place.textContent = told[profile.file];
  place.classList.toggle("refusal", profile.file === "broken");
  const tracks = profile.tracks.map(({ name, stages }) => t("{name}: {stages} stages", { name, stages })).join(t(", "));
  fill("profile", [
    row([t("Name"), `${profile.name} (${profile.id} ${profile.version})`]),
    row([t("File"), profile.path]),
    row([t("Campaign"), `${profile.campaign.start} – ${profile.campaign.end}`]),
    row([t("Reports due"), profile.reports_due]),
    row([t("Tracks"), tracks]),
    row([t("Rules"), String(profile.rules)]),
    row([t("Colours"), colours(profile.clashes)]),
  ], "");
}

async function draw() {
  /** @type {HTMLElement|null} */ (document.activeElement)?.blur();
  await refresh();
}

async function refresh() {
  const [{ accounts }, { devices }, profile] = await Promise.all([get("accounts"), get("devices"), get("profile")]);
  fill("accounts", accounts.map(accountRow), t("No accounts yet"));
  fill("devices", devices.map(deviceRow), t("No screens yet"));
  showProfile(profile);
  document.documentElement.dataset.ready = "true";
}

/** Open the dialog for a new account, or for one that is there. @param {Account|null} account */
function openAccount(account) {
  tell(null);
  accountForm.reset();
  const box = dialog("new-account");
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (accountForm.elements.namedItem(name));
  const picks = /** @type {HTMLElement} */ (accountForm.querySelector(".picks"));
  for (const added of picks.querySelectorAll(".added")) added.remove();
  /** @type {HTMLElement} */ (box.querySelector("h2")).textContent = account ? t("Change {login}", { login: account.login }) : t("New account");
  /** @type {HTMLElement} */ (box.querySelector("[type=submit]")).textContent = account ? t("Save") : t("Make account");
  field("login").readOnly = Boolean(account);
  accountForm.dataset.login = account?.login ?? "";
  if (account) {
    for (const name of /** @type {const} */ (["login", "role", "post"])) field(name).value = account[name];
    field("department").value = account.department ?? "";
    field("posts").value = account.posts.join("\n");
    for (const { code, name } of account.areas) {
      let pick = /** @type {HTMLInputElement|null} */ (picks.querySelector(`[value="${CSS.escape(code)}"]`));
      if (!pick) {
        const label = made("label", "added");
        pick = made("input");
        Object.assign(pick, { type: "checkbox", name: "areas", value: code });
        label.append(pick, name);
        picks.prepend(label);
      }
      pick.checked = true;
    }
  }
  followRole();
  box.showModal();
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
  const about = {
    role: text("role"), post: text("post"), areas: role?.areas ? fields.getAll("areas") : [],
    posts: text("posts").split("\n").map((post) => post.trim()).filter(Boolean), department: role?.department ? text("department") || null : null,
  };
  const changed = accountForm.dataset.login;
  if (changed) {
    await send(`/api/v1/access/accounts/${encodeURIComponent(changed)}`, about, "PUT");
    tell(t("{login} is changed; its sessions have ended.", { login: changed }));
    return;
  }
  const { login, password } = await send("/api/v1/access/accounts", { login: text("login"), ...about });
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
    if (opener.dataset.open === "account") return openAccount(null);
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
