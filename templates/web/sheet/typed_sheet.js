// @ts-check
// The teacher's own words, typed on the sheet itself: each goes into its field of the form.

import { all, first } from "../dom.js";
import { setValue } from "../form/inputs.js";
import { labelOf, leadTo, placeOf } from "../form/places.js";
import { boxAt, caretIn, lineAt, placeCaret } from "./sheet_lines.js";

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
    // A field within a line of ours is typed as a part of that line.
    if (lineAt(field) || !inputFor(name)) continue;
    field.setAttribute("contenteditable", "plaintext-only");
    field.setAttribute("role", "textbox");
    field.setAttribute("aria-label", labelOf(name));
  }
}

/** @param {EventTarget | null} target */
const typedField = target =>
  /** @type {HTMLElement | null} */ (
    /** @type {Element} */ (target).closest("[data-field][contenteditable]")
  );

/**
 * Where somebody types on a sheet: which of the places that `selector` finds, its words, and the
 * caret. `field` is the place itself, if the words in it are a field's.
 * @typedef {{
 *   field?: HTMLElement, selector: string, index: number, text: string, caret: number,
 * }} TypingPlace
 */

/**
 * @param {Document} page
 * @returns {TypingPlace | null}
 */
function typingPlace(page) {
  if (!page.hasFocus()) return null;
  const { activeElement } = page;
  const line = lineAt(activeElement);
  if (line) {
    const id = CSS.escape(boxAt(line).dataset.block);
    const selector = `[data-block="${id}"] [data-line]`;
    const index = all(selector, page).indexOf(line);
    return { selector, index, text: "", caret: caretIn(line) };
  }
  const field = typedField(activeElement);
  if (!field) return null;
  const selector = `[data-field="${CSS.escape(field.dataset.field)}"][contenteditable]`;
  const index = all(selector, page).indexOf(field);
  return { field, selector, index, text: field.textContent, caret: caretIn(field) };
}

/**
 * Go on typing where it was, if the sheet was laid out otherwise meanwhile.
 * @param {Document} page
 * @param {TypingPlace} place
 */
function goOnTyping(page, { field, selector, index, text, caret }) {
  const places = all(selector, page);
  const place = places[index] ?? places[0];
  if (!place) return;
  const stays = place === page.activeElement;
  if (field && !stays) place.textContent = text;
  if (!stays || (!field && caretIn(place) !== caret)) placeCaret(place, caret);
}

// Then a field that goes is no end of typing.
let isLayingOut = false;

export const isTypingKept = () => isLayingOut;

/**
 * Lay the sheet out, and leave the caret where somebody types, and the box that is being reworded
 * as it reads.
 * @param {Document} page
 * @param {HTMLElement | null} box that is being reworded
 * @param {(typed?: HTMLElement) => void} layOut leaves `typed` as it is, if it can
 */
export function keepTyping(page, box, layOut) {
  const place = typingPlace(page);
  isLayingOut = true;
  layOut(box ?? place?.field);
  if (box && !box.isConnected) {
    first(`[data-block="${CSS.escape(box.dataset.block)}"]`, page)?.replaceWith(box);
  }
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
  leadTo(placeOf(field.dataset.field, false));
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
