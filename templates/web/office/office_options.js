// @ts-check
// What an office chooses for a batch: the district's and schools' files, and what else is made.

/** @import { PackedFile } from "./sent_sheets.js" */

import { all, byId } from "../dom.js";
import { packFile } from "./sent_sheets.js";
import { fill, words } from "../server.js";

/**
 * Return what is chosen, as the server takes it. Throws Error if a file cannot be read.
 */
export async function readOptions() {
  /** @type {Record<string, PackedFile[]>} */
  const files = {};
  for (const input of /** @type {HTMLInputElement[]} */ (all("#options [type=file]"))) {
    files[input.name] = await Promise.all([...input.files].map(packFile));
  }
  /** @type {Record<string, unknown>} */
  const options = { files };
  for (const box of /** @type {HTMLInputElement[]} */ (all("#options [type=checkbox]"))) {
    options[box.name] = box.checked;
  }
  options.deadline = /** @type {HTMLInputElement} */ (byId("deadline")).value;
  return options;
}

/**
 * Say which files went with the last batch of a page that was loaded again: they are to be chosen
 * anew.
 * @param {string[]} names
 */
export function showChosen(names) {
  const text = names.length ? fill(words.office.chosen, { names: names.join(", ") }) : "";
  byId("chosen").textContent = text;
  if (names.length) /** @type {HTMLDetailsElement} */ (byId("options")).open = true;
}
