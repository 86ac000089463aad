// @ts-check
// The notice above all.

/** @import { Problem } from "../server.js" */

import { announce } from "./announce.js";
import { byId, first, giveFocus } from "../dom.js";
import { labelOf, leadTo, placeOf } from "../form/places.js";
import { sayCounted, words } from "../server.js";

/** @type {Element | null} what had the focus when the notice came */
let cameFrom = null;

/**
 * Say `text` above all, with a button that does `act`. It goes when anything is typed, or when
 * the sheet is fine, if `until` says so.
 * @param {string} text "" takes it away
 * @param {string} [button]
 * @param {(() => unknown) | null} [act]
 * @param {"" | "typing" | "fine"} [until]
 */
export function showNotice(text, button = "", act = null, until = "") {
  const notice = byId("notice");
  const line = first("p", notice);
  // What stands there is said again only if it was done again.
  const isDone = act && until !== "fine";
  if (notice.hidden || line.textContent !== text || isDone) announce(text);
  if (notice.hidden) cameFrom = document.activeElement;
  notice.hidden = !text;
  notice.dataset.until = until;
  line.textContent = text;
  const undo = byId("notice-act");
  undo.hidden = !act;
  undo.textContent = button;
  undo.onclick = () => {
    closeNotice();
    if (act) act();
  };
}

/** Take the notice away by one of its own buttons: whoever pressed it goes back. */
export function closeNotice() {
  showNotice("");
  giveFocus(cameFrom);
}

/** @param {string} until */
export const isNoticeUntil = until => byId("notice").dataset.until === until;

/**
 * Say why nothing was made, as one line that leads to the first thing that stops it and goes when
 * nothing does.
 * @param {{ problems?: Problem[], message?: string }} refused
 */
export function tellRefused({ problems = [], message = "" }) {
  const stops = problems.filter(problem => !problem.warning);
  if (!stops.length) {
    showNotice(message === "offline" ? words.state.offline : message);
    return;
  }
  const place = stops[0].field ? placeOf(stops[0].field) : null;
  showNotice(refusalOf(stops), words.sheet.go, place ? () => leadTo(place) : null, "fine");
}

/** @param {Problem[]} stops what stops a file from being made */
export function refusalOf(stops) {
  const label = stops[0].field && labelOf(stops[0].field);
  const first = `${label ? `${label}: ` : ""}${stops[0].says} ${stops[0].do}`.trim();
  return sayCounted(words.sheet, "stops", stops.length, { first });
}
