// @ts-check
// One change that the server makes to the boxes of the sheet. They go one after another.

/** @import { Answers, Problem } from "../server.js" */

import { showNotice } from "../page/notice.js";
import { currentContent, currentSheet, state } from "../page/page_state.js";
import { changed } from "../page/page_version.js";
import { keptPictures } from "../pictures/pictures.js";
import { ask, sayAll, words } from "../server.js";
import { showContent } from "../page/views.js";

/**
 * What is to be done, and with what.
 * @typedef {{
 *   do: "reword" | "add" | "order" | "forget" | "back", [name: string]: unknown,
 * }} SheetEdit
 *
 * @typedef {{ answers: Answers, edits: string, problems: Problem[], added?: string }} EditedSheet
 */

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/** Resolve once all edits are made. */
export const editsMade = () => last;

/**
 * Make `edit`, once those before it are made. Resolve to what came of it; null if nothing did,
 * which is told.
 * @param {SheetEdit} edit
 * @param {EventTarget | null} [typedInto] what somebody types into
 * @returns {Promise<EditedSheet | null>}
 */
export function editSheet(edit, typedInto = null) {
  const made = last.then(() => makeEdit(edit, typedInto));
  last = made.catch(() => {});
  return made;
}

/**
 * @param {SheetEdit} edit
 * @param {EventTarget | null} typedInto
 */
async function makeEdit(edit, typedInto) {
  const sheet = currentSheet();
  const { opened } = state;
  const request = { ...sheet, ...keptPictures(sheet), opened, edit };
  /** @type {Response} */
  let answer;
  try {
    answer = await ask("edit", request, { waiting: () => showNotice(words.state.busy) });
  } catch {
    showNotice(words.state.offline);
    return null;
  }
  const result = await answer.json();
  // What was undone or opened meanwhile is not brought back.
  if (state.edits !== sheet.edits || state.opened !== opened) return null;
  showNotice(sayAll(result.problems));
  if (!answer.ok) return null;
  takeAnswers(sheet.answers, result.answers);
  state.edits = result.edits;
  changed(typedInto);
  return /** @type {EditedSheet} */ (result);
}

/**
 * Take over what differs in the answers: the rest may have been typed on meanwhile.
 * @param {Answers} before
 * @param {Answers} after
 */
function takeAnswers(before, after) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const isOther = (/** @type {string} */ name) =>
    JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  const different = [...names].filter(isOther);
  if (!different.length) return;
  const content = currentContent();
  for (const name of different) {
    if (name in after) content.answers[name] = after[name];
    else delete content.answers[name];
  }
  showContent(content);
}
