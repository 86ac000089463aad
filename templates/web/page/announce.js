// @ts-check
// What a screen reader says of something that everybody else sees. All of it comes from one place,
// which is there from the start: of one that appears together with its words little is read out.

import { byId, create } from "../dom.js";

const STAY = 10_000; // milliseconds that words stay to be read out
const REST = 1200; // milliseconds of rest after which a state is said

let stateTimer = 0;
let stateSaid = "";

/**
 * Say `text`, after what was said before it.
 * @param {string} text
 */
export function announce(text) {
  if (!text) return;
  const line = create("p", { textContent: text });
  byId("announced").append(line);
  setTimeout(() => line.remove(), STAY);
}

/**
 * Say how it stands once that rests, unless it was said last: nothing comes between the letters of
 * whoever types.
 * @param {string} text
 */
export function announceState(text) {
  clearTimeout(stateTimer);
  stateTimer = setTimeout(() => {
    if (text !== stateSaid) announce(text);
    stateSaid = text;
  }, REST);
}
