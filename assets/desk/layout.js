// Remembers how the page is laid out: which column stands at the left, what is folded, how high the lists are.

import { t } from "../map/boot.js";

const KEY = "situation.layout";
const root = document.documentElement;
const SMALLEST = 120; // pixels
const STEP = 24;

/** @typedef {{side: "towns"|"filters", rail: "open"|"folded", work: "open"|"folded", height: number|null, folds: Record<string, boolean>}} Layout */

/** @type {Layout} */
const layout = { side: "towns", rail: "open", work: "open", height: null, folds: {}, ...stored() };

/** @returns {Partial<Layout>} */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(layout));
  } catch {
    // a browser without storage forgets
  }
}

/** Show one of the columns at the left. @param {"towns"|"filters"} side */
export function showSide(side) {
  layout.side = side;
  layout.rail = "open";
  apply();
  keep();
}

/** Unfold the lists under the map. */
export function unfoldWork() {
  layout.work = "open";
  apply();
  keep();
}

function apply() {
  root.dataset.side = layout.side;
  root.dataset.rail = layout.rail;
  root.dataset.work = layout.work;
  if (layout.height) root.style.setProperty("--work", `${layout.height}px`);
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-side-button]"))) {
    button.setAttribute("aria-pressed", String(button.dataset.sideButton === layout.side && layout.rail === "open"));
  }
  const told = {
    rail: [t("Fold the column away"), t("Unfold the column")],
    work: [t("Fold the lists away"), t("Unfold the lists")],
  };
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-layout]"))) {
    const part = /** @type {"rail"|"work"} */ (button.dataset.layout);
    const open = layout[part] === "open";
    const label = told[part][open ? 0 : 1];
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", label);
    button.title = label;
  }
}

export function installLayout() {
  apply();
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const side = /** @type {HTMLElement|null} */ (target.closest("[data-side-button]"))?.dataset.sideButton;
    if (side) showSide(/** @type {"towns"|"filters"} */ (side));
    const part = /** @type {HTMLElement|null} */ (target.closest("[data-layout]"))?.dataset.layout;
    if (part !== "rail" && part !== "work") return;
    layout[part] = layout[part] === "open" ? "folded" : "open";
    apply();
    keep();
  });
  for (const fold of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details[data-fold]"))) {
    const name = fold.dataset.fold ?? "";
    if (name in layout.folds) fold.open = layout.folds[name];
    fold.addEventListener("toggle", () => {
      layout.folds[name] = fold.open;
      keep();
    });
  }
  installGrip();
}

function installGrip() {
  const grip = /** @type {HTMLElement} */ (document.querySelector(".work-grip"));
  const work = /** @type {HTMLElement} */ (document.getElementById("work"));
  /** @param {number} height */
  const size = (height) => {
    layout.height = Math.round(Math.min(innerHeight * 0.7, Math.max(SMALLEST, height)));
    layout.work = "open";
    apply();
    keep();
  };
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener("pointermove", (event) => {
    if (grip.hasPointerCapture(event.pointerId)) size(work.getBoundingClientRect().bottom - event.clientY);
  });
  grip.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    size(work.offsetHeight + (event.key === "ArrowUp" ? STEP : -STEP));
  });
}
