// @ts-check
// Files in: a customization, a sheet that was edited elsewhere, a picture.

/** @import { Picture, PictureUse } from "../pictures/pictures.js" */
/** @import { Problem } from "../server.js" */

import { choosePart, WHOLE } from "../pictures/crop_picture.js";
import { byId } from "../dom.js";
import { currentDraft, markKept } from "../drafts/drafts.js";
import { suggestLogoWords } from "../pictures/logo_words.js";
import { showNotice } from "../page/notice.js";
import { keepDraft } from "../drafts/page_draft.js";
import { currentContent, state } from "../page/page_state.js";
import { changed } from "../page/page_version.js";
import { forgetRefused, refuseFile, showPictures } from "../pictures/picture_fields.js";
import { goTo, placeOf } from "../form/places.js";
import { ask, fill, sayAll, words } from "../server.js";
import {
  drawPicture,
  isPhotograph,
  isPictureFile,
  PAPER_SIDE,
  shrinkPicture,
  startOf,
} from "../pictures/shrink_picture.js";
import { begin, isAtStart } from "../page/views.js";

/** What was said of files that came together: it stays until the last of them has come. */
let told = "";
/** The last way on that was offered with it: the words on its button, and what that does. */
let wayOn = { button: "", act: /** @type {(() => unknown) | null} */ (null) };

function beginTelling() {
  told = "";
  wayOn = { button: "", act: null };
}

/**
 * Say `text` of a file, with a button that does `act`.
 * @param {string} text
 * @param {string} [button]
 * @param {(() => unknown) | null} [act]
 * @param {"" | "typing"} [until]
 */
function tell(text, button = "", act = null, until = "") {
  const isOnly = !told;
  told = [told, text].filter(Boolean).join(" ");
  if (act) wayOn = { button, act };
  showNotice(told, wayOn.button, wayOn.act, isOnly ? until : "");
}

/**
 * Say what goes on just now; "" says no more of it.
 * @param {string} text
 */
function tellProgress(text) {
  showNotice([told, text].filter(Boolean).join(" "), wayOn.button, wayOn.act);
}

/**
 * Open files that came together, one after the other.
 * @param {Iterable<File>} files
 * @param {PictureUse} [use] what a picture is for; undefined where it may be any file
 */
export async function openFiles(files, use) {
  beginTelling();
  for (const file of files) await openOne(file, use);
}

/**
 * @param {File} file
 * @param {PictureUse} [use] what it is for, if it was meant as a picture; any may be the logo
 */
export const openFile = (file, use) => openFiles([file], use);

/**
 * @param {File} file
 * @param {PictureUse} [use]
 */
async function openOne(file, use = isPictureFile(file) ? "logo" : undefined) {
  tellProgress(fill(words.state.opening, { name: file.name }));
  const sent = use ? await readyPicture(file, use) : file;
  if (sent) await send(file, sent, use);
  else tellProgress("");
}

/**
 * Return the picture as it is sent; null if it is not wanted after all. For a logo a photograph is
 * shown first, with a frame for the part of it that is the logo.
 * @param {File} file
 * @param {PictureUse} use
 */
async function readyPicture(file, use) {
  const picture = await drawPicture(file);
  if (!picture) return startOf(file);
  if (use === "picture") return shrinkPicture(file, picture, WHOLE, PAPER_SIDE);
  if (!isPhotograph(file, picture)) return shrinkPicture(file, picture, null);
  const part = await choosePart(picture);
  return part && shrinkPicture(file, picture, part);
}

/** Choose another part of the logo that is there. */
export async function cropLogo() {
  beginTelling();
  const { name, kind, content } = state.logo;
  const bytes = Uint8Array.from(atob(content), sign => sign.charCodeAt(0));
  const file = new File([bytes], name, { type: kind });
  const picture = await drawPicture(file);
  const part = picture && (await choosePart(picture));
  if (part && part !== WHOLE) await send(file, await shrinkPicture(file, picture, part), "logo");
  byId("logo-crop").focus();
}

/**
 * @param {File} file as it was chosen
 * @param {File} sent
 * @param {PictureUse} [use]
 */
async function send(file, sent, use) {
  const headers = { "X-File-Name": encodeURIComponent(sent.name), "X-Picture-For": use ?? "" };
  /** @type {Response} */
  let answer;
  try {
    answer = await ask("open", sent, { headers, waiting: () => tellProgress(words.state.busy) });
  } catch {
    tell(words.state.offline);
    return;
  }
  const opened = await answer.json();
  if (!answer.ok) refuse(opened.problems, use);
  else if (opened.answers) beginWith(opened, file.name);
  else if (opened.edits) takeEdits(opened.edits);
  else if (use === "picture") takePicture(opened.picture, use, opened.problems);
  else takeLogo(opened.logo, sent !== file);
}

/**
 * @param {Problem[]} problems
 * @param {PictureUse} [use]
 */
function refuse(problems, use) {
  if (!use || isAtStart()) {
    const link = problems[0].code === "web-for-office" ? byId("office-page") : null;
    tell(sayAll(problems), link?.textContent, link && (() => link.click()));
    return;
  }
  refuseFile(use, problems);
  showPlaceOf(use);
}

/**
 * @param {any} openedFile what the server made of the file
 * @param {string} fileName
 */
function beginWith(openedFile, fileName) {
  keepDraft();
  const before = isAtStart() ? null : { ...currentContent(), draft: currentDraft() };
  begin(openedFile.answers, { ...openedFile, untouched: true });
  const opened = fill(words.state.opened, { name: fileName });
  const text = openedFile.problems.length ? `${opened} ${sayAll(openedFile.problems)}` : opened;
  const goBack = () => {
    keepDraft();
    begin(before.answers, before);
  };
  const until = !before && !openedFile.problems.length ? "typing" : "";
  tell(text, words.state.back, before && goBack, until);
}

/**
 * @param {Picture} logo
 * @param {boolean} isSmaller whether it was made so here
 */
function takeLogo(logo, isSmaller) {
  takePicture(logo, "logo", []);
  const isNew = isAtStart();
  if (isNew) begin({}, { logo });
  suggestLogoWords();
  if (isNew) markKept(currentContent());
  showPlaceOf("logo");
  if (isSmaller) tell(words.logo.smaller, "", null, "typing");
}

/**
 * @param {Picture} picture
 * @param {PictureUse} use
 * @param {Problem[]} problems what there is to tell of it
 */
function takePicture(picture, use, problems) {
  forgetRefused(use);
  state[use] = picture;
  // As the file says it.
  if (state.wanted[use].endsWith(`/${picture.name}`)) picture.name = state.wanted[use];
  if (isAtStart()) return;
  showPlaceOf(use);
  if (problems.length) tell(sayAll(problems), "", null, "typing");
}

/** @param {string} edits what was reworded on a sheet, without the rest of it */
function takeEdits(edits) {
  if (isAtStart()) {
    tell(words.state.edits_first);
    return;
  }
  state.edits = edits;
  changed();
  tell(words.state.edits_taken, words.history.undo, () => byId("undo").click());
}

/** @param {PictureUse} use */
function showPlaceOf(use) {
  // With a way to do without it.
  showPictures();
  tellProgress("");
  goTo(placeOf(`${use}.file`));
  changed();
}

/** @param {PictureUse} use */
export function removePicture(use) {
  state[use] = null;
  state.wanted[use] = "";
  forgetRefused(use);
  showPictures();
  byId(`${use}-choose`).focus();
  changed();
}
