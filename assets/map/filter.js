// Holds what is looked at, and which units that is. The map dims the others; figures, legend, list of
// townships and table follow. One pass over the units gives the matches and the counts of all options.

import { GROUPS } from "./groups.js";
import { addUp } from "./sums.js";

/** @typedef {Map<string, ReadonlySet<string>>} Scope group → chosen options */

/** @type {ReadonlySet<string>} */
const NONE = new Set();

export class Filter {
  /** @param {Scope} scope */
  constructor(scope) {
    /** @type {Map<string, Set<string>>} */
    this.scope = accepted(scope);
    /** @type {import("./situation.js").Situation|null} */
    this.situation = null;
    /** @type {Set<string>} codes of the units looked at; those that are not due are never among them unless asked for */
    this.matched = new Set();
    /** @type {Map<string, Map<string, number>>} group → option → units that it would show, the other groups given */
    this.counts = new Map();
    /** @type {ReadonlySet<string>|null} units that changed since the day of the group `changed`; null: not known yet */
    this.changed = null;
    /** @type {ReadonlySet<string>|null} the same for `back` */
    this.back = null;
    /** @type {Array<(moved: boolean) => void>} */
    this.listeners = [];
  }

  /** Begin to filter the units of a situation. @param {import("./situation.js").Situation} situation */
  watch(situation) {
    this.situation = situation;
    situation.onChange(() => this.refresh(false));
  }

  /** Say whether everything matches. */
  get open() {
    return this.scope.size === 0;
  }

  /** Return the township looked at; null when it is none or several. */
  get town() {
    const towns = this.chosen("town");
    return towns.size === 1 ? [...towns][0] : null;
  }

  /** Say whether nothing but one township, or nothing at all, is chosen. */
  get plain() {
    return this.open || (this.scope.size === 1 && this.town !== null);
  }

  /** @param {string} group @returns {ReadonlySet<string>} */
  chosen(group) {
    return this.scope.get(group) ?? NONE;
  }

  /** @param {import("./situation.js").Unit} unit */
  matches(unit) {
    return this.open || this.matched.has(unit.code);
  }

  /** Return the units looked at, in official order. @returns {import("./situation.js").Unit[]} */
  units() {
    return [...(this.situation?.units.values() ?? [])].filter((unit) => this.matched.has(unit.code));
  }

  /** Return the figures of what is looked at. @returns {import("./situation.js").Summary|null} */
  summary() {
    if (!this.situation?.rollups) return null;
    return this.plain ? this.situation.summary(this.town) : addUp(this.units());
  }

  /** Return the figures of the same units on the day before; null when they are not known. */
  before() {
    if (!this.situation) return null;
    return this.plain ? this.situation.before(this.town) : this.situation.beforeOf(this.matched);
  }

  /** Choose the options of a group, or none. @param {string} group @param {Iterable<string>} options */
  choose(group, options) {
    const asked = [...options];
    if (asked.length === this.chosen(group).size && asked.every((option) => this.chosen(group).has(option))) return;
    const scope = new Map(this.scope);
    scope.set(group, new Set(asked));
    this.set(scope);
  }

  /** @param {string} group @param {string} option */
  toggle(group, option) {
    const chosen = new Set(this.chosen(group));
    const single = GROUPS.find((entry) => entry.id === group)?.single;
    if (!chosen.delete(option)) {
      if (single) chosen.clear();
      chosen.add(option);
    }
    this.choose(group, chosen);
  }

  /** Look at one township, or at all. @param {string|null} town code */
  setTown(town) {
    this.choose("town", town === null ? [] : [town]);
  }

  clear() {
    this.set(new Map());
  }

  /** Take what an address or a saved view says. @param {Scope} scope */
  set(scope) {
    const towns = [...this.chosen("town")].join();
    const fresh = accepted(scope);
    if (written(fresh) === written(this.scope)) return;
    if ([...(fresh.get("changed") ?? [])].join() !== [...this.chosen("changed")].join()) this.changed = null;
    if ([...(fresh.get("back") ?? [])].join() !== [...this.chosen("back")].join()) this.back = null;
    this.scope = fresh;
    this.refresh([...this.chosen("town")].join() !== towns);
  }

  /** Find the matches anew and tell. @param {boolean} moved the townships looked at are others */
  refresh(moved) {
    if (this.situation) this.#sift(this.situation);
    for (const listener of this.listeners) listener(moved);
  }

  /** @param {(moved: boolean) => void} listener is told when the matches may be others */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /** @param {import("./situation.js").Situation} situation */
  #sift(situation) {
    const bands = new Map(situation.townships.map((town) => [town.code, situation.summary(town.code)?.band ?? null]));
    const chosen = (/** @type {string} */ group) => this.chosen(group);
    const context = { day: situation.day, bands, changed: this.changed, back: this.back, chosen };
    const active = GROUPS.map((group) => (this.scope.has(group.id) ? this.chosen(group.id) : null));
    const counts = GROUPS.map(() => /** @type {Map<string, number>} */ (new Map()));
    const signs = GROUPS.findIndex((group) => group.id === "sign");
    const others = this.chosen("sign").has("not_due");
    this.matched = new Set();
    for (const unit of situation.units.values()) {
      let failed = -1; // the only group that fails, -1 none, -2 several
      const options = GROUPS.map((group, at) => {
        const found = group.of(unit, context);
        const wanted = active[at];
        if (wanted && !found.some((option) => wanted.has(option))) failed = failed === -1 ? at : -2;
        return found;
      });
      if (unit.phase === null && !others) {
        if (failed === -1 || failed === signs) count(counts[signs], ["not_due"]);
        continue;
      }
      if (failed === -1) this.matched.add(unit.code);
      for (const [at, found] of options.entries()) if (failed === -1 || failed === at) count(counts[at], found);
    }
    this.counts = new Map(GROUPS.map((group, at) => [group.id, counts[at]]));
  }
}

/** @param {Map<string, number>} counts @param {string[]} options */
function count(counts, options) {
  for (const option of options) counts.set(option, (counts.get(option) ?? 0) + 1);
}

/** Keep the options that exist, of groups that exist. @param {Scope} scope @returns {Map<string, Set<string>>} */
function accepted(scope) {
  /** @type {Map<string, Set<string>>} */
  const kept = new Map();
  for (const group of GROUPS) {
    const options = [...(scope.get(group.id) ?? [])].filter(group.takes);
    if (options.length) kept.set(group.id, new Set(group.single ? options.slice(0, 1) : options));
  }
  return kept;
}

/** @param {Scope} scope */
function written(scope) {
  return GROUPS.map((group) => [...(scope.get(group.id) ?? [])].sort().join()).join(";");
}
