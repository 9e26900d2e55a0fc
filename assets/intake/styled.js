// Loads the intake's styles into a page that comes without them.

import { made } from "../map/dom.js";

const STYLE = "/assets/css/60-intake.css";

/** @returns {Promise<unknown>} */
export function styled() {
  if (document.querySelector(`link[href^="${STYLE}"]`)) return Promise.resolve();
  return new Promise((done) => {
    const link = made("link");
    link.rel = "stylesheet";
    link.href = STYLE;
    link.onload = link.onerror = () => done(undefined);
    document.head.append(link);
  });
}
