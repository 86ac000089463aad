// @ts-check
// What a screen reader says of something that everybody else sees.

import { byId } from "./dom.js";

/** @param {string} text */
export function announce(text) {
  byId("announced").textContent = text;
}
