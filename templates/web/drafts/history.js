// @ts-check
// Undo and redo of everything on the page: fields, rows, boxes, pictures, rewording.

/** @import { Content } from "../page/page_state.js" */
/** @import { Answers } from "../server.js" */

import { PICTURES } from "../pictures/pictures.js";

/**
 * What was on the page, as text to compare it, and what was worked on last.
 * @typedef {{ content: Content, text: string, place: EventTarget | null, time: number }} Step
 */

const MAX_STEPS = 200;
const PAUSE = 1000; // milliseconds; typing that goes on within it is one step

/** @type {Step[]} */
let past = [];
/** @type {Step[]} */
let future = [];
/** @type {Step | null} */
let present = null;
// What stands in the form now comes from a step, and is none.
let isRestored = false;

/**
 * @param {Content} content
 * @param {EventTarget | null} place
 * @returns {Step}
 */
function makeStep(content, place) {
  const answers = structuredClone(content.answers);
  const text = JSON.stringify([answers, content.edits, content.title]);
  return { content: { ...content, answers }, text, place, time: Date.now() };
}

/** Forget all steps: another sheet is on the page. */
export function clearHistory() {
  [past, future, present] = [[], [], null];
  isRestored = false;
}

/**
 * Take notice of what is on the page now.
 * @param {Content} content
 * @param {EventTarget | null} place what is typed into
 * @param {boolean} isOurs whether the page changed it, as it writes times
 */
export function noteStep(content, place, isOurs) {
  const step = makeStep(content, place);
  if (isRestored || (isOurs && present)) {
    isRestored = false;
    present = { ...step, place: present?.place ?? null };
    return;
  }
  const isSame =
    present?.text === step.text && PICTURES.every(use => present.content[use] === content[use]);
  if (isSame) return;
  const goesOn = place && present?.place === place && step.time - present.time < PAUSE;
  if (present && !goesOn) past.push(present);
  if (past.length > MAX_STEPS) past.shift();
  future = [];
  present = step;
}

export const canUndo = () => past.length > 0;
export const canRedo = () => future.length > 0;

/**
 * Go one step back or forward. Return what was on the page there, and which field differs.
 * @param {boolean} isBack
 * @returns {{ content: Content, field: string } | null} null if there is no such step
 */
export function takeStep(isBack) {
  const [from, to] = isBack ? [past, future] : [future, past];
  const step = from.pop();
  if (!step || !present) return null;
  to.push(present);
  const field = changedField(present.content.answers, step.content.answers);
  // What is typed next is a step of its own.
  present = { ...step, place: null };
  isRestored = true;
  const answers = structuredClone(step.content.answers);
  return { content: { ...step.content, answers }, field };
}

/**
 * Return the dotted name of the first field that differs, or "".
 * @param {Answers} before
 * @param {Answers} after
 */
function changedField(before, after) {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, updated] = [before[name], after[name]];
    if (JSON.stringify(old) === JSON.stringify(updated)) continue;
    if (!Array.isArray(old ?? updated)) return name;
    const rows = updated ?? [];
    const isOther = (/** @type {unknown} */ row, /** @type {number} */ index) =>
      JSON.stringify(row) !== JSON.stringify(old?.[index]);
    const index = rows.findIndex(isOther);
    return index < 0 ? name : `${name}.${index + 1}`;
  }
  return "";
}
