// @ts-check
// The number of what is on the page. Each change makes another, and who follows it is told.

/**
 * Is told of a change: what somebody types into, and whether the page did it by itself.
 * @typedef {(typedInto: EventTarget | null, isOurs: boolean) => void} Follower
 */

let version = 0;
/** @type {Follower} */
let follower = () => {};

/** Return the number of what is on the page now. */
export const currentVersion = () => version;

/**
 * Tell `told` of each change from now on.
 * @param {Follower} told
 */
export function followChanges(told) {
  follower = told;
}

/**
 * Take notice that something on the page was changed.
 * @param {EventTarget | null} [typedInto] what somebody types into
 * @param {boolean} [isOurs] whether the page did it by itself
 */
export function changed(typedInto = null, isOurs = false) {
  version++;
  follower(typedInto, isOurs);
}
