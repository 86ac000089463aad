// @ts-check
/* What a field takes, told where it is typed */

/** @param {HTMLElement} field */
const fieldName = field => field.dataset.field.replace(/\.\d+(?=\.|$)/, "");
/** @param {string} pattern */
const exactly = pattern => new RegExp(`^(?:${pattern})$`);
/** @type {Record<string, RegExp>} */
const TAKEN = { time: exactly(words.patterns?.time), date: exactly(words.patterns?.date) };
/** @param {number} code */
const escapedCode = code => `\\u{${code.toString(16)}}`;
/**
 * Return the characters of a regular expression's brackets that the faces have.
 * @param {string} counts how many codes after "~" they lack and have, by turns
 */
function printable(counts) {
  let [next, isLacking, ranges] = [0x7f, true, ""];
  for (const count of counts.split(" ").map(Number)) {
    if (!isLacking) ranges += `${escapedCode(next)}-${escapedCode(next + count - 1)}`;
    next += count;
    isLacking = !isLacking;
  }
  return ranges;
}
// Digits of other scripts, each row of them from a multiple of 16.
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;
const LETTERS = printable(words.letters ?? "");
const UNPRINTED = new RegExp(
  `[^\\s\\x21-\\x7e\u00ad\u200b-\u200f\u2060\ufeff${LETTERS}]\ufe0f?`,
  "gu",
);

/**
 * What was typed, as the patterns have it: in small letters, with 0 to 9.
 * @param {string} text
 */
const plainSigns = text =>
  squash(text.normalize("NFKC"))
    .toLowerCase()
    .replace(OTHER_DIGITS, digit => String(digit.charCodeAt(0) & 15));

const NUMERIC_TIME = /^(\d{1,2})(?:[:.;,h ]?(\d\d))?(?: *([ap])(?:\.? ?m)?\.?)?$/;

/**
 * A time in figures as it is printed: 745 as 7:45. "" for any other text.
 * @param {string} text
 */
function writtenTime(text) {
  const typed = plainSigns(text);
  const [, hour, minutes = "00", half] = (TAKEN.time.test(typed) && NUMERIC_TIME.exec(typed)) || [];
  if (!hour || (half && !(+hour >= 1 && +hour <= 12))) return "";
  return `${+hour}:${minutes}${half ? ` ${half}m` : ""}`;
}

/**
 * The minutes after midnight that a time in figures can mean: 1:15 is in the morning, or after
 * lunch.
 * @param {HTMLElement | null} field
 * @returns {number[]}
 */
function minutesIn(field) {
  const [, hour, minutes, half] =
    /^(\d+):(\d\d) ?([ap])?/.exec(writtenTime(field?.textContent ?? "")) ?? [];
  if (!hour) return [];
  const early = +hour * 60 + +minutes;
  if (half) return [(+hour % 12) * 60 + +minutes + (half === "p" ? 720 : 0)];
  return +hour >= 1 && +hour <= 6 ? [early, early + 720] : [early];
}

/**
 * Whether an hour of the day ends before it starts, however it is meant.
 * @param {HTMLElement} host
 */
function endsEarly(host) {
  const [, row] = /^(schedule\.\d+)\.(?:start|end)$/.exec(host.dataset.field ?? "") ?? [];
  if (!row) return false;
  const [starts, ends] = ["start", "end"].map(name =>
    minutesIn($(`[data-field="${row}.${name}"]`, main)),
  );
  if (!starts.length || !ends.length) return false;
  return !starts.some(start => ends.some(end => start <= end));
}

/**
 * Why what stands in a place cannot be printed or taken; "" if it can.
 * @param {HTMLElement} host
 * @returns {string}
 */
function problemOf(host) {
  const text = squash(host.textContent.normalize());
  if (!text) return "";
  const letters = [...new Set(text.match(UNPRINTED))];
  if (letters.length) return fill(words.no_letters, { letters: letters.join(" ") });
  const rule = host.dataset.field && words.takes?.[fieldName(host)];
  if (rule in TAKEN && !TAKEN[rule].test(plainSigns(text))) return words[`no_${rule}`];
  if (rule in TAKEN) return endsEarly(host) ? words.ends_early : "";
  if (Array.isArray(rule)) {
    const [low, high] = rule;
    const isTaken = /^\d+$/.test(text) && +text >= low && +text <= high;
    return isTaken ? "" : fill(words.no_number, { low, high });
  }
  const { length } = [...text];
  return length > rule ? sayCounted("too_many_letters", length, { limit: rule }) : "";
}
