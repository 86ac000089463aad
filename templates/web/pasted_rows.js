// @ts-check
// What a pasted table, list or text says: lines of the day and people. What cannot be understood
// is handed back, word for word.

import { words } from "./server.js";

/**
 * @typedef {Record<string, string>} Row
 *
 * Rows that were understood, and the lines that were not.
 * @typedef {{ rows: Row[], left: string[] }} PastedRows
 *
 * Words by which a table's columns are known, and the roles of people that there are.
 * @typedef {{ heads: Record<string, string[]>, days: string[], roles: string[] }} PastedWords
 */

// Words in times of all languages that there are, and the patterns made of them.
const TIMES = /** @type {Record<string, string[]>} */ (words.pasted.times);
/** @param {string} word */
const asPattern = word => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\s+");
/** @param {string} word */
const whole = word =>
  /\p{Script=Han}$/u.test(word) ? asPattern(word) : `${asPattern(word)}(?!\\p{L})`;
/** @param {string[]} names */
const anyOf = (...names) => {
  const all = names.flatMap(name => TIMES[name]);
  return `(?:${all
    .sort((a, b) => b.length - a.length)
    .map(whole)
    .join("|")})`;
};

const HOUR_WORD = anyOf("hour");
const DAY_HALF = `(?:[ap]\\.?\\s?m\\b\\.?|${anyOf("am", "pm")})`;
const NAMED = anyOf("noon", "midnight");
const CLOCK =
  `(?:2[0-3]|[01]?\\d)(?:[:.]?[0-5]\\d(?:\\s*${HOUR_WORD})?` +
  `|\\s*${HOUR_WORD}\\s*[0-5]\\d(?:\\s*${anyOf("minute")})?` +
  `|\\s*${HOUR_WORD}?\\s*${anyOf("half")}|\\s*${HOUR_WORD})|(?:1[0-2]|0?[1-9])`;
const TIME = `(?:${NAMED}|(?:${anyOf("am", "pm")}\\s*)?(?:${CLOCK})(?:\\s*${DAY_HALF})?)`;
const AT = `(?:(?<!\\p{L})${anyOf("at")}\\s*)?`;
const FROM = `(?:(?<=^|[\\s(])${anyOf("from")}\\s*)?`;
const UNTIL = `(?:[-\u2010-\u2015\u2212~\uff0d\uff5e]|${anyOf("until")})`;
const RANGE = `${FROM}${AT}(${TIME})\\s*${UNTIL}\\s*${AT}(${TIME})`;
const WHOLE_RANGE = new RegExp(`^(?:${RANGE}|(${TIME})\\s+(${TIME}))$`, "iu");
const WHOLE_TIME = new RegExp(`^${AT}${TIME}$`, "iu");
const NO_DIGIT = "(?!\\d|[:/]\\d)";
const RANGE_AHEAD = new RegExp(`^[\\s([•*·\\-]*${RANGE}${NO_DIGIT}`, "iu");
const RANGE_ANYWHERE = new RegExp(`(?<![\\d:/.\\-])${RANGE}${NO_DIGIT}`, "iu");
const TIME_AHEAD = new RegExp(`^[\\s([•*·\\-]*${AT}(${TIME})${NO_DIGIT}`, "iu");
const TIME_BEHIND = new RegExp(`(?<![\\d:/.\\-])${AT}(${TIME})[\\s)\\].]*$`, "iu");
const YEAR = /^(19|20)\d\d$/;
// Of a time that is surely one.
const SURE = new RegExp(
  `[:.]\\d\\d|\\d\\s*${HOUR_WORD}|${DAY_HALF}|${NAMED}|${anyOf("half")}`,
  "iu",
);
const SEPARATORS = /^[\s:;,.|)\]\u2010-\u2015-]+|[\s:;,|([\u2010-\u2015-]+$/g;
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\uff10-\uff1a]/g;
const TEXT_COLUMNS = ["teacher_does", "para_does", "where"];

/** @param {string} text */
const squash = text => text.replace(/[\s\u200b\ufeff]+/g, " ").trim();
/** @param {string} text */
const plain = text => squash(text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " "));

/**
 * Return `text` with Arabic and full-width digits as 0 to 9, sign for sign.
 * @param {string} text
 */
const plainDigits = text =>
  text.replace(OTHER_DIGITS, sign => {
    // Each row of digits begins at a multiple of 16.
    const code = sign.charCodeAt(0);
    return code === 0xff1a ? ":" : String(code & 15);
  });

/**
 * Return the cells of what was pasted: those of a table, or lines of one cell.
 * @param {string} text
 * @param {string} [html]
 */
export function cellsOf(text, html = "") {
  // A Mac writes the marks of letters apart: headings and "đến" are compared as whole letters.
  const typed = text.normalize("NFC");
  const table = html ? cellsOfTable(html.normalize("NFC")) : [];
  const cells = table.length ? table : typed.includes("\t") ? cellsOfTabs(typed) : linesOf(typed);
  return cells.filter(row => row.some(squash));
}

