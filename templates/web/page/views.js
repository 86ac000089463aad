// @ts-check
// The two views, the form and the sheet, and the way to them from the start.

/** @import { Answers } from "../server.js" */
/** @import { Draft } from "../drafts/drafts.js" */
/** @import { Content } from "./page_state.js" */

import { all, byId, first } from "../dom.js";
import { currentDraft, goOnWith, makeDraft, markKept } from "../drafts/drafts.js";
import { write } from "../form/form.js";
import { clearHistory } from "../drafts/history.js";
import { noteSchool } from "../pictures/logo_words.js";
import { currentContent, currentSheet, state } from "./page_state.js";
import { changed } from "./page_version.js";
import { forgetRefused, showPictures } from "../pictures/picture_fields.js";
import { PICTURES } from "../pictures/pictures.js";
import { scale, zoom } from "../sheet/sheet_view.js";

/**
 * Where answers come from: of what was only chosen, `untouched`, no draft is kept.
 * @typedef {Partial<Content> & { draft?: Draft, text?: string, untouched?: boolean }} Origin
 */

/**
 * Show `answers`. Their draft is `from.draft`, or one of its own.
 * @param {Answers} answers
 * @param {Origin} [from]
 */
export function begin(answers, from = {}) {
  if (from.draft?.key !== currentDraft().key) {
    clearHistory();
    forgetRefused();
  }
  goOnWith(from.draft ?? makeDraft());
  showContent({ ...from, answers });
  const opened = from.text ? { text: from.text, shown: currentSheet().answers } : null;
  state.opened = from.opened ?? opened;
  if (from.untouched) markKept(currentContent());
  // The browser's own way back leads to the start, not off the page.
  if (isAtStart()) history.pushState(null, "");
  showPictures();
  first(".skip").setAttribute("href", "#work");
  byId("start").hidden = true;
  byId("work").hidden = false;
  first(".switch").hidden = false;
  for (const button of all(".working")) button.hidden = false;
  zoom(matchMedia("(max-width: 759px)").matches ? "read" : "paper");
  changed();
  byId("form-title").focus({ preventScroll: true });
}

/**
 * Put into the form, and on the page, what was there once.
 * @param {Partial<Content> & { answers: Answers }} content
 */
export function showContent({ answers, ...content }) {
  for (const use of PICTURES) {
    state[use] = content[use] ?? null;
    state.wanted[use] = answers[use]?.file ?? "";
  }
  state.name = content.name ?? "";
  state.title = content.title ?? "";
  state.edits = content.edits ?? "";
  state.rewording = content.rewording ?? "";
  state.opened = content.opened ?? null;
  state.earlier = content.earlier ?? [];
  write(answers);
  noteSchool();
}

/** @param {string} view "form" or "sheet" */
export function see(view) {
  byId("work").dataset.seen = view;
  for (const button of all("[data-see]")) {
    button.setAttribute("aria-pressed", String(button.dataset.see === view));
  }
  if (view === "sheet") scale();
  scrollTo(0, 0);
}

export const isAtStart = () => byId("work").hidden;
