// Draws every unit in its colour at once, on a plain canvas, while the live map still starts its graphics and
// its worker: a second or more on an old machine. The live map opens on the same view and takes its place.

import { boot, fetchJson } from "./boot.js";
import { geographyRoom } from "./ground.js";
import { cameraOver, mercator, WORLD } from "./mercator.js";
import { phasePaints, token } from "./theme.js";

/** @typedef {(place: number[]) => [number, number]} Project */

const LONGEST_PAINT = 300; // milliseconds

/** Wait until what has been changed is on the screen; a tab in the background paints nothing and goes on. @returns {Promise<void>} */
export function nextPaint() {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, LONGEST_PAINT);
  });
}

export class FirstPicture {
  /** @param {HTMLElement} container */
  constructor(container) {
    this.container = container;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "first-picture";
    this.shapes = Promise.all([fetchJson(boot.urls.units), fetchJson(boot.urls.towns)]);
    this.shapes.catch(() => undefined); // without it the live map is the first
  }

  /**
   * Draw, and wait until it is on the screen.
   * @param {{codes: string[], columns: {phase: Array<number|null>}}} columns an answer of the map route
   * @param {import("./tiles.js").Tiles|null} tiles what stands there instead of the geography
   */
  async draw(columns, tiles) {
    const phases = new Map(columns.codes.map((code, at) => [code, columns.columns.phase[at]]));
    try {
      if (tiles) this.#tiles(tiles, phases);
      else this.#geography(await this.shapes, phases);
    } catch {
      return;
    }
    this.container.append(this.canvas);
    await nextPaint();
  }

  remove() {
    this.canvas.remove();
  }

  /**
   * @param {GeoJSON.FeatureCollection[]} shapes units and townships
   * @param {Map<string, number|null>} phases
   */
  #geography([units, towns], phases) {
    const { width, height } = this.#size();
    const project = projection(boot.bounds, geographyRoom(width), width, height);
    const brush = this.#ground(width, height);
    fill(brush, units, phases, project);
    line(brush, traced(units, project), token("--mapbg"), 0.8);
    const borders = traced(towns, project);
    line(brush, borders, token("--halo"), 3.2);
    line(brush, borders, token("--town"), 1.1);
  }

  /** @param {import("./tiles.js").Tiles} tiles @param {Map<string, number|null>} phases */
  #tiles(tiles, phases) {
    const { width, height } = this.#size();
    const room = tiles.room(width);
    tiles.fit(width - room.left - room.right, height - room.top - room.bottom);
    const project = projection(tiles.bounds(null), room, width, height);
    const brush = this.#ground(width, height);
    const frames = traced(tiles.towns, project);
    brush.fillStyle = token("--panel");
    brush.fill(frames);
    line(brush, frames, token("--line"), 1);
    fill(brush, tiles.units, phases, project);
  }

  #size() {
    const { clientWidth: width, clientHeight: height } = this.container;
    return { width, height };
  }

  /** @param {number} width @param {number} height @returns {CanvasRenderingContext2D} */
  #ground(width, height) {
    this.canvas.width = width * devicePixelRatio;
    this.canvas.height = height * devicePixelRatio;
    const brush = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    brush.scale(devicePixelRatio, devicePixelRatio);
    brush.fillStyle = token("--mapbg");
    brush.fillRect(0, 0, width, height);
    return brush;
  }
}

/**
 * Return the Web Mercator projection that fits a part of the globe into a box.
 * @param {[number, number, number, number]} bounds
 * @param {import("./ground.js").Room} room
 * @param {number} width pixels
 * @param {number} height
 * @returns {Project}
 */
function projection(bounds, room, width, height) {
  const [wide, high] = [width - room.left - room.right, height - room.top - room.bottom];
  const { center, zoom } = cameraOver(bounds, wide, high);
  const [x, y] = mercator(...center);
  const scale = WORLD * 2 ** zoom;
  return ([lon, lat]) => {
    const [across, down] = mercator(lon, lat);
    return [room.left + wide / 2 + (across - x) * scale, room.top + high / 2 + (down - y) * scale];
  };
}

/**
 * @param {CanvasRenderingContext2D} brush
 * @param {GeoJSON.FeatureCollection} units
 * @param {Map<string, number|null>} phases
 * @param {Project} project
 */
function fill(brush, units, phases, project) {
  const paths = phasePaints().map(() => new Path2D());
  for (const { properties, geometry } of units.features) {
    const phase = phases.get(properties?.code) ?? null;
    if (phase !== null) trace(paths[phase], geometry, project);
  }
  phasePaints().forEach((paint, phase) => {
    brush.fillStyle = paint.fill;
    brush.fill(paths[phase]);
  });
}

/** @param {GeoJSON.FeatureCollection} features @param {Project} project */
function traced(features, project) {
  const path = new Path2D();
  for (const { geometry } of features.features) trace(path, geometry, project);
  return path;
}

/** @param {Path2D} path @param {any} geometry @param {Project} project */
function trace(path, geometry, project) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  for (const ring of polygons.flat()) {
    ring.forEach((/** @type {number[]} */ place, /** @type {number} */ at) => {
      const [x, y] = project(place);
      if (at === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    });
    path.closePath();
  }
}

/** @param {CanvasRenderingContext2D} brush @param {Path2D} path @param {string} colour @param {number} width pixels */
function line(brush, path, colour, width) {
  brush.strokeStyle = colour;
  brush.lineWidth = width;
  brush.lineJoin = "round";
  brush.stroke(path);
}
