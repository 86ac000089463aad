// @ts-check
// The words that the privacy check has found, marked in their inputs while they are typed.

/** @import { FormInput } from "./inputs.js" */
/** @import { Answers } from "../server.js" */

import { create } from "../dom.js";
import { form } from "./form.js";
import { elementAt, placeOf } from "./places.js";

/**
 * First place and the one after the last, in a value.
 * @typedef {[start: number, end: number]} Span
 *
 * What one rule has found in one input, and what may be written instead.
 * @typedef {{
 *   field: string, rule: string, spans: Span[],
 *   instead: { words: string, edits: [start: number, end: number, words: string][] }[],
 * }} Mark
 *
 * The words of an input that its marks are counted in, and where they are.
 * @typedef {{ value: string, marks: Mark[], spans: Span[], layer: HTMLElement }} Marked
 */

/** @type {Map<FormInput, Marked>} */
const marked = new Map();
const sizes = new ResizeObserver(entries => {
  for (const entry of entries) place(/** @type {FormInput} */ (entry.target));
});

/**
 * Mark what was found in the words that were sent.
 * @param {Mark[]} marks
 * @param {Answers} answers
 */
export function showMarks(marks, answers) {
  for (const input of [...marked.keys()]) unmark(input);
  for (const mark of marks) {
    const input = inputAt(mark.field);
    const value = valueIn(answers, mark.field);
    if (!input || !value) continue;
    if (!marked.has(input)) addLayer(input, value);
    const here = marked.get(input);
    here.marks.push(mark);
    here.spans.push(...mark.spans);
  }
  for (const input of marked.keys()) draw(input);
}

/**
 * Return what was found by a rule in the input of a field.
 * @param {string} field
 * @param {string} rule
 * @returns {Mark | undefined}
 */
export function markAt(field, rule) {
  const here = marked.get(inputAt(field));
  return here?.marks.find(mark => mark.rule === rule);
}

/**
 * Select the next of the words that were found.
 * @param {Mark} mark
 */
export function selectMark(mark) {
  const input = inputAt(mark.field);
  const spans = shift(mark.spans, marked.get(input)?.value ?? "", input.value);
  const next = spans.find(([start]) => start > input.selectionStart) ?? spans[0];
  input.focus();
  if (next) input.setSelectionRange(...next);
}

/**
 * Write other words in place of those that were found, as if they were typed: it can be undone.
 * @param {Mark} mark
 * @param {number} number which of what may be written instead
 */
export function writeInstead(mark, number) {
  const input = inputAt(mark.field);
  const { edits } = mark.instead[number];
  const spans = edits.map(([start, end]) => /** @type {Span} */ ([start, end]));
  const places = shift(spans, marked.get(input)?.value ?? "", input.value);
  if (places.length < edits.length) return; // the words were changed meanwhile
  input.focus();
  for (let index = edits.length - 1; index >= 0; index--) {
    input.setSelectionRange(...places[index]);
    // There is no other way that leaves the undo of browsers whole.
    document.execCommand("insertText", false, edits[index][2]);
  }
}

/** @param {Event} event */
function followTyping(event) {
  const input = /** @type {FormInput} */ (event.target);
  if (marked.has(input)) draw(input);
}

form.addEventListener("input", followTyping);
form.addEventListener("scroll", followTyping, true);

/**
 * @param {string} field
 * @returns {HTMLInputElement | HTMLTextAreaElement | null}
 */
function inputAt(field) {
  const found = placeOf(field);
  const element = found && elementAt(found);
  return element?.matches("input, textarea") ? /** @type {any} */ (element) : null;
}

/**
 * @param {Answers} answers
 * @param {string} field
 * @returns {string}
 */
function valueIn(answers, field) {
  /** @type {any} */
  let value = answers;
  for (const key of field.split(".")) {
    value = Array.isArray(value) ? value[Number(key) - 1] : value?.[key];
  }
  return typeof value === "string" ? value : "";
}

/**
 * Return the spans of `before` that are unchanged in `now`, where they are there.
 * @param {Span[]} spans
 * @param {string} before
 * @param {string} now
 * @returns {Span[]}
 */
function shift(spans, before, now) {
  const most = Math.min(before.length, now.length);
  let start = 0;
  while (start < most && before[start] === now[start]) start++;
  let rest = 0;
  while (rest < most - start && before.at(-1 - rest) === now.at(-1 - rest)) rest++;
  const moved = now.length - before.length;
  const from = before.length - rest;
  /** @type {Span[]} */
  const kept = [];
  for (const [first, last] of spans) {
    if (last <= start) kept.push([first, last]);
    else if (first >= from) kept.push([first + moved, last + moved]);
  }
  return kept;
}

/**
 * @param {FormInput} input
 * @param {string} value
 */
function addLayer(input, value) {
  const layer = create("div", { className: "marks" });
  layer.setAttribute("aria-hidden", "true"); // what is said of them stands below
  layer.append(create("span"));
  layer.classList.toggle("lines", input.matches("textarea"));
  input.after(layer);
  marked.set(input, { value, marks: [], spans: [], layer });
  sizes.observe(input);
}

/** @param {FormInput} input */
function unmark(input) {
  marked.get(input).layer.remove();
  marked.delete(input);
  sizes.unobserve(input);
}

/** @param {FormInput} input */
function draw(input) {
  const { value, spans, layer } = marked.get(input);
  const now = input.value;
  const pieces = [];
  let last = 0;
  for (const [start, end] of shift(spans, value, now).sort((one, other) => one[0] - other[0])) {
    if (end <= last) continue;
    pieces.push(now.slice(last, Math.max(start, last)));
    pieces.push(create("mark", { textContent: now.slice(Math.max(start, last), end) }));
    last = end;
  }
  layer.firstElementChild.replaceChildren(...pieces, now.slice(last));
  place(input);
}

/** @param {FormInput} input */
function place(input) {
  const { layer } = marked.get(input) ?? {};
  if (!layer) return;
  const { offsetLeft, offsetTop, clientLeft, clientTop, clientWidth, clientHeight } = input;
  layer.style.left = `${offsetLeft + clientLeft}px`;
  layer.style.top = `${offsetTop + clientTop}px`;
  layer.style.width = `${clientWidth}px`;
  layer.style.height = `${clientHeight}px`;
  const words = /** @type {HTMLElement} */ (layer.firstElementChild);
  words.style.transform = `translate(${-input.scrollLeft}px, ${-input.scrollTop}px)`;
}
