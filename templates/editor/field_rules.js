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
const LETTERS = printable(words.letters ?? "");
const UNPRINTED = new RegExp(
  `[^\\s\\x21-\\x7e\u00ad\u200b-\u200f\u2060\ufeff${LETTERS}]\ufe0f?`,
  "gu",
);

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
  if (rule in TAKEN) return TAKEN[rule].test(text) ? "" : words[`no_${rule}`];
  if (Array.isArray(rule)) {
    const [low, high] = rule;
    const isTaken = /^\d+$/.test(text) && +text >= low && +text <= high;
    return isTaken ? "" : fill(words.no_number, { low, high });
  }
  const { length } = [...text];
  return length > rule ? sayCounted("too_many_letters", length, { limit: rule }) : "";
}
