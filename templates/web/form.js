// The form: reading it, filling it, and saying beside each field what is wrong there. Rows are in rows.js.
"use strict";

import { fill, words } from "./server.js";
import { fillRows, readRows, rowFor } from "./rows.js";

const form = document.getElementById("form");
// What a file said that the form has no inputs for: changes to boxes and items, a language.
let rest = {};
// Sections of which nothing prints as a line to fill in.
const ASIDE = new Set(["s-words", "s-boxes", "s-look"]);

/** All that is filled in, as a customization. */
export function read() {
  const answers = {};
  for (const input of form.elements) {
    if (!input.name || (input.type === "radio" && !input.checked)) continue;
    const value = valueOf(input);
    if (!value) continue;
    const [top, below] = input.name.split(".");
    if (below) (answers[top] ??= {})[below] = value;
    else answers[top] = value;
  }
  for (const list of form.querySelectorAll("[data-list]")) {
    const rows = readRows(list);
    if (rows.length) answers[list.dataset.list] = rows;
  }
  return { ...answers, ...rest };
}

/** Fill the form with a customization; what is not in it becomes empty. */
export function write(answers) {
  const asked = new Set(["logo"]);
  for (const input of form.elements) {
    if (!input.name) continue;
    const [top, below] = input.name.split(".");
    asked.add(top);
    const value = String((below ? answers[top]?.[below] : answers[top]) ?? "");
    if (input.type === "radio") input.checked = input.value.toLowerCase() === value.toLowerCase();
    else setValue(input, value);
  }
  for (const list of form.querySelectorAll("[data-list]")) {
    asked.add(list.dataset.list);
    fillRows(list, answers[list.dataset.list] ?? []);
  }
  rest = Object.fromEntries(Object.entries(answers).filter(([name]) => !asked.has(name)));
  for (const input of form.elements) count(input);
  sumUp();
}

/** What is said of the boxes, which have no inputs: hide_blocks, show_blocks, blocks. */
export const apart = {
  get: name => rest[name],
  set(name, value) {
    if (value === undefined) delete rest[name];
    else rest[name] = value;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  },
};

export const valueOf = input => input.value.trim() ? input.value : "";

export function setValue(input, value) {
  delete input.dataset.typed;
  if (input.tagName === "SELECT") {
    // A word that is none of the choices stays as it is, for the sheet to complain about.
    if (value && ![...input.options].some(option => option.value === value)) input.add(new Option(value, value));
    input.value = value;
  } else {
    input.value = value;
  }
}

/** Tell how many characters are left, once that matters. */
export function count(input) {
  const limit = Number(input.dataset?.limit);
  if (!limit) return;
  const left = limit - [...input.value.normalize("NFC").trim()].length;
  const label = input.closest(".cell, .field").querySelector(".left");
  label.textContent = fill(left < 0 ? words.form.over : words.form.left, { count: Math.abs(left) });
  label.classList.toggle("over", left < 0);
  label.classList.toggle("near", left < Math.max(10, limit / 8));
}

/** How much of each section is filled in. */
export function sumUp() {
  for (const section of form.querySelectorAll(".section")) {
    const parts = [...section.querySelectorAll(".parts > .field")];
    if (!parts.length) continue;
    const filled = parts.filter(isFilled).length;
    section.querySelector(".filled").textContent = ASIDE.has(section.id) ? ""
      : filled ? fill(words.form.filled, { filled, all: parts.length }) : words.form.filled_none;
  }
}

function isFilled(part) {
  if (part.dataset.list) return readRows(part).length > 0;
  return [...part.querySelectorAll("input, textarea, select")].some(input =>
    input.type === "radio" || input.type === "checkbox" ? input.checked : input.type !== "file" && input.value);
}

/**
 * Show times and days as they are written once they are typed, but for the one that is being typed; what came with a file
 * stays as it is there. Whether any changed.
 */
export function showNormal(forms) {
  let changed = false;
  for (const { field, typed, shown } of forms) {
    const input = place(field);
    if (!("typed" in (input?.dataset ?? {})) || input === document.activeElement || input.value !== typed) continue;
    setValue(input, shown);
    changed = true;
  }
  return changed;
}

/** The element of the form that the dotted name (schedule.3.where) stands for; `sent`: rows counted as they were sent. */
export function place(name, sent = true) {
  const [top, below, column] = name.split(".");
  const list = form.querySelector(`[data-list="${CSS.escape(top)}"]`);
  if (list && below) {
    const row = rowFor(list, Number(below), sent);
    return (column && row?.querySelector(`[data-column="${CSS.escape(column)}"]`)) || row?.querySelector("[data-column]") || list;
  }
  return list
    ?? form.elements[name]
    ?? form.querySelector(`[data-at="${CSS.escape(name)}"], [data-at="${CSS.escape(top)}"]`)
    ?? (/^(hide_blocks|show_blocks|blocks|items)\b/.test(name) ? document.getElementById("boxes") : null);
}

/** Open what hides `element` and go to it. */
export function goTo(element) {
  const target = element instanceof RadioNodeList ? element[0] : element;
  target.closest("details")?.setAttribute("open", "");
  const input = target.matches("input, textarea, select, button") ? target : target.querySelector("input:not([hidden]), textarea, select, button");
  input?.focus({ preventScroll: true });
  (target.closest(".row, .field") ?? target).scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
}

/** What the field is called, for a list apart from it. */
export function labelOf(name) {
  const element = place(name);
  const target = element instanceof RadioNodeList ? element[0] : element;
  return target?.closest(".field")?.querySelector("label, legend")?.textContent ?? "";
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A button that lets words stand which the privacy check has found, once she has said why. */
function stand(problem) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: words.privacy.keep });
  button.addEventListener("click", () => {
    const ask = document.createElement("span");
    ask.className = "why";
    const label = Object.assign(document.createElement("label"), { textContent: words.privacy.why });
    const why = Object.assign(document.createElement("input"), { type: "text", maxLength: 120 });
    const sure = Object.assign(document.createElement("button"), { type: "button", textContent: words.privacy.sure });
    const keep = () => {
      if (!why.value.trim()) return why.focus();
      const back = place(problem.field);
      apart.set("privacy", [...apart.get("privacy") ?? [], { allow: problem.rule, field: problem.where, because: why.value.trim() }]);
      goTo(back);
    };
    sure.addEventListener("click", keep);
    why.addEventListener("keydown", event => event.key === "Enter" && (event.preventDefault(), keep()));
    why.addEventListener("input", event => event.stopPropagation());
    label.append(why);
    ask.append(label, sure);
    button.replaceWith(ask);
    why.focus();
  });
  return button;
}

/** Say each problem beside its field. Returns those that have no field. */
export function tell(problems) {
  for (const says of form.querySelectorAll(".says")) says.replaceChildren();
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  return problems.filter(problem => {
    const element = problem.field && place(problem.field);
    if (!element) return true;
    const target = element instanceof RadioNodeList ? element[0] : element;
    const says = (target.closest(".row") ?? target.closest(".field") ?? target.parentElement).querySelector(":scope > .says");
    if (!says) return true;
    const line = document.createElement("span");
    line.className = problem.warning ? "warning" : "wrong";
    line.textContent = `${problem.says} ${problem.do}`.trim() + " ";
    if (problem.rule) line.append(stand(problem));
    says.append(line);
    if (target.matches("input, textarea, select") && !problem.warning) target.setAttribute("aria-invalid", "true");
    return false;
  });
}
