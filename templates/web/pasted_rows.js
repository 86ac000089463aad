// @ts-check
// What a pasted table, list or text says of the day, line by line. What cannot be understood is
// handed back, word for word. People are in pasted_people.js.

/** @import { Block } from "./pasted_cells.js" */

import { isTable, lineOf, squash, withoutListMark } from "./pasted_cells.js";
import { words } from "./server.js";
import { markSpokenTimes, plainDigits, SURE_SIGN, TIME_SIGN } from "./spoken_times.js";

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
export const asPattern = word =>
  word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\s+");
const ENDS_HAN = /\p{Script=Han}$/u;
/**
 * Return a pattern of any of these words, whole ones where a script has blanks between words. What
 * must not follow is said once for all of them: a browser takes seconds to prepare it for each.
 * @param {string[]} words
 */
function anyWord(words) {
  const longFirst = [...words].sort((a, b) => b.length - a.length);
  /** @param {string[]} some */
  const anyPattern = some => `(?:${some.map(asPattern).join("|")})`;
  const apart = longFirst.filter(word => !ENDS_HAN.test(word));
  const joined = longFirst.filter(word => ENDS_HAN.test(word));
  const patterns = [
    apart.length && `${anyPattern(apart)}(?!\\p{L})`,
    joined.length && anyPattern(joined),
  ];
  return `(?:${patterns.filter(Boolean).join("|")})`;
}
/** @param {string[]} names */
const anyOf = (...names) => anyWord(names.flatMap(name => TIMES[name]));

const HOUR_WORD = anyOf("hour");
const HALVES = [...TIMES.am, ...TIMES.pm];
const NO_WORDS = `(?!\\s*:|\\s*(?!${anyOf("until")})\\p{L})`;
/**
 * Return whether a half of the day may also be of what is done: 8:30 Morning meeting. One with the
 * words that lead to it (in the morning) may not.
 * @param {string} word
 */
const isBareHalf = word => ENDS_HAN.test(word) || HALVES.some(other => other.endsWith(` ${word}`));
const BARE_HALF = anyWord(HALVES.filter(isBareHalf));
const LED_HALF = anyWord(HALVES.filter(word => !isBareHalf(word)));
const DAY_HALF = `(?:[ap]\\.?\\s?m\\b\\.?|${LED_HALF}|${BARE_HALF}${NO_WORDS})`;
// Behind another word it may be of that: Good morning 8:00.
const HALF_AHEAD = `(?:(?:${LED_HALF}|(?<!\\p{Script=Latin}\\s*)${BARE_HALF})\\s*)?`;
// Not the end of a word: afternoon.
const NAMED = `(?<![\\p{Script=Latin}\\p{Script=Arabic}])${anyOf("noon", "midnight")}`;
const CLOCK =
  `(?:2[0-3]|[01]?\\d)(?:[:.]?[0-5]\\d(?::00(?!\\d))?(?:\\s*${HOUR_WORD})?` +
  `|\\s*${HOUR_WORD}\\s*[0-5]\\d(?:\\s*${anyOf("minute")})?` +
  `|\\s*${HOUR_WORD})|(?:1[0-2]|0?[1-9])|${TIME_SIGN}`;
