// @ts-check
// Files that are dropped on a page.

import { first } from "../dom.js";

/**
 * Wire the page to take dropped files.
 * @param {(file: File, place: EventTarget | null) => unknown} take called with each of them, one
 *   after the other, and where it was dropped
 * @param {(event: DragEvent) => boolean} isTaken whether what is dragged can be dropped here
 */
export function takeDroppedFiles(take, isTaken) {
  takeAllDropped(async (files, place) => {
    for (const file of files) await take(file, place);
  }, isTaken);
}

/**
 * Wire the page to take what is dropped together at once.
 * @param {(files: File[], place: EventTarget | null) => unknown} take
 * @param {(event: DragEvent) => boolean} isTaken whether what is dragged can be dropped here
 */
export function takeAllDropped(take, isTaken = () => true) {
  const sign = first(".dropping");
  addEventListener("dragover", event => {
    if (!isTaken(event)) return;
    event.preventDefault();
    sign.hidden = false;
  });
  addEventListener("dragleave", event => {
    if (!event.relatedTarget) sign.hidden = true;
  });
  addEventListener("drop", event => {
    sign.hidden = true;
    if (!isTaken(event)) return;
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    // What goes on top of a sheet comes after it.
    files.sort((a, b) => Number(isOnTop(a)) - Number(isOnTop(b)));
    take(files, event.target);
  });
}

/** @param {File} file */
const isOnTop = file => file.type.startsWith("image/") || /\.edits\.ya?ml/.test(file.name);
