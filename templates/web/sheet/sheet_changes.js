// @ts-check
// What was changed in the boxes of the sheet, and taking each of it back.

import { announce } from "../page/announce.js";
import { byId, create, first, onPress } from "../dom.js";
import { editSheet } from "./edit_sheet.js";
import { fill, words } from "../server.js";

const list = byId("changes");
let listed = "";

/**
 * Show what was changed, each as a line.
 * @param {string[]} changes
 */
export function listChanges(changes) {
  const text = JSON.stringify(changes);
  if (text === listed) return;
  listed = text;
  const focused = [...list.querySelectorAll("button")].indexOf(
    /** @type {HTMLButtonElement} */ (document.activeElement),
  );
  list.hidden = !changes.length;
  first("summary", list).textContent = fill(words.changes.title, { count: changes.length });
  first("ul", list).replaceChildren(...changes.map(makeItem));
  if (focused < 0) return;
  const buttons = list.querySelectorAll("button");
  /** @type {HTMLElement} */
  const next = buttons[Math.min(focused, buttons.length - 1)] ?? byId("form-title");
  next.focus({ preventScroll: true });
}

/**
 * @param {string} what
 * @param {number} number
 */
function makeItem(what, number) {
  const textContent = words.changes.back;
  const button = create("button", { type: "button", className: "plain", textContent });
  button.setAttribute("aria-label", `${textContent}: ${what}`);
  onPress(button, async () => {
    const result = await editSheet({ do: "back", number });
    if (result) announce(fill(words.changes.taken_back, { what }));
  });
  return create("li", {}, create("span", { textContent: what }), " ", button);
}
