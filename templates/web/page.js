// @ts-check
// The page: its start, and what each button, key and file leads to.

/** @import { FormInput } from "./form/inputs.js" */
/** @import { PictureUse } from "./pictures/pictures.js" */

import { startAddingBoxes } from "./boxes/add_box.js";
import { startBoxBar } from "./boxes/box_bar.js";
import { startCropping } from "./pictures/crop_picture.js";
import { all, byId, first, onPress } from "./dom.js";
import { copyForAnother, lookAgain, offerDrafts, throwOut } from "./drafts/draft_list.js";
import { markWanted, readDrafts, throwAllAway } from "./drafts/drafts.js";
import { takeDropped } from "./files/dropping.js";
import { showNormalForms, startFollowing } from "./sheet/following.js";
import { form } from "./form/form.js";
import { count } from "./form/inputs.js";
import { save } from "./files/make_files.js";
import { closeNotice, isNoticeUntil, showNotice } from "./page/notice.js";
import { cropLogo, openFile, openFiles, removePicture } from "./files/open_file.js";
import { startOwnComputer } from "./page/own_computer.js";
import { startPasting } from "./paste/paste.js";
import { GONE, keepDraft } from "./drafts/page_draft.js";
import { currentContent } from "./page/page_state.js";
import { changed } from "./page/page_version.js";
import { PICTURES } from "./pictures/pictures.js";
import { printPdf } from "./files/print.js";
import { cancelRewording, finishRewording, reword } from "./sheet/rewording.js";
import { startRows } from "./form/rows.js";
import { openLink, startSendingToOffice } from "./office/send_office.js";
import { fill, words } from "./server.js";
import { sayWhoLocked } from "./sheet/sheet.js";
import { markField, scale, zoom } from "./sheet/sheet_view.js";
import { startUndo } from "./drafts/undo.js";
import { dropUnseen } from "./form/unseen.js";
import { begin, isAtStart, see } from "./page/views.js";

/**
 * @param {string} id
 * @param {() => unknown} act
 */
const onClick = (id, act) => onPress(byId(id), act);

/**
 * @param {string} selector
 * @param {(button: HTMLElement) => unknown} act
 */
function onClickEach(selector, act) {
  for (const button of all(selector)) onPress(button, act);
}

/** @param {Event} event */
function takeInput(event) {
  const input = /** @type {FormInput} */ (event.target);
  if (isNoticeUntil("typing")) showNotice("");
  dropUnseen(input);
  if ("oneline" in (input.dataset ?? {}) && input.value.includes("\n")) {
    input.value = input.value.replace(/\s*\n\s*/g, " ");
  }
  if (input.dataset?.kind) input.dataset.typed = "";
  count(input);
  changed(input === /** @type {unknown} */ (form) ? null : input);
}

// The form.
form.addEventListener("submit", event => event.preventDefault());
form.addEventListener("input", takeInput);
form.addEventListener("focusout", () => setTimeout(showNormalForms));
form.addEventListener("focusin", event => {
  markField(event.target);
  // A browser sees to the line with the caret only; on a phone a bar may lie on the others.
  const isPhone = matchMedia("(max-width: 759px)").matches;
  if (isPhone && event.target instanceof HTMLTextAreaElement) {
    event.target.scrollIntoView({ block: "nearest" });
  }
});
startRows(form, changed, bringBack => {
  showNotice(words.form.removed, words.form.undo, bringBack);
});

startFollowing();
startPasting(form, changed);
startUndo();
startBoxBar();
startAddingBoxes();
startCropping();
startOwnComputer(showNotice);
startSendingToOffice();

// The views.
document.addEventListener("see", event => see(/** @type {CustomEvent} */ (event).detail));
onClickEach("[data-see]", button => see(button.dataset.see));
onClickEach("[data-zoom][aria-pressed]", button => zoom(button.dataset.zoom));
onClickEach("[data-role]", button => {
  const { lang } = document.documentElement;
  // Who reads this page in another language begins with a sheet in it; the form says which.
  const language = lang === "en" ? {} : { language: lang };
  begin({ role: button.dataset.role, ...language }, { untouched: true });
});

