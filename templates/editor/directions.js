// @ts-check
/* Directions of words */
// While they are typed: as handout/writing_direction.py decides it.

const LETTER = /\p{L}/u;
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const GROUPS = /\d[ ()/*+-]{1,3}\d|\+\d/;

/** @param {string} word */
function firstDirection(word) {
  const [letter] = LETTER.exec(word) || [];
  return letter && (RIGHT_TO_LEFT.test(letter) ? "rtl" : "ltr");
}

/**
 * @param {string} text
 * @returns {string} the direction of `text` if it is not that of the sheet, else ""
 */
function otherWay(text) {
  const around = document.documentElement.dir || "ltr";
  const known = text.split(/\s+/).map(firstDirection).filter(Boolean);
  if (!known.length) return around === "rtl" && GROUPS.test(text) ? "ltr" : "";
  const same = known.filter(direction => direction === around).length;
  return known[0] === around || 2 * same >= known.length ? "" : known[0];
}

/**
 * Words within a sentence of ours that are not written as it is keep their direction.
 * @param {string} text
 */
const isolated = text => (otherWay(text) ? `\u2068${text}\u2069` : text);

/**
 * Words that are not written in the sheet's direction keep their own: a field, or all of a line.
 * @param {HTMLElement} host what was typed into
 */
function setDirections(host) {
  for (const element of [host, ...$$("li, [data-field]", host)]) {
    if (!element.matches("[data-field], li, p, h3")) continue;
    const turned = $(":scope > .turned:only-child", element) || element;
    const direction = otherWay(squash(element.textContent));
    setAttributes(turned, { dir: direction });
  }
}
