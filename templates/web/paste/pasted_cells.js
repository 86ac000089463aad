// @ts-check
// What was pasted, as tables of cells and as lines of text, in the order in which it stood.

import { parsePage } from "../dom.js";

/** @typedef {string[][]} Block a table, or lines of one cell each */

const BLOCKS = "address, blockquote, div, dd, dl, dt, h1, h2, h3, h4, h5, h6, li, ol, p, pre, ul";
// Marks and numbers of a list: no words of anybody.
const LIST_MARK = /^(?:[•·▪▫■□●○◦‣⁃➢✓*§o\uf0a7\uf0b7\uf0d8–—-]|\(?(?:\d{1,2}|[a-z])[.)])$/;

// Before each line of an e-mail that was answered.
const QUOTED = /^[^\S\r\n]*(?:>[^\S\r\n]?)+/gm;

/** @param {string} text */
export const squash = text => text.replace(/[\s\u200b\ufeff]+/g, " ").trim();

/** @param {string} text */
export const plain = text => squash(text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " "));

/** @param {string[]} cells */
export const lineOf = cells => cells.join(" ");

/**
 * Return the tables and the lines of what was pasted.
 * @param {string} text
 * @param {string} [html]
 * @returns {Block[]}
 */
export function blocksOf(text, html = "") {
  // A Mac writes the marks of letters apart: headings and "đến" are compared as whole letters.
  const typed = text.normalize("NFC").replace(QUOTED, "");
  const page = html ? blocksOfPage(html.normalize("NFC")) : [];
  const isPage = page.some(isTable) || !squash(typed);
  const blocks = isPage ? page : blocksOfText(typed);
  return blocks.map(withoutEmpty).filter(block => block.length);
}

/** @param {Block} block */
export const isTable = block => block.some(row => row.length > 1);

/** @param {Block} block */
const withoutEmpty = block => block.map(withoutMark).filter(row => row.some(squash));

/**
 * Return a row without the mark that a list of Word has in a cell of its own.
 * @param {string[]} row
 */
function withoutMark([first, ...others]) {
  const isMarked = others.some(squash) && LIST_MARK.test(squash(first));
  return [isMarked ? "" : first, ...others];
}

/**
 * Return a line without the mark of a list before it.
 * @param {string} line
 */
export function withoutListMark(line) {
  const [, first, rest] = /^\s*(\S+)\s+(.*)$/.exec(line) ?? [];
  return rest && LIST_MARK.test(first) ? rest : line;
}

/** @param {string} text */
const linesOf = text => text.split(/\r\n?|\n/).map(line => [line]);

/**
 * Return the tables of a page, and the lines between them. A table around others, or of one column,
 * is only a layout.
 * @param {string} html
 * @returns {Block[]}
 */
function blocksOfPage(html) {
  const page = parsePage(html);
  for (const unseen of page.querySelectorAll("script, style, title")) unseen.remove();
  /** @type {Block[]} */
  const blocks = [[]];
  for (const part of partsOf(page.body)) {
    if (part === END) blocks.at(-1).push([""]);
    else if (typeof part !== "string") blocks.push(part, []);
    else addWords(blocks.at(-1), part);
  }
  return blocks;
}

/**
 * @param {Block} lines
 * @param {string} words
 */
function addWords(lines, words) {
  const last = lines.at(-1);
  if (last) last[0] += words;
  else lines.push([words]);
}

const END = "\n";

/**
 * Yield what stands in a node in its order: words, ends of lines, and tables.
 * @param {Node} node
 * @returns {Generator<string | Block>}
 */
function* partsOf(node) {
  if (node instanceof Text) yield node.data.replace(/\s/g, " ");
  if (!(node instanceof Element)) return;
  if (node instanceof HTMLTableElement && isGrid(node)) return yield cellsOfTable(node);
  const endsLines = node.matches(`br, table, tr, td, th, ${BLOCKS}`);
  if (endsLines) yield END;
  for (const child of node.childNodes) yield* partsOf(child);
  if (endsLines) yield END;
}

