// @ts-check
// The teacher's own words, typed on the sheet itself: each goes into its field of the form.

import { all } from "./dom.js";
import { setValue } from "./form.js";
import { goTo, labelOf, placeOf } from "./places.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement} TextInput */

// The form's fields of one line. A note has paragraphs, and is typed there.
const ONE_LINE = "input[type=text], input[inputmode=numeric], textarea[data-oneline]";

/**
 * Return the input of the form whose words stand in a field on the sheet, as they are.
 * @param {string} name
 * @returns {TextInput | null}
 */
function inputFor(name) {
  const place = placeOf(name, false);
  if (!(place instanceof HTMLElement) || !place.matches(ONE_LINE)) return null;
  const input = /** @type {TextInput} */ (place);
  const isNamed = input.name === name || input.dataset.column === name.split(".")[2];
  return isNamed && !input.readOnly ? input : null;
}

/**
 * Let people type into the fields of a sheet.
 * @param {Element} sheet
 */
export function makeTypable(sheet) {
  for (const field of all("[data-field]", sheet)) {
    const name = field.dataset.field;
    if (!inputFor(name)) continue;
    field.setAttribute("contenteditable", "plaintext-only");
    field.setAttribute("role", "textbox");
    field.setAttribute("aria-label", labelOf(name));
  }
}

/** @param {EventTarget | null} target */
const typedField = target =>
  /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[contenteditable]"));

/**
 * Where somebody types on a sheet: the field, which of its places it is, its words, and the caret.
 * @typedef {{
 *   field: HTMLElement, name: string, index: number, text: string, caret: number,
 * }} TypingPlace
 */

/**
 * @param {Document} page
 * @param {string} name
 */
const placesOf = (page, name) => all(`[data-field="${CSS.escape(name)}"][contenteditable]`, page);

/**
 * @param {Document} page
 * @returns {TypingPlace | null}
 */
function typingPlace(page) {
  const field = page.hasFocus() && typedField(page.activeElement);
  if (!field) return null;
  const name = field.dataset.field;
  const caret = page.getSelection()?.anchorOffset ?? 0;
  const index = placesOf(page, name).indexOf(field);
  return { field, name, index, text: field.textContent, caret };
}

/**
 * Go on typing where it was, if the sheet was laid out otherwise meanwhile.
 * @param {Document} page
 * @param {TypingPlace} place
 */
function goOnTyping(page, { name, index, text, caret }) {
  const places = placesOf(page, name);
  const field = places[index] ?? places[0];
  if (!field || field === page.activeElement) return;
  field.textContent = text;
  field.focus({ preventScroll: true });
  const node = field.firstChild ?? field;
  page.getSelection()?.collapse(node, Math.min(caret, node.textContent.length));
}

// Then a field that goes is no end of typing.
let isLayingOut = false;

/**
 * Lay the sheet out, and leave the caret where somebody types.
 * @param {Document} page
 * @param {(typed?: HTMLElement) => void} layOut leaves `typed` as it is, if it can
 */
export function keepTyping(page, layOut) {
  const place = typingPlace(page);
  isLayingOut = true;
  layOut(place?.field);
  if (place) goOnTyping(page, place);
  isLayingOut = false;
}

/** @param {Event} event */
function takeTyped(event) {
  const field = typedField(event.target);
  const input = field && inputFor(field.dataset.field);
  if (!input) return;
  setValue(input, field.textContent.replace(/\s*\n\s*/g, " ").replaceAll("\u00a0", " "));
  input.dataset.onSheet = "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {KeyboardEvent} event */
function takeKey(event) {
  const field = typedField(event.target);
  if (!field) return;
  if (event.key === "Enter") event.preventDefault();
  if (event.key !== "Escape") return;
  field.blur();
  document.dispatchEvent(new CustomEvent("see", { detail: "form" }));
  goTo(placeOf(field.dataset.field, false));
}

/**
 * Wire a sheet's page, once.
 * @param {Document} page
 * @param {() => void} changed called when the typing in a field has ended
 */
export function startTyping(page, changed) {
  page.addEventListener("input", takeTyped);
  page.addEventListener("keydown", takeKey);
  page.addEventListener("focusout", event => {
    const field = typedField(event.target);
    const input = field && inputFor(field.dataset.field);
    if (isLayingOut || !input || !("onSheet" in input.dataset)) return;
    delete input.dataset.onSheet;
    changed();
  });
}
