// Lists in the form: rows that are added, removed and moved. A row's inputs have data-column.
"use strict";

import { count, setValue, valueOf } from "./form.js";
import { fill, given, words } from "./server.js";

const sent = new WeakMap(); // list -> the rows as they were last read, without the empty ones

/** What the rows of `list` say; empty ones are left out, and those that say only what the school has said already. */
export function readRows(list) {
  const kept = [];
  const rows = [];
  for (const row of rowsOf(list)) {
    const value = readRow(row);
    if (!value || (row.dataset.given && same(value, JSON.parse(row.dataset.given)))) continue;
    kept.push(row);
    rows.push(value);
  }
  sent.set(list, kept);
  return rows;
}

function readRow(row) {
  const inputs = [...row.querySelectorAll("[data-column]")];
  if (inputs.length === 1 && !inputs[0].dataset.column) return valueOf(inputs[0]) || null;
  const filled = inputs.map(input => [input.dataset.column, valueOf(input)]).filter(([, value]) => value);
  return filled.length ? Object.fromEntries(filled) : null;
}

const same = (a, b) => Object.keys(a).length === Object.keys(b).length && Object.keys(a).every(key => a[key] === b[key]);

export const rowsOf = list => [...list.querySelector(".rows").children];

/** The nth row (from 1): of those that were sent, or of those that are on the sheet. */
export function rowFor(list, n, asSent) {
  const shown = rowsOf(list).filter(row => row.dataset.given || readRow(row));
  return (asSent ? sent.get(list) ?? [] : shown)[n - 1];
}

/** Fill `list` with `rows`, after those that the school has given. */
export function fillRows(list, rows) {
  list.querySelector(".rows").replaceChildren();
  const firm = given.rows[list.dataset.list] ?? [];
  for (const value of firm) {
    const mine = rows.find(row => row.role?.trim().toLowerCase() === value.role.toLowerCase());
    const row = append(list, { ...value, ...mine });
    row.dataset.given = JSON.stringify(value);
    row.querySelector("[data-column=role]").readOnly = true;
    row.querySelector(".tools").remove();
  }
  for (const value of rows) {
    if (!firm.some(one => one.role.toLowerCase() === value.role?.trim().toLowerCase())) append(list, value);
  }
  renumber(list);
}

function append(list, value, before = null) {
  const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
  for (const input of row.querySelectorAll("[data-column]")) {
    setValue(input, String((input.dataset.column ? value[input.dataset.column] : value) ?? ""));
  }
  list.querySelector(".rows").insertBefore(row, before);
  row.querySelectorAll("[data-column]").forEach(count);
  return row;
}

function renumber(list) {
  const rows = rowsOf(list);
  rows.forEach((row, n) => {
    row.setAttribute("aria-label", fill(words.form.row, { what: words.one_named[list.dataset.list], number: n + 1 }));
    const up = row.querySelector("[data-do=up]");
    if (!up) return;
    up.disabled = n === 0 || !rows[n - 1].querySelector(".tools");
    row.querySelector("[data-do=down]").disabled = n === rows.length - 1;
  });
  const full = rows.length >= Number(list.dataset.most);
  const add = list.querySelector("[data-do=add]");
  add.disabled = full;
  add.title = full ? fill(words.form.full, { most: list.dataset.most }) : "";
}

/** Wire the buttons and keys of all lists. `changed` is told, and `removed` with a way to bring a row back. */
export function startRows(form, changed, removed) {
  form.addEventListener("click", event => {
    const button = event.target.closest("[data-do]");
    const list = button?.closest("[data-list]");
    if (!list) return;
    const row = button.closest(".row");
    if (button.dataset.do === "add") {
      const last = rowsOf(list).at(-1);
      const next = append(list, {});
      // A day goes on where its last line ends.
      const [start, end] = [next.querySelector("[data-column=start]"), last?.querySelector("[data-column=end]")];
      if (list.dataset.list === "schedule" && end) {
        setValue(start, valueOf(end));
        start.dataset.typed = "";
      }
      renumber(list);
      (start && valueOf(start) ? next.querySelector("[data-column=end]") : next.querySelector("[data-column]")).focus();
      changed();
    } else {
      act(list, row, button.dataset.do);
    }
  });
  form.addEventListener("keydown", event => {
    const row = event.target.closest(".row");
    if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key) || !row.querySelector(".tools")) return;
    event.preventDefault();
    act(row.closest("[data-list]"), row, event.key === "ArrowUp" ? "up" : "down");
  });

  function act(list, row, what) {
    const held = document.activeElement;
    if (what === "remove") {
      const [value, next] = [readRow(row) ?? {}, row.nextElementSibling];
      const near = next ?? row.previousElementSibling;
      row.remove();
      renumber(list);
      (near?.querySelector("[data-do=remove]") ?? list.querySelector("[data-do=add]")).focus();
      removed(() => {
        append(list, value, next).querySelector("[data-column]").focus();
        renumber(list);
        changed();
      });
    } else {
      const other = what === "up" ? row.previousElementSibling : row.nextElementSibling;
      if (!other?.querySelector(".tools")) return;
      list.querySelector(".rows").insertBefore(what === "up" ? row : other, what === "up" ? other : row);
      renumber(list);
      (held.disabled ? row.querySelector(".tool:not(:disabled)") : held).focus();
    }
    changed();
  }
}
