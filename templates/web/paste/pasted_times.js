// @ts-check
// The times in a line or a cell that was pasted.

import { squash } from "./pasted_cells.js";
import { words } from "../server.js";
import { markSpokenTimes, plainDigits, SURE_SIGN, TIME_SIGN } from "../form/spoken_times.js";

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
const BARE_AHEAD = `(?<!\\p{Script=Latin}\\s*)${BARE_HALF}`;
const HALF_AHEAD = `(?:(?:(?<!\\p{Script=Latin})${LED_HALF}|${BARE_AHEAD})\\s*)?`;
// Not the end of a word: afternoon.
const NAMED = `(?<![\\p{Script=Latin}\\p{Script=Arabic}])${anyOf("noon", "midnight")}`;
const CLOCK =
  `(?:2[0-3]|[01]?\\d)(?:[:.]?[0-5]\\d(?::00(?!\\d))?(?:\\s*${HOUR_WORD})?` +
  `|\\s*${HOUR_WORD}\\s*[0-5]\\d(?:\\s*${anyOf("minute")})?` +
  `|\\s*${HOUR_WORD})|(?:1[0-2]|0?[1-9])|${TIME_SIGN}`;
const TIME = `(?:${NAMED}|${HALF_AHEAD}(?:${CLOCK})(?:\\s*${DAY_HALF}|[ap]\\b)?)`;
const AT = `(?:(?<!\\p{L})${anyOf("at")}\\s*)?`;
const FROM = `(?:(?<=^|[\\s(])${anyOf("from")}\\s*)?`;
const ARROW = "[-=\u2013\u2014]{0,2}>|[\u2192\u21d2\u2794\u279c\u279d\u279e\u27a1]\ufe0f?";
const UNTIL = `(?:${ARROW}|[-\u2010-\u2015\u2212~\uff0d\uff5e]{1,2}|${anyOf("until")})`;
const RANGE = `${FROM}${AT}(${TIME})\\s*${UNTIL}\\s*${AT}(${TIME})`;
const WHOLE_RANGE = new RegExp(`^(?:${RANGE}|(${TIME})\\s+(${TIME}))$`, "iu");
const WHOLE_TIME = new RegExp(`^${AT}${TIME}$`, "iu");
// A time ends before what may be more of it, or of a word: 9ish.
const NO_DIGIT = "(?!\\d|[:/]\\d|\\p{Script=Latin})";
const RANGE_AHEAD = new RegExp(`^[\\s([•*·\\-]*${RANGE}${NO_DIGIT}`, "iu");
const RANGE_ANYWHERE = new RegExp(`(?<![\\d:/.\\-])${RANGE}${NO_DIGIT}`, "giu");
// Two times side by side, as columns of a PDF come.
const CLEAR = "(\\d{1,2}[:.h]\\d\\d(?:\\s*[ap]\\.?\\s?m\\b\\.?|[ap]\\b)?)";
const PAIR = new RegExp(`(?<![\\d:/.\\-])${CLEAR}[\\s,]+${CLEAR}${NO_DIGIT}`, "giu");
const TIME_AHEAD = new RegExp(`^[\\s([•*·\\-]*${AT}(${TIME})${NO_DIGIT}`, "iu");
const TIME_BEHIND = new RegExp(`(?<![\\d:/.\\-])${AT}(${TIME})[\\s)\\].]*$`, "iu");
const YEAR = /^(19|20)\d\d$/;
// Of a time that is surely one.
const SURE = new RegExp(
  `[:.]\\d\\d|(?<!\\d)0[5-9]\\d\\d(?!\\d)|\\d\\s*${HOUR_WORD}|${DAY_HALF}|${NAMED}|${SURE_SIGN}`,
  "iu",
);

/** @param {string} text */
const marked = text => plainDigits(markSpokenTimes(text).text);

/**
 * @param {string} text
 * @returns {string[] | null} one time, or two
 */
export function timesOf(text) {
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
export const withoutSeconds = time => squash(time).replace(/^(\d+:\d\d):00/, "$1");

/** @param {string} cell */
export const beginsWithTime = cell =>
  [RANGE_AHEAD, TIME_AHEAD].some(pattern => SURE.exec(pattern.exec(marked(cell))?.[0] ?? ""));

/** @param {string} line */
export const beginsWithRange = line => RANGE_AHEAD.test(marked(line));

const NEXT_RANGE = new RegExp(`[,;|]\\s*(?=${RANGE}${NO_DIGIT})`, "giu");

/**
 * Return the lines in a line that tells of several lessons, each with two times ahead.
 * @param {string} line
 */
export function splitAtRanges(line) {
  const text = plainDigits(line);
  if (!RANGE_AHEAD.test(text) || text.length !== line.length) return [line];
  const cuts = [...text.matchAll(NEXT_RANGE)]
    .map(({ 0: sign, index }) => index + sign.length)
    .filter(cut => SURE.test(RANGE_AHEAD.exec(text.slice(cut))?.[0] ?? ""));
  return [0, ...cuts].map((from, number) => line.slice(from, cuts[number]));
}

/**
 * Find the times that a line tells.
 * @param {string} line with its times in words as signs
 * @returns {{ from: number, to: number, start: string, end?: string } | null} where they stand too
 */
export function findTimes(line) {
  const text = plainDigits(line);
  const ahead = RANGE_AHEAD.exec(text);
  const found =
    (ahead && !YEAR.test(ahead[1]) ? ahead : null) ??
    text.matchAll(PAIR).next().value ??
    [...text.matchAll(RANGE_ANYWHERE)].find(([range]) => SURE.test(range)) ??
    [TIME_AHEAD, TIME_BEHIND]
      .map(pattern => pattern.exec(text))
      .find(time => time && SURE.test(time[0]));
  if (!found) return null;
  const [whole, start, end] = found;
  return { from: found.index, to: found.index + whole.length, start, end };
}
