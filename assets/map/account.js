// The menu of whoever is signed in: act for a post, look at the demo as somebody else, go out.

import { send } from "./token.js";

const menu = /** @type {HTMLDetailsElement|null} */ (document.querySelector("details.account"));

/** @param {string} path @param {object} body @param {(told: any) => void} then */
async function change(path, body, then) {
  try {
    then(await send(`/api/v1/access/${path}`, body));
  } catch (error) {
    let told = menu?.querySelector(".refusal");
    if (!told) {
      told = document.createElement("p");
      told.className = "refusal";
      told.setAttribute("role", "alert");
      menu?.querySelector(".account-menu")?.append(told);
    }
    told.textContent = error instanceof Error ? error.message : "";
  }
}

menu?.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button") : null;
  if (!button) return;
  if ("signOut" in button.dataset) change("sign-out", {}, ({ home }) => location.assign(home));
  const role = button.dataset.persona;
  if (role) change("persona", { role }, ({ home }) => (home === "/" && !["/admin", "/audit", "/remote"].includes(location.pathname) ? location.reload() : location.assign(home)));
});

menu?.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLSelectElement && "acting" in target.dataset) {
    change("acting", { post: target.selectedIndex ? target.value : null }, () => location.reload());
  }
});

document.addEventListener("click", ({ target }) => {
  if (menu?.open && target instanceof Node && !menu.contains(target)) menu.open = false;
});
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  event.stopPropagation();
  menu.open = false;
  menu.querySelector("summary")?.focus();
});
