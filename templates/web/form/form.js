// @ts-check
// The form: reading it, filling it, and how much of it is filled. Rows are in rows.js.

/** @import { FormInput } from "./inputs.js" */
/** @import { Answers } from "../server.js" */

import { all, byId, first } from "../dom.js";
import { count, readInput, setValue } from "./inputs.js";
import { PICTURES } from "../pictures/pictures.js";
import { placeOf } from "./places.js";
import { changeRole, fillRows, readRows, rowsFor } from "./rows.js";
import { fill, words } from "../server.js";
import { joinLines, nameTranslations, splitLines, translationsOf } from "./translations.js";

/**
 * A time or day: its field, what was typed, and how it is written once it was typed.
 * @typedef {{ field: string, typed: string, shown: string }} NormalForm
 */

/** @type {HTMLFormElement} */
export const form = byId("form");
/** @type {Answers} what a file said that the form has no inputs for: boxes, items, a language */
let rest = {};
/** @type {Record<string, Answers>} the same of groups: words in languages that no input is for */
let restInside = {};
// Sections of which nothing prints as a line to fill in.
const ASIDE = new Set(["s-words", "s-picture", "s-boxes", "s-look"]);

const inputs = () => /** @type {FormInput[]} */ ([...form.elements]);
/** @returns {HTMLElement[]} */
const lists = () => all("[data-list]", form);
/** @type {(input: FormInput) => input is HTMLInputElement} */
const isRadio = input => input.type === "radio";

/**
 * Return all that is filled in, as a customization.
 * @returns {Answers}
 */
export function read() {
  /** @type {Answers} */
  const answers = {};
  for (const input of inputs()) {
    if (!input.name || (isRadio(input) && !input.checked)) continue;
    const value = readInput(input);
    if (!value) continue;
    const [top, below] = input.name.split(".");
    if (!below) {
      answers[top] = value;
      continue;
    }
    answers[top] ??= {};
    answers[top][below] = value;
  }
  for (const list of lists()) {
    const rows = readRows(list);
    const name = list.dataset.list;
    if (!rows.length) continue;
    Object.assign(answers, isLines(list) ? splitLines(name, rows) : { [name]: rows });
  }
  for (const [name, inside] of Object.entries(restInside)) {
    answers[name] = { ...answers[name], ...inside };
  }
  return { ...answers, ...rest };
}

/**
 * Fill the form with a customization; what is not in it becomes empty.
 * @param {Answers} answers
 */
export function write(answers) {
  /** @type {Set<string>} */
  const asked = new Set(PICTURES);
  nameTranslations(answers);
  restInside = {};
  for (const input of inputs()) {
    if (!input.name) continue;
    const [top, below] = input.name.split(".");
    asked.add(top);
    const value = String((below ? answers[top]?.[below] : answers[top]) ?? "");
    if (isRadio(input)) input.checked = input.value.toLowerCase() === value.toLowerCase();
    else setValue(input, value);
  }
  for (const name of lists().flatMap(list => writeList(list, answers))) asked.add(name);
  keepInside(answers);
  nameInputs(String(answers.role ?? ""));
  rest = Object.fromEntries(Object.entries(answers).filter(([name]) => !asked.has(name)));
  inputs().forEach(count);
  sumUp();
}

/**
 * Fill a list. Return the names of what stands in it.
 * @param {HTMLElement} list
 * @param {Answers} answers
 */
function writeList(list, answers) {
  const name = list.dataset.list;
  const rows = isLines(list) ? joinLines(name, answers) : (answers[name] ?? []);
  fillRows(list, rows, String(answers.role ?? ""));
  const spoken = isLines(list) ? translationsOf(name, answers) : [];
  return [name, ...spoken.map(([other]) => other)];
}

/**
 * Keep what the groups in `answers` say under names that no input has.
 * @param {Answers} answers
 */
function keepInside(answers) {
  const names = new Set(inputs().map(({ name }) => name));
  const groups = new Set([...names].filter(name => name.includes(".")).map(topOf));
  for (const use of PICTURES) groups.delete(use); // the picture itself is apart
  for (const group of groups) {
    const entries = Object.entries(answers[group] ?? {});
    const others = entries.filter(([key]) => !names.has(`${group}.${key}`));
    if (others.length) restInside[group] = Object.fromEntries(others);
  }
}

/** @param {string} name */
const topOf = name => name.split(".")[0];

/**
 * Return whether a list has one text a row, with its translations.
 * @param {HTMLElement} list
 */
const isLines = list => list.dataset.lines !== undefined;

// A role brings people, rows and labels of its own; a second language inputs for its words.
form.addEventListener("change", event => {
  const { name, value } = /** @type {HTMLSelectElement} */ (event.target);
  if (name === "language" || name === "second_language") write(read());
  if (name !== "role") return;
  changeRole(lists(), value);
  nameInputs(value);
});

/**
 * Call the inputs what their fields are called on the sheet of `role`: the room of a bus is “Bus”.
 * @param {string} role
 */
function nameInputs(role) {
  /** @type {Map<string, string>} */
  const labels = new Map(rowsFor("labels", role).map(({ label, say }) => [label, say]));
  for (const input of inputs()) {
    if (input.dataset.spoken) continue; // its label has a part of its own
    const label = input.name && first(`label[for="${input.id}"]`, form);
    if (!label) continue;
    label.dataset.usual ??= label.textContent;
    label.textContent = labels.get(input.name) ?? label.dataset.usual;
  }
}

/** What is said of the boxes, which have no inputs: hide_blocks, show_blocks, blocks. */
export const apart = {
  /** @param {string} name */
  get: name => rest[name],
  /**
   * @param {string} name
   * @param {unknown} value undefined takes it away
   */
  set(name, value) {
    if (value === undefined) delete rest[name];
    else rest[name] = value;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  },
};

/** Tell how much of each section is filled in. */
export function sumUp() {
  for (const section of all(".section", form)) {
    const parts = all(".parts > .field", section);
    if (!parts.length) continue;
    first(".filled", section).textContent = filledWords(section, parts);
  }
}

/**
 * @param {HTMLElement} section
 * @param {HTMLElement[]} parts
 * @returns {string}
 */
function filledWords(section, parts) {
  const filled = parts.filter(isFilled).length;
  if (ASIDE.has(section.id)) return "";
  return filled ? fill(words.form.filled, { filled, all: parts.length }) : words.form.filled_none;
}

/** @param {HTMLElement} part */
function isFilled(part) {
  if (part.dataset.list) return readRows(part).length > 0;
  /** @type {HTMLInputElement[]} */
  const inside = all("input, textarea, select", part);
  return inside.some(input => {
    if (input.type === "radio" || input.type === "checkbox") return input.checked;
    return input.type !== "file" && Boolean(input.value);
  });
}

/**
 * Show times and days as they are written once they are typed, but for the one that is being
 * typed; what came with a file stays as it is there. Return whether any changed.
 * @param {NormalForm[]} normalForms
 */
export function showNormal(normalForms) {
  let isChanged = false;
  for (const { field, typed, shown } of normalForms) {
    const input = /** @type {FormInput} */ (placeOf(field));
    const wasTyped = "typed" in (input?.dataset ?? {}) && input.value === typed;
    const isTyped = input === document.activeElement || "onSheet" in (input?.dataset ?? {});
    if (!wasTyped || isTyped) continue;
    setValue(input, shown);
    isChanged = true;
  }
  return isChanged;
}
