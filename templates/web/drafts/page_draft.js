// @ts-check
// The draft of the sheet on this page.

/** @import { Content } from "../page/page_state.js" */

import { announce } from "../page/announce.js";
import { byId } from "../dom.js";
import { currentDraft, isThrownAway, keep } from "./drafts.js";
import { showNotice } from "../page/notice.js";
import { currentContent } from "../page/page_state.js";
import { fill, words } from "../server.js";
import { boxesInHand } from "../sheet/reword_lines.js";
import { saveDrafts } from "../files/make_files.js";
import { isAtStart } from "../page/views.js";

// In the address: the sheet was thrown away in another tab.
export const GONE = "gone";
const REST = 400; // milliseconds of rest before the draft is kept

let keepTimer = 0;

export function keepDraftSoon() {
  clearTimeout(keepTimer);
  keepTimer = setTimeout(keepDraft, REST);
}

export function keepDraft() {
  clearTimeout(keepTimer);
  if (isAtStart() || leaveIfThrownAway()) return;
  const typed = boxesInHand();
  const removed = keep({ ...currentContent(), ...(typed.length && { typed }) });
  const isKept = removed && currentDraft().when;
  const said = !removed ? words.save.draft_off : isKept ? words.save.draft : "";
  if (byId("kept").textContent !== said) announce(said);
  byId("kept").textContent = said;
  if (!removed?.length) return;
  const told = fill(words.save.draft_room, { who: removed.map(whose).join("; ") });
  showNotice(told, words.save.draft_file, () => saveDrafts(removed));
}

/**
 * Return whose sheet a draft is.
 * @param {Content} draft
 * @returns {string}
 */
export function whose({ answers, name }) {
  const people = [answers.para_name, answers.teacher_name, answers.room].filter(Boolean);
  return people.join(", ") || name || words.start.draft_nobody;
}

/** Go back to the start if the sheet was thrown away in another tab. Return whether it was. */
export function leaveIfThrownAway() {
  if (!isThrownAway()) return false;
  location.hash = GONE;
  location.reload();
  return true;
}
