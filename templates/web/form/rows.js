// @ts-check
// Lists in the form: rows that are added, removed and moved. A row's inputs have data-column.

/** @import { FormInput } from "./inputs.js" */
/** @import { Columns, RowValue } from "./translations.js" */

import { announce } from "../page/announce.js";
import { all, first } from "../dom.js";
import { count, readInput, setValue } from "./inputs.js";
import { fill, given, words } from "../server.js";
import { otherLanguages } from "./translations.js";

/** @type {WeakMap<HTMLElement, HTMLElement[]>} the rows as last read, without the empty ones */
const sent = new WeakMap();

/**
 * @param {HTMLElement} row
 * @returns {FormInput[]}
 */
const inputsOf = row => all("[data-column]", row);

/**
 * Return what the rows of `list` say, without those that are empty or say only what the school
 * has said already.
 * @param {HTMLElement} list
 */
export function readRows(list) {
  /** @type {HTMLElement[]} */
  const filledRows = [];
  /** @type {RowValue[]} */
  const rows = [];
  for (const row of rowsOf(list)) {
    const value = readRow(row);
    const isGiven = row.dataset.given && isSame(value ?? {}, JSON.parse(row.dataset.given));
    if (!value || isGiven) continue;
    filledRows.push(row);
    rows.push(value);
  }
  sent.set(list, filledRows);
  return rows;
}

/**
 * @param {HTMLElement} row
 * @returns {RowValue | null} null if it is empty
 */
function readRow(row) {
  const inputs = inputsOf(row);
  const { others } = row.dataset;
  if (inputs.length === 1 && !inputs[0].dataset.column && !others) {
    return readInput(inputs[0]) || null;
  }
  const columns = inputs.map(input => [input.dataset.column, readInput(input)]);
  const filled = columns.filter(([, value]) => value);
  const value = { ...Object.fromEntries(filled), ...JSON.parse(others ?? "{}") };
  return Object.keys(value).length ? value : null;
}

/**
 * @param {RowValue} value
 * @param {RowValue} other
 */
function isSame(value, other) {
  const [entries, others] = [Object.entries(value), Object.entries(other)];
  const names = new Map(others);
  return (
    entries.length === others.length && entries.every(([name, text]) => names.get(name) === text)
  );
}

/**
 * @param {HTMLElement} list
 * @returns {HTMLElement[]}
 */
export const rowsOf = list => /** @type {HTMLElement[]} */ ([...first(".rows", list).children]);

/**
 * Return the row with this number (from 1): of those that were sent, or of those that are on the sheet.
 * @param {HTMLElement} list
 * @param {number} number
 * @param {boolean} asSent
 */
export function rowFor(list, number, asSent) {
  if (asSent) return sent.get(list)?.[number - 1];
  return rowsOf(list).filter(row => row.dataset.given || readRow(row))[number - 1];
}

/** @param {string} [name] */
const plainName = name => name?.trim().toLowerCase();

/**
 * Return the rows that the school and the role have given to a list.
 * @param {string} list
 * @param {string} role
 * @returns {Columns[]}
 */
export const rowsFor = (list, role) => (given.rows[role] ?? given.rows[""])[list] ?? [];

/**
 * Fill `list` with `rows`, after those that the school and the role have given. Those are known by
 * their first column.
 * @param {HTMLElement} list
 * @param {RowValue[]} rows
 * @param {string} role
 */
export function fillRows(list, rows, role) {
  first(".rows", list).replaceChildren();
  const givenRows = rowsFor(list.dataset.list, role);
  const entered = /** @type {Columns[]} */ (rows);
  /** @type {HTMLTemplateElement} */
  const template = first("template", list);
  /** @type {HTMLElement} */
  const firstInput = first("[data-column]", /** @type {any} */ (template.content));
  const key = firstInput.dataset.column;
  for (const value of givenRows) {
    const enteredRow = entered.find(row => plainName(row[key]) === plainName(value[key]));
    const row = append(list, { ...value, ...enteredRow });
    row.dataset.given = JSON.stringify(value);
    /** @type {HTMLInputElement} */ (first("[data-column]", row)).readOnly = true;
    // What the school and the role call it has its own words in each language.
    /** @type {FormInput | null} */
    const spokenKey = first(`[data-spoken="${key}"]`, row);
    if (!spokenKey?.value) spokenKey?.closest(".cell").remove();
    first(".tools", row).remove();
  }
  for (const value of entered) {
    const isGiven = givenRows.some(row => plainName(row[key]) === plainName(value[key]));
    if (!isGiven) append(list, value);
  }
  renumber(list);
}

