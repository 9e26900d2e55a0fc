// Holds the outlines of the few units that carry one: an alert, the pointer, the choice. Their own small
// source costs nothing for all the others, whose edges would be drawn with no width in every frame.

export class Outlines {
  constructor() {
    /** @type {Map<string, GeoJSON.Geometry>} the outline of each unit where it stands now */
    this.shapes = new Map();
    /** @type {Map<string, number>} */
    this.alerts = new Map();
    /** @type {Set<string>} units that have just changed */
    this.arrived = new Set();
    /** @type {string|null} */
    this.hovered = null;
    /** @type {string|null} */
    this.chosen = null;
  }

  /**
   * Take what is known of a unit.
   * @param {import("./situation.js").Unit} unit
   * @returns {boolean} whether an outline changed
   */
  take(unit) {
    if ((this.alerts.get(unit.code) ?? 0) === unit.alert) return false;
    if (unit.alert) this.alerts.set(unit.code, unit.alert);
    else this.alerts.delete(unit.code);
    return true;
  }

  /** @returns {GeoJSON.FeatureCollection} */
  features() {
    /** @type {GeoJSON.Feature[]} */
    const features = [];
    /** @param {string|null} code @param {Record<string, string|number>} properties */
    const add = (code, properties) => {
      const geometry = code === null ? undefined : this.shapes.get(code);
      if (geometry) features.push({ type: "Feature", properties, geometry });
    };
    for (const [code, level] of this.alerts) add(code, { kind: "alert", level });
    for (const code of this.arrived) add(code, { kind: "arrived" });
    add(this.hovered, { kind: "hover" });
    add(this.chosen, { kind: "selected" });
    return { type: "FeatureCollection", features };
  }
}
