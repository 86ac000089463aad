// @ts-check
/* Changes */
// Noticed here alone, by whatever means they came.

// Keys, paste, spelling, extensions, dictation: none of them is asked.

// Undo goes by snapshots, because a browser's own undo does not know of what buttons do.
/**
 * Where the caret stands: the way to its node from `main`, and its place there.
 * @typedef {{ path: number[], anchorOffset?: number }} CaretPath
 * @typedef {CaretPath & { html: string }} Snapshot
 */
/** @type {Snapshot[]} */
const past = [];
/** @type {Snapshot[]} */
const future = [];
/** @type {Snapshot} what the sheet says */
let present;
/** @type {Snapshot} what it last said by this person's doing */
let lastOwn;
let action = "";
let lastAction = "";
let lastTime = 0;

/**
 * Said before something is done: what it is, and where the caret stands.
 * @param {string} name
 */
function remember(name) {
  action = name;
  // If nothing came of it, what comes later is not its doing.
  setTimeout(() => {
    action = "";
  });
  Object.assign(present, caretPath());
  tell("");
}

function noteChange(isOwn = true) {
  const isTyping = /^(type|erase)$/.test(action) && action === lastAction;
  const goesOn = isTyping && Date.now() - lastTime < 1000;
  if (!goesOn) {
    past.push(present);
    future.length = 0;
  }
  if (past.length > 200) past.shift();
  lastAction = action;
  lastTime = Date.now();
  action = "";
  settle(isOwn);
}

function settle(isOwn = true) {
  prepare();
  // What prepare() has put there.
  watch.takeRecords();
  present = takeSnapshot();
  if (isOwn) lastOwn = present;
  refresh();
}

const watch = new MutationObserver(records => {
  const hosts = records.map(record => hostOf(record.target));
  const isOwn = !!action || hosts.every(host => host?.contains(document.activeElement));
  if ((original || !isOwn) && followTranslation()) return;
  for (const host of new Set(hosts)) if (host) tidy(host);
  const fields = records.map(record => lineField(record.target));
  for (const field of new Set(fields)) if (field) repeatField(field);
  noteChange(isOwn);
});

/**
 * After typing: a list keeps a bullet, an empty place is empty, and a field says the same
 * in all its places.
 * @param {HTMLElement} host
 */
function tidy(host) {
  if (host.matches("ul, ol")) {
    if (!$("li:not(.waiting)", host)) {
      host.prepend(document.createElement("li"));
      placeCaret(host.firstElementChild);
    }
  } else if (!squash(host.textContent)) {
    host.replaceChildren();
  }
  if (host.dataset.field) repeatField(host);
  setDirections(host);
}

/**
 * A field says the same wherever it stands.
 * @param {HTMLElement} changed
 */
function repeatField(changed) {
  const text = squash(changed.textContent);
  for (const field of $$(`[data-field="${CSS.escape(changed.dataset.field)}"]`, main)) {
    if (squash(field.textContent) !== text) field.textContent = text;
    setDirections(field);
  }
}

/** @returns {CaretPath} */
function caretPath() {
  const { anchorNode, anchorOffset } = getSelection();
  /** @type {number[]} */
  const path = [];
  let node = main.contains(anchorNode) ? anchorNode : main;
  while (node !== main) {
    path.unshift([.../** @type {NodeListOf<Node>} */ (node.parentNode.childNodes)].indexOf(node));
    node = node.parentNode;
  }
  return { path, anchorOffset };
}

/** @returns {Snapshot} */
function takeSnapshot() {
  // What measure() sets; the policy would refuse it.
  for (const side of $$("main .side")) side.removeAttribute("style");
  return { html: main.innerHTML, ...caretPath() };
}

/**
 * @param {Snapshot[]} from
 * @param {Snapshot[]} to
 */
function goBack(from, to) {
  if (!from.length || original) return;
  if (watch.takeRecords().length) noteChange();
  to.push(present);
  restore(from.pop());
}

/** @param {Snapshot} snapshot */
function restore({ html, path, anchorOffset }) {
  main.innerHTML = html;
  removeOwn(main);
  prepare();
  lastAction = "";
  const node = path.reduce((inner, n) => inner?.childNodes[n], /** @type {Node} */ (main));
  if (node && node !== main) {
    const length = isText(node) || isComment(node) ? node.length : node.childNodes.length;
    hostOf(node)?.focus({ preventScroll: true });
    getSelection().collapse(node, Math.min(anchorOffset, length));
  }
  tell("");
  settle();
}

const undo = () => goBack(past, future);
const redo = () => goBack(future, past);
