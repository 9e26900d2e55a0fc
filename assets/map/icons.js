// Turns the icon set into images of the map, in the colours of the present theme.

import { boot, fetchJson } from "./boot.js";
import { phasePaints, token } from "./theme.js";

const SIZE = 22; // CSS pixels
const HATCH = 7;
/** @type {Promise<Record<string, string>>} name → SVG */
const drawings = fetchJson(`${boot.urls.static_base}/icons.json`);

/**
 * Add all images to the map, or redraw them after a change of theme.
 * @param {import("maplibre-gl").Map} map
 */
export async function drawIcons(map) {
  const icons = await drawings;
  const ratio = Math.max(2, Math.ceil(map.getPixelRatio())); // drawn finer, so that they stay smooth between pixels
  const [ink, chip] = [token("--text"), token("--chip")];
  const jobs = [
    ...phasePaints().map((paint, phase) => drawn(`phase-${phase}`, inner(icons[boot.phases[phase].icon]), paint.ink)),
    ...boot.flags.map((flag) => drawn(`sign-${flag.icon}`, plated(flag.icon, inner(icons[flag.icon]), chip), ink)),
    ...["alert-1-yellow", "alert-2-orange", "alert-3-red"].map((name, at) =>
      drawn(`alert-${at + 1}`, disc(inner(icons[name]), chip), token(`--a${at + 1}`)),
    ),
  ];
  for (const { name, image } of await Promise.all(jobs.map((job) => job(ratio)))) put(map, name, image, { pixelRatio: ratio });
  put(map, "hatch", hatch(ratio), { pixelRatio: ratio });
  const plate = namePlate(ratio);
  put(map, "plate", plate, {
    pixelRatio: ratio, content: [4 * ratio, 4 * ratio, 16 * ratio, 16 * ratio],
    stretchX: [[6 * ratio, 14 * ratio]], stretchY: [[6 * ratio, 14 * ratio]],
  });
}

/**
 * @param {import("maplibre-gl").Map} map
 * @param {string} name
 * @param {ImageData} image
 * @param {import("maplibre-gl").StyleImageMetadata | object} options
 */
function put(map, name, image, options) {
  if (map.hasImage(name)) map.updateImage(name, image);
  else map.addImage(name, image, options);
}

/** @param {string} svg @returns {string} what stands inside the svg element, without its title */
function inner(svg) {
  return svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/<title>.*?<\/title>/, "");
}

/** @param {string} icon @param {string} body @param {string} ground */
function plated(icon, body, ground) {
  const shape = icon === "key-village"
    ? `<path d="M12 .4L23.6 12L12 23.6L.4 12z" fill="${ground}"/>`
    : `<rect x=".6" y="2.6" width="22.8" height="18.8" rx="4" fill="${ground}"/>`;
  return shape + body;
}

/** @param {string} body @param {string} ground */
function disc(body, ground) {
  return `<circle cx="12" cy="12" r="12" fill="${ground}"/><g transform="translate(2.2 2) scale(.82)">${body}</g>`;
}

/**
 * @param {string} name
 * @param {string} body
 * @param {string} colour of `currentColor`
 * @returns {(ratio: number) => Promise<{name: string, image: ImageData}>}
 */
function drawn(name, body, colour) {
  return async (ratio) => {
    const pixels = SIZE * ratio;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixels}" viewBox="0 0 24 24" color="${colour}">${body}</svg>`;
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await picture.decode();
    const brush = canvas(pixels, pixels);
    brush.drawImage(picture, 0, 0, pixels, pixels);
    return { name, image: brush.getImageData(0, 0, pixels, pixels) };
  };
}

/** Draw the diagonal hatch of units that are not due. @param {number} ratio */
function hatch(ratio) {
  const size = HATCH * ratio;
  const brush = canvas(size, size);
  brush.strokeStyle = token("--hatch");
  brush.lineWidth = 1.4 * ratio;
  for (const shift of [-size, 0, size]) {
    brush.beginPath();
    brush.moveTo(shift - ratio, size + ratio);
    brush.lineTo(shift + size + ratio, -ratio);
    brush.stroke();
  }
  return brush.getImageData(0, 0, size, size);
}

/** Draw the plate behind the name of a key village. @param {number} ratio */
function namePlate(ratio) {
  const size = 20 * ratio;
  const brush = canvas(size, size);
  brush.fillStyle = token("--chip");
  brush.strokeStyle = token("--line2");
  brush.lineWidth = ratio;
  brush.globalAlpha = 0.92;
  brush.beginPath();
  brush.roundRect(ratio, ratio, size - 2 * ratio, size - 2 * ratio, 3 * ratio);
  brush.fill();
  brush.stroke();
  return brush.getImageData(0, 0, size, size);
}

/** @param {number} width @param {number} height */
function canvas(width, height) {
  const made = document.createElement("canvas");
  made.width = width;
  made.height = height;
  const brush = made.getContext("2d", { willReadFrequently: true });
  if (!brush) throw new Error("no 2d canvas");
  return brush;
}