/**
 * Fill the lists to which another `role` gives other rows.
 * @param {HTMLElement[]} lists
 * @param {string} role
 */
export function changeRole(lists, role) {
  for (const list of lists) {
    const isGiven = Object.values(given.rows).some(rows => rows[list.dataset.list]);
    if (isGiven) fillRows(list, readRows(list), role);
  }
}

/**
 * @param {HTMLElement} list
 * @param {RowValue} value
 * @param {Element | null} [before] the row to stand before
 */
function append(list, value, before = null) {
  /** @type {HTMLTemplateElement} */
  const template = first("template", list);
  const row = /** @type {HTMLElement} */ (template.content.firstElementChild.cloneNode(true));
  const columns = typeof value === "string" ? { "": value } : value;
  for (const input of inputsOf(row)) setValue(input, columns[input.dataset.column] ?? "");
  const others = otherLanguages(columns, inputsOf(row));
  if (Object.keys(others).length) row.dataset.others = JSON.stringify(others);
  first(".rows", list).insertBefore(row, before);
  inputsOf(row).forEach(describeRoom);
  inputsOf(row).forEach(count);
  return row;
}

let roomCount = 0;

/**
 * Let the room that is left for its words describe an input of a row, and be no part of its name.
 * @param {FormInput} input
 */
function describeRoom(input) {
  const left = first(".left", input.closest(".cell"));
  left.id ||= `left-${++roomCount}`;
  input.setAttribute("aria-describedby", left.id);
}

/**
 * @param {string} what
 * @param {HTMLElement} root
 * @returns {HTMLButtonElement}
 */
const buttonFor = (what, root) => first(`[data-do=${what}]`, root);

/** @param {HTMLElement} list */
function renumber(list) {
  const rows = rowsOf(list);
  const what = words.one_named[list.dataset.list];
  rows.forEach((row, index) => {
    row.setAttribute("aria-label", fill(words.form.row, { what, number: index + 1 }));
    const up = buttonFor("up", row);
    if (!up) return;
    up.disabled = index === 0 || !first(".tools", rows[index - 1]);
    buttonFor("down", row).disabled = index === rows.length - 1;
  });
  const isFull = rows.length >= Number(list.dataset.most);
  const add = buttonFor("add", list);
  add.disabled = isFull;
  add.title = isFull ? fill(words.form.full, { most: list.dataset.most }) : "";
}

/** @type {Record<string, "up" | "down">} */
const MOVES = { ArrowUp: "up", ArrowDown: "down" };

/**
 * Wire the buttons and keys of all lists.
 * @param {HTMLFormElement} form
 * @param {() => void} changed called after each change
 * @param {(bringBack: () => void) => void} removed called with a way to bring a row back
 */
export function startRows(form, changed, removed) {
  form.addEventListener("click", event => {
    const target = /** @type {HTMLElement} */ (event.target);
    /** @type {HTMLButtonElement} */
    const button = target.closest("[data-do]");
    /** @type {HTMLElement} */
    const list = button?.closest("[data-list]");
    if (!list) return;
    /** @type {HTMLElement} */
    const row = button.closest(".row");
    const what = button.dataset.do;
    if (what === "add") addRow(list);
    else if (what === "remove") removed(removeRow(list, row, changed));
    else if (!moveRow(list, row, what === "up")) return;
    changed();
  });
  form.addEventListener("keydown", event => {
    /** @type {HTMLElement} */
    const row = /** @type {HTMLElement} */ (event.target).closest(".row");
    const move = MOVES[event.key];
    if (!row || !event.altKey || !move || !first(".tools", row)) return;
    event.preventDefault();
    if (moveRow(row.closest("[data-list]"), row, move === "up")) changed();
  });
}

