// Shows every unit as one equal tile, in the block of its township; blocks keep who lies west and north of whom
// (`geodata/blocks.py`). Inside a block tiles stand by phase, or by code with every unit always at its place.

import { boot, fetchJson, flag, t } from "./boot.js";
import { NARROW } from "./ground.js";
import { wrapped } from "./key-names.js";
import { metresPerPixel } from "./marks.js";
import { fromMercator, mercator, WORLD } from "./mercator.js";
import { showNumber, showRate } from "./numbers.js";
import { addUp } from "./sums.js";
import { layOut, tileBox } from "./tile-layout.js";
import { tileLayers } from "./tile-style.js";

/** @typedef {import("./situation.js").Unit} Unit */
/** @typedef {import("./ground.js").Ground} Ground */
/** @typedef {import("./ground.js").Bounds} Bounds */
/** @typedef {import("./tile-layout.js").Box} Box */
/** @typedef {"phase"|"code"} Order */
/** @typedef {{code: string, name: string, row: number, column: number, units: Unit[]}} Block `units` in the order of their tiles */

const BREADTH = 1000; // pixels of the district at the zoom in which layouts are made
const EDGE = 12; // pixels
const TOOLS = 56; // at the left, for the buttons of the zoom
const CAPTION = 36; // at the bottom
const BELOW = 64; // at the bottom of a narrow map, where the buttons stand in a row
const NEAR = 1.8; // zoom levels from there to a single block
const NAMES_FROM = 13; // pixels of a tile from which the names of key villages have lines of their own
const SLACK = 0.92; // of a block's width that those lines take

/**
 * @implements {Ground}
 */
export class Tiles {
  /**
   * @param {GeoJSON.FeatureCollection} file of the tiles
   * @param {import("./situation.js").Situation} situation
   * @param {import("./filter.js").Filter} filter
   */
  constructor(file, situation, filter) {
    this.situation = situation;
    this.filter = filter;
    /** @type {"tiles"} */
    this.name = "tiles";
    /** @type {Order} */
    this.order = "phase";
    const told = file.features.map(({ properties }) => properties ?? {});
    /** @type {Map<string, Block>} */
    this.blocks = new Map(told.filter(({ kind }) => kind === "block").map(({ code, short_name: name, row, column }) => [
      code, { code, name, row, column, units: [] },
    ]));
    for (const { kind, code } of told) {
      const unit = kind === "unit" ? situation.units.get(code) : undefined;
      if (unit) this.blocks.get(unit.township)?.units.push(unit);
    }
    /** @type {Map<string, number>} the place of each unit in its block */
    this.slots = new Map();
    const [west, south, east, north] = boot.bounds;
    const [[left, top], [right, bottom]] = [mercator(west, north), mercator(east, south)];
    this.middle = [(left + right) / 2, (top + bottom) / 2];
    this.zoom = Math.log2(BREADTH / WORLD / (right - left));
    this.closest = this.zoom + NEAR;
    this.size = { width: BREADTH, height: BREADTH / 2 };
    this.keys = "";
    /** @type {Array<{unit: Unit, left: number, middle: number}>} names of key villages, in pixels */
    this.names = [];
    this.layout = this.#lay();
    this.sort();
  }

  /** Fetch where the blocks stand. @param {import("./situation.js").Situation} situation @param {import("./filter.js").Filter} filter */
  static async open(situation, filter) {
    return new Tiles(await fetchJson(boot.urls.tiles), situation, filter);
  }

  /** @param {number} width of the map in pixels @returns {import("./ground.js").Room} */
  room(width) {
    const narrow = width < NARROW;
    return { top: EDGE, right: narrow ? EDGE / 2 : EDGE, bottom: narrow ? BELOW : CAPTION, left: narrow ? EDGE / 2 : TOOLS };
  }

  layers() {
    const { tile, across, measure } = this.layout;
    return tileLayers({ zoom: this.zoom, tile, block: tile * across, title: measure.title, figures: measure.figures });
  }

  /**
   * Lay the blocks out for the room there is.
   * @param {number} width in pixels
   * @param {number} height
   * @returns {boolean} whether anything stands elsewhere now
   */
  fit(width, height) {
    if (width <= 0 || height <= 0 || (width === this.size.width && height === this.size.height)) return false;
    this.size = { width, height };
    this.layout = this.#lay();
    return true;
  }

