// Web Mercator, as shares of the world from its north-west corner.

export const WORLD = 512; // pixels at zoom 0

/** @param {number} lon degrees @param {number} lat degrees @returns {[number, number]} to the east, to the south; from −½ to ½ */
export function mercator(lon, lat) {
  return [lon / 360, -Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)];
}

/** @param {number} across @param {number} down @returns {[number, number]} degrees */
export function fromMercator(across, down) {
  return [across * 360, (Math.atan(Math.exp(-down * 2 * Math.PI)) * 360) / Math.PI - 90];
}

/**
 * Return the camera that shows a part of the globe as large as a box allows.
 * @param {[number, number, number, number]} bounds west, south, east, north in degrees
 * @param {number} width of the box in pixels
 * @param {number} height
 * @returns {{center: [number, number], zoom: number}}
 */
export function cameraOver([west, south, east, north], width, height) {
  const [left, top] = mercator(west, north);
  const [right, bottom] = mercator(east, south);
  const pixels = Math.min(Math.max(1, width) / (right - left), Math.max(1, height) / (bottom - top));
  return { center: fromMercator((left + right) / 2, (top + bottom) / 2), zoom: Math.log2(pixels / WORLD) };
}
