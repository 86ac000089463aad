// @ts-check
/* What a field takes */
// Told where it is typed.

/** @param {HTMLElement} field */
const fieldName = field => field.dataset.field.replace(/\.\d+(?=\.|$)/, "");
/** @param {HTMLElement} field */
const takenBy = field => words.fields?.[fieldName(field)]?.[1];
/** @param {string} name */
const exactly = name => {
  /** @type {Record<string, string>} */
  const parts = words.patterns ?? {};
  /** @param {string} pattern @returns {string} */
  const whole = pattern => pattern?.replace(/~./g, part => `(?:${whole(parts[part[1]])})`);
  return new RegExp(`^(?:${whole(parts[name])})$`);
};
/** @type {Record<string, RegExp>} */
const TAKEN = { time: exactly("time"), date: exactly("date") };
const SPAN_BEGINS = new RegExp(`^(?:${words.patterns?.begins}) ?`, "i");
const SPAN_GOES_ON = new RegExp(` ?(?:[–—-]|${words.patterns?.goes_on}) ?`, "gi");
/** @param {number} code */
const escapedCode = code => `\\u{${code.toString(16)}}`;
/**
 * Return the characters of a regular expression's brackets that the faces have.
 * @param {string} counts how many codes after "~" they lack and have, by turns
 */
function printable(counts) {
  let [next, isLacking, ranges] = [0x7f, true, ""];
  for (const written of counts.match(/-\w+-|\w/g) ?? []) {
    const count = parseInt(written.replaceAll("-", ""), 36);
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
 * What was typed, as the patterns have it: in small letters, with 0 to 9. Each row of digits of
 * other scripts begins at a multiple of 16.
 * @param {string} text
 */
const plainSigns = text =>
  squash(text.normalize("NFKC"))
    .toLowerCase()
    .replace(/[٠-٩۰-۹]/g, digit => `${digit.charCodeAt(0) & 15}`);

/**
 * A time in figures as it is printed: 745 as 7:45. "" for any other text.
 * @param {string} text
 */
function writtenTime(text) {
  const [, hour, minutes = "00", half] =
    /^(\d{1,2})(?:[:.;,h ]?([0-5]\d))?(?: *([ap])(?:\.? ?m)?\.?)?$/.exec(plainSigns(text)) ?? [];
  if (!hour || +hour > (half ? 12 : 23) || (half && !+hour)) return "";
  return `${+hour}:${minutes}${half ? ` ${half}m` : ""}`;
}

/**
 * Whether `text` is a time, in figures or in words.
 * @param {string} text
 */
const isTime = text => !!writtenTime(text) || TAKEN.time.test(plainSigns(text));

/**
 * The two times that were typed into one place; null if it is one time, or anything else.
 * @param {string} text
 */
function timesIn(text) {
  if (isTime(text)) return null;
  const words = text.replace(SPAN_BEGINS, "");
  for (const { index, 0: between } of words.matchAll(SPAN_GOES_ON)) {
    const times = [words.slice(0, index), words.slice(index + between.length)];
    if (times.every(isTime)) return times;
  }
  return null;
}

/**
 * The minutes after midnight that a time in figures can mean: 1:15 is in the morning, or after
 * lunch.
 * @param {HTMLElement | null} field
 * @returns {number[]}
 */
function minutesIn(field) {
  const [hour, minutes, half] = writtenTime(field?.textContent ?? "").split(/[: ]/);
  if (!hour) return [];
  const early = (half ? +hour % 12 : +hour) * 60 + +minutes;
  if (half) return [half === "pm" ? early + 720 : early];
  return early >= 60 && early < 420 ? [early, early + 720] : [early];
}

/**
 * Whether an hour of the day ends before it starts, however it is meant.
 * @param {HTMLElement} host
 */
function endsEarly(host) {
  const [list, row] = host.dataset.field.split(".");
  const [starts, ends] = ["start", "end"].map(name =>
    minutesIn($(`[data-field="${list}.${row}.${name}"]`, main)),
  );
  return starts.length && ends.length && Math.min(...starts) > Math.max(...ends);
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
  const rule = host.dataset.field && takenBy(host);
  if (rule in TAKEN) {
    const isTaken = rule === "time" ? isTime(text) : TAKEN[rule].test(plainSigns(text));
    if (!isTaken) return words[`no_${rule}`];
    return endsEarly(host) ? words.ends_early : "";
  }
  if (Array.isArray(rule)) {
    const [low, high] = rule;
    const isTaken = /^\d+$/.test(text) && +text >= low && +text <= high;
    return isTaken ? "" : fill(words.no_number, { low, high });
  }
  const { length } = [...text];
  return length > rule ? sayCounted("too_many_letters", length, { limit: rule }) : "";
}
