// @ts-check
// Where in the form a field stands: its name as an element, and the way there.

import { byId, first } from "../dom.js";
import { rowFor } from "./rows.js";

/** @typedef {HTMLElement | RadioNodeList} FieldPlace */

/** @type {() => HTMLFormElement} */
const form = () => byId("form");

/**
 * Return the element of the form that the dotted name (schedule.3.where) stands for.
 * @param {string} name
 * @param {boolean} [asSent] whether rows are counted as they were sent
 * @returns {FieldPlace | null}
 */
export function placeOf(name, asSent = true) {
  const [top, below, column] = name.split(".");
  const list = first(`[data-list="${CSS.escape(top)}"]`, form());
  if (list && below) return placeInRow(list, rowFor(list, Number(below), asSent), column);
  const spokenLine = !list && /^(.+)(_[^_]+)$/.exec(top);
  const lines = spokenLine && first(`[data-lines="${CSS.escape(spokenLine[1])}"]`, form());
  if (lines) return placeInRow(lines, rowFor(lines, Number(below), asSent), spokenLine[2]);
  return list ?? placeOfInput(name, top);
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement | undefined} row
 * @param {string} column
 */
function placeInRow(list, row, column) {
  if (!row) return list;
  const input = column && first(`[data-column="${CSS.escape(column)}"]`, row);
  return input || (first("[data-column]", row) ?? list);
}

/**
 * @param {string} name
 * @param {string} top the name before its first dot
 * @returns {FieldPlace | null}
 */
function placeOfInput(name, top) {
  const input = /** @type {FieldPlace} */ (form().elements.namedItem(name));
  if (input) return input;
  const marked = first(`[data-at="${CSS.escape(name)}"], [data-at="${CSS.escape(top)}"]`, form());
  if (marked) return marked;
  return /^(hide_blocks|show_blocks|blocks|items)\b/.test(name) ? byId("boxes") : null;
}

/**
 * Return one element of a place: of radio buttons the first.
 * @param {FieldPlace} place
 */
export const elementAt = place =>
  place instanceof RadioNodeList ? /** @type {HTMLElement} */ (place[0]) : place;

/**
 * Open what hides a place and go there.
 * @param {FieldPlace} place
 */
export function goTo(place) {
  const target = elementAt(place);
  target.closest("details")?.setAttribute("open", "");
  const isInput = target.matches("input, textarea, select, button");
  const inside = "input:not([hidden]), textarea, select, button";
  const input = isInput ? target : first(inside, target);
  input?.focus({ preventScroll: true });
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const around = target.closest(".row, .field") ?? target;
  around.scrollIntoView({ block: "center", behavior: isCalm ? "auto" : "smooth" });
}

/**
 * Go to a place in the form from wherever it may be out of sight.
 * @param {FieldPlace} place
 */
export function leadTo(place) {
  document.dispatchEvent(new CustomEvent("see", { detail: "form" }));
  goTo(place);
}

/**
 * Return what the field is called, for a list apart from it.
 * @param {string} name
 */
export function labelOf(name) {
  const field = elementAt(placeOf(name))?.closest(".field");
  return (field && first("label, legend", field)?.textContent) ?? "";
}
