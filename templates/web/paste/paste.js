// @ts-check
// A timetable or a list of people that is pasted into the form becomes rows.

/** @import { FormInput } from "../form/inputs.js" */
/** @import { Block } from "./pasted_cells.js" */
/** @import { PastedRows, PastedWords } from "./pasted_rows.js" */

import { all, byId, elementAt, first } from "../dom.js";
import { readInput, setValue } from "../form/inputs.js";
import { showNotice } from "../page/notice.js";
import { blocksOf } from "./pasted_cells.js";
import { readPeople } from "./pasted_people.js";
import { readDay, readDayLine } from "./pasted_rows.js";
import { addRows, givenRowsOf, rowsOf } from "../form/rows.js";
import { fill, words } from "../server.js";
import { unseenWords, withoutUnseen } from "../form/unseen.js";

/** @type {Record<string, (blocks: Block[], words: PastedWords) => PastedRows & { day?: string }>} */
const READERS = { schedule: readDay, contacts: readPeople };

/**
 * @param {HTMLElement} list
 * @returns {PastedWords}
 */
function pastedWords(list) {
  const { days, heads } = words.pasted;
  const roles = givenRowsOf(list).map(({ role }) => role?.toLowerCase());
  return { heads: heads[list.dataset.list], days, roles };
}

/** @param {string[]} lines */
const quoted = lines => lines.map(line => `\u201c${line}\u201d`).join("; ");

/**
 * Take rows from what was pasted. Return whether there were any.
 * @param {HTMLElement} list
 * @param {string} text
 * @param {string} [html]
 */
function takeRows(list, text, html) {
  const name = list.dataset.list;
  const blocks = blocksOf(withoutUnseen(text), withoutUnseen(html ?? ""));
  /** @type {HTMLSelectElement} */
  const role = first("#form [name=role]");
  const { rows, left, day } = READERS[name](blocks, pastedWords(list));
  if (!rows.length) return false;
  const { refused, replaced } = addRows(list, rows, role.value);
  const notTaken = [...left, ...refused];
  const said = [fill(words.pasted.taken, { count: rows.length - refused.length })];
  said.push(unseenWords(text));
  if (day) said.push(fill(words.pasted.day, { day }));
  if (replaced.length) said.push(fill(words.pasted.replaced, { lines: quoted(replaced) }));
  if (notTaken.length) said.push(fill(words.pasted.left, { lines: quoted(notTaken) }));
  if (refused.length) said.push(fill(words.form.full, { most: list.dataset.most }));
  showNotice(said.filter(Boolean).join(" "), words.history.undo, () => byId("undo").click());
  rowsOf(list).at(-1).scrollIntoView({ block: "nearest" });
  return true;
}

/**
 * Make rows of what was pasted or dropped at `target`, if it is a list of rows; return whether it
 * became any.
 * @param {Element | null} target
 * @param {DataTransfer} data
 */
function takeRowsAt(target, data) {
  /** @type {HTMLElement} */
  const list = target?.closest("[data-list]");
  if (!READERS[list?.dataset.list]) return false;
  const text = data.getData("text/plain");
  const isField = target.matches("[data-column]");
  // One line into a field is words for it.
  if (isField && !/[\t\n]/.test(text.trim())) return false;
  if (!takeRows(list, text, data.getData("text/html"))) return false;
  closeQuestion(list);
  return true;
}

// Where the day, each of its lines and each break begin and end.
const HOURS = "[name=arrive], [name=leave], [data-column=start], [data-column=end]";

/**
 * Put "8:00-8:30 Reading", typed where only a start or an end goes, into the places it is meant
 * for. Return whether there was room for all of it.
 * @param {FormInput} input
 */
function splitHours(input) {
  const row = input.closest(".row") ?? input.form;
  /** @type {(column: string, name?: string) => FormInput | null} */
  const beside = (column, name) =>
    first(input.name ? `[name=${name}]` : `[data-column=${column}]`, row);
  const [start, end] = [beside("start", "arrive"), beside("end", "leave")];
  const said = readDayLine(input.value);
  if (!said?.end || !start || !end) return false;
  const words = said.teacher_does ? beside("teacher_does") : null;
  const hasRoom = said.teacher_does ? words && !readInput(words) : true;
  const isOther = input === end && readInput(start) && start.value !== said.start;
  if (!hasRoom || said.para_does || isOther) return false;
  const values = new Map([
    [start, said.start],
    [end, said.end],
    [words, said.teacher_does],
  ]);
  for (const [place, text] of values) {
    if (!place) continue;
    setValue(place, text);
    place.dataset.typed = "";
  }
  return true;
}

/** @param {HTMLElement} list */
function closeQuestion(list) {
  /** @type {HTMLTextAreaElement} */
  const area = first(".pasting textarea", list);
  area.value = "";
  first(".pasting", list).removeAttribute("open");
}

/**
 * Wire the lists that rows can be pasted into.
 * @param {HTMLFormElement} form
 * @param {() => void} changed called after each change
 */
export function startPasting(form, changed) {
  form.addEventListener("paste", event => {
    if (!takeRowsAt(elementAt(event.target), event.clipboardData)) return;
    event.preventDefault();
    changed();
  });
  form.addEventListener("drop", event => {
    if (!takeRowsAt(elementAt(event.target), event.dataTransfer)) return;
    event.preventDefault();
    changed();
  });
  form.addEventListener("change", event => {
    const input = /** @type {FormInput} */ (event.target);
    if (input.matches(HOURS) && splitHours(input)) changed();
  });
  for (const details of all("details.pasting", form)) {
    details.addEventListener("toggle", () => {
      if (details.hasAttribute("open")) first("textarea", details).focus();
    });
  }
  for (const button of all(".pasting button", form)) {
    button.addEventListener("click", () => {
      /** @type {HTMLElement} */
      const list = button.closest("[data-list]");
      /** @type {HTMLTextAreaElement} */
      const area = first(".pasting textarea", list);
      if (!takeRows(list, area.value)) return showNotice(words.pasted.nothing, "", null, "typing");
      closeQuestion(list);
      changed();
    });
  }
}