/** @param {string} text */
const linesOf = text => text.split(/\r\n?|\n/).map(line => [line]);

/**
 * @param {string} html
 * @returns {string[][]} of the table with most rows; a layout of one column is none
 */
function cellsOfTable(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const end of page.querySelectorAll("br, p, div, li")) end.append(" ");
  const tables = [...page.querySelectorAll("table")].map(table =>
    [...table.rows].map(row => [...row.cells].map(cell => squash(cell.textContent))),
  );
  const wide = tables.filter(rows => rows.filter(row => row.length > 1).length > 0);
  return wide.sort((a, b) => b.length - a.length)[0] ?? [];
}

/**
 * Return the cells of a text that a spreadsheet copies: a cell with a break in it has quotes.
 * @param {string} text
 */
function cellsOfTabs(text) {
  /** @type {string[][]} */
  const rows = [[]];
  for (const [, quoted, bare, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n?|\n|$)/g,
  )) {
    rows.at(-1).push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (!end) break;
    if (end !== "\t") rows.push([]);
  }
  return rows;
}

/**
 * Return which column is what, if the first row is a heading: its names by index.
 * @param {string[]} row
 * @param {Record<string, string[]>} heads
 */
function readHeading(row, heads) {
  const names = row.map(cell => {
    const words = ` ${plain(cell)} `;
    return Object.keys(heads).find(name => heads[name].some(head => words.includes(` ${head} `)));
  });
  const isHeading = names.filter(Boolean).length >= Math.min(2, row.filter(squash).length);
  const saysTime = row.some(cell => /\p{Nd}/u.test(cell));
  return row.length > 1 && isHeading && !saysTime ? names : null;
}

/**
 * @param {string} text
 * @returns {string[] | null} one time, or two
 */
function timesOf(text) {
  const cell = plainDigits(squash(text));
  const range = WHOLE_RANGE.exec(cell);
  if (range) return range.slice(1).filter(Boolean);
  return WHOLE_TIME.test(cell) ? [cell] : null;
}

/**
 * Return the lines of the day in `cells`.
 * @param {string[][]} cells
 * @param {PastedWords} words
 * @returns {PastedRows & { day?: string }} `day` is the one of a week's days that was taken
 */
export function readDay(cells, words) {
  const isTable = cells.some(row => row.length > 1);
  const { rows, left, day } = isTable ? readDayTable(cells, words) : readDayLines(cells);
  rows.forEach((row, index) => {
    const next = rows[index + 1]?.start;
    if (row.start && !row.end && next) row.end = next;
  });
  return { rows, left, day };
}

/**
 * @param {string[][]} cells
 * @param {PastedWords} words
 */
function readDayTable(cells, { heads, days }) {
  const week = cells[0].findIndex(cell => days.includes(plain(cell)));
  const heading = readHeading(cells[0], heads);
  const body = heading || week > 0 ? cells.slice(1) : cells;
  const names = week > 0 ? weekColumns(body, week) : (heading ?? guessColumns(body));
  /** @type {PastedRows} */
  const result = { rows: [], left: [] };
  if (body !== cells) {
    const unused = unusedColumns(cells, names);
    result.left.push(...unused.filter(text => !days.includes(plain(text))));
  }
  for (const cellsOfRow of body) {
    const row = isLine(cellsOfRow)
      ? readDayLine(lineOf(cellsOfRow))
      : readDayRow(cellsOfRow, names);
    if (row) result.rows.push(row);
    else result.left.push(squash(lineOf(cellsOfRow)));
  }
  return { ...result, day: week > 0 ? squash(cells[0][week]) : undefined };
}

/**
 * Return whether a row of a table is a line of text, as between the rows that somebody typed with
 * tabs: one cell says it all.
 * @param {string[]} cells
 */
function isLine(cells) {
  const filled = cells.filter(squash);
  return filled.length < 2 && !filled.some(timesOf);
}

/** @param {string[]} cells */
const lineOf = cells => cells.join(" ");

/**
 * @param {string[][]} body
 * @param {number} week the column of the day that is taken
 */
function weekColumns(body, week) {
  const names = guessColumns(body).map(name => (name === "time" ? name : undefined));
  names[week] = "teacher_does";
  return names;
}

/**
 * Return which column is what by what stands in them.
 * @param {string[][]} body
 * @returns {(string | undefined)[]}
 */
function guessColumns(body) {
  const tabled = body.filter(row => !isLine(row));
  const width = Math.max(0, ...tabled.map(row => row.length));
  const texts = [...TEXT_COLUMNS];
  return Array.from({ length: width }, (_, index) => {
    const filled = tabled.map(row => row[index] ?? "").filter(squash);
    const times = filled.filter(timesOf);
    if (filled.length && times.length >= filled.length / 2) return "time";
    // What there is no column for stands with the last.
    return filled.length ? (texts.shift() ?? TEXT_COLUMNS.at(-1)) : undefined;
  });
}

/**
 * @param {string[]} cells
 * @param {(string | undefined)[]} names
 */
