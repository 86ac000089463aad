// @ts-check
// Files that are dropped on a page.

import { first } from "./dom.js";

/**
 * Wire the page to take dropped files.
 * @param {(file: File) => unknown} take called with the first of them
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
  addEventListener("drop", event => {
    sign.hidden = true;
    if (!isTaken(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) take(file);
  });
}
