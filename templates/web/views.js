// @ts-check
// The two views, the form and the sheet, and the way to them from the start.

/** @import { Answers } from "./server.js" */
/** @import { Draft } from "./drafts.js" */
/** @import { Logo, OpenedFile } from "./page_state.js" */

import { all, byId, first } from "./dom.js";
import { goOnWith, makeDraft, markKept } from "./drafts.js";
import { changed } from "./following.js";
import { write } from "./form.js";
import { showLogo } from "./open_file.js";
import { currentContent, currentSheet, state } from "./page_state.js";
import { refuseFile } from "./sheet.js";
import { scale, zoom } from "./sheet_view.js";

/**
 * Where answers come from: of what was only chosen, `untouched`, no draft is kept.
 * @typedef {{
 *   draft?: Draft, logo?: Logo | null, name?: string, edits?: string, rewording?: string,
 *   opened?: OpenedFile | null, text?: string, untouched?: boolean,
 * }} Origin
 */

/**
 * Show `answers`. Their draft is `from.draft`, or one of its own.
 * @param {Answers} answers
 * @param {Origin} [from]
 */
export function begin(answers, from = {}) {
  goOnWith(from.draft ?? makeDraft());
  state.logo = from.logo ?? null;
  state.name = from.name ?? "";
  state.edits = from.edits ?? "";
  state.rewording = from.rewording ?? "";
  state.wantedLogo = answers.logo?.file ?? "";
  refuseFile(null);
  write(answers);
  const opened = from.text ? { text: from.text, shown: currentSheet().answers } : null;
  state.opened = from.opened ?? opened;
  if (from.untouched) markKept(currentContent());
  showLogo();
  byId("start").hidden = true;
  byId("work").hidden = false;
  first(".switch").hidden = false;
  for (const button of all(".working")) button.hidden = false;
  zoom(matchMedia("(max-width: 759px)").matches ? "read" : "paper");
  changed();
  byId("form-title").focus({ preventScroll: true });
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
