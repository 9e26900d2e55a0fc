// Shows name, township, phase and days in phase of the unit under the pointer.

import { boot, t } from "./boot.js";
import { daysInPhase, flagsOf, phaseText } from "./describe.js";
import { icon, made } from "./dom.js";

const GAP = 14;

export class Tooltip {
  /** @param {import("./situation.js").Situation} situation */
  constructor(situation) {
    this.situation = situation;
    this.box = /** @type {HTMLElement} */ (document.getElementById("tooltip"));
  }

  /**
   * @param {import("./situation.js").Unit} unit
   * @param {number} x pixels from the left of the window
   * @param {number} y pixels from its top
   */
  show(unit, x, y) {
    if (this.box.dataset.code !== unit.code || this.box.hidden) this.#fill(unit);
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const left = x + GAP + width > innerWidth ? x - GAP - width : x + GAP;
    const top = y + GAP + height > innerHeight ? y - GAP - height : y + GAP;
    this.box.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }

  hide() {
    this.box.hidden = true;
  }

  /** @param {import("./situation.js").Unit} unit */
  #fill(unit) {
    const { track, day } = this.situation;
    const days = daysInPhase(unit, day);
    const phase = made("p", "tooltip-phase");
    phase.append(
      icon(unit.phase === null ? "out-of-scope" : boot.phases[unit.phase].icon),
      made("span", "", phaseText(unit, track)),
    );
    if (days !== null) phase.append(made("span", "days", t("{n} days in this phase", { n: days })));
    const signs = flagsOf(unit).map((flag) => {
      const line = made("p", "tooltip-sign");
      line.append(icon(flag.icon), made("span", "", flag.label));
      return line;
    });
    this.box.replaceChildren(
      made("p", "tooltip-name", unit.name), made("p", "tooltip-township", unit.townshipName), phase, ...signs,
    );
    this.box.dataset.code = unit.code;
    this.box.hidden = false;
  }
}
