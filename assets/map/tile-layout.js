// Lays the blocks of tiles out for a screen: arithmetic in pixels. A block keeps its cell of the grid and
// its order; only how many tiles stand in a row follows the room there is, so that tiles are as large as can be.

/** @typedef {{code: string, row: number, column: number, units: number, lines: number}} Block `lines`: of names below the tiles */
/** @typedef {{left: number, top: number, width: number, height: number}} Box pixels from the upper left corner */
/**
 * @typedef {{
 *   margin: number, between: number, heading: number, line: number, title: number, figures: number, tight: boolean
 * }} Measure pixels; `tight`: a heading has room for the name alone
 */
/**
 * @typedef {{
 *   tile: number, across: number, width: number, height: number, measure: Measure, blocks: Map<string, Box>
 * }} Layout `tile` with its gap, `across` tiles in a row of every block
 */

const LEAST = 6; // pixels of a tile; where that is too much, the whole is shown smaller
const MOST = 44;
const LOOSEST = 28; // pixels between two blocks, when there is room to spare
const ROOMY = 640; // pixels of width from which headings have a full line
const ROOMIEST = 18; // pixels of a tile from which headings are larger
/** @type {Measure} */
const LARGE = { margin: 5, between: 8, heading: 23, line: 18, title: 15, figures: 13, tight: false };
/** @type {Measure} */
const WIDE = { margin: 4, between: 6, heading: 18, line: 16, title: 13, figures: 12, tight: false };
/** @type {Measure} */
const TIGHT = { margin: 2, between: 3, heading: 17, line: 15, title: 12, figures: 12, tight: true };

/**
 * @param {Block[]} blocks
 * @param {number} width of the room in pixels
 * @param {number} height
 * @returns {Layout}
 */
export function layOut(blocks, width, height) {
  if (width < ROOMY) return largest(blocks, TIGHT, width, height);
  const large = largest(blocks, LARGE, width, height);
  return large.tile >= ROOMIEST ? large : largest(blocks, WIDE, width, height);
}

/**
 * Return the layout with the largest tiles.
 * @param {Block[]} blocks
 * @param {Measure} measure
 * @param {number} width
 * @param {number} height
 * @returns {Layout}
 */
function largest(blocks, measure, width, height) {
  const columns = Math.max(...blocks.map((block) => block.column)) + 1;
  const most = Math.max(...blocks.map((block) => block.units));
  let [tile, across] = [0, 1];
  for (let tried = 1; tried <= most; tried += 1) {
    const wide = (width - (columns - 1) * measure.between - columns * 2 * measure.margin) / (columns * tried);
    const rows = highest(blocks, tried, measure);
    const free = height - rows.reduce((sum, row) => sum + row.fixed, 0) - (rows.length - 1) * measure.between;
    const fitting = sharp(Math.min(wide, free / rows.reduce((sum, row) => sum + row.tiles, 0), MOST));
    if (fitting >= tile) [tile, across] = [fitting, tried]; // the widest of equals, for the sake of the headings
  }
  return placed(blocks, Math.max(tile, LEAST), tile < LEAST ? square(blocks, width / height, measure) : across, measure, width, height);
}

/** Return the largest length of whole pixels of the screen. @param {number} length pixels of the page */
function sharp(length) {
  return Math.floor(length * devicePixelRatio) / devicePixelRatio;
}

/**
 * Return, for each row of the grid, the tiles of its highest block one above the other, and the pixels beside them.
 * @param {Block[]} blocks
 * @param {number} across
 * @param {Measure} measure
 */
function highest(blocks, across, measure) {
  const rows = Array.from({ length: Math.max(...blocks.map((block) => block.row)) + 1 }, () => ({ tiles: 0, fixed: 0 }));
  for (const block of blocks) {
    const row = rows[block.row];
    row.tiles = Math.max(row.tiles, Math.ceil(block.units / across));
    row.fixed = Math.max(row.fixed, measure.heading + measure.margin + block.lines * measure.line);
  }
  return rows;
}

/**
 * Return the tiles in a row with which the whole comes nearest to a shape, where it must be shown smaller anyway.
 * @param {Block[]} blocks
 * @param {number} aspect width by height
 * @param {Measure} measure
 */
function square(blocks, aspect, measure) {
  let [best, least] = [1, Infinity];
  for (let across = 1; across <= Math.max(...blocks.map((block) => block.units)); across += 1) {
    const { width, height } = placed(blocks, LEAST, across, measure, 0, 0);
    const wrong = Math.abs(Math.log(width / height / aspect));
    if (wrong < least) [best, least] = [across, wrong];
  }
  return best;
}

/**
 * @param {Block[]} blocks
 * @param {number} tile
 * @param {number} across
 * @param {Measure} measure
 * @param {number} width of the room; what is left of it stands between the blocks
 * @param {number} height
 * @returns {Layout}
 */
function placed(blocks, tile, across, measure, width, height) {
  const columns = Math.max(...blocks.map((block) => block.column)) + 1;
  const broad = across * tile + 2 * measure.margin;
  const rows = highest(blocks, across, measure).map((row) => row.tiles * tile + row.fixed);
  const beside = apart(width - columns * broad, columns - 1, measure.between);
  const below = apart(height - rows.reduce((sum, row) => sum + row, 0), rows.length - 1, measure.between);
  const tops = rows.map((_, at) => rows.slice(0, at).reduce((sum, row) => sum + row + below, 0));
  return {
    tile, across, measure,
    width: columns * broad + (columns - 1) * beside,
    height: tops[tops.length - 1] + rows[rows.length - 1],
    blocks: new Map(blocks.map((block) => [block.code, {
      left: block.column * (broad + beside),
      top: tops[block.row],
      width: broad,
      height: measure.heading + Math.ceil(block.units / across) * tile + block.lines * measure.line + measure.margin,
    }])),
  };
}

/** Return the pixels between two blocks. @param {number} free @param {number} gaps @param {number} least */
function apart(free, gaps, least) {
  return gaps ? Math.max(least, Math.min(LOOSEST, Math.floor(free / gaps))) : 0;
}

/**
 * Return the box of a tile inside its block's.
 * @param {Layout} layout
 * @param {Box} block
 * @param {number} slot place in the order of the block
 * @returns {Box}
 */
export function tileBox({ tile, across, measure }, block, slot) {
  const gap = tile >= 10 ? 2 : 1;
  return {
    left: block.left + measure.margin + (slot % across) * tile + (gap >> 1),
    top: block.top + measure.heading + Math.floor(slot / across) * tile + (gap >> 1),
    width: tile - gap,
    height: tile - gap,
  };
}
