// @ts-check
// How the sheet is seen: what is being filled in is marked on it, and it fits its place.

/** @import { Problem } from "../server.js" */

import { all, byId, first } from "../dom.js";
import { squash } from "../paste/pasted_cells.js";
import { placeOf } from "../form/places.js";

/** @type {HTMLIFrameElement} */
const frame = byId("paper");
const desk = byId("desk");
// CSS pixels that a sheet and its margins take; narrower, it becomes a page to read.
const PAPER = 852;

/** Return the document that shows the sheet. */
export const sheetPage = () => frame.contentDocument;

/**
 * Mark on the sheet what is being filled in.
 * @param {EventTarget | null} input
 */
export function markField(input) {
  const page = sheetPage();
  unmarkFields(page);
  if (!(input instanceof Element) || !input.closest("#form")) return;
  const fields = all("[data-field]", page);
  for (const name of new Set(fields.map(field => field.dataset.field))) {
    if (placeOf(name, false) !== input) continue;
    for (const field of fields) if (field.dataset.field === name) field.classList.add("here");
  }
  const isNote = "name" in input && input.name === "teacher_note";
  if (isNote) first(".holds-note", page)?.classList.add("here");
  if (!first(".here", page)) for (const line of linesOf(input, page)) line.classList.add("here");
  bringIntoSight(first(".here", page));
}

/**
 * Return the lines of the sheet that say what stands in `input`. What becomes part of a box of ours
 * has no mark there: it is known by its words.
 * @param {Element} input
 * @param {Document} page
 */
function linesOf(input, page) {
  const text = "value" in input ? squash(String(input.value)) : "";
  if (!text || !input.matches("[data-column]")) return [];
  return all("td, th, li, p", page).filter(line => squash(line.textContent) === text);
}

/**
 * Mark on the sheet each field of which there is something to say.
 * @param {ParentNode} sheet
 * @param {Problem[]} problems
 */
export function markProblems(sheet, problems) {
  /** @type {Map<string, Problem>} */
  const byField = new Map();
  for (const problem of problems) {
    const before = byField.get(problem.field);
    if (problem.field && (!before || before.warning)) byField.set(problem.field, problem);
  }
  for (const field of all("[data-field]", sheet)) {
    const problem = byField.get(field.dataset.field);
    field.removeAttribute("data-look");
    field.removeAttribute("title");
    field.removeAttribute("aria-invalid");
    if (!problem) continue;
    field.dataset.look = problem.warning ? "warning" : "wrong";
    field.title = `${problem.says} ${problem.do}`.trim();
    if (!problem.warning && field.hasAttribute("role")) field.setAttribute("aria-invalid", "true");
  }
}

/**
 * Scroll the sheet to what is filled in, if that is out of sight.
 * @param {Element | null} marked
 */
function bringIntoSight(marked) {
  if (!marked || !desk.offsetParent) return;
  const whole = frame.getBoundingClientRect();
  const factor = whole.height / frame.offsetHeight;
  const { top, bottom } = marked.getBoundingClientRect();
  const seen = desk.getBoundingClientRect();
  const isAbove = whole.top + top * factor < seen.top;
  const isBelow = whole.top + bottom * factor > seen.bottom;
  if (!isAbove && !isBelow) return;
  desk.scrollTop += whole.top + top * factor - seen.top - seen.height / 3;
}

/**
 * Leave the sheet as it was before it was marked.
 * @param {Document} page
 */
export function unmarkFields(page) {
  for (const marked of all(".here", page)) {
    marked.classList.remove("here");
    if (!marked.className) marked.removeAttribute("class");
  }
}

/**
 * Fit the frame into its place: a sheet of paper made smaller, or a page as wide as there is room.
 */
export function scale() {
  const room = desk.clientWidth;
  const width = desk.dataset.zoom === "read" ? room : PAPER;
  frame.style.width = `${width}px`;
  frame.style.height = `${first("main", sheetPage()).offsetHeight + 24}px`;
  const factor = Math.min(1, room / width);
  frame.style.transform = factor < 1 ? `scale(${factor})` : "";
  const paper = frame.parentElement;
  paper.style.width = `${width * factor}px`;
  paper.style.height = `${frame.offsetHeight * factor}px`;
}

/**
 * Show the sheet as paper or as a page to read.
 * @param {string} kind "paper" or "read"
 */
export function zoom(kind) {
  desk.dataset.zoom = kind;
  for (const button of all("[data-zoom][aria-pressed]")) {
    button.setAttribute("aria-pressed", String(button.dataset.zoom === kind));
  }
  scale();
}
