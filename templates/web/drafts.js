// Drafts, in this browser only: every sheet has one of its own, and the last ten are kept. All keys begin with "handout".
"use strict";

const OURS = "handout";
const PREFIX = "handout-draft";
const MOST = 10;
const MADE_ROOM = "made room"; // what a draft says for a moment before it goes for the sake of others

// The draft of the sheet on this page: its key, the moment it was kept or read here last (0: never), and what it said.
let mine = fresh();
let ended = false; // it was thrown away: whatever still wants to keep it, while the page goes, does not

/** A draft that nothing was kept of yet. */
export function fresh() {
  return { key: `${PREFIX} ${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`, when: 0, said: "" };
}

/** The draft of the sheet on this page, for `goOnWith`. */
export const current = () => mine;

/** From now on `draft` is that of the sheet on this page. */
export function goOnWith(draft) {
  mine = { ...draft };
}

/** What is on the page is not worth keeping, or is kept already. */
export function isKept(content) {
  mine.said = JSON.stringify(content);
}

/** All drafts there are, the latest first: what was kept, with its key. */
export function drafts() {
  try {
    return Object.keys(localStorage).filter(key => key.startsWith(PREFIX)).map(read).filter(Boolean).sort((a, b) => b.when - a.when);
  } catch {
    return [];
  }
}

function read(key) {
  try {
    const found = JSON.parse(localStorage.getItem(key));
    return found?.answers ? { ...found, key } : null;
  } catch {
    return null;
  }
}

/**
 * Keep `content` unless that is what was kept last. Returns the drafts that had to make room for it; null if this
 * browser keeps none.
 */
export function keep(content) {
  const said = JSON.stringify(content);
  if (ended || said === mine.said) return [];
  const there = read(mine.key);
  if (there && there.when !== mine.when) mine = fresh(); // another tab has gone on with it: both are kept
  const when = Math.max(Date.now(), mine.when + 1);
  const gone = stored(mine.key, JSON.stringify({ ...content, when }));
  if (gone) mine = { ...mine, when, said };
  return gone;
}

/** Store `text`, and let the oldest of the others go until there is room for it. If there never is, they stay. */
function stored(key, text) {
  const others = drafts().filter(one => one.key !== key);
  const gone = others.splice(MOST - 1);
  try {
    for (;;) {
      for (const one of gone) {
        localStorage.setItem(one.key, MADE_ROOM);
        localStorage.removeItem(one.key);
      }
      try {
        localStorage.setItem(key, text);
        return gone;
      } catch (error) {
        if (!others.length) throw error;
        gone.push(others.pop());
      }
    }
  } catch {
    putBack(gone);
    return null;
  }
}

/** Store drafts again that were taken away. */
export function putBack(gone) {
  try {
    for (const { key, ...content } of gone) localStorage.setItem(key, JSON.stringify(content));
  } catch { /* then they are not there */ }
}

/** Throw one draft away; with the last of them all that this page has stored goes. */
export function throwAway(key) {
  try {
    localStorage.removeItem(key);
  } catch { /* then there is none */ }
  if (!drafts().length) clear();
}

/** Throw everything away, and keep nothing more of the sheet on this page. */
export function throwAllAway() {
  ended = true;
  clear();
}

function clear() {
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      for (const key of Object.keys(self[name])) if (key.startsWith(OURS)) self[name].removeItem(key);
    } catch { /* then there is none */ }
  }
}

/** Whether the draft of the sheet on this page was thrown away elsewhere: it was kept, and now it is gone. */
export function isThrownAway() {
  if (ended || !mine.when || read(mine.key)) return false;
  return ended = true;
}

// A draft that only made room for others is still worked on here: it is kept again, as a new one.
addEventListener("storage", event => {
  if (event.key === mine.key && event.newValue === MADE_ROOM) mine = fresh();
});
