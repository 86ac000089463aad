// @ts-check
// What is wrong, said beside each field.

/** @import { Problem } from "./server.js" */

import { all, create, first } from "./dom.js";
import { apart, form } from "./form.js";
import { elementAt, goTo, placeOf } from "./places.js";
import { words } from "./server.js";

/**
 * Say each problem beside its field. Return those that have no field.
 * @param {Problem[]} problems
 */
export function showProblems(problems) {
  for (const says of all(".says", form)) says.replaceChildren();
  for (const input of all("[aria-invalid]", form)) input.removeAttribute("aria-invalid");
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
  const line = create("span", {
    className: problem.warning ? "warning" : "wrong",
    textContent: `${`${problem.says} ${problem.do}`.trim()} `,
  });
  if (problem.rule) line.append(makeAllowButton(problem));
  says.append(line);
  const isWrongInput = target.matches("input, textarea, select") && !problem.warning;
  if (isWrongInput) target.setAttribute("aria-invalid", "true");
  return true;
}

/**
 * Make a button that lets words stand which the privacy check has found, once it was said why.
 * @param {Problem} problem
 */
function makeAllowButton(problem) {
  const button = create("button", {
    type: "button",
    className: "plain",
    textContent: words.privacy.keep,
  });
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
