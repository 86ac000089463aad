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
 * @param {string} around the direction of the sheet
 * @returns {string} the direction of `text` if it is another, else ""
 */
function otherDirection(text, around) {
  const known = text.split(/\s+/).map(firstDirection).filter(Boolean);
  if (!known.length) return around === "rtl" && GROUPS.test(text) ? "ltr" : "";
  const same = known.filter(direction => direction === around).length;
  return known[0] === around || 2 * same >= known.length ? "" : known[0];
}

/**
 * Words that are not written in the sheet's direction keep their own: a field, or all of a line.
 * @param {HTMLElement} host what was typed into
 */
function setDirections(host) {
  const around = document.documentElement.dir || "ltr";
  for (const element of [host, ...$$("li, [data-field]", host)]) {
    if (!element.matches("[data-field], li, p, h3")) continue;
    const turned = $(":scope > .turned:only-child", element) || element;
    const direction = otherDirection(squash(element.textContent), around);
    setAttributes(turned, { dir: direction });
  }
}
