// @ts-check
// Inputs for the words of the second sheet. Each stands below the input that it translates, has
// that one's name in data-spoken, and with a language a name of its own: restroom_es.

/** @import { Answers } from "../server.js" */
/** @import { FormInput } from "./inputs.js" */

import { all, byId, first } from "../dom.js";
import { fill, words } from "../server.js";

/**
 * What a row says: a text of its own, or a text for each column.
 * @typedef {Record<string, string>} Columns
 * @typedef {string | Columns} RowValue
 */

/**
 * Name the inputs for the second language that `answers` choose, or hide them.
 * @param {Answers} answers
 */
export function nameTranslations(answers) {
  const form = byId("form");
  /** @type {HTMLSelectElement | null} */
  const chooser = first("select[name=second_language]", form);
  const chosen = String(answers.second_language ?? "").toLowerCase();
  const option = [...(chooser?.options ?? [])].find(
    ({ value, text }) => value && [value.toLowerCase(), text.toLowerCase()].includes(chosen),
  );
  const isOther = option && option.value !== (answers.language || "en");
  const language = isOther ? option.value : "";
  const text = fill(words.form.translated, { language: isOther ? option.text : "…" });
  /** @type {HTMLTemplateElement[]} */
  const templates = all("[data-list] > template", form);
  for (const root of [form, ...templates.map(template => template.content)]) {
    for (const input of /** @type {FormInput[]} */ (all("[data-spoken]", root))) {
      nameInput(input, language, text);
    }
  }
}

/**
 * @param {FormInput} input
 * @param {string} language
 * @param {string} text
 */
function nameInput(input, language, text) {
  const name = language && `${input.dataset.spoken}_${language}`;
  /** @type {HTMLElement} */
  const around = input.closest(".spoken");
  around.hidden = !language;
  first(".translated", around).textContent = text;
  input.lang = language;
  if (around.matches(".cell")) {
    if (language) input.dataset.column = name;
    else delete input.dataset.column;
  } else if (language) input.name = name;
  else input.removeAttribute("name");
}

/**
 * Return the lines of a list, each with its translations; their names begin with "_".
 * @param {string} name
 * @param {Answers} answers
 * @returns {RowValue[]}
 */
export function joinLines(name, answers) {
  /** @type {RowValue[]} */
  const lines = answers[name] ?? [];
  const spoken = translationsOf(name, answers);
  if (!spoken.length) return lines;
  const most = Math.max(lines.length, ...spoken.map(([, texts]) => texts.length));
  return Array.from({ length: most }, (_, index) => {
    const texts = spoken.map(([other, each]) => [other.slice(name.length), each[index] ?? ""]);
    return { "": String(lines[index] ?? ""), ...Object.fromEntries(texts) };
  });
}

/**
 * Return the lists of the translations of a list of lines, with their names.
 * @param {string} name
 * @param {Answers} answers
 * @returns {[string, string[]][]}
 */
export const translationsOf = (name, answers) =>
  Object.entries(answers).filter(
    ([other, value]) => other.startsWith(`${name}_`) && Array.isArray(value),
  );

/**
 * Return lines with translations as the lists of a customization. A line that has only a
 * translation stands on both sheets.
 * @param {string} name
 * @param {RowValue[]} rows
 * @returns {Answers}
 */
export function splitLines(name, rows) {
  const lines = rows.map(row => (typeof row === "string" ? { "": row } : row));
  /** @type {Answers} */
  const answers = {};
  for (const key of new Set(lines.flatMap(line => Object.keys(line)))) {
    answers[name + key] = lines.map(line => line[key] ?? "");
  }
  answers[name] = lines.map(line => line[""] || Object.values(line)[0]);
  return answers;
}

/**
 * Return what a row says in languages that it has no input for.
 * @param {Columns} value
 * @param {FormInput[]} inputs
 * @returns {Columns}
 */
export function otherLanguages(value, inputs) {
  const columns = inputs.map(input => input.dataset.column);
  const others = Object.entries(value).filter(
    ([name, text]) =>
      text && !columns.includes(name) && columns.some(column => name.startsWith(`${column}_`)),
  );
  return Object.fromEntries(others);
}
