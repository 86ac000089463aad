// @ts-check
// Words that are dragged to a line or a field of the sheet, from anywhere; within the sheet they
// move.

import { elementAt } from "../dom.js";
import { squash } from "../paste/pasted_cells.js";
import { placeCaret } from "./sheet_lines.js";

/** @type {Range | null} what is dragged, if it is words of the sheet */
let dragged = null;

/**
 * Wire a sheet's page, once.
 * @param {Document} page
 */
export function startDroppingWords(page) {
  page.addEventListener("dragstart", () => {
    const selection = page.getSelection();
    dragged = selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
  });
  page.addEventListener("dragend", () => {
    dragged = null;
  });
  page.addEventListener("drop", takeDrop);
}

/** @param {DragEvent} event */
function takeDrop(event) {
  const text = squash(event.dataTransfer.getData("text/plain"));
  const spot = text ? spotFor(event) : null;
  if (!spot) return; // whoever listens for files and words that go nowhere says so
  event.preventDefault();
  const source = dragged;
  dragged = null;
  if (source?.isPointInRange(spot.startContainer, spot.startOffset)) return;
  if (source) takeOut(source);
  const page = spot.startContainer.ownerDocument;
  const place = placeAt(spot.startContainer);
  place.focus({ preventScroll: true });
  page.getSelection().collapse(spot.startContainer, spot.startOffset);
  page.execCommand("insertText", false, text);
}

/**
 * Take what was dragged out of its place, if all of it stands in one that is typed into.
 * @param {Range} source
 */
function takeOut(source) {
  const place = placeAt(source.startContainer);
  if (!place || place !== placeAt(source.endContainer)) return;
  source.deleteContents();
  place.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "deleteByDrag" }));
}

/**
 * Return the line or field around a node that is typed into.
 * @param {EventTarget | null} node
 */
const placeAt = node =>
  /** @type {HTMLElement | null} */ (elementAt(node)?.closest("[contenteditable]"));

/**
 * Return where words go that are dropped: to where the pointer is, or, beside the words of a
 * heading, cell or line, to their end; null if none go there.
 * @param {DragEvent} event
 */
function spotFor({ target, clientX, clientY }) {
  const around = elementAt(target);
  const page = around.ownerDocument;
  const spot = page.caretPositionFromPoint
    ? rangeOf(page.caretPositionFromPoint(clientX, clientY))
    : page.caretRangeFromPoint(clientX, clientY);
  if (spot && placeAt(spot.startContainer)) return spot;
  const places = around.closest("h2, h3, td, th, p, li")?.querySelectorAll("[contenteditable]");
  if (places?.length !== 1) return null;
  const place = /** @type {HTMLElement} */ (places[0]);
  placeCaret(place, place.textContent.length);
  return page.getSelection().getRangeAt(0).cloneRange();
}

/** @param {CaretPosition | null} position */
function rangeOf(position) {
  if (!position) return null;
  const range = position.offsetNode.ownerDocument.createRange();
  range.setStart(position.offsetNode, position.offset);
  return range;
}
