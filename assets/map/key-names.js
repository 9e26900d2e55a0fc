// Writes the names of key villages below the tiles of their block: wrapped into lines of a given breadth.

/** @typedef {import("./situation.js").Unit} Unit */
/** @typedef {{unit: Unit, from: number}} KeyName `from`: pixels from the left */

const SIZE = 12; // pixels
const SIGN = 16; // before a name
const GAP = 10; // behind it
const ruler = document.createElement("canvas").getContext("2d");
if (ruler) ruler.font = `${SIZE}px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`;

/**
 * @param {Unit[]} units
 * @param {number} breadth pixels
 * @returns {KeyName[][]} line by line
 */
export function wrapped(units, breadth) {
  /** @type {KeyName[][]} */
  const lines = [];
  let free = 0;
  for (const unit of units) {
    const width = SIGN + (ruler?.measureText(unit.shortName).width ?? unit.shortName.length * SIZE);
    if (lines.length === 0 || width > free) {
      lines.push([]);
      free = breadth;
    }
    lines[lines.length - 1].push({ unit, from: breadth - free });
    free -= width + GAP;
  }
  return lines;
}
