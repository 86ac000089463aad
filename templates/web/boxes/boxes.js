// @ts-check
// The list of boxes: on the sheet or off it, and in which order. They are said in the
// customization's own language.

import { announce } from "../page/announce.js";
import { all, byId, create, first } from "../dom.js";
import { drag } from "./drag.js";
import { editSheet } from "../sheet/edit_sheet.js";
import { apart } from "../form/form.js";
import { showNotice } from "../page/notice.js";
import { state } from "../page/page_state.js";
import { fill, words } from "../server.js";

/**
 * A box as the server tells of it.
 * @typedef {{
 *   id: string, title: string, side: "front" | "back" | "extra", shown: boolean,
 *   locked: string, owner: string, isByEdit: boolean,
 * }} BoxState
 */

const boxList = byId("boxes");
let listedText = "";
/** @type {BoxState[]} */
let listed = [];

/**
 * Show the boxes as the sheet has them.
 * @param {BoxState[]} boxes
 */
export function listBoxes(boxes) {
  const text = JSON.stringify(boxes);
  if (text === listedText) return;
  listedText = text;
  listed = boxes;
  const focused = focusedControl();
  const sides = ["front", "back", "extra"].map(side => {
    const members = boxes.filter(box => box.side === side);
    return members.length ? [makeGroup(words.boxes[side], members)] : [];
  });
  boxList.replaceChildren(...sides.flat());
  if (focused) focusAgain(focused);
}

/** @typedef {{ box: string, control: string }} FocusedControl */

/** @returns {FocusedControl | null} */
function focusedControl() {
  const active = /** @type {HTMLElement} */ (document.activeElement);
  /** @type {HTMLElement} */
  const row = active?.closest?.("#boxes [data-box]");
  return row ? { box: row.dataset.box, control: active.dataset.do } : null;
}

/** @param {FocusedControl} focused */
function focusAgain({ box, control }) {
  const row = first(`[data-box="${CSS.escape(box)}"]`, boxList);
  if (!row) return;
  /** @type {HTMLButtonElement} */
  const same = first(`[data-do="${control}"]`, row);
  const usable = "button:not(:disabled), input:not(:disabled)";
  (same && !same.disabled ? same : first(usable, row))?.focus();
}

/**
 * @param {string} title
 * @param {BoxState[]} members
 */
function makeGroup(title, members) {
  const items = members.map(box => makeItem(box, members));
  const legend = create("legend", { textContent: title });
  return create("fieldset", { className: "box-side" }, legend, create("ul", {}, ...items));
}

/**
 * @param {BoxState} box
 * @param {BoxState[]} members of its side
 */
function makeItem(box, members) {
  const tick = create("input", {
    type: "checkbox",
    checked: box.shown,
    disabled: box.locked && box.shown,
  });
  tick.dataset.do = "show";
  const title = create("span", { textContent: box.title });
  const row = create("li", {}, create("label", {}, tick, " ", title));
  row.dataset.box = box.id;
  if (box.shown) row.append(makeGrip(box.id));
  if (box.locked) {
    const why = words.boxes[box.locked === "items" ? "locked_items" : "locked"];
    const textContent = fill(why, { owner: box.owner });
    row.append(create("small", { className: "lock", id: `lock-${box.id}`, textContent }));
    tick.setAttribute("aria-describedby", `lock-${box.id}`);
  }
  const shown = members.filter(member => member.shown);
  const up = makeMoveButton("up", box, shown, -1);
  const down = makeMoveButton("down", box, shown, 1);
  row.append(create("span", { className: "tools" }, up, down));
  tick.addEventListener("change", () => choose(box, tick.checked));
  return row;
}

/**
 * @param {string} what
 * @param {BoxState} box
 * @param {BoxState[]} shown the boxes of its side that are on the sheet
 * @param {number} step
 */
function makeMoveButton(what, box, shown, step) {
  const index = shown.indexOf(box);
  const button = create("button", {
    type: "button",
    className: `tool ${what}`,
    disabled: index < 0 || !shown[index + step],
  });
  button.dataset.do = what;
  button.setAttribute("aria-label", `${words.form[what]}: ${box.title}`);
  button.addEventListener("click", () => moveBox(box.id, step));
  return button;
}

/**
 * Return what a row is dragged by; the buttons beside it do the same by keyboard.
 * @param {string} id
 */
