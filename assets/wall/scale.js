// One unit for all sizes: the root's letters. 1920×1080 are 120 × 67.5 of them, any other screen is filled.

const WIDE = 120;
const HIGH = 67.5;
const USUAL = 16; // pixels of the root's letters at 1920×1080
const root = document.documentElement;

/**
 * Keep the unit at the size of the window.
 * @param {number} scale for the distance from which one looks
 * @param {() => void} changed
 */
export function keepScale(scale, changed) {
  const set = () => {
    const size = Math.min(innerWidth / WIDE, innerHeight / HIGH) * scale;
    root.style.fontSize = `${size.toFixed(3)}px`;
    root.dataset.wide = String(innerWidth / innerHeight >= 2.6);
  };
  set();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  window.addEventListener("resize", () => {
    set();
    clearTimeout(timer);
    timer = setTimeout(changed, 200);
  });
}

/** Return how many times larger than at 1920×1080 everything is. */
export function scaled() {
  return parseFloat(root.style.fontSize) / USUAL;
}
