// @ts-check
// Lessons of which the name stands above the time and the place below, as calendars copy them.

/** @import { Block } from "./pasted_cells.js" */
/** @import { PastedRows, Row } from "./pasted_rows.js" */

import { isCounted, plain, squash } from "./pasted_cells.js";
import { findTimes, timesOf } from "./pasted_times.js";
import { markSpokenTimes } from "../form/spoken_times.js";

/**
 * Return the lessons in `blocks`, and the lines that are none; null where names do not stand above
 * times: two of them are needed, for a single one may be the heading of what is below.
 * @param {Block[]} blocks without tables
 * @param {string[]} days
 * @returns {PastedRows | null}
 */
export function readNamedLessons(blocks, days) {
  const parts = blocks.flatMap(evenParts);
  const lessons = parts.filter(isNamedLesson);
  const names = lessons.map(([[name]]) => name);
  if (lessons.length < 2 || isCounted(names) || names.some(name => days.includes(plain(name)))) {
    return null;
  }
  const others = parts.filter(part => !isNamedLesson(part));
  if (others.some(part => part.length > 1 || hasTime(part[0]))) return null;
  return { rows: lessons.map(rowOf), left: others.map(([[line]]) => squash(line)) };
}

/**
 * @param {Block} lines
 * @returns {Row}
 */
function rowOf([[name], [time], ...below]) {
  const [start, end] = timesOf(time);
  /** @type {Row} */
  const row = { start, teacher_does: squash(name) };
  if (end) row.end = end;
  const place = below.map(([line]) => squash(line)).join(", ");
  if (place) row.where = place;
  return row;
}

/** @param {string[]} line */
const hasTime = ([line]) => Boolean(findTimes(markSpokenTimes(line).text));

/**
 * Return whether lines are a name, a time, and nothing else with a time in it.
 * @param {Block} lines
 */
function isNamedLesson([name, time, ...below]) {
  return Boolean(time && timesOf(time[0])) && ![name, ...below].some(hasTime);
}

/**
 * Return a block in parts of as many lines each, if the second of each is a time.
 * @param {Block} block
 * @returns {Block[]}
 */
function evenParts(block) {
  const at = block.flatMap(([line], index) => (timesOf(line) ? [index] : []));
  const length = at.length > 1 ? at[1] - at[0] : 0;
  const isEven = at.every((place, number) => place === number * length + 1);
  if (length < 2 || !isEven || block.length !== at.length * length) return [block];
  return at.map(place => block.slice(place - 1, place - 1 + length));
}