function makeGrip(id) {
  const grip = create("span", { className: "grip" });
  const rows = () => /** @type {HTMLElement[]} */ (all("[data-box]", boxList));
  const targets = () =>
    rows()
      .filter(row => boxCalled(row.dataset.box)?.shown)
      .map(row => ({ id: row.dataset.box, area: row.getBoundingClientRect() }));
  /** @type {import("./drag.js").Dragging["show"]} */
  const show = (target, isBefore) => {
    for (const row of rows()) {
      row.classList.toggle("before", isBefore && row.dataset.box === target?.id);
      row.classList.toggle("behind", !isBefore && row.dataset.box === target?.id);
    }
  };
  const scrolls = () => /** @type {HTMLElement} */ (document.scrollingElement);
  grip.addEventListener("pointerdown", event =>
    drag(grip, event, {
      targets,
      show,
      drop: (target, isBefore) => placeBox(id, target.id, isBefore),
      scrolls,
    }),
  );
  return grip;
}

/**
 * Leave out one of the boxes that are taken off by the list `hide_blocks` or
 * `blocks.remove`.
 * @param {string} list
 * @param {number} number of the box in the list, from 1
 */
export function bringBack(list, number) {
  const [top, below] = list.split(".");
  const value = apart.get(top);
  /** @type {string[]} */
  const ids = (below ? value?.[below] : value) ?? [];
  const remaining = ids.filter((_, index) => index !== number - 1);
  if (below) apart.set(top, { ...value, [below]: remaining });
  else apart.set(top, remaining.length ? remaining : undefined);
}

/**
 * Put a box on the sheet or take it off: optional boxes are asked for, the others taken off.
 * @param {BoxState} box
 * @param {boolean} isWanted
 */
function choose(box, isWanted) {
  if (box.isByEdit) {
    editSheet({ do: "forget", box: box.id });
    return;
  }
  const name = box.side === "extra" ? "show_blocks" : "hide_blocks";
  const ids = new Set(apart.get(name) ?? []);
  if (isWanted === (box.side === "extra")) ids.add(box.id);
  else ids.delete(box.id);
  const blocks = apart.get("blocks");
  if (isWanted && blocks?.remove) {
    blocks.remove = blocks.remove.filter((/** @type {string} */ id) => id !== box.id);
  }
  apart.set(name, ids.size ? [...ids] : undefined);
}

/**
 * Return the boxes of a side that are on the sheet.
 * @param {string} side
 */
const idsOn = side => listed.filter(box => box.shown && box.side === side).map(box => box.id);

/**
 * Return what is known of a box.
 * @param {string} id
 */
export const boxCalled = id => listed.find(box => box.id === id);

/**
 * Move a box up or down on its side. Return whether there was a place to go to.
 * @param {string} id
 * @param {number} step
 */
export function moveBox(id, step) {
  const ids = idsOn(boxCalled(id)?.side ?? "");
  const other = ids[ids.indexOf(id) + step];
  if (!ids.includes(id) || !other) return false;
  placeBox(id, other, step < 0);
  return true;
}

/**
 * Put a box before or behind another, on whatever side that is.
 * @param {string} id
 * @param {string} other
 * @param {boolean} isBefore
 */
export function placeBox(id, other, isBefore) {
  const [from, to] = [boxCalled(id)?.side, boxCalled(other)?.side];
  if (id === other || !from || !to) return;
  const ids = idsOn(to).filter(member => member !== id);
  ids.splice(ids.indexOf(other) + (isBefore ? 0 : 1), 0, id);
  const place = ids.indexOf(id) + 1;
  announce(fill(words.boxes.moved, { title: boxCalled(id)?.title, place, side: words.boxes[to] }));
  if (from !== to || /^order:/m.test(state.edits)) {
    // An order that came with rewording is said there, and so is a move to another side.
    const left = from === to ? {} : { [from]: idsOn(from).filter(member => member !== id) };
    editSheet({ do: "order", order: { ...left, [to]: ids } });
    return;
  }
  const blocks = apart.get("blocks") ?? {};
  /** @type {string[]} */
  const before = blocks.order ?? [];
  apart.set("blocks", {
    ...blocks,
    order: [...ids, ...before.filter(name => !ids.includes(name))],
  });
}

/**
 * Take a box off the sheet.
 * @param {string} id
 */
export function takeOff(id) {
  const box = boxCalled(id);
  if (!box || box.locked) return;
  choose(box, false);
  showNotice(fill(words.boxes.off, { title: box.title }), words.form.undo, () => choose(box, true));
}