const TIME = `(?:${NAMED}|${HALF_AHEAD}(?:${CLOCK})(?:\\s*${DAY_HALF}|[ap]\\b)?)`;
const AT = `(?:(?<!\\p{L})${anyOf("at")}\\s*)?`;
const FROM = `(?:(?<=^|[\\s(])${anyOf("from")}\\s*)?`;
const UNTIL = `(?:[-\u2010-\u2015\u2212~\uff0d\uff5e]|${anyOf("until")})`;
const RANGE = `${FROM}${AT}(${TIME})\\s*${UNTIL}\\s*${AT}(${TIME})`;
const WHOLE_RANGE = new RegExp(`^(?:${RANGE}|(${TIME})\\s+(${TIME}))$`, "iu");
const WHOLE_TIME = new RegExp(`^${AT}${TIME}$`, "iu");
// A time ends before what may be more of it, or of a word: 9ish.
const NO_DIGIT = "(?!\\d|[:/]\\d|\\p{Script=Latin})";
const RANGE_AHEAD = new RegExp(`^[\\s([•*·\\-]*${RANGE}${NO_DIGIT}`, "iu");
const RANGE_ANYWHERE = new RegExp(`(?<![\\d:/.\\-])${RANGE}${NO_DIGIT}`, "iu");
const TIME_AHEAD = new RegExp(`^[\\s([•*·\\-]*${AT}(${TIME})${NO_DIGIT}`, "iu");
const TIME_BEHIND = new RegExp(`(?<![\\d:/.\\-])${AT}(${TIME})[\\s)\\].]*$`, "iu");
const YEAR = /^(19|20)\d\d$/;
// Of a time that is surely one.
const SURE = new RegExp(`[:.]\\d\\d|\\d\\s*${HOUR_WORD}|${DAY_HALF}|${NAMED}|${SURE_SIGN}`, "iu");
const SEPARATORS = /^[\s:;,.|)\]\u2010-\u2015-]+|[\s:;,|([\u2010-\u2015-]+$/g;
const TEXT_COLUMNS = ["teacher_does", "para_does", "where"];

/** @param {string} text */
export const plain = text => squash(text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " "));

/** @param {string} text */
const marked = text => plainDigits(markSpokenTimes(text).text);

/**
 * Return which column is what, if the first row is a heading: its names by index.
 * @param {string[]} row
 * @param {Record<string, string[]>} heads
 */
export function readHeading(row, heads) {
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
  const { text: signed, restore } = markSpokenTimes(squash(text));
  const cell = plainDigits(signed);
  /** @param {string} time */
  const typed = time => withoutSeconds(restore(time));
  const range = WHOLE_RANGE.exec(cell);
  if (range) return range.slice(1).filter(Boolean).map(typed);
  return WHOLE_TIME.test(cell) ? [typed(cell)] : null;
}

/**
 * Return a time as people say it: a spreadsheet copies 8:00:00.
 * @param {string} time
 */
const withoutSeconds = time => squash(time).replace(/^(\d+:\d\d):00/, "$1");

/** @typedef {PastedRows & { day?: string }} PastedDay `day` is the one of a week that was taken */

/**
 * Return the lines of the day in `blocks`.
 * @param {Block[]} blocks
 * @param {PastedWords} words
 * @returns {PastedDay}
 */
export function readDay(blocks, words) {
  /** @type {PastedDay} */
  const result = { rows: [], left: [] };
  const hasTable = blocks.some(isTable);
  for (const block of blocks) {
    if (isTable(block)) readDayTable(block, words, result);
    else if (hasTable) readLinesBesideTable(block, result);
    else readDayLines(block, result);
  }
  result.rows.forEach((row, index) => {
    const next = result.rows[index + 1]?.start;
    if (row.start && !row.end && next) row.end = next;
  });
  return result;
}

/**
 * @param {Block} block
 * @param {PastedWords} words
 * @param {PastedDay} result
 */
function readDayTable(block, { heads, days }, result) {
  // Over the heading may stand what it is a timetable of.
  const at = Math.max(
    0,
    block.findIndex(row => !isLine(row)),
  );
  const [above, cells] = [block.slice(0, at), block.slice(at)];
  const week = cells[0].findIndex(cell => days.includes(plain(cell)));
  const heading = readHeading(cells[0], heads);
  const body = heading || week > 0 ? cells.slice(1) : cells;
  const names = week > 0 ? weekColumns(body, week) : (heading ?? guessColumns(body));
  if (week > 0) result.day = squash(cells[0][week]);
  readLinesBesideTable(
    above.map(row => [lineOf(row)]),
    result,
  );
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
  const columns = Array.from({ length: width }, (_, index) =>
    tabled.map(row => row[index] ?? "").filter(squash),
  );
  /** @param {(cell: string) => unknown} isTime */
  const timeColumns = isTime =>
    columns.map(cells => cells.length > 0 && cells.filter(isTime).length >= cells.length / 2);
  // 8 is a time, but not beside 8:00.
  const isNumbers = columns.map(cells => cells.every(cell => /^\d{1,2}$/.test(squash(cell))));
  const mayBeTime = timeColumns(timesOf);
  const hasSure = mayBeTime.some((is, index) => is && !isNumbers[index]);
  const whole = mayBeTime.map((is, index) => is && !(hasSure && isNumbers[index]));
  // Where no column has times alone, words may stand behind them.
  const isTime = whole.includes(true) ? whole : timeColumns(beginsWithTime);
  const texts = [...TEXT_COLUMNS];
  return columns.map((cells, index) => {
    if (!cells.length) return undefined;
    if (isTime[index]) return "time";
    // A number of a lesson stands with its name; what there is no column for, with the last.
    return isNumbers[index] ? TEXT_COLUMNS[0] : (texts.shift() ?? TEXT_COLUMNS.at(-1));
  });
}

/** @param {string} cell */
const beginsWithTime = cell =>
  [RANGE_AHEAD, TIME_AHEAD].some(pattern => SURE.exec(pattern.exec(marked(cell))?.[0] ?? ""));

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
export function unusedColumns([heading, ...body], names) {
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

/**
 * @param {Block} block
 * @param {PastedDay} result
 */
function readDayLines(block, result) {
  for (const [line] of block) {
    const row = readDayLine(line);
    const last = result.rows.at(-1);
    // A PDF often has the words under their time.
    const isUnderTime = last && !last.teacher_does && !row;
    if (row) result.rows.push(row);
    else if (isUnderTime) last.teacher_does = squash(line);
    else result.left.push(squash(line));
  }
}

/**
 * Read what stands above or below a table: only what begins with two times is a line of the day.
 * @param {Block} block
 * @param {PastedDay} result
 */
function readLinesBesideTable(block, result) {
  for (const [line] of block) {
    const text = withoutListMark(line);
    const row = RANGE_AHEAD.test(marked(text)) ? readDayLine(text) : null;
    if (row) result.rows.push(row);
    else result.left.push(squash(line));
  }
}

/**
 * Return what one line says: its times, and the words around them.
 * @param {string} line
 * @returns {Row | null} null if it tells no time
 */
export function readDayLine(line) {
  const { text, restore } = markSpokenTimes(withoutListMark(line));
  const found = findTimes(text);
  if (!found) return null;
  const before = pieces(text.slice(0, found.from)).map(restore);
  const after = pieces(text.slice(found.to)).map(restore);
  // Words on both sides of a time are of one thing: 1st period 8:00-8:45 Math.
  const first = [before.pop(), after.shift()].filter(Boolean).join(", ");
  /** @type {Row} */
  const row = { start: withoutSeconds(restore(found.start)) };
  if (found.end) row.end = withoutSeconds(restore(found.end));
  [...before, first, ...after].filter(Boolean).forEach((piece, index) => {
    const name = TEXT_COLUMNS[Math.min(index, TEXT_COLUMNS.length - 1)];
    row[name] = row[name] ? `${row[name]}, ${piece}` : piece;
  });
  return row;
}

/** @param {string} text */
const pieces = text =>
  text
    .split(/\s{2,}|\s*[|•·]\s*/)
    .map(piece => squash(piece.replace(SEPARATORS, "")))
    .filter(Boolean);

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
