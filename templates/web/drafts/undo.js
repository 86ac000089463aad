// @ts-check
// Undo and redo: their buttons, their keys, and what they bring back.

import { announce } from "../page/announce.js";
import { byId, first } from "../dom.js";
import { editsMade } from "../sheet/edit_sheet.js";
import { canRedo, canUndo, takeStep } from "./history.js";
import { changed } from "../page/page_version.js";
import { showPictures } from "../pictures/picture_fields.js";
import { goTo, labelOf, placeOf } from "../form/places.js";
import { fill, words } from "../server.js";
import { sheetPage } from "../sheet/sheet_view.js";
import { isAtStart, showContent } from "../page/views.js";

/** @param {boolean} isBack */
async function go(isBack) {
  // What is typed on the sheet is taken first.
  /** @type {HTMLElement} */ (sheetPage().activeElement)?.blur();
  await editsMade();
  const step = takeStep(isBack);
  if (!step) return;
  showContent(step.content);
  showPictures();
  changed();
  const place = step.field ? placeOf(step.field) : null;
  if (place) goTo(place);
  const what = place ? labelOf(step.field) : "";
  announce(fill(words.history[isBack ? "undone" : "redone"], { what }).trim());
}

/** @type {Record<string, (event: KeyboardEvent) => boolean>} whether a key goes back */
const KEYS = { z: event => !event.shiftKey, y: () => false };

/** @param {KeyboardEvent} event */
function takeKey(event) {
  const isBack = KEYS[event.key.toLowerCase()];
  if (!isBack || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (isAtStart() || first("dialog[open]") || target.closest(".why")) return;
  // The browser's own undo knows of one field at a time, and of no rows.
  event.preventDefault();
  go(isBack(event));
}

export function startUndo() {
  byId("undo").addEventListener("click", () => go(true));
  byId("redo").addEventListener("click", () => go(false));
  document.addEventListener("keydown", takeKey);
}

/** Show whether there is anything to undo or redo. */
export function showSteps() {
  const active = document.activeElement;
  /** @type {[string, boolean][]} */
  const states = [
    ["undo", canUndo()],
    ["redo", canRedo()],
  ];
  for (const [id, isPossible] of states) {
    /** @type {HTMLButtonElement} */ (byId(id)).disabled = !isPossible;
    if (!isPossible && active === byId(id)) byId("form-title").focus({ preventScroll: true });
  }
}
