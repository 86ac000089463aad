// @ts-check
// Drafts, in this browser only: every sheet has one of its own, and the last ten are kept. All keys
// begin with "handout".

/** @import { Content } from "../page/page_state.js" */

/**
 * A draft that is worked on: its key, the moment it was kept or read here last (0: never), and
 * its content as text.
 * @typedef {{ key: string, when: number, text: string }} Draft
 *
 * A draft as it was kept.
 * @typedef {Content & { key: string, when: number }} KeptDraft
 */

const KEY_PREFIX = "handout";
const DRAFT_PREFIX = "handout-draft";
const MAX_DRAFTS = 10;
// What a draft says for a moment before it goes for the sake of others.
const MADE_ROOM = "made room";

/** @type {Draft} the draft of the sheet on this page */
let pageDraft = makeDraft();
/** @type {Set<string>} keys of drafts that made room for others on this page */
const madeRoom = new Set();
// It was thrown away: whatever still wants to keep it, while the page goes, does not.
let isEnded = false;

/**
 * Return a draft that nothing was kept of yet.
 * @returns {Draft}
 */
export function makeDraft() {
  const number = Math.random().toString(36).slice(2, 8);
  return { key: `${DRAFT_PREFIX} ${Date.now().toString(36)}${number}`, when: 0, text: "" };
}

/** Return the draft of the sheet on this page, for `goOnWith`. */
export const currentDraft = () => pageDraft;

/**
 * From now on `draft` is that of the sheet on this page.
 * @param {Draft} draft
 */
export function goOnWith(draft) {
  // What made room for another is kept anew.
  pageDraft = madeRoom.has(draft.key) ? makeDraft() : { ...draft };
}

/**
 * Take what is on the page as not worth keeping, or as kept already.
 * @param {Content} content
 */
export function markKept(content) {
  pageDraft.text = JSON.stringify(content);
}

/** The sheet on the page is to be kept, though nobody touched it. */
export function markWanted() {
  pageDraft.text = "";
}

/**
 * Return all drafts there are, the latest first: what was kept, with its key.
 * @returns {KeptDraft[]}
 */
export function readDrafts() {
  try {
    const keys = Object.keys(localStorage).filter(key => key.startsWith(DRAFT_PREFIX));
    const drafts = keys.map(readDraft).filter(Boolean);
    return drafts.sort((a, b) => b.when - a.when);
  } catch {
    return [];
  }
}

/**
 * @param {string} key
 * @returns {KeptDraft | null}
 */
function readDraft(key) {
  try {
    const content = JSON.parse(localStorage.getItem(key));
    return content?.answers ? { ...content, key } : null;
  } catch {
    return null;
  }
}

/**
 * Keep `content` unless that is what was kept last. Return the drafts that had to make room for
 * it; null if this browser keeps none.
 * @param {Content} content
 */
export function keep(content) {
  const text = JSON.stringify(content);
  if (isEnded || text === pageDraft.text) return [];
  const stored = readDraft(pageDraft.key);
  // Another tab has gone on with it: both are kept.
  if (stored && stored.when !== pageDraft.when) pageDraft = makeDraft();
  const when = Math.max(Date.now(), pageDraft.when + 1);
  const removed = store(pageDraft.key, JSON.stringify({ ...content, when }));
  if (!removed) return null;
  pageDraft = { ...pageDraft, when, text };
  for (const draft of removed) madeRoom.add(draft.key);
  return removed;
}

/**
 * Store `text`, and let the oldest of the others go until there is room for it. If there never
 * is, they stay. Return those that went; null if nothing could be stored.
 * @param {string} key
 * @param {string} text
 */
function store(key, text) {
  const others = readDrafts().filter(draft => draft.key !== key);
  const removed = others.splice(MAX_DRAFTS - 1);
  try {
    for (;;) {
      removed.forEach(makeRoom);
      try {
        localStorage.setItem(key, text);
        return removed;
      } catch (error) {
        if (!others.length) throw error;
        removed.push(others.pop());
      }
    }
  } catch {
    putBack(removed);
    return null;
  }
}

/** @param {KeptDraft} draft */
function makeRoom({ key }) {
  localStorage.setItem(key, MADE_ROOM);
  localStorage.removeItem(key);
}

/**
 * Store drafts again that were taken away.
 * @param {KeptDraft[]} drafts
 */
export function putBack(drafts) {
  try {
    for (const { key, ...content } of drafts) localStorage.setItem(key, JSON.stringify(content));
  } catch {
    // then they are not there
  }
}

/**
 * Throw one draft away; with the last of them all that this page has stored goes.
 * @param {string} key
 */
export function throwAway(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // then there is none
  }
  if (!readDrafts().length) clear();
}

/**
 * Call a draft by another name.
 * @param {KeptDraft} draft
 * @param {string} title
 */
export function rename({ key, ...content }, title) {
  putBack([{ ...content, key, title }]);
}

/** Throw everything away, and keep nothing more of the sheet on this page. */
export function throwAllAway() {
  isEnded = true;
  clear();
}

function clear() {
  for (const name of /** @type {const} */ (["localStorage", "sessionStorage"])) {
    try {
      const storage = self[name];
      const keys = Object.keys(storage).filter(key => key.startsWith(KEY_PREFIX));
      for (const key of keys) storage.removeItem(key);
    } catch {
      // then there is none
    }
  }
}

/**
 * Return whether the draft of the sheet on this page was thrown away elsewhere: it was kept, and
 * now it is gone.
 */
export function isThrownAway() {
  if (isEnded || !pageDraft.when || readDraft(pageDraft.key)) return false;
  isEnded = true;
  return true;
}

// A draft that only made room for others is still worked on here: it is kept again, as a new one.
addEventListener("storage", event => {
  if (event.key === pageDraft.key && event.newValue === MADE_ROOM) pageDraft = makeDraft();
});
