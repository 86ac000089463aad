// @ts-check
// Dragging, by mouse, pen or finger: over what the pointer is, and in which half of it.

/**
 * Something that a thing can be dropped at, and where it is in the window.
 * @typedef {{ id: string, area: DOMRect, isInRow?: boolean }} Target
 *
 * @typedef {{
 *   targets: () => Target[], show: (target: Target | null, isBefore: boolean) => void,
 *   drop: (target: Target, isBefore: boolean) => void, scrolls: () => HTMLElement | null,
 * }} Dragging
 */

const EDGE = 48; // CSS pixels from the edge of what scrolls, in which it does
const STEP = 14; // CSS pixels, for each move there

/**
 * Drag what `grip` stands for, until the pointer is lifted.
 * @param {HTMLElement} grip
 * @param {PointerEvent} start
 * @param {Dragging} dragging
 */
export function drag(grip, start, { targets, show, drop, scrolls }) {
  if (start.button) return;
  start.preventDefault();
  grip.setPointerCapture(start.pointerId);
  /** @type {Target | null} */
  let target = null;
  let isBefore = false;
  /** @param {PointerEvent} event */
  const move = event => {
    const { clientX, clientY } = event;
    const place = scrolls()?.getBoundingClientRect();
    if (place && clientY > place.bottom - EDGE) scrolls()?.scrollBy(0, STEP);
    if (place && clientY < place.top + EDGE) scrolls()?.scrollBy(0, -STEP);
    target = nearest(targets(), clientX, clientY);
    isBefore = Boolean(target) && isInFirstHalf(target, clientX, clientY);
    show(target, isBefore);
  };
  const listening = new AbortController();
  const { signal } = listening;
  /** @param {boolean} isDropped */
  const end = isDropped => {
    listening.abort();
    show(null, false);
    if (isDropped && target) drop(target, isBefore);
  };
  grip.addEventListener("pointermove", move, { signal });
  grip.addEventListener("pointerup", () => end(true), { signal });
  grip.addEventListener("pointercancel", () => end(false), { signal });
  /** @param {KeyboardEvent} event */
  const takeKey = event => {
    if (event.key === "Escape") end(false);
  };
  addEventListener("keydown", takeKey, { signal });
}

/**
 * Return the target that a point is in, or that is nearest to it.
 * @param {Target[]} targets
 * @param {number} x
 * @param {number} y
 * @returns {Target | null}
 */
function nearest(targets, x, y) {
  let found = null;
  let least = Number.POSITIVE_INFINITY;
  for (const target of targets) {
    const { left, right, top, bottom } = target.area;
    const distance = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
    if (distance >= least) continue;
    [found, least] = [target, distance];
  }
  return found;
}

/**
 * @param {Target} target
 * @param {number} x
 * @param {number} y
 */
function isInFirstHalf({ area, isInRow }, x, y) {
  return isInRow ? x < area.left + area.width / 2 : y < area.top + area.height / 2;
}
