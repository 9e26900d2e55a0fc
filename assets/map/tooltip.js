// Shows name, township, phase and days in phase of the unit under the pointer.

import { boot, t } from "./boot.js";
import { daysInPhase, flagsOf, phaseText } from "./describe.js";

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
    const phase = element("p", "tooltip-phase");
    phase.append(
      icon(unit.phase === null ? "out-of-scope" : boot.phases[unit.phase].icon),
      element("span", "", phaseText(unit, track)),
    );
    if (days !== null) phase.append(element("span", "days", t("{n} days in this phase", { n: days })));
    const signs = flagsOf(unit).map((flag) => {
      const line = element("p", "tooltip-sign");
      line.append(icon(flag.icon), element("span", "", flag.label));
      return line;
    });
    this.box.replaceChildren(
      element("p", "tooltip-name", unit.name), element("p", "tooltip-township", unit.townshipName), phase, ...signs,
    );
    this.box.dataset.code = unit.code;
    this.box.hidden = false;
  }
}

/** @param {string} tag @param {string} className @param {string} [text] */
function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** @param {string} name */
function icon(name) {
  const made = element("span", "icon");
  made.dataset.icon = name;
  return made;
}