// Files out.
/** @type {HTMLDialogElement} */
const saving = byId("saving");
onClickEach("#saving [data-kind]", button => save(button.dataset.kind));
onClick("save", () => {
  byId("saved").textContent = "";
  /** @type {HTMLDetailsElement} */ (byId("to-office")).open = false;
  saving.showModal();
});
first("[data-do=close]", saving).addEventListener("click", () => saving.close());
onClick("print", printPdf);

// Rewording.
onClick("reword", reword);
onClick("reword-done", finishRewording);
onClick("reword-cancel", cancelRewording);
// Escape belongs to the editor.
byId("rewording").addEventListener("cancel", event => event.preventDefault());

// Drafts.
onClick("new", () => {
  const drafts = Math.max(1, readDrafts().length);
  if (!confirm(fill(words.save.new_sure, { count: drafts }))) return;
  throwAllAway();
  location.reload();
});
onClick("another", () => {
  markWanted();
  keepDraft();
  location.reload();
});
onClick("copy", () => {
  keepDraft();
  saving.close();
  copyForAnother(currentContent());
});
onClick("draft-all-away", () => throwOut(readDrafts()));
onClick("notice-away", closeNotice);

// Files in.
/**
 * Return what a picture is for that is dropped at `place`; undefined where it may be any file.
 * @param {Element | null} place
 */
function useAt(place) {
  const at = place?.closest("[data-at$='.file']");
  return PICTURES.find(use => at?.getAttribute("data-at") === `${use}.file`);
}

/** @type {HTMLInputElement} */
const fileInput = byId("file");
onClick("open", () => fileInput.click());
onPress(first("[data-do=open]"), () => fileInput.click());
onClick("logo-crop", cropLogo);
/**
 * @param {HTMLInputElement} input
 * @param {PictureUse} [use] what a picture is for; undefined where it may be any file
 */
function takeChosenFile(input, use) {
  input.addEventListener("change", () => {
    if (input.files.length) openFile(input.files[0], use);
    input.value = "";
  });
}
takeChosenFile(fileInput);
for (const use of PICTURES) {
  const input = /** @type {HTMLInputElement} */ (byId(`${use}-file`));
  takeChosenFile(input, use);
  onClick(`${use}-choose`, () => input.click());
  onClick(`${use}-away`, () => removePicture(use));
}
takeDropped({
  takeFiles: async (files, place) => {
    await openFiles(files, useAt(place));
  },
  refuse: (place, isForWords) => {
    if (!isForWords && sayWhoLocked(place)) return;
    const why = isForWords ? words.state.only_words : words.state.no_words;
    showNotice(why, "", null, "typing");
  },
});

document.addEventListener("outdated", () => {
  showNotice(words.state.outdated, words.page.load, () => location.reload()); // the draft is kept
});

// The window.
// What sticks below the bar makes room for the notice.
const notice = byId("notice");
new ResizeObserver(() => {
  document.documentElement.style.setProperty("--notice", `${notice.offsetHeight}px`);
}).observe(notice);
const scaleSheet = () => isAtStart() || scale();
addEventListener("resize", scaleSheet);
document.fonts.ready.then(scaleSheet);
addEventListener("pagehide", () => {
  keepDraft();
  // A way back to what was thrown away is for whoever threw it away.
  if (isAtStart()) showNotice("");
});
addEventListener("pageshow", event => {
  if (event.persisted) lookAgain();
});
// Where the browser's own ways back and forward lead: to the start, or to a place in the sheet.
const START = { isStart: true };
addEventListener("popstate", ({ state }) => {
  if (isAtStart()) {
    history.replaceState(START, "");
  } else if (state?.isStart) {
    keepDraft();
    location.reload();
  }
});
addEventListener("storage", event => {
  if (event.key === null || event.key.startsWith("handout")) lookAgain();
});

offerDrafts();
if (location.hash === `#${GONE}`) showNotice(words.start.gone);
openLink();
// The token of the address has done its work.
history.replaceState(START, "", location.pathname);
// All scripts have come, and have begun.
byId("late").remove();