/** @param {HTMLElement} list */
function addRow(list) {
  const last = rowsOf(list).at(-1);
  const row = append(list, {});
  /** @type {FormInput} */
  const start = first("[data-column=start]", row);
  /** @type {FormInput} */
  const end = last && first("[data-column=end]", last);
  // A day goes on where its last line ends.
  if (list.dataset.list === "schedule" && end) {
    setValue(start, readInput(end));
    start.dataset.typed = "";
  }
  renumber(list);
  const isStarted = start && readInput(start);
  first(isStarted ? "[data-column=end]" : "[data-column]", row).focus();
}

/**
 * Return what the school and the role have said in `list`.
 * @param {HTMLElement} list
 * @returns {Columns[]}
 */
export const givenRowsOf = list =>
  rowsOf(list)
    .filter(row => row.dataset.given)
    .map(row => JSON.parse(row.dataset.given));

/** @param {Columns} row */
const wordsIn = row => Object.values(row).join(" ");

/**
 * Add rows under those that say something; one for a person who is there already goes into
 * their row. Return the words of those there is no room for, and what rows said that now say
 * something else.
 * @param {HTMLElement} list
 * @param {Columns[]} added
 * @param {string} role
 */
export function addRows(list, added, role) {
  const before = /** @type {Columns[]} */ (readRows(list));
  const givenRows = givenRowsOf(list);
  const isFor = (/** @type {Columns} */ row) => (/** @type {Columns} */ other) =>
    Boolean(row.role) && plainName(row.role) === plainName(other.role);
  const merged = before.map(row => ({ ...row, ...added.find(isFor(row)) }));
  const isSaid = (/** @type {Columns} */ row, /** @type {Columns} */ now) =>
    Object.entries(row).every(([name, text]) => name === "role" || now[name] === text);
  const replaced = before.filter((row, index) => !isSaid(row, merged[index]));
  const newRows = added.filter(row => !before.some(isFor(row)));
  const ownRows = [...merged, ...newRows].filter(row => !givenRows.some(isFor(row)));
  const room = Math.max(0, Number(list.dataset.most) - givenRows.length);
  const refused = new Set(ownRows.slice(room));
  const rows = [...merged, ...newRows].filter(row => !refused.has(row));
  fillRows(list, rows, role);
  for (const input of rowsOf(list).flatMap(inputsOf)) {
    if (input.dataset.kind) input.dataset.typed = "";
  }
  return { refused: [...refused].map(wordsIn), replaced: replaced.map(wordsIn) };
}

/**
 * Remove a row. Return a way to bring it back.
 * @param {HTMLElement} list
 * @param {HTMLElement} row
 * @param {() => void} changed
 */
function removeRow(list, row, changed) {
  const value = readRow(row) ?? {};
  const next = row.nextElementSibling;
  const near = next ?? row.previousElementSibling;
  row.remove();
  renumber(list);
  (
    (near && buttonFor("remove", /** @type {HTMLElement} */ (near))) ??
    buttonFor("add", list)
  ).focus();
  return () => {
    first("[data-column]", append(list, value, next)).focus();
    renumber(list);
    changed();
  };
}

/**
 * Move a row up or down. Return whether it could be moved.
 * @param {HTMLElement} list
 * @param {HTMLElement} row
 * @param {boolean} isUp
 */
function moveRow(list, row, isUp) {
  /** @type {HTMLButtonElement} */
  const active = /** @type {any} */ (document.activeElement);
  const other = isUp ? row.previousElementSibling : row.nextElementSibling;
  if (!other || !first(".tools", other)) return false;
  if (isUp) other.before(row);
  else row.before(other);
  renumber(list);
  (active.disabled ? first(".tool:not(:disabled)", row) : active).focus();
  announce(fill(words.form.moved, { number: rowsOf(list).indexOf(row) + 1 }));
  return true;
}
