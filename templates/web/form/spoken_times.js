// @ts-check
// Times in words in a line that was pasted: each becomes one sign, and is put back afterwards.

import { words } from "../server.js";

/**
 * @typedef {object} MarkedText
 * @property {string} text with a sign in the place of each time in words
 * @property {(text: string) => string} restore puts the words back
 */

const { spoken, ...parts } = /** @type {Record<string, string>} */ (words.pasted.patterns);
/** @param {string} pattern @returns {string} */
const whole = pattern => pattern.replace(/~./g, part => `(?:${whole(parts[part[1]])})`);
const LETTER = "[\\p{Script=Latin}\\p{Script=Arabic}]";
// The name of an hour alone may be any word: one to one. Behind “at”, or with a half of the day, it
// is none.
const HOUR_ALONE = "(?<=(?<!\\p{L})~a ?)~n|~n(?= ?(?:~h|[ap]\\.?m))";
const CLOCK = "~n ?~c(?: ?(?:~o|~n|[0-5]\\d)(?: ?~i)?)?";
const SPOKEN = new RegExp(
  whole(`(?<!${LETTER}|\\d)(?:${spoken}|${CLOCK}|${HOUR_ALONE})(?!${LETTER}|\\d)`),
  "giu",
);
// A part of an hour, or its word, makes sure that a time is meant: 8 and 20 may be anything.
const SURE_WORDS = new RegExp(whole("~p|~o|(?:~n|\\d) ?~c"), "iu");

// Signs that no text has (noncharacters of Unicode), of sure times and of others.
const [FIRST_SURE, FIRST_UNSURE, COUNT] = [0xfdd0, 0xfde0, 16];
export const SURE_SIGN = "[\ufdd0-\ufddf]";
export const TIME_SIGN = "[\ufdd0-\ufdef]";

const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\uff10-\uff1a]/g;

/**
 * Return `text` with Arabic and full-width digits as 0 to 9, sign for sign.
 * @param {string} text
 */
export const plainDigits = text =>
  text.replace(OTHER_DIGITS, sign => {
    // Each row of digits begins at a multiple of 16.
    const code = sign.charCodeAt(0);
    return code === 0xff1a ? ":" : String(code & 15);
  });

/**
 * Return `text` with its times in words as signs. More than a line ever has stay as they are.
 * @param {string} text
 * @returns {MarkedText}
 */
export function markSpokenTimes(text) {
  /** @type {Map<string, string>} */
  const said = new Map();
  let [marked, end] = ["", 0];
  for (const { 0: found, index } of plainDigits(text).matchAll(SPOKEN)) {
    const time = found.trim();
    if (said.size === COUNT) break;
    const from = index + found.indexOf(time);
    const first = SURE_WORDS.test(time) ? FIRST_SURE : FIRST_UNSURE;
    const sign = String.fromCharCode(first + said.size);
    said.set(sign, text.slice(from, from + time.length));
    marked += text.slice(end, from) + sign;
    end = from + time.length;
  }
  marked += text.slice(end);
  const signs = new RegExp(TIME_SIGN, "g");
  return { text: marked, restore: text => text.replace(signs, sign => said.get(sign) ?? "") };
}
