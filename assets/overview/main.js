// The overview of what lies above the districts: follows changes, keeps the focus.

import { Followed } from "../board/followed.js";

const overview = new Followed("overview", () => {
  const area = /** @type {HTMLElement|null} */ (document.activeElement?.closest("[data-area]"))?.dataset.area;
  const selector = area ? `[data-area="${CSS.escape(area)}"] a` : null;
  return () => /** @type {HTMLElement|null} */ (selector && overview.part.querySelector(selector))?.focus({ preventScroll: true });
});
overview.follow();
document.documentElement.dataset.overview = "ready";