  /** Put the units of each block in order. @returns {boolean} whether anything stands elsewhere now */
  sort() {
    let moved = false;
    for (const { units } of this.blocks.values()) {
      units.sort((one, other) => (this.order === "phase" ? rank(other) - rank(one) : 0) || (one.code < other.code ? -1 : 1));
      for (const [slot, { code }] of units.entries()) {
        moved ||= this.slots.get(code) !== slot;
        this.slots.set(code, slot);
      }
    }
    const keys = [...this.blocks.keys()].flatMap((town) => this.#keyUnits(town).map((unit) => unit.code)).join();
    if (keys !== this.keys) {
      this.keys = keys;
      this.layout = this.#lay();
      moved = true;
    }
    return moved;
  }

  /** Return the tiles. */
  get units() {
    return collection([...this.blocks.values()].flatMap(({ units }) => units.map(
      (unit) => feature({ code: unit.code, township: unit.township }, this.#polygon(this.#tile(unit))),
    )));
  }

  /** Return the frames of the blocks; their lines lie on the middle of pixels. */
  get towns() {
    return collection([...this.blocks.keys()].map((code) => {
      const { left, top, width, height } = this.#block(code);
      return feature({ code }, this.#polygon({ left: left + 0.5, top: top + 0.5, width: width - 1, height: height - 1 }));
    }));
  }

  /** Return the middle of a tile. @param {Unit} unit @returns {import("./ground.js").Spot} */
  spot(unit) {
    const { left, top, width, height } = this.#tile(unit);
    const [lon, lat] = this.#place(left + width / 2, top + height / 2);
    return { lon, lat, radius: (width / 2) * metresPerPixel(lat, this.zoom) };
  }

  /** @param {string|null} town null: all blocks, with the room they stand in @returns {Bounds} */
  bounds(town) {
    const { left, top, width, height } = town === null ? this.#whole() : this.#block(town);
    const [west, north] = this.#place(left, top);
    const [east, south] = this.#place(left + width, top + height);
    return [west, south, east, north];
  }

  /** Return the outline of each unit, which runs around its tile, so that it covers nothing of it. */
  async shapes() {
    return new Map([...this.situation.units.values()].map((unit) => {
      const { left, top, width, height } = this.#tile(unit);
      return [unit.code, this.#polygon({ left: left - 1, top: top - 1, width: width + 2, height: height + 2 })];
    }));
  }

  /** Return the heading of each block, name at the left and figures at the right, and the names of key villages below the tiles. */
  labels() {
    /** @type {GeoJSON.Feature[]} */
    const labels = [];
    const { margin, heading, tight } = this.layout.measure;
    for (const { code, name } of this.blocks.values()) {
      const { left, top, width } = this.#block(code);
      const summary = this.#summary(code);
      const whole = this.situation.summary(code);
      const silent = whole !== null && whole.due > 0 && whole.report === null;
      const dim = !this.#seen(code);
      const line = top + (heading + 2) / 2;
      labels.push(feature({ kind: "name", name, shifted: silent && !tight, dim }, this.#point(left + margin, line)));
      if (silent) {
        const corner = tight ? this.#point(left + width - 2, top + 2) : this.#point(left + margin, line);
        labels.push(feature({ kind: "silent", anchor: tight ? "center" : "left", dim }, corner));
      }
      const told = figures(summary, whole?.due === 0);
      if (told) labels.push(feature({ kind: "figures", ...told, dim }, this.#point(left + width - margin, line)));
    }
    for (const { unit, left, middle } of this.names) {
      labels.push(feature({ kind: "key", name: unit.shortName, dim: !this.filter.matches(unit) }, this.#point(left, middle)));
    }
    return collection(labels);
  }

  /** Return the figures of what is looked at in a township. @param {string} town */
  #summary(town) {
    const { filter, situation } = this;
    const whole = filter.open || (filter.plain && filter.town === town) ? situation.summary(town) : null;
    return whole ?? addUp(this.#units(town).filter((unit) => filter.matches(unit)));
  }

  /** Say whether anything of a township is looked at. @param {string} town */
  #seen(town) {
    return this.#units(town).some((unit) => this.filter.matches(unit));
  }

  /** @param {string} town @returns {Unit[]} */
  #units(town) {
    return this.blocks.get(town)?.units ?? [];
  }

  /** Return the key villages of a township, by code. @param {string} town */
  #keyUnits(town) {
    const { bit } = flag("key");
    return this.#units(town).filter((unit) => unit.flags & bit).sort((one, other) => (one.code < other.code ? -1 : 1));
  }

  /** Lay out with lines for the names of key villages, if the tiles stay large enough. */
  #lay() {
    const { width, height } = this.size;
    const blocks = [...this.blocks.values()].map(({ code, row, column, units }) => ({ code, row, column, units: units.length, lines: 0 }));
    const bare = layOut(blocks, width, height);
    const breadth = bare.across * bare.tile * SLACK;
    const lines = new Map(blocks.map(({ code }) => [code, wrapped(this.#keyUnits(code), breadth)]));
    const named = layOut(blocks.map((block) => ({ ...block, lines: lines.get(block.code)?.length ?? 0 })), width, height);
    this.names = [];
    if (named.tile < NAMES_FROM) return bare;
    const { margin, line } = named.measure;
    for (const [code, written] of lines) {
      const box = named.blocks.get(code);
      if (!box) continue;
      for (const [at, names] of written.entries()) {
        const middle = box.top + box.height - margin / 2 - (written.length - at - 0.5) * line;
        for (const { unit, from } of names) this.names.push({ unit, left: box.left + margin + from, middle });
      }
    }
    return named;
  }

  /** Return the pixels between the room's corner and the blocks, which stand in its middle; whole, so that edges are sharp. */
  #shift() {
    const { layout, size } = this;
    return { across: Math.floor((size.width - layout.width) / 2), down: Math.floor((size.height - layout.height) / 2) };
  }

  /** Return the room, or the blocks where they need more than that. @returns {Box} */
  #whole() {
    const { layout, size } = this;
    const { across, down } = this.#shift();
    return {
      left: -Math.max(0, across), top: -Math.max(0, down),
      width: Math.max(size.width, layout.width), height: Math.max(size.height, layout.height),
    };
  }

  /** @param {string} town @returns {Box} */
  #block(town) {
    return this.layout.blocks.get(town) ?? { left: 0, top: 0, width: 0, height: 0 };
  }

  /** @param {Unit} unit @returns {Box} */
  #tile(unit) {
    return tileBox(this.layout, this.#block(unit.township), this.slots.get(unit.code) ?? 0);
  }

  /** Return the place on the globe of a pixel of the layout. @param {number} x @param {number} y */
  #place(x, y) {
    const { size } = this;
    const { across, down } = this.#shift();
    const pixels = WORLD * 2 ** this.zoom;
    return fromMercator(
      this.middle[0] + (x + across - size.width / 2) / pixels,
      this.middle[1] + (y + down - size.height / 2) / pixels,
    );
  }

  /** @param {number} x @param {number} y @returns {GeoJSON.Point} */
  #point(x, y) {
    return { type: "Point", coordinates: this.#place(x, y) };
  }

  /** @param {Box} box @returns {GeoJSON.Polygon} */
  #polygon({ left, top, width, height }) {
    const [west, north] = this.#place(left, top);
    const [east, south] = this.#place(left + width, top + height);
    return { type: "Polygon", coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] };
  }
}

/** Return the place of a unit in the order by phase: what is done stands first, what is not due last. @param {Unit} unit */
function rank(unit) {
  return unit.phase ?? -1;
}

/** @param {import("./situation.js").Summary} summary @param {boolean} none nothing in the township is due */
function figures(summary, none) {
  if (none) return { count: t("Not due"), rate: "" };
  if (!summary.due) return null;
  return { count: `${showNumber(summary.elected)}/${showNumber(summary.due)}`, rate: ` ${showRate(summary.elected / summary.due)}` };
}

/** @param {GeoJSON.Feature[]} features @returns {GeoJSON.FeatureCollection} */
function collection(features) {
  return { type: "FeatureCollection", features };
}

/** @param {Record<string, string|boolean>} properties @param {GeoJSON.Geometry} geometry @returns {GeoJSON.Feature} */
function feature(properties, geometry) {
  return { type: "Feature", properties, geometry };
}
