// @ts-check
// Rewording on the sheet: words of a box are typed over where they stand, Enter makes a bullet, and
// when the typing rests the server takes the box as it reads.

import { first } from "../dom.js";
import { squash } from "../paste/pasted_cells.js";
import { editSheet } from "./edit_sheet.js";
import { changed } from "../page/page_version.js";
import { boxAt, caretIn, lineAt, lineBeside, placeCaret, sourceOf } from "./sheet_lines.js";
import { isTypingKept } from "./typed_sheet.js";

const REST = 700; // milliseconds of rest before the words are taken

/** @type {HTMLElement | null} the box whose words have not been taken yet */
let wanted = null;
/** @type {HTMLElement | null} the box whose words are being taken */
let taken = null;
let timer = 0;

/** Return the box that must stay on the sheet as it is. */
export const boxInHand = () => wanted ?? taken;

/**
 * A box as it reads, that the server has not taken yet.
 * @typedef {{ box: string, html: string }} TypedBox
 */

/**
 * Return the boxes whose words would go with the page.
 * @returns {TypedBox[]}
 */
export const boxesInHand = () => [taken, wanted].filter(Boolean).map(typedBox);

/**
 * @param {HTMLElement} box
 * @returns {TypedBox}
 */
const typedBox = box => ({ box: box.dataset.block, html: sourceOf(box) });

/** @param {HTMLElement} line */
function wantWords(line) {
  const box = boxAt(line);
  if (wanted && wanted !== box) takeWords();
  wanted = box;
  clearTimeout(timer);
  timer = setTimeout(takeWords, REST);
}

/** Take the words that were typed. */
export async function takeWords() {
  clearTimeout(timer);
  const box = wanted;
  if (!box) return;
  wanted = null;
  taken = box;
  const { activeElement } = box.ownerDocument;
  const edit = { do: /** @type {const} */ ("reword"), ...typedBox(box) };
  const result = await editSheet(edit, lineAt(activeElement));
  if (taken === box) taken = null;
  if (!result) giveUp();
}

/** Let the sheet say again what it said before. */
function giveUp() {
  clearTimeout(timer);
  wanted = null;
  changed();
}

/** @param {HTMLElement} line */
function breakLine(line) {
  const next = lineBeside(line, 1);
  if (!line.matches("li") || !line.textContent.trim()) {
    if (next) placeCaret(next, next.textContent.length);
    return;
  }
  const page = line.ownerDocument;
  const range = page.getSelection().getRangeAt(0);
  range.deleteContents();
  range.setEnd(line, line.childNodes.length);
  const added = /** @type {HTMLElement} */ (line.cloneNode());
  added.classList.remove("ticked");
  if (!added.className) added.removeAttribute("class");
  added.append(range.extractContents());
  line.after(page.createTextNode(line.previousSibling?.textContent ?? "\n"), added);
  placeCaret(added, 0);
  wantWords(added);
}

/**
 * Join a bullet to the one above it.
 * @param {HTMLElement} line
 */
function joinLines(line) {
  const above = /** @type {HTMLElement} */ (line.previousElementSibling);
  if (!line.matches("li") || !above?.matches("[data-line]")) return false;
  const count = above.textContent.length;
  above.append(...line.childNodes);
  line.previousSibling.remove();
  line.remove();
  placeCaret(above, count);
  wantWords(above);
  return true;
}

/** @param {InputEvent} event */
function takeBeforeInput(event) {
  const line = lineAt(event.target);
  if (!line) return;
  if (event.inputType === "insertParagraph" || event.inputType === "insertLineBreak") {
    event.preventDefault();
    breakLine(line);
  } else if (event.inputType === "deleteContentBackward" && isAtStartOf(line)) {
    if (joinLines(line)) event.preventDefault();
  }
}

/** @param {HTMLElement} line */
function isAtStartOf(line) {
  return line.ownerDocument.getSelection().isCollapsed && caretIn(line) === 0;
}

/**
 * Only words come in, each line of them after the other.
 * @param {ClipboardEvent} event
 */
function takePaste(event) {
  const { clipboardData } = event;
  const text = squash(clipboardData.getData("text/plain"));
  if (!lineAt(event.target) || !text) return;
  event.preventDefault();
  const page = /** @type {Node} */ (event.target).ownerDocument;
  // There is no other way that leaves the caret behind the words in every browser.
  page.execCommand("insertText", false, text);
}

/**
 * Return whether the caret stands in the first line of text, or the last.
 * @param {HTMLElement} line
 * @param {number} step
 */
function isAtEdge(line, step) {
  const selection = line.ownerDocument.getSelection();
  const caret = selection?.rangeCount ? selection.getRangeAt(0).getClientRects()[0] : null;
  if (!caret) return true;
  const { top, bottom } = line.getBoundingClientRect();
  const half = caret.height / 2;
  return step > 0 ? caret.bottom + half > bottom : caret.top - half < top;
}

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** @param {KeyboardEvent} event */
function takeKey(event) {
  const line = lineAt(event.target);
  if (!line) return;
  const isHeld = event.ctrlKey || event.metaKey;
  if (isHeld && event.key.toLowerCase() === "z" && wanted) {
    // What is not taken yet is one step too.
    event.preventDefault();
    event.stopImmediatePropagation();
    giveUp();
    return;
  }
  if (event.key === "Backspace" && !isHeld && isAtStartOf(line) && joinLines(line)) {
    event.preventDefault();
    return;
  }
  const step = STEPS[event.key];
  if (!step || isHeld || event.altKey || event.shiftKey || !isAtEdge(line, step)) return;
  const next = lineBeside(line, step);
  if (!next) return;
  event.preventDefault();
  placeCaret(next, step > 0 ? 0 : next.textContent.length);
}

/**
 * Wire a sheet's page, once.
 * @param {Document} page
 */
export function startRewordingLines(page) {
  page.addEventListener("beforeinput", takeBeforeInput);
  page.addEventListener("input", event => {
    const line = lineAt(event.target);
    if (line) wantWords(line);
  });
  page.addEventListener("paste", takePaste);
  page.addEventListener("keydown", takeKey, { capture: true });
  page.addEventListener("focusout", event => {
    const line = isTypingKept() ? null : lineAt(event.target);
    const stays = line && boxAt(line) === boxAt(lineAt(event.relatedTarget) ?? page.body);
    if (line && !stays) takeWords();
  });
}

/**
 * Select the heading of a box, to type over it.
 * @param {Document} page
 * @param {string} id
 */
export function selectHeading(page, id) {
  /** @type {HTMLElement} */
  const heading = first(`[data-block="${CSS.escape(id)}"] h2 [data-line]`, page);
  if (!heading) return;
  heading.focus();
  page.getSelection().selectAllChildren(heading);
}
