// @ts-check
// The sheet follows the form; when the typing rests, the PDF is made ahead.

/** @import { NormalForm } from "../form/form.js" */
/** @import { Follower } from "../page/page_version.js" */

import { listBoxes } from "../boxes/boxes.js";
import { byId } from "../dom.js";
import { showNormal, sumUp } from "../form/form.js";
import { noteStep } from "../drafts/history.js";
import { followSchool } from "../pictures/logo_words.js";
import { makePdf } from "../files/make_files.js";
import { isNoticeUntil, showNotice, tellRefused } from "../page/notice.js";
import { keepDraftSoon } from "../drafts/page_draft.js";
import { currentContent, currentSheet } from "../page/page_state.js";
import { changed, currentVersion, followChanges } from "../page/page_version.js";
import { isCutOff, layOut } from "./sheet.js";
import { listChanges } from "./sheet_changes.js";
import { showSteps } from "../drafts/undo.js";

const PDF_DELAY = 1500; // milliseconds of rest before the PDF is made
const RETRY_DELAY = 3000; // milliseconds until a server that did not answer is asked again

let followTimer = 0;
let pdfTimer = 0;
/** @type {NormalForm[]} times and days that are written otherwise than they were typed */
let normalForms = [];

/** Follow each change on the page from now on. */
export function startFollowing() {
  followChanges(followSoon);
}

/** @type {Follower} */
function followSoon(typedInto, isOurs) {
  clearTimeout(followTimer);
  clearTimeout(pdfTimer);
  // At once: what is typed while the sheet is laid out waits for it, and all of it is one.
  followTimer = setTimeout(follow);
  followSchool();
  keepDraftSoon();
  sumUp();
  noteStep(currentContent(), typedInto, isOurs);
  showSteps();
}

async function follow() {
  const version = currentVersion();
  const preview = await layOut(currentSheet, showNotice);
  if (!preview) {
    clearTimeout(followTimer);
    if (isCutOff()) followTimer = setTimeout(follow, RETRY_DELAY);
    return;
  }
  // It is answered again once the page was opened anew, in whichever tab.
  if (preview.problems.some(problem => problem.code === "web-stale")) {
    followTimer = setTimeout(follow, RETRY_DELAY);
  }
  if (preview.boxes) listBoxes(preview.boxes);
  if (preview.changes) listChanges(preview.changes);
  document.dispatchEvent(new CustomEvent("laidout"));
  normalForms = preview.shown ?? [];
  showNormalForms();
  if (isNoticeUntil("fine")) tellRefused(preview);
  for (const id of ["print", "save"]) {
    /** @type {HTMLButtonElement} */ (byId(id)).disabled = false;
  }
  clearTimeout(pdfTimer);
  if (preview.fine && version === currentVersion()) pdfTimer = setTimeout(makeAhead, PDF_DELAY);
}

const makeAhead = () => makePdf(true).catch(() => {});

/** Show times and days as they are written. */
export function showNormalForms() {
  if (showNormal(normalForms)) changed(null, true);
}
