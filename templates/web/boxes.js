// @ts-check
// The list of boxes: on the sheet or off it, and in which order. They are said in the
// customization's own language.

import { byId, create, first } from "./dom.js";
import { apart } from "./form.js";
import { fill, words } from "./server.js";

/**
 * A box as the server tells of it.
 * @typedef {{
 *   id: string, title: string, side: "front" | "back" | "extra", shown: boolean,
 *   locked: string, owner: string,
 * }} BoxState
 */

const boxList = byId("boxes");
let listedText = "";

/**
 * Show the boxes as the sheet has them.
 * @param {BoxState[]} boxes
 */
export function listBoxes(boxes) {
  const text = JSON.stringify(boxes);
  if (text === listedText) return;
  listedText = text;
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
  const ids = shown.map(member => member.id);
  button.addEventListener("click", () => move(ids, index, step));
  return button;
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
 * @param {string[]} ids of the boxes that are on the sheet
 * @param {number} index of the box that moves
 * @param {number} step
 */
function move(ids, index, step) {
  const moved = [...ids];
  [moved[index], moved[index + step]] = [ids[index + step], ids[index]];
  const blocks = apart.get("blocks") ?? {};
  /** @type {string[]} */
  const before = blocks.order ?? [];
  const others = before.filter(id => !ids.includes(id));
  apart.set("blocks", { ...blocks, order: [...moved, ...others] });
}
