// @ts-check
// The buttons of one box on the sheet, at its corner: drag it, move it, take it off.

import { boxCalled, moveBox, placeBox, takeOff } from "./boxes.js";
import { all, byId, first, giveFocus } from "../dom.js";
import { drag } from "./drag.js";
import { fill, words } from "../server.js";
import { boxAt, lineAt, placeCaret } from "../sheet/sheet_lines.js";
import { sheetPage } from "../sheet/sheet_view.js";

/** @import { Target } from "./drag.js" */

const bar = byId("box-bar");
const mark = byId("drop-mark");
/** @type {HTMLIFrameElement} */
const frame = byId("paper");
/** The box that the bar stands at. */
let barId = "";
const HEADING = 20; // CSS pixels that a heading is high

/** @returns {HTMLElement | null} */
const barBox = () => first(`main [data-block="${CSS.escape(barId)}"]`, sheetPage());

/** @param {string} what */
const button = what => /** @type {HTMLButtonElement} */ (first(`[data-do=${what}]`, bar));

/** Return how much smaller the sheet is shown than it is. */
const scaleOf = () => frame.getBoundingClientRect().width / frame.offsetWidth;

/**
 * Return where an element of the sheet is, measured from the sheet's corner on this page.
 * @param {HTMLElement} element
 */
function areaOf(element) {
  const factor = scaleOf();
  const { left, top, width, height } = element.getBoundingClientRect();
  return new DOMRect(left * factor, top * factor, width * factor, height * factor);
}

/** @param {string} id */
function showBar(id) {
  barId = id;
  const box = barBox();
  const known = boxCalled(id);
  const hadFocus = bar.contains(document.activeElement);
  bar.hidden = !box || !known;
  if (bar.hidden && hadFocus) giveFocus(byId("desk"));
  if (!box || !known) return;
  bar.setAttribute("aria-label", fill(words.boxes.bar, { title: known.title }));
  button("off").disabled = Boolean(known.locked);
  const { left, right, top } = areaOf(box);
  // Beside the heading, where no words are.
  bar.style.top = `${Math.max(0, top + HEADING * scaleOf() - bar.offsetHeight)}px`;
  const isFromRight = getComputedStyle(box).direction === "rtl";
  const start = isFromRight ? left - 2 : right - bar.offsetWidth + 2;
  bar.style.left = `${Math.max(0, start)}px`;
}

/** Show the bar at the box where it stood, wherever that is by now. */
function refreshBar() {
  if (!bar.hidden || barId) showBar(barId);
}

/** @param {Event} event */
function showBarAt(event) {
  // A mouse that rests where another box came to lie takes the bar from nobody's keyboard.
  if (event.type === "pointerover" && first(":focus-visible", bar)) return;
  const box = boxAt(/** @type {Element} */ (event.target));
  if (box?.closest("main") && box.dataset.block !== barId) showBar(box.dataset.block);
}

/** @param {number} step */
function move(step) {
  moveBox(barId, step);
}

/** @returns {Target[]} */
function boxTargets() {
  const { left, top } = frame.getBoundingClientRect();
  return all("main [data-block]", sheetPage()).map(box => {
    const { x, y, width, height } = areaOf(box);
    const isInRow = Boolean(box.closest(".row"));
    return { id: box.dataset.block, area: new DOMRect(left + x, top + y, width, height), isInRow };
  });
}

/**
 * @param {Target | null} target
 * @param {boolean} isBefore
 */
function showMark(target, isBefore) {
  mark.hidden = !target || target.id === barId;
  if (!target) return;
  const { left, top } = frame.getBoundingClientRect();
  const { x, y, width, height } = target.area;
  const atX = target.isInRow && !isBefore ? x + width : x;
  const atY = target.isInRow || isBefore ? y : y + height;
  mark.style.left = `${atX - left - (target.isInRow ? 2 : 0)}px`;
  mark.style.top = `${atY - top - (target.isInRow ? 0 : 2)}px`;
  mark.style.width = target.isInRow ? "4px" : `${width}px`;
  mark.style.height = target.isInRow ? `${height}px` : "4px";
}

/** @param {PointerEvent} event */
function dragBox(event) {
  const id = barId;
  drag(button("drag"), event, {
    targets: boxTargets,
    show: showMark,
    drop: (target, isBefore) => placeBox(id, target.id, isBefore),
    scrolls: () => byId("desk"),
  });
}

/** @type {Record<string, number>} */
const STEPS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

/** @param {KeyboardEvent} event */
function takeBarKey(event) {
  if (event.key === "Escape") {
    /** @type {HTMLElement} */
    const line = first("[data-line]", barBox() ?? undefined);
    if (line) placeCaret(line, 0);
  }
  const isGrip = event.target === button("drag");
  if (!isGrip || !STEPS[event.key]) return;
  event.preventDefault();
  move(STEPS[event.key]);
}

/** @param {KeyboardEvent} event */
function takeSheetKey(event) {
  const box = boxAt(/** @type {Element} */ (event.target));
  if (!box) return;
  const step = event.altKey && event.shiftKey ? STEPS[event.key] : 0;
  if (step && event.key.startsWith("Arrow")) {
    event.preventDefault();
    showBar(box.dataset.block);
    move(step);
  } else if (event.key === "Escape" && lineAt(event.target)) {
    event.preventDefault();
    showBar(box.dataset.block);
    button("drag").focus();
  }
}

/** Wire the bar, once the sheet is there. */
export function startBoxBar() {
  button("up").addEventListener("click", () => move(-1));
  button("down").addEventListener("click", () => move(1));
  button("off").addEventListener("click", () => takeOff(barId));
  button("drag").addEventListener("pointerdown", dragBox);
  bar.addEventListener("keydown", takeBarKey);
  document.addEventListener("laidout", refreshBar);
  let page = sheetPage();
  const listen = () => {
    page = sheetPage();
    page.addEventListener("pointerover", showBarAt);
    page.addEventListener("focusin", showBarAt);
    page.addEventListener("click", showBarAt);
    page.addEventListener("keydown", takeSheetKey);
  };
  document.addEventListener("laidout", listen, { once: true });
}
