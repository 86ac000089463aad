// @ts-check
// The part of a picture that is wanted, chosen with a frame: by mouse, finger or arrow keys.

import { all, byId, first } from "../dom.js";
import { fill, words } from "../server.js";

/**
 * A part of a picture: its edges, as fractions of the picture's width and height.
 * @typedef {{ left: number, top: number, right: number, bottom: number }} Part
 *
 * @typedef {{ x: number, y: number }} Point
 */

/** @type {Part} */
export const WHOLE = { left: 0, top: 0, right: 1, bottom: 1 };
const LEAST = 0.04; // of the picture's width and height: what a frame holds at least
const STEP = 0.01; // of them, for an arrow key; five times as much with Shift
const DRAWN = 1200; // pixels at most, on each side of what is shown
const ARROWS = new Map([
  ["ArrowLeft", { x: -STEP, y: 0 }],
  ["ArrowRight", { x: STEP, y: 0 }],
  ["ArrowUp", { x: 0, y: -STEP }],
  ["ArrowDown", { x: 0, y: STEP }],
]);

let part = WHOLE;

/**
 * Ask which part of `picture` is wanted; null if none of it is.
 * @param {ImageBitmap} picture
 * @returns {Promise<Part | null>}
 */
export function choosePart(picture) {
  /** @type {HTMLDialogElement} */
  const dialog = byId("cropping");
  draw(picture);
  showPart(WHOLE);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise(resolve => {
    const take = () => {
      if (dialog.returnValue === "whole") resolve(WHOLE);
      else resolve(dialog.returnValue === "part" ? part : null);
    };
    dialog.addEventListener("close", take, { once: true });
  });
}

/** Wire the frame and the buttons below it. */
export function startCropping() {
  /** @type {HTMLDialogElement} */
  const dialog = byId("cropping");
  for (const button of all("[data-take]", dialog)) {
    button.addEventListener("click", () => dialog.close(button.dataset.take));
  }
  const stage = byId("crop-stage");
  stage.addEventListener("pointerdown", event => followPointer(stage, event));
  stage.addEventListener("keydown", event => {
    const step = ARROWS.get(event.key);
    const edges = edgesAt(event.target);
    if (!step || !edges) return;
    event.preventDefault();
    const times = event.shiftKey ? 5 : 1;
    showPart(moveEdges(part, edges, { x: step.x * times, y: step.y * times }));
    saySize();
  });
}

/**
 * Move what the pointer is on until it is lifted, or draw a new frame from there.
 * @param {HTMLElement} stage
 * @param {PointerEvent} down
 */
function followPointer(stage, down) {
  if (down.button) return;
  const before = part;
  const from = pointAt(down);
  const edges = edgesAt(down.target);
  const isCorner = edges?.length === 2;
  // A frame around all of it has nowhere to go.
  const isMoved = isCorner || (edges && !isWhole(before));
  stage.setPointerCapture(down.pointerId);
  const listening = new AbortController();
  const { signal } = listening;
  /** @param {PointerEvent} event */
  const move = event => {
    const to = pointAt(event);
    const by = { x: to.x - from.x, y: to.y - from.y };
    showPart(isMoved ? moveEdges(before, edges, by) : (frameBetween(from, to) ?? before));
  };
  const end = () => {
    listening.abort();
    saySize();
  };
  stage.addEventListener("pointermove", move, { signal });
  stage.addEventListener("pointerup", end, { signal });
  stage.addEventListener("pointercancel", end, { signal });
}

/**
 * Return the edges of the frame that an element moves; null if it moves none.
 * @param {EventTarget} target
 */
function edgesAt(target) {
  const handle = target instanceof Element ? target.closest("[data-edges]") : null;
  return /** @type {HTMLElement | null} */ (handle)?.dataset.edges.split(" ") ?? null;
}

/**
 * Return the point of the picture where the pointer is, or the nearest to it.
 * @param {PointerEvent} event
 * @returns {Point}
 */
function pointAt({ clientX, clientY }) {
  const { left, top, width, height } = first("#crop-stage canvas").getBoundingClientRect();
  return { x: within((clientX - left) / width, 0, 1), y: within((clientY - top) / height, 0, 1) };
}

/**
 * Return `frame` with these edges moved `by` as much as there is room for.
 * @param {Part} frame
 * @param {string[]} edges
 * @param {Point} by
 * @returns {Part}
 */
function moveEdges({ left, top, right, bottom }, edges, by) {
  if (edges.length === 4) {
    const x = within(by.x, -left, 1 - right);
    const y = within(by.y, -top, 1 - bottom);
    return { left: left + x, top: top + y, right: right + x, bottom: bottom + y };
  }
  const moved = { left, top, right, bottom };
  if (edges.includes("left")) moved.left = within(left + by.x, 0, right - LEAST);
  if (edges.includes("right")) moved.right = within(right + by.x, left + LEAST, 1);
  if (edges.includes("top")) moved.top = within(top + by.y, 0, bottom - LEAST);
  if (edges.includes("bottom")) moved.bottom = within(bottom + by.y, top + LEAST, 1);
  return moved;
}

/**
 * Return the frame with these two corners; null if it holds too little to be meant.
 * @param {Point} one
 * @param {Point} other
 * @returns {Part | null}
 */
function frameBetween(one, other) {
  const [left, right] = [Math.min(one.x, other.x), Math.max(one.x, other.x)];
  const [top, bottom] = [Math.min(one.y, other.y), Math.max(one.y, other.y)];
  return right - left < LEAST || bottom - top < LEAST ? null : { left, top, right, bottom };
}

/** @param {Part} frame */
const isWhole = ({ left, top, right, bottom }) => left + top === 0 && right + bottom === 2;

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
const within = (value, least, most) => Math.min(most, Math.max(least, value));

/** @param {Part} frame */
function showPart(frame) {
  part = frame;
  const { style } = byId("crop-frame");
  style.left = `${frame.left * 100}%`;
  style.top = `${frame.top * 100}%`;
  style.width = `${(frame.right - frame.left) * 100}%`;
  style.height = `${(frame.bottom - frame.top) * 100}%`;
}

/** Say how much of the picture is in the frame, for those who do not see it. */
function saySize() {
  const width = Math.round((part.right - part.left) * 100);
  const height = Math.round((part.bottom - part.top) * 100);
  byId("crop-size").textContent = fill(words.logo.crop_size, { width, height });
}

/** @param {ImageBitmap} picture */
function draw(picture) {
  const { width, height } = picture;
  /** @type {HTMLCanvasElement} */
  const canvas = first("#crop-stage canvas");
  const factor = Math.min(1, DRAWN / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * factor));
  canvas.height = Math.max(1, Math.round(height * factor));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  byId("crop-size").textContent = "";
}
