// @ts-check
// From the form to rewording on the sheet itself, and back. What comes of it is opened like a file
// that was edited elsewhere.

import { byId } from "../dom.js";
import { currentDraft } from "../drafts/drafts.js";
import { makeFile } from "../files/make_files.js";
import { showNotice, tellRefused } from "../page/notice.js";
import { keepDraft } from "../drafts/page_draft.js";
import { currentSheet, state } from "../page/page_state.js";
import { keptPictures } from "../pictures/pictures.js";
import { endRewording, reworded, startRewording } from "./reword_frame.js";
import { ask, fill, sayAll, words } from "../server.js";
import { begin } from "../page/views.js";

/** Open the sheet for rewording. */
export async function reword() {
  showNotice(fill(words.save.wait, { kind: words.save.kind_html }));
  try {
    const text = await (await makeFile("html")).text();
    showNotice("");
    byId("reword-said").textContent = "";
    await startRewording(text, state.rewording, keepRewording);
  } catch (error) {
    tellRefused(error);
  }
}

/** @param {string} draft the editor's */
function keepRewording(draft) {
  state.rewording = draft;
  keepDraft();
}

/** Take what was reworded. */
export async function finishRewording() {
  const { logo, picture, name, title, earlier, opened } = state;
  byId("reword-said").textContent = words.reword.taking;
  const request = { ...currentSheet(), ...keptPictures(state), opened, page: reworded() };
  /** @type {Response | null} */
  let answer = null;
  try {
    answer = await ask("reworded", request);
  } catch {
    // told below
  }
  const result = answer && (await answer.json());
  if (!answer?.ok) {
    byId("reword-said").textContent = result ? sayAll(result.problems) : words.state.offline;
    return;
  }
  endRewording();
  begin(result.answers, { ...result, logo, picture, name, title, earlier, draft: currentDraft() });
  showNotice(sayAll(result.problems));
  byId("reword").focus();
}

/** Leave the sheet as it was, with a way back to what was reworded for as long as that is told. */
export function cancelRewording() {
  const draft = state.rewording;
  endRewording();
  keepRewording("");
  if (!draft) return;
  showNotice(words.start.thrown, words.form.undo, () => {
    state.rewording = draft;
    return reword();
  });
}
