// @ts-check
// The lines of the boxes, our words, that are typed over on the sheet itself.

import { all, first } from "../dom.js";
import { words } from "../server.js";

const BOX = ".block:not(.locked)";
// What holds a teacher's fields is typed as such; what is locked stays.
const LINES = [
  "h2 > span",
  ":scope > :is(p, h3):not(.waiting)",
  ":scope > :is(ul, ol) > li:not(.locked, .waiting)",
  ".grid tr:not(.locked, .waiting) > :is(th, td)",
].join(", ");
const ADDED = [
  "data-look",
  "title",
  "aria-invalid",
  "contenteditable",
  "data-line",
  "role",
  "aria-label",
  "tabindex",
];

/**
 * Let people type over the lines of a sheet's boxes. Tab stops at headings; arrows lead on from
 * there.
 * @param {Element} sheet
 */
export function makeLinesTypable(sheet) {
  for (const box of all(BOX, sheet)) {
    const isFields = box.matches(".holds-note, .help");
    linesIn(box).forEach((line, index) => {
      const isHeading = Boolean(line.closest("h2"));
      const holdsField = Boolean(first("[data-field]", line));
      if ((isFields || (holdsField && !line.matches("p, li"))) && !(isHeading && !holdsField))
        return;
      line.dataset.line = String(index);
      line.setAttribute("contenteditable", "true");
      line.setAttribute("tabindex", isHeading ? "0" : "-1");
      if (!isHeading) return;
      line.setAttribute("role", "textbox");
      line.setAttribute("aria-label", words.reword.heading);
    });
  }
}

/** @param {Element} box */
const linesIn = box => /** @type {HTMLElement[]} */ (all(LINES, box));

/**
 * Return the line that `target` is, or stands in.
 * @param {EventTarget | null} target
 * @returns {HTMLElement | null}
 */
export const lineAt = target => /** @type {Element} */ (target)?.closest?.("[data-line]") ?? null;

/**
 * @param {Element} element
 * @returns {HTMLElement}
 */
export const boxAt = element => element.closest("[data-block]");

/**
 * Return the box as its file has it.
 * @param {HTMLElement} box
 */
export function sourceOf(box) {
  const copy = /** @type {HTMLElement} */ (box.cloneNode(true));
  for (const element of [copy, ...all("*", copy)]) {
    element.classList.remove("here");
    if (!element.dataset.line && !element.dataset.field) continue;
    for (const name of ADDED) element.removeAttribute(name);
  }
  return copy.outerHTML;
}

/**
 * Return the next line that can be typed on, in any box.
 * @param {HTMLElement} line
 * @param {number} step 1 or -1
 * @returns {HTMLElement | undefined}
 */
export function lineBeside(line, step) {
  const lines = all("[data-line]", line.ownerDocument);
  return lines[lines.indexOf(line) + step];
}

/**
 * Return how many letters of `line` stand before the caret.
 * @param {HTMLElement} line
 */
export function caretIn(line) {
  const selection = line.ownerDocument.getSelection();
  if (!selection?.rangeCount || !line.contains(selection.focusNode)) return 0;
  const range = line.ownerDocument.createRange();
  range.selectNodeContents(line);
  range.setEnd(selection.focusNode, selection.focusOffset);
  return range.toString().length;
}

/**
 * Put the caret behind so many letters of `line`.
 * @param {HTMLElement} line
 * @param {number} count
 */
export function placeCaret(line, count) {
  line.focus({ preventScroll: true });
  const walker = line.ownerDocument.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let left = count;
  let last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    last = node;
    if (left <= node.textContent.length) break;
    left -= node.textContent.length;
  }
  const node = last ?? line;
  const most = last ? last.textContent.length : 0;
  line.ownerDocument.getSelection()?.collapse(node, Math.min(left, most));
}
