// @ts-check
/* Pasted lines */
// Without the marks that programs put before each.

// Word, Google Docs, mail and PDFs put them there. A mark is taken off only where it can be no
// word: "o" is one in Spanish, "A." a name, "(2)" how many there are.
const BULLET = new RegExp(
  "^[•‣⁃∙⋅●○◦·\\u25a0-\\u25ff\\u2192\\u21d2\\u2605\\u2606\\u2610-\\u2612\\u2756" +
    "\\u2794-\\u27be" +
    "\\u2b1b-\\u2b1e\\u2b24\\u2b25\\u2b9a-\\u2baf\\ue000-\\uf8ff" +
    "\\u{1f449}\\u{1f534}-\\u{1f53b}\\u{1f7e0}-\\u{1f7eb}]\\ufe0f?\\s*",
  "u",
);
const CHECKED = /^[✓✔✅]\ufe0f?\s*/;
// With crosses beside them, checks say what to do.
const CROSSED = /[✗✘❌❎🚫]/u;
const DASH = /^[*–—-]\s+/;
const BOX = /^[([][ xX]?[)\]]\s+/;
// A bullet of Word's in a font of signs, read as letters.
const FONT_SIGN = /^[o§ØüvqÄà¨](?:\t(?!.*\t)|[ \u00a0]{2,})\s*/;
// Not "a. m."
const NUMBERED = /^(\(?)([ivx]{1,5}|[a-zA-Z]|\d{1,3})([.)])(\s+)(?!m\.)/;
const LEVELS = /^\d{1,2}(?:\.\d{1,2})+\.\s+/;
const ROMAN = " i ii iii iv v vi vii viii ix x xi xii".split(" ");
const IN_SPANISH = /[áéíóúñ¿¡]|\b(?:el|los|las|del|que|una|por)\b/i;
const LINE_END = /[\r\n\v\f\u2028\u2029]+/;

/**
 * A pasted row: what is left of it, and whether a mark was taken off.
 * @typedef {{ left: string, marked: boolean }} PastedRow
 */

/**
 * @param {string} text
 * @returns {string[]}
 */
function pastedLines(text) {
  const isCrossed = CROSSED.test(text);
  const isMany = text.trim().split(/[\r\n\v\f\u2028]+/).length > 1;
  const rows = text
    .split(LINE_END)
    .map(row => takeOffMark(row, isMany, isCrossed))
    .filter(row => row.left);
  if (isMany) {
    takeOffSigns(rows, text);
    takeOffNumbers(rows);
  } else if (rows.length && NUMBERED.exec(rows[0].left)?.[4].includes("\t")) {
    rows[0].left = rows[0].left.replace(NUMBERED, "");
  }
  return rows.map(row => squash(row.left.replace(/\u00a0/g, " "))).filter(Boolean);
}

/**
 * @param {string} row
 * @param {boolean} isMany
 * @param {boolean} isCrossed
 * @returns {PastedRow}
 */
function takeOffMark(row, isMany, isCrossed) {
  const whole = row.replace(/[\u200b-\u200f\u2060\ufeff]/g, "").trim();
  let left = whole.replace(BULLET, "");
  if (!isCrossed) left = left.replace(CHECKED, "");
  if (isMany || !/^.\s+\d/.test(left)) left = left.replace(DASH, "");
  if (isMany) left = left.replace(BOX, "").replace(BULLET, "").replace(LEVELS, "");
  left = left.replace(isMany ? FONT_SIGN : /^[o§]\t(?!.*\t)/, "");
  return { left, marked: left !== whole };
}

/**
 * "o" and "§" before one space: marks among other marks, before a capital letter.
 * @param {PastedRow[]} rows
 * @param {string} text
 */
function takeOffSigns(rows, text) {
  const signed = rows.filter(row => /^o \p{Lu}/u.test(row.left) || /^§ \D/.test(row.left));
  for (const row of signed) {
    const isAmongMarks = () =>
      rows.some(other => other !== row && (other.marked || signed.includes(other)));
    if (/^§/.test(row.left) || (!IN_SPANISH.test(text) && isAmongMarks())) {
      Object.assign(row, { left: row.left.slice(2), marked: true });
    }
  }
}

/**
 * A number before a row, and its places among the numbers of each kind that it may be.
 * @typedef {{
 *   row: PastedRow, mark: string, isTabbed: boolean, isName: boolean, isAmount: boolean,
 *   isPlain: boolean, places: { values: number[], n: number }[],
 * }} RowNumber
 */

/**
 * "1.", "b)", "(iii)": marks where they count on, or begin to count among other marks.
 * "A." may be a name: with a tab only.
 * @param {PastedRow[]} rows
 */
function takeOffNumbers(rows) {
  /** @type {Map<string, number[]>} */
  const series = new Map();
  const found = rows.map(row => numberOf(row, series)).filter(Boolean);
  for (const { row, mark, isTabbed, isName, isAmount, isPlain, places } of found) {
    const counts = places.some(({ values, n }) => {
      const next = values[n - 1] === values[n] - 1 || values[n + 1] === values[n] + 1;
      return next && (!isAmount || values[0] === 1);
    });
    const isAmongMarks = () => rows.some(other => other !== row && other.marked);
    const begins =
      places.some(({ values, n }) => values[n] === 1) && (isPlain || (!isAmount && isAmongMarks()));
    if (isTabbed || (!isName && (counts || begins))) row.left = row.left.slice(mark.length);
  }
}

/**
 * @param {PastedRow} row
 * @param {Map<string, number[]>} series
 * @returns {RowNumber | null}
 */
function numberOf(row, series) {
  const [mark, open, sign, close, space] = NUMBERED.exec(row.left) || [];
  if (!mark || (open && close === ".")) return null;
  const kinds = numberKinds(sign);
  /** @type {RowNumber["places"]} */
  const places = [];
  for (const [kind, value] of Object.entries(kinds)) {
    if (value < 1) continue;
    const key = `${open}${kind}${close}`;
    const values = series.get(key) || series.set(key, []).get(key);
    places.push({ values, n: values.push(value) - 1 });
  }
  return {
    row,
    mark,
    isTabbed: space.includes("\t"),
    isName: !open && close === "." && /[A-Z]/.test(sign),
    isAmount: !!open && "number" in kinds,
    isPlain: !open && "number" in kinds,
    places,
  };
}

/**
 * @param {string} sign
 * @returns {Record<string, number>} what it counts as, of each kind
 */
function numberKinds(sign) {
  if (/\d/.test(sign)) return { number: +sign };
  const letter = sign.length === 1 ? sign.toLowerCase().charCodeAt(0) - 96 : 0;
  return { [/[A-Z]/.test(sign) ? "capital" : "letter"]: letter, roman: ROMAN.indexOf(sign) };
}

const UNSEEN = /<!--[\s\S]*?-->|<(style|script|title)\b[\s\S]*?<\/\1>/gi;
const ROW_TAG = /<\/?(?:p|div|li|tr|h\d|ul|ol|table|br)\b[^>]*>/gi;

/**
 * The words of pasted HTML where nothing but HTML is offered.
 * @param {string} html
 */
function plainText(html) {
  const text = html
    .replace(UNSEEN, "")
    .replace(ROW_TAG, "\n")
    .replace(/<[^>]*>/g, "");
  return new DOMParser().parseFromString(text, "text/html").body.textContent;
}
