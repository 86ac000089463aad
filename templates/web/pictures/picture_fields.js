// @ts-check
// The pictures in their places in the form, and what is wrong with those that were not taken.

/** @import { PictureUse } from "./pictures.js" */
/** @import { Problem } from "../server.js" */

import { byId } from "../dom.js";
import { fill, words } from "../server.js";
import { state } from "../page/page_state.js";
import { PICTURES } from "./pictures.js";

/** @type {Map<PictureUse, Problem[]>} what is wrong with the last file for each that was refused */
const refusals = new Map();

/**
 * Have the sheet say that a file was refused, until that is forgotten.
 * @param {PictureUse} use
 * @param {Problem[]} problems
 */
export function refuseFile(use, problems) {
  const wayOut = fill(words.state.file_refused, { button: words.state.file_without });
  const atField = { field: `${use}.file`, warning: false, refused: use };
  refusals.set(
    use,
    problems.map(one => ({ ...one, ...atField, do: `${one.do} ${wayOut}`.trim() })),
  );
}

/**
 * Go on without the files that were refused.
 * @param {PictureUse} [use] for this alone
 */
export function forgetRefused(use) {
  if (use) refusals.delete(use);
  else refusals.clear();
}

/** Return what is wrong with the files that were refused. */
export const fileProblems = () => [...refusals.values()].flat();

/** Show the pictures in their places in the form, and what can be done with each. */
export function showPictures() {
  for (const use of PICTURES) {
    const picture = state[use];
    /** @type {HTMLImageElement} */
    const shown = byId(`${use}-shown`);
    shown.hidden = !picture;
    byId(`${use}-more`).hidden = !picture && !state.wanted[use];
    if (picture) shown.src = `data:${picture.kind};base64,${picture.content}`;
  }
  byId("logo-crop").hidden = !state.logo;
}
