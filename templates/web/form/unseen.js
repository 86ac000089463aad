// @ts-check
// Invisible characters that come along when words are copied from elsewhere. No sheet can hold
// them, and nobody could find them to take them out.

/** @import { FormInput } from "./inputs.js" */

import { showNotice } from "../page/notice.js";
import { fill, given, words } from "../server.js";

const UNSEEN = new RegExp(given.unseen, "gu");
// As Word, PowerPoint and a PDF end a line inside of a paragraph.
const LINE_END = /[\v\f\u0085\u2028\u2029]/g;

/**
 * Return `text` without what cannot be seen in it.
 * @param {string} text
 */
export const withoutUnseen = text => text.replace(LINE_END, "\n").replace(UNSEEN, "");

/**
 * Return what is to be said of the invisible characters in `text`; "" if there are none.
 * @param {string} text
 */
export function unseenWords(text) {
  const found = text.replace(LINE_END, "").match(UNSEEN) ?? [];
  const signs = new Set(found.map(sign => codeOf(sign)));
  return signs.size ? fill(words.form.unseen, { signs: [...signs].join(", ") }) : "";
}

/** @param {string} sign */
const codeOf = sign => `U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/**
 * Take out of what was typed or pasted into `input` what cannot be seen, and say so.
 * @param {FormInput} input
 */
export function dropUnseen(input) {
  const text = input.value ?? "";
  const clean = withoutUnseen(text);
  if (clean === text || input instanceof HTMLSelectElement) return;
  const caret = withoutUnseen(text.slice(0, input.selectionStart)).length;
  input.value = clean;
  input.setSelectionRange(caret, caret);
  const said = unseenWords(text);
  if (said) showNotice(said, "", null, "typing");
}
