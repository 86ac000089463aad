// @ts-check
// Files in: a customization, a sheet that was edited elsewhere, a picture.

/** @import { Problem } from "./server.js" */

import { choosePart, WHOLE } from "./crop_picture.js";
import { byId } from "./dom.js";
import { currentDraft } from "./drafts.js";
import { changed } from "./following.js";
import { suggestLogoWords } from "./logo_words.js";
import { showNotice } from "./notice.js";
import { keepDraft } from "./page_drafts.js";
import { currentContent, state } from "./page_state.js";
import { goTo, placeOf } from "./places.js";
import { ask, fill, sayAll, words } from "./server.js";
import { fileProblem, refuseFile } from "./sheet.js";
import {
  drawPicture,
  isPhotograph,
  isPictureFile,
  shrinkPicture,
  startOf,
} from "./shrink_picture.js";
import { begin, isAtStart } from "./views.js";

/**
 * @param {File} file
 * @param {boolean} [isPicture] whether it was meant as one
 */
export async function openFile(file, isPicture = isPictureFile(file)) {
  showNotice(fill(words.state.opening, { name: file.name }));
  const sent = isPicture ? await readyPicture(file) : file;
  if (sent) await send(file, sent, isPicture);
  else showNotice("");
}

/**
 * Return the picture as it is sent; null if it is not wanted after all. A photograph is shown
 * first, with a frame for the part of it that is the logo.
 * @param {File} file
 */
async function readyPicture(file) {
  const picture = await drawPicture(file);
  if (!picture) return startOf(file);
  if (!isPhotograph(file, picture)) return shrinkPicture(file, picture, null);
  const part = await choosePart(picture);
  return part && shrinkPicture(file, picture, part);
}

/** Choose another part of the logo that is there. */
export async function cropLogo() {
  const { name, kind, content } = state.logo;
  const bytes = Uint8Array.from(atob(content), sign => sign.charCodeAt(0));
  const file = new File([bytes], name, { type: kind });
  const picture = await drawPicture(file);
  const part = picture && (await choosePart(picture));
  if (part && part !== WHOLE) await send(file, await shrinkPicture(file, picture, part), true);
  byId("logo-crop").focus();
}

/**
 * @param {File} file as it was chosen
 * @param {File} sent
 * @param {boolean} isPicture
 */
async function send(file, sent, isPicture) {
  const headers = { "X-File-Name": encodeURIComponent(sent.name) };
  /** @type {Response} */
  let answer;
  try {
    answer = await ask("/open", sent, { headers, waiting: () => showNotice(words.state.busy) });
  } catch {
    showNotice(words.state.offline);
    return;
  }
  const opened = await answer.json();
  if (!answer.ok) refuse(opened.problems, isPicture);
  else if (opened.answers) beginWith(opened, file.name);
  else if (opened.edits) takeEdits(opened.edits);
  else takePicture(opened.logo, sent !== file);
}

/**
 * @param {Problem[]} problems
 * @param {boolean} isPicture
 */
function refuse(problems, isPicture) {
  if (!isPicture || isAtStart()) {
    showNotice(sayAll(problems));
    return;
  }
  refuseFile({ ...problems[0], field: "logo.file", warning: false });
  showPlaceOfLogo();
}

/**
 * @param {any} openedFile what the server made of the file
 * @param {string} fileName
 */
function beginWith(openedFile, fileName) {
  keepDraft();
  const before = isAtStart() ? null : { ...currentContent(), draft: currentDraft() };
  begin(openedFile.answers, openedFile);
  const opened = fill(words.state.opened, { name: fileName });
  const text = openedFile.problems.length ? `${opened} ${sayAll(openedFile.problems)}` : opened;
  const goBack = before && (() => begin(before.answers, before));
  const until = !before && !openedFile.problems.length ? "typing" : "";
  showNotice(text, words.state.back, goBack, until);
}

/**
 * @param {NonNullable<typeof state.logo>} logo
 * @param {boolean} isSmaller whether it was made so here
 */
function takePicture(logo, isSmaller) {
  refuseFile(null);
  state.logo = logo;
  // As the file says it.
  if (state.wantedLogo.endsWith(`/${logo.name}`)) logo.name = state.wantedLogo;
  if (isAtStart()) begin({}, { logo });
  suggestLogoWords();
  showPlaceOfLogo();
  if (isSmaller) showNotice(words.logo.smaller, "", null, "typing");
}

/** @param {string} edits what was reworded on a sheet, without the rest of it */
function takeEdits(edits) {
  if (isAtStart()) {
    showNotice(words.state.edits_first);
    return;
  }
  state.edits = edits;
  changed();
  showNotice(words.state.edits_taken, words.history.undo, () => byId("undo").click());
}

function showPlaceOfLogo() {
  // With a way to do without it.
  showLogo();
  showNotice("");
  goTo(placeOf("logo.file"));
  changed();
}

export function removeLogo() {
  state.logo = null;
  state.wantedLogo = "";
  refuseFile(null);
  showLogo();
  byId("logo-choose").focus();
  changed();
}

export function showLogo() {
  const { logo, wantedLogo } = state;
  /** @type {HTMLImageElement} */
  const shown = byId("logo-shown");
  shown.hidden = !logo;
  byId("logo-more").hidden = !logo && !wantedLogo && !fileProblem();
  byId("logo-crop").hidden = !logo;
  if (logo) shown.src = `data:${logo.kind};base64,${logo.content}`;
}