function readDayRow(cells, names) {
  /** @type {Row} */
  const row = {};
  cells.forEach((cell, index) => {
    const name = names[index];
    const text = squash(cell);
    if (!name || !text) return;
    const times = ["time", "start", "end"].includes(name) ? timesOf(text) : null;
    if (times) putTimes(row, times, name);
    else if (name === "time") Object.assign(row, readDayLine(text) ?? { start: text });
    else row[name] = row[name] ? `${row[name]}, ${text}` : text;
  });
  return row;
}

/**
 * Return the headings of columns that nothing is taken from, though something stands in them.
 * @param {string[][]} cells with the heading
 * @param {(string | undefined)[]} names
 */
function unusedColumns([heading, ...body], names) {
  return heading
    .map((text, index) => ({ text: squash(text), index }))
    .filter(({ index }) => !names[index] && body.some(row => squash(row[index] ?? "")))
    .map(({ text }) => text);
}

/**
 * @param {Row} row
 * @param {string[]} times
 * @param {string} name of the column
 */
function putTimes(row, [first, second], name) {
  if (name === "end" || (name === "time" && row.start)) row.end = first;
  else row.start = first;
  if (second) row.end = second;
}

/** @param {string[][]} cells */
function readDayLines(cells) {
  /** @type {PastedRows & { day?: string }} */
  const result = { rows: [], left: [] };
  for (const [line] of cells) {
    const row = readDayLine(line);
    const last = result.rows.at(-1);
    // A PDF often has the words under their time.
    const isUnderTime = last && !last.teacher_does && !row;
    if (row) result.rows.push(row);
    else if (isUnderTime) last.teacher_does = squash(line);
    else result.left.push(squash(line));
  }
  return result;
}

/**
 * Return what one line says: its times, and the words around them.
 * @param {string} line
 * @returns {Row | null} null if it tells no time
 */
function readDayLine(line) {
  const found = findTimes(line);
  if (!found) return null;
  const rest = `${line.slice(0, found.from)}  ${line.slice(found.to)}`;
  const pieces = rest
    .split(/\s{2,}|\s*[|•·]\s*/)
    .map(piece => squash(piece.replace(SEPARATORS, "")));
  /** @type {Row} */
  const row = { start: squash(found.start) };
  if (found.end) row.end = squash(found.end);
  pieces.filter(Boolean).forEach((piece, index) => {
    const name = TEXT_COLUMNS[Math.min(index, TEXT_COLUMNS.length - 1)];
    row[name] = row[name] ? `${row[name]}, ${piece}` : piece;
  });
  return row;
}

/** @param {string} line */
function findTimes(line) {
  for (const pattern of [RANGE_AHEAD, RANGE_ANYWHERE, TIME_AHEAD, TIME_BEHIND]) {
    const found = pattern.exec(plainDigits(line));
    if (!found) continue;
    const [whole, start, end] = found;
    const isSure = SURE.test(whole) || (pattern === RANGE_AHEAD && !YEAR.test(start));
    if (isSure) return { from: found.index, to: found.index + whole.length, start, end };
  }
  return null;
}

// What a person is reached by: digits, or an address.
const WAY = /\d|@/;

/**
 * Return the people in `cells`.
 * @param {string[][]} cells
 * @param {PastedWords} words
 * @returns {PastedRows}
 */
export function readPeople(cells, { heads, roles }) {
  const heading = readHeading(cells[0], heads);
  /** @type {PastedRows} */
  const result = { rows: [], left: heading ? unusedColumns(cells, heading) : [] };
  for (const cellsOfRow of heading ? cells.slice(1) : cells) {
    const row = heading ? namedCells(cellsOfRow, heading) : readPerson(cellsOfRow, roles);
    if (row?.role && (row.name || row.how)) result.rows.push(row);
    else result.left.push(squash(cellsOfRow.join(" ")));
  }
  return result;
}

/**
 * @param {string[]} cells
 * @param {(string | undefined)[]} names
 */
function namedCells(cells, names) {
  /** @type {Row} */
  const row = {};
  cells.forEach((cell, index) => {
    const [name, text] = [names[index], squash(cell)];
    if (name && text) row[name] = row[name] ? `${row[name]}, ${text}` : text;
  });
  return row;
}

/**
 * @param {string[]} cells
 * @param {string[]} roles
 * @returns {Row | null}
 */
function readPerson(cells, roles) {
  const isLine = cells.length === 1;
  const pieces = isLine ? cells[0].split(/[:;,|()\t]|\s[\u2010-\u2015-]\s|\s{2,}/) : cells;
  const said = pieces.map(squash).filter(Boolean);
  const words = said.filter(piece => !WAY.test(piece));
  if (!words.length) return null;
  const known = words.findIndex(piece => roles.includes(plain(piece)));
  const [role] = words.splice(Math.max(0, known), 1);
  const how = said.filter(piece => WAY.test(piece)).join(", ");
  /** @type {Row} */
  const row = { role };
  if (words.length) row.name = words.join(", ");
  if (how) row.how = how;
  return row;
}
