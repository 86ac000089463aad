// @ts-check
// One input of the form: what was typed into it, and how much more it takes.

import { first } from "../dom.js";
import { fill, words } from "../server.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} FormInput */

/**
 * Return what was typed; "" if that is only spaces.
 * @param {FormInput} input
 */
export const readInput = input => (input.value.trim() ? input.value : "");

/**
 * @param {FormInput} input
 * @param {string} value
 */
export function setValue(input, value) {
  delete input.dataset.typed;
  if (input instanceof HTMLSelectElement) {
    // A word that is none of the choices stays as it is, for the sheet to complain about.
    const isChoice = [...input.options].some(option => option.value === value);
    if (value && !isChoice) input.add(new Option(value, value));
  }
  input.value = value;
}

/**
 * Tell how many characters are left, once that matters.
 * @param {FormInput} input
 */
export function count(input) {
  const limit = Number(input.dataset?.limit);
  if (!limit) return;
  const left = limit - [...input.value.normalize("NFC").trim()].length;
  const label = first(".left", input.closest(".cell, .field"));
  label.textContent = fill(left < 0 ? words.form.over : words.form.left, { count: Math.abs(left) });
  label.classList.toggle("over", left < 0);
  label.classList.toggle("near", left < Math.max(10, limit / 8));
}
