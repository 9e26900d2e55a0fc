// Holds what is looked at: one township or all, some phases or all. The map dims what does not match.

/** @typedef {{town: string|null, phases: ReadonlySet<number>}} Scope */

export class Filter {
  /** @param {Scope} scope */
  constructor(scope) {
    /** @type {string|null} */
    this.town = scope.town;
    /** @type {Set<number>} empty: all */
    this.phases = new Set(scope.phases);
    /** @type {Array<(moved: boolean) => void>} */
    this.listeners = [];
  }

  /** Say whether everything matches. */
  get open() {
    return this.town === null && this.phases.size === 0;
  }

  /** @param {import("./situation.js").Unit} unit */
  matches(unit) {
    if (this.town !== null && unit.township !== this.town) return false;
    return this.phases.size === 0 || (unit.phase !== null && this.phases.has(unit.phase));
  }

  /** Look at one township, or at all. @param {string|null} town code */
  setTown(town) {
    if (town === this.town) return;
    this.town = town;
    this.#tell(true);
  }

  /** @param {number} phase ordinal */
  togglePhase(phase) {
    if (!this.phases.delete(phase)) this.phases.add(phase);
    this.#tell(false);
  }

  clear() {
    if (this.open) return;
    const moved = this.town !== null;
    this.town = null;
    this.phases.clear();
    this.#tell(moved);
  }

  /** Take what an address says. @param {Scope} scope */
  set(scope) {
    const moved = scope.town !== this.town;
    const same = !moved && [...scope.phases].join() === [...this.phases].join();
    this.town = scope.town;
    this.phases = new Set(scope.phases);
    if (!same) this.#tell(moved);
  }

  /** @param {(moved: boolean) => void} listener is told whether the township changed */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /** @param {boolean} moved */
  #tell(moved) {
    for (const listener of this.listeners) listener(moved);
  }
}
