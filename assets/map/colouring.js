// Lets one choose by what the units are coloured, and keeps that up to date.

import { installShades } from "./legend.js";
import { colourBy, prepare, way } from "./shades.js";

const SOON = 3000; // milliseconds in which further changes are waited for

/**
 * @param {import("./situation.js").Situation} situation
 * @param {import("./filter.js").Filter} filter
 * @param {import("./time.js").Time} time
 * @param {{view: () => import("./main.js").View|null, onAddress: () => void}} hands
 */
export function installColouring(situation, filter, time, hands) {
  const draw = installShades(situation, filter, choose);
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let waiting;

  /** @param {string|null} id */
  async function choose(id) {
    colourBy(id);
    await paint();
    hands.onAddress();
  }

  async function paint() {
    await prepare(time.day);
    hands.view()?.paint([...situation.units.keys()]);
    hands.view()?.recolour();
    draw();
  }

  /** Fetch anew what does not come with the columns. */
  function renew() {
    if (way()?.id !== "petitions" || time.playing) return;
    clearTimeout(waiting);
    waiting = setTimeout(paint, SOON);
  }

  situation.onChange(renew);
  time.onChange(renew);
  if (way()) paint();
  return { choose, draw };
}
