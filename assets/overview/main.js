// The overview of what lies above the districts: follows changes, keeps colours and freshness.

import { boot } from "../map/boot.js";
import { FreshnessSign } from "../map/freshness.js";
import { listen } from "../map/live.js";
import { installThemeSwitch } from "../map/theme.js";

const SOON = 800; // milliseconds in which further changes are waited for
const freshness = new FreshnessSign();
let shown = Number(overview().dataset.revision);
/** @type {ReturnType<typeof setTimeout>|undefined} */
let waiting;

function overview() {
  return /** @type {HTMLElement} */ (document.getElementById("overview"));
}

/** Take the page anew from the server, and leave scroll and focus where they are. */
async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return; // the sign above tells that the connection is lost
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("overview");
  if (!fresh) return;
  const area = /** @type {HTMLElement|null} */ (document.activeElement?.closest("[data-area]"))?.dataset.area;
  const top = overview().scrollTop;
  overview().replaceChildren(...fresh.childNodes);
  overview().dataset.revision = fresh.dataset.revision ?? "";
  shown = Number(fresh.dataset.revision);
  overview().scrollTop = top;
  if (area) /** @type {HTMLElement|null} */ (overview().querySelector(`[data-area="${CSS.escape(area)}"] a`))?.focus({ preventScroll: true });
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, SOON);
}

const connection = listen((message) => {
  if (message.type === "status") {
    freshness.status(message.open);
    return;
  }
  const { name, data } = message;
  freshness.contact(data);
  if (name === "change" || name === "reset" || (name === "day" && (data.day !== boot.today || data.revision > shown))) soon();
});
connection.loaded(shown);
installThemeSwitch(() => {});
document.documentElement.dataset.overview = "ready";
