// @ts-check
// Files that are dropped on a page.

import { first } from "./dom.js";

/**
 * Wire the page to take dropped files.
 * @param {(file: File, place: EventTarget | null) => unknown} take called with each of them, one
 *   after the other, and where it was dropped
 * @param {(event: DragEvent) => boolean} isTaken whether what is dragged can be dropped here
 */
export function takeDroppedFiles(take, isTaken = () => true) {
  const sign = first(".dropping");
  addEventListener("dragover", event => {
    if (!isTaken(event)) return;
    event.preventDefault();
    sign.hidden = false;
  });
  addEventListener("dragleave", event => {
    if (!event.relatedTarget) sign.hidden = true;
  });
  addEventListener("drop", async event => {
    sign.hidden = true;
    if (!isTaken(event)) return;
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    // What goes on top of a sheet comes after it.
    for (const file of files.sort((a, b) => Number(isOnTop(a)) - Number(isOnTop(b)))) {
      await take(file, event.target);
    }
  });
}

/** @param {File} file */
const isOnTop = file => file.type.startsWith("image/") || /\.edits\.ya?ml/.test(file.name);