/** @param {HTMLTableElement} table */
const isGrid = table =>
  !table.querySelector("table") && [...table.rows].some(row => row.cells.length > 1);

/**
 * Return the cells of a table where they are seen: one over several rows stands in each of them,
 * one over several columns in the first.
 * @param {HTMLTableElement} table
 * @returns {Block}
 */
function cellsOfTable(table) {
  for (const end of table.querySelectorAll(`br, ${BLOCKS}`)) end.append(" ");
  /** @type {Block} */
  const rows = Array.from(table.rows, () => /** @type {string[]} */ ([]));
  [...table.rows].forEach((row, index) => {
    for (const cell of row.cells) {
      let column = 0;
      while (rows[index][column] !== undefined) column++;
      const last = Math.min(rows.length, index + Math.max(1, cell.rowSpan));
      for (let below = index; below < last; below++) {
        rows[below][column] = squash(cell.textContent);
        for (let aside = 1; aside < cell.colSpan; aside++) rows[below][column + aside] = "";
      }
    }
  });
  return rows.map(row => Array.from(row, cell => cell ?? ""));
}

/**
 * @param {string} text
 * @returns {Block[]}
 */
function blocksOfText(text) {
  if (text.includes("\t")) return [cellsBetween(text, "\t")];
  const drawn = cellsBetweenBars(text);
  if (isTable(drawn)) return [drawn];
  const tables = [",", ";"].map(separator => cellsBetween(text.trim(), separator));
  const table = tables.find(isSeparated);
  if (table) return [table];
  // What belongs together has no empty line in it.
  return text.split(/(?:\r\n?|\n)(?:[^\S\r\n]*(?:\r\n?|\n))+/).map(linesOf);
}

/**
 * Return the cells of a table that is drawn with bars, as in Markdown, and the lines beside it.
 * @param {string} text
 * @returns {Block}
 */
function cellsBetweenBars(text) {
  const rows = linesOf(text).map(([line]) => {
    const [, inner] = /^\s*\|(.*)\|\s*$/.exec(line) ?? [];
    return inner === undefined ? [line] : inner.split("|");
  });
  return rows.filter(row => row.length < 2 || !row.every(cell => /^[\s:=-]*-[\s:=-]*$/.test(cell)));
}

/**
 * Return whether a text between separators is a file of values: in each row are as many, and none
 * begins with a blank, as what stands behind a comma in a sentence does.
 * @param {Block} rows
 */
function isSeparated(rows) {
  const filled = withoutEmpty(rows);
  const [{ length }] = filled;
  const isRow = (/** @type {string[]} */ row) =>
    row.length === length && !row.some(cell => /^\s/.test(cell));
  return filled.length > 1 && length > 1 && filled.every(isRow);
}

/**
 * Return the cells of a text that a spreadsheet copies or saves: one with a break or a separator in
 * it has quotes.
 * @param {string} text
 * @param {string} separator one sign
 */
function cellsBetween(text, separator) {
  /** @type {Block} */
  const rows = [[]];
  const bare = `[^${separator}\\r\\n]*`;
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"(?=[${separator}\\r\\n]|$)|(${bare}))(${separator}|\\r\\n?|\\n|$)`,
    "g",
  );
  for (const [, quoted, typed, end] of text.matchAll(cell)) {
    rows.at(-1).push(quoted === undefined ? typed : quoted.replaceAll('""', '"'));
    if (!end) break;
    if (end !== separator) rows.push([]);
  }
  return rows;
}

/**
 * Return whether most cells differ by their number alone: 1st period, 2nd period; P1, P2.
 * @param {string[]} cells
 */
export function isCounted(cells) {
  const numbered = cells.filter(cell => /(?<!\d)\d{1,2}(?!\d)/.test(cell));
  const others = numbered.map(cell => plain(cell.replace(/\d+(?:st|nd|rd|th|er|\W?[ºª])?/gi, "")));
  const isAlike = numbered.length > 1 && others.every(other => other === others[0]);
  return isAlike && new Set(numbered).size > 1 && numbered.length > cells.length / 2;
}
