// @ts-check
// The pictures in their places in the form, and what is wrong with one that was not taken.

/** @import { Problem } from "../server.js" */

import { byId } from "../dom.js";
import { state } from "../page/page_state.js";
import { PICTURES } from "./pictures.js";

/** @type {Problem | null} */
let refusedFile = null;

/**
 * Have the sheet say that a file was refused, until this is called with null.
 * @param {Problem | null} problem
 */
export function refuseFile(problem) {
  refusedFile = problem;
}

export const fileProblem = () => refusedFile;

/** Show the pictures in their places in the form, and what can be done with each. */
export function showPictures() {
  for (const use of PICTURES) {
    const picture = state[use];
    /** @type {HTMLImageElement} */
    const shown = byId(`${use}-shown`);
    shown.hidden = !picture;
    const isRefused = fileProblem()?.field === `${use}.file`;
    byId(`${use}-more`).hidden = !picture && !state.wanted[use] && !isRefused;
    if (picture) shown.src = `data:${picture.kind};base64,${picture.content}`;
  }
  byId("logo-crop").hidden = !state.logo;
}
