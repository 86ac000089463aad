// @ts-check
// What the logo shows, in words: suggested, and the school's name in them kept up to date.

import { form } from "../form/form.js";
import { count, setValue } from "../form/inputs.js";
import { fillPlain, words } from "../server.js";

// The school whose name the words were suggested with, if they were.
let lastSchool = "";

/** @param {string} name */
const inputOf = name => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
const schoolName = () => inputOf("school_name").value.trim();

/**
 * @param {string} school
 * @returns {string}
 */
const suggestionFor = school =>
  school ? fillPlain(words.logo.suggest, { school }) : words.logo.suggest_any;

/** Say what a new picture shows, as far as that can be known. */
export function suggestLogoWords() {
  if (!inputOf("logo.alt").value) write();
}

/** Let words that were suggested, and that nobody changed, name the school as it is typed. */
export function followSchool() {
  const school = lastSchool;
  noteSchool();
  if (inputOf("logo.alt").value === suggestionFor(school)) write();
}

/** Take the school in the form as that of the words there: another sheet is on the page. */
export function noteSchool() {
  lastSchool = schoolName();
}

function write() {
  const input = inputOf("logo.alt");
  setValue(input, suggestionFor(schoolName()));
  count(input);
}
