// @ts-check
// What a pasted table, list or text says of the day, line by line. What cannot be understood is
// handed back, word for word. People are in pasted_people.js.

/** @import { Block } from "./pasted_cells.js" */

import { readNamedLessons } from "./named_lessons.js";
import { isCounted, isTable, lineOf, plain, squash, withoutListMark } from "./pasted_cells.js";
import {
  beginsWithRange,
  beginsWithTime,
  findTimes,
  splitAtRanges,
  timesOf,
  withoutSeconds,
} from "./pasted_times.js";
import { markSpokenTimes, TIME_SIGN } from "../form/spoken_times.js";

/**
 * @typedef {Record<string, string>} Row
 *
 * Rows that were understood, and the lines that were not.
 * @typedef {{ rows: Row[], left: string[] }} PastedRows
 *
 * Words by which a table's columns are known.
 * @typedef {Record<string, string[]>} Heads
 *
 * These in each language, that of the page first, and the roles of people that there are.
 * @typedef {{ heads: Heads[], days: string[], roles: string[] }} PastedWords
 */

// Signs between times and words, also those that make words bold or stand for a bullet.
const SEPARATORS =
  /^(?:[\s:;,.|)\]*_>~\u2010-\u2015\u2190-\u21ff\p{So}-]|\ufe0f)+|(?:[\s:;,|@([\u2010-\u2015-]|\*\*|__)+$/gu;
const SAYS_SOMETHING = new RegExp(`[\\p{L}\\p{N}]|${TIME_SIGN}`, "u");
const TEXT_COLUMNS = ["teacher_does", "para_does", "where"];

/**
 * Return which column is what, if the first row is a heading: its names by index.
 * @param {string[]} row
 * @param {Heads[]} heads
 */
export function readHeading(row, heads) {
  for (const ofLanguage of heads) {
    const names = readHeadingIn(row, ofLanguage);
    if (names) return names;
  }
  return null;
}

/**
 * @param {string[]} row
 * @param {Heads} heads
 */
function readHeadingIn(row, heads) {
  const names = row.map(cell => {
    const words = ` ${plain(cell)} `;
    return Object.keys(heads).find(name => heads[name].some(head => words.includes(` ${head} `)));
  });
  const isHeading = names.filter(Boolean).length >= Math.min(2, row.filter(squash).length);
  const saysTime = row.some(cell => /\p{Nd}/u.test(cell));
  return row.length > 1 && isHeading && !saysTime ? names : null;
}

/** @typedef {PastedRows & { day?: string }} PastedDay `day` is the one of a week that was taken */

/**
 * Return the lines of the day in `blocks`.
 * @param {Block[]} blocks
 * @param {PastedWords} words
 * @returns {PastedDay}
 */
export function readDay(blocks, words) {
  const lessons = blocks.some(isTable) ? null : readNamedLessons(blocks, words.days);
  const result = lessons ?? readBlocks(blocks, words);
  result.rows.forEach((row, index) => {
    const next = result.rows[index + 1]?.start;
    if (row.start && !row.end && next) row.end = next;
  });
  return result;
}

/**
 * @param {Block[]} blocks
 * @param {PastedWords} words
 */
function readBlocks(blocks, words) {
  /** @type {PastedDay} */
  const result = { rows: [], left: [] };
  const hasTable = blocks.some(isTable);
  for (const block of blocks) {
    if (isTable(block)) readDayTable(block, words, result);
    else if (hasTable) readLinesBesideTable(block, result);
    else readDayLines(block, result);
  }
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
  const { body, names, week } = readColumns(cells, heads, days);
  if (week > 0) result.day = squash(cells[0][week]);
  readLinesBesideTable(
    above.map(row => [lineOf(row)]),
    result,
  );
  if (body.length < cells.length) {
    const unused = unusedColumns([cells[0], ...body], names);
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
 * Return the rows of a table below its headings, which column is what, and that of the day of a
 * week that is taken.
 * @param {Block} cells
 * @param {Heads[]} heads
 * @param {string[]} days
 */
function readColumns(cells, heads, days) {
  const week = cells[0].findIndex(cell => days.includes(plain(cell)));
  const heading = readHeading(cells[0], heads);
  if (!heading && week <= 0) return { body: cells, names: guessColumns(cells), week };
  const second = (cells[1] && readSecondHeading(cells[0], cells[1], heads)) ?? [];
  const body = cells.slice(second.length ? 2 : 1);
  const guessed = guessColumns(body);
  const named = week > 0 ? weekColumns(cells[0], guessed, week) : heading;
  return { body, names: withNameless(cells[0], named, second, guessed), week };
}

/**
 * Return the names in a second heading below the first, as "From" and "To" below "Time"; null if
 * the row is none.
 * @param {string[]} above
 * @param {string[]} row
 * @param {Heads[]} heads
 */
function readSecondHeading(above, row, heads) {
  const known = heads.flatMap(ofLanguage => Object.values(ofLanguage).flat());
  const isHeading = row.every((cell, index) => {
    const text = plain(cell);
    return !text || known.includes(text) || text === plain(above[index] ?? "");
  });
  return isHeading ? readHeading(row, heads) : null;
}

/**
 * @param {string[]} heading
 * @param {(string | undefined)[]} guessed
 * @param {number} week the column of the day that is taken
 */
function weekColumns(heading, guessed, week) {
  const names = guessed.map((name, index) =>
    name === "time" && (index < week || squash(heading[index] ?? "")) ? name : undefined,
  );
  names[week] = "teacher_does";
  return names;
}

/**
 * Return the names of columns with those below a heading of several columns, whose cells but the
 * first are empty.
 * @param {string[]} heading
 * @param {(string | undefined)[]} names
 * @param {(string | undefined)[]} second those of a second heading
 * @param {(string | undefined)[]} guessed by what stands in the columns
 */
function withNameless(heading, names, second, guessed) {
  /** @type {(string | undefined)[]} */
  const all = [];
  for (let index = 0; index < Math.max(heading.length, guessed.length); index++) {
    const isOwn = index === 0 || Boolean(squash(heading[index] ?? ""));
    const name = isOwn ? names[index] : nameBeside(all[index - 1], guessed[index]);
    all.push(name && (second[index] ?? name));
  }
  return all;
}

/**
 * Return what a column is that has no heading: what is beside a day that is not taken stays out.
 * @param {string | undefined} left what the column before it is
 * @param {string | undefined} guessed
 */
function nameBeside(left, guessed) {
  if (!left || guessed === "time") return left && guessed;
  return TEXT_COLUMNS.includes(left) ? left : TEXT_COLUMNS[0];
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
    const isNumber = isNumbers[index] || isCounted(cells);
    return isNumber ? TEXT_COLUMNS[0] : (texts.shift() ?? TEXT_COLUMNS.at(-1));
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
export function unusedColumns([heading, ...body], names) {
  return heading
    .map((text, index) => ({ text: squash(text), index }))
    .filter(({ index }) => !names[index] && body.some(row => squash(row[index] ?? "")))
    .map(({ text }) => text)
    .filter(Boolean);
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
  // The row that the line above is in, if it is in one.
  /** @type {Row | undefined} */
  let above;
  for (const line of block.flatMap(([whole]) => splitAtRanges(whole))) {
    const row = readDayLine(line);
    const last = result.rows.at(-1);
    const text = squash(line);
    if (row && last && isBare(row) && isBare(last)) {
      // A PDF may have each of two times on a line, and the words below.
      last.end = row.start;
    } else if (row) {
      result.rows.push(row);
    } else if (last && !last.teacher_does) {
      last.teacher_does = text;
    } else if (above && /^\p{Ll}/u.test(text) && !/\d[:.]\d/.test(text)) {
      // An e-mail breaks a long line in the middle of a sentence.
      const name = TEXT_COLUMNS.findLast(name => above[name]);
      above[name] = `${above[name]} ${text}`;
    } else {
      result.left.push(text);
      above = undefined;
      continue;
    }
    above = result.rows.at(-1);
  }
}

/**
 * Return whether a row has one time and nothing else.
 * @param {Row} row
 */
const isBare = row => Object.keys(row).join() === "start";

/**
 * Read what stands above or below a table: only what begins with two times is a line of the day.
 * @param {Block} block
 * @param {PastedDay} result
 */
function readLinesBesideTable(block, result) {
  for (const [line] of block) {
    const text = withoutListMark(line);
    const row = beginsWithRange(text) ? readDayLine(text) : null;
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
  // A PDF may leave out the blank behind a time: 8:30Circle.
  const spaced = withoutListMark(line).replace(/(\d[:.]\d\d)(?=\p{Lu}\p{Ll})/gu, "$1 ");
  const { text, restore } = markSpokenTimes(spaced);
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
    .filter(piece => SAYS_SOMETHING.test(piece));
