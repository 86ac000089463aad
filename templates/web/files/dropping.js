// @ts-check
// What is dropped on a page, or pasted where nothing takes it: files are opened, and words that
// come where none go are told of.

import { elementAt, first } from "../dom.js";

/**
 * @typedef {{
 *   takeFiles: (files: File[], place: Element | null) => unknown,
 *   refuse: (place: Element | null, isForWords: boolean) => unknown,
 * }} Taking
 */

/** @type {Taking} */
let taking;

/**
 * Wire the page to take files that are dropped or pasted anywhere on it.
 * @param {Taking} given `takeFiles` takes what came together, and where; `refuse` tells of what
 *   came of which nothing is taken there, though words are if `isForWords`
 */
export function takeDropped(given) {
  taking = given;
  takeDroppedOn(window);
}

/**
 * Wire one more window or page, as that of a frame. Whoever listens within it comes first.
 * @param {GlobalEventHandlers} root
 */
export function takeDroppedOn(root) {
  const sign = first(".dropping");
  root.addEventListener("dragover", event => {
    const isFiles = hasFiles(event.dataTransfer);
    // Else nothing could be said of it, and some browsers would open it in place of the page.
    if (isFiles || !takesWords(event.target)) event.preventDefault();
    sign.hidden = !isFiles;
  });
  root.addEventListener("dragleave", event => {
    if (!event.relatedTarget) sign.hidden = true;
  });
  root.addEventListener("drop", event => {
    sign.hidden = true;
    if (event.defaultPrevented) return;
    if (hasFiles(event.dataTransfer)) takeFiles(event, event.dataTransfer);
    else refuseUnlessTaken(event, event.dataTransfer);
  });
  root.addEventListener("paste", event => {
    if (event.defaultPrevented) return;
    const { clipboardData } = event;
    // Programs for tables and texts put a picture of the words beside them.
    const isFiles = hasFiles(clipboardData) && !clipboardData.getData("text/plain");
    if (isFiles) takeFiles(event, clipboardData);
    else refuseUnlessTaken(event, clipboardData);
  });
}

/** @param {DataTransfer} data */
const hasFiles = data => data.types.includes("Files");

/** @param {EventTarget | null} target */
const takesWords = target => Boolean(elementAt(target)?.closest(":read-write"));

/**
 * @param {Event} event
 * @param {DataTransfer} data
 */
function takeFiles(event, data) {
  event.preventDefault();
  const files = [...data.files];
  // What goes on top of a sheet comes after it.
  files.sort((a, b) => Number(isOnTop(a)) - Number(isOnTop(b)));
  taking.takeFiles(files, elementAt(event.target));
}

/**
 * Say that nothing came of what was dropped or pasted, unless the browser takes its words.
 * @param {Event} event
 * @param {DataTransfer} data
 */
function refuseUnlessTaken(event, data) {
  const isForWords = takesWords(event.target);
  const hasWords = data.types.includes("text/plain");
  if ((isForWords && hasWords) || !data.types.length) return;
  event.preventDefault();
  taking.refuse(elementAt(event.target), isForWords);
}

/** @param {File} file */
const isOnTop = file => file.type.startsWith("image/") || /\.edits\.ya?ml/.test(file.name);
