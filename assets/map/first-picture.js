// Draws every unit in its colour at once, on a plain canvas, while the live map still starts its graphics and
// its worker: a second or more on an old machine. The live map opens on the same view and takes its place.

import { boot, fetchJson } from "./boot.js";
import { phasePaints, token } from "./theme.js";

/** @typedef {(place: number[]) => [number, number]} Project */

const EDGE = 28; // pixels
const NAME_ROOM = 52; // on the right of a narrow map, for names that stand beside their township
const NARROW = 768;
const LONGEST_PAINT = 300; // milliseconds

/**
 * Return the room around the district; the live map keeps the same.
 * @param {number} width of the map in pixels
 */
export function room(width) {
  return { top: EDGE, right: width < NARROW ? NAME_ROOM : EDGE, bottom: EDGE, left: EDGE };
}

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
   */
  async draw(columns) {
    try {
      const [units, towns] = await this.shapes;
      this.#paint(units, towns, new Map(columns.codes.map((code, at) => [code, columns.columns.phase[at]])));
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
   * @param {GeoJSON.FeatureCollection} units
   * @param {GeoJSON.FeatureCollection} towns
   * @param {Map<string, number|null>} phases
   */
  #paint(units, towns, phases) {
    const { clientWidth: width, clientHeight: height } = this.container;
    this.canvas.width = width * devicePixelRatio;
    this.canvas.height = height * devicePixelRatio;
    const brush = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    brush.scale(devicePixelRatio, devicePixelRatio);
    const ground = token("--mapbg");
    brush.fillStyle = ground;
    brush.fillRect(0, 0, width, height);
    const project = projection(width, height);
    const paths = phasePaints().map(() => new Path2D());
    const edges = new Path2D();
    for (const { properties, geometry } of units.features) {
      const phase = phases.get(properties?.code) ?? null;
      trace(edges, geometry, project);
      if (phase !== null) trace(paths[phase], geometry, project);
    }
    phasePaints().forEach((paint, phase) => {
      brush.fillStyle = paint.fill;
      brush.fill(paths[phase]);
    });
    line(brush, edges, ground, 0.8);
    const borders = new Path2D();
    for (const { geometry } of towns.features) trace(borders, geometry, project);
    line(brush, borders, token("--halo"), 3.2);
    line(brush, borders, token("--town"), 1.1);
  }
}

/** Return the Web Mercator projection that fits the district into a box. @param {number} width @param {number} height @returns {Project} */
function projection(width, height) {
  const [west, south, east, north] = boot.bounds;
  const [left, top] = mercator(west, north);
  const [right, bottom] = mercator(east, south);
  const free = room(width);
  const [wide, high] = [width - free.left - free.right, height - free.top - free.bottom];
  const scale = Math.min(wide / (right - left), high / (bottom - top));
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return ([lon, lat]) => {
    const [across, down] = mercator(lon, lat);
    return [free.left + wide / 2 + (across - x) * scale, free.top + high / 2 + (down - y) * scale];
  };
}

/** @param {number} lon @param {number} lat degrees @returns {[number, number]} shares of the world, from north-west */
function mercator(lon, lat) {
  return [lon / 360, -Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)];
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
