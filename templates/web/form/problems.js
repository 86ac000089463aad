// @ts-check
// What is wrong, said beside each field.

/** @import { Problem } from "../server.js" */

import { all, create, first } from "../dom.js";
import { apart, form } from "./form.js";
import { elementAt, goTo, placeOf } from "./places.js";
import { changed } from "../page/page_version.js";
import { forgetRefused } from "../pictures/picture_fields.js";
import { markAt, selectMark, writeInstead } from "./privacy_marks.js";
import { fill, words } from "../server.js";

// What begins the ids of the words that say what is wrong; their buttons are no part of them.
const SAYS = "says-";
/** @type {HTMLElement[]} inputs that such words describe */
const described = [];
let saidCount = 0;

/**
 * Describe an input by those of its descriptions that are kept, and one more.
 * @param {HTMLElement} input
 * @param {(id: string) => boolean} isKept
 * @param {string} [added]
 */
function describe(input, isKept, added) {
  const ids = (input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  const kept = [...ids.filter(isKept), ...(added ? [added] : [])].join(" ");
  if (kept) input.setAttribute("aria-describedby", kept);
  else input.removeAttribute("aria-describedby");
}

/**
 * Say each problem beside its field. Return those that have no field.
 * @param {Problem[]} problems
 */
export function showProblems(problems) {
  for (const says of all(".says", form)) says.replaceChildren();
  for (const input of all("[aria-invalid]", form)) input.removeAttribute("aria-invalid");
  for (const input of described.splice(0)) {
    describe(input, id => !id.startsWith(SAYS));
  }
  return problems.filter(problem => !showBesideField(problem));
}

/**
 * Say a problem beside its field. Return whether there is a place for it.
 * @param {Problem} problem
 */
function showBesideField(problem) {
  const place = problem.field && placeOf(problem.field);
  if (!place) return false;
  const target = elementAt(place);
  const around = target.closest(".row") ?? target.closest(".field") ?? target.parentElement;
  const says = first(":scope > .says", around);
  if (!says) return false;
  const id = `${SAYS}${++saidCount}`;
  const text = create("span", { id, textContent: `${problem.says} ${problem.do}`.trim() });
  const className = problem.warning ? "warning" : "wrong";
  const line = create("span", { className }, text, " ");
  described.push(target);
  describe(target, () => true, id);
  if (problem.rule) line.append(...makeInsteadButtons(problem), makeAllowButton(problem));
  if (problem.refused) line.append(makeWithoutButton(problem));
  says.append(line);
  const isWrongInput = target.matches("input, textarea, select") && !problem.warning;
  if (isWrongInput) target.setAttribute("aria-invalid", "true");
  return true;
}

/**
 * Make buttons that write something else in place of the words, and one that goes to them.
 * @param {Problem} problem
 */
function makeInsteadButtons(problem) {
  const mark = markAt(problem.field, problem.rule);
  if (!mark) return [];
  const buttons = mark.instead.map((one, number) => {
    const button = makeButton(fill(words.privacy.instead, { words: one.words }));
    button.addEventListener("click", () => writeInstead(mark, number));
    return button;
  });
  const show = makeButton(words.privacy.show);
  show.addEventListener("click", () => selectMark(mark));
  return [...buttons, show];
}

/**
 * Make a button that goes on without a file that was refused.
 * @param {Problem} problem
 */
function makeWithoutButton({ field, refused }) {
  const button = makeButton(words.state.file_without);
  button.addEventListener("click", () => {
    forgetRefused(refused);
    changed();
    goTo(placeOf(field));
  });
  return button;
}

/** @param {string} textContent */
const makeButton = textContent =>
  create("button", { type: "button", className: "plain", textContent });

/**
 * Make a button that lets words stand which the privacy check has found, once it was said why.
 * @param {Problem} problem
 */
function makeAllowButton(problem) {
  const button = makeButton(words.privacy.keep);
  button.addEventListener("click", () => askWhy(problem, button));
  return button;
}

/**
 * @param {Problem} problem
 * @param {HTMLButtonElement} button it makes room for the question
 */
function askWhy(problem, button) {
  const label = create("label", { textContent: words.privacy.why });
  const why = create("input", { type: "text", maxLength: 120 });
  const sure = create("button", { type: "button", textContent: words.privacy.sure });
  const allow = () => {
    if (!why.value.trim()) return why.focus();
    const place = placeOf(problem.field);
    const allowed = { allow: problem.rule, field: problem.where, because: why.value.trim() };
    apart.set("privacy", [...(apart.get("privacy") ?? []), allowed]);
    goTo(place);
  };
  sure.addEventListener("click", allow);
  why.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    allow();
  });
  why.addEventListener("input", event => event.stopPropagation());
  label.append(why);
  button.replaceWith(create("span", { className: "why" }, label, sure));
  why.focus();
}
