// @ts-check
/* Typing, ticking, pasting, dragging, keys */
// What a person does on the sheet.

const REPLACED =
  /^format|^insertFrom|^insert(Paragraph|LineBreak|Link|HorizontalRule)|List$|^history(Undo|Redo)$/;

main.addEventListener("beforeinput", event => {
  if (isStyling) return;
  const type = event.inputType;
  const range = selectedRange();
  if (REPLACED.test(type)) {
    event.preventDefault();
    replaceInput(type, range);
    return;
  }
  const host = writableHost(range);
  if (!host) return event.preventDefault();
  if (joinAtEdge(type, host, range)) return event.preventDefault();
  if (replaceField(event, range)) return event.preventDefault();
  remember(/^insert/.test(type) ? "type" : "erase");
});

/**
 * Do what the browser would have done in its own way.
 * @param {string} type
 * @param {Range | null} range
 */
function replaceInput(type, range) {
  if (type === "historyUndo") undo();
  else if (type === "historyRedo") redo();
  else if (type === "formatBold") toggleBold();
  else if (/Paragraph|LineBreak/.test(type) && writableHost(range)) split();
}

/**
 * Backspace at the start of a bullet or paragraph, and Delete at its end.
 * @param {string} type
 * @param {HTMLElement} host
 * @param {Range} range
 */
function joinAtEdge(type, host, range) {
  if (!/^deleteContent|^deleteWord|^deleteSoft/.test(type)) return false;
  const item = host.dataset.field ? null : itemOf(range.startContainer);
  if (!range.collapsed || !item?.matches("li, p")) return false;
  const isBackward = /Backward$/.test(type);
  const edge = range.cloneRange();
  edge.selectNodeContents(item);
  if (isBackward) edge.setEnd(range.startContainer, range.startOffset);
  else edge.setStart(range.startContainer, range.startOffset);
  if (edge.toString()) return false;
  const all = itemsLike(item);
  const at = all.indexOf(item);
  if (isBackward) join(all[at - 1], item);
  else join(item, all[at + 1]);
  return true;
}

main.addEventListener("focusout", event => {
  const field = /** @type {HTMLElement} */ (event.target);
  if (field.dataset?.field) {
    splitTimes(field);
    writeTime(field);
  }
  if (field.matches?.("h2 > span") && !squash(field.textContent)) {
    field.textContent = words.new_box;
  }
});

// A time and its other one, the earlier first.
const PAIRS = [
  ["start", "end"],
  ["arrive", "leave"],
];

/**
 * "7:50–8:10" or "7:50 to 8:10" typed into one place of two: the other one's time makes way.
 * @param {HTMLElement} field
 */
function splitTimes(field) {
  const name = field.dataset.field.split(".").at(-1);
  const pair = PAIRS.find(names => names.includes(name));
  if (!pair) return;
  const row = field.dataset.field.slice(0, -name.length);
  const places = pair.map(each => $(`[data-field="${row}${each}"]`, main));
  if (places.includes(null)) return;
  const text = squash(field.textContent);
  const isOtherEmpty = places.some(place => !squash(place.textContent));
  const times = timesIn(text) || (isOtherEmpty ? text.split(/\s*[–—-]\s*/) : []);
  if (times.length !== 2 || !times[1]) return;
  remember("type");
  times.forEach((time, n) => {
    places[n].textContent = writtenTime(time) || time;
  });
}

/**
 * A time is printed with a colon: 745 as 7:45.
 * @param {HTMLElement} field
 */
function writeTime(field) {
  if (takenBy(field) !== "time") return;
  const typed = squash(field.textContent);
  const time = writtenTime(typed);
  // What has a colon stays as it was typed: 07:45, 2:15 p.m.
  if (!time || /^\d+:/.test(typed)) return;
  remember("type");
  field.textContent = time;
}

main.addEventListener("change", event => {
  const tick = /** @type {HTMLInputElement} */ (event.target);
  if (!tick.matches("input")) return;
  const item = tick.closest("li");
  if (original) {
    const same = $$("li", original)[$$("li", main).indexOf(item)];
    same?.classList.toggle("ticked", tick.checked);
    item.classList.toggle("ticked", tick.checked);
    return refresh();
  }
  remember("tick");
  item.classList.toggle("ticked", tick.checked);
  noteChange();
});

main.addEventListener("paste", event => {
  event.preventDefault();
  paste(event.clipboardData);
});

/** @param {DataTransfer} data */
const hasFiles = data => data.types.includes("Files");

// Else a browser would open a file or an address that is dropped in place of the page, and would not
// tell of words that come where none go.
addEventListener("dragover", event => {
  const isForWords = elementOf(/** @type {Node} */ (event.target))?.closest(":read-write");
  if (hasFiles(event.dataTransfer) || !isForWords) event.preventDefault();
});
addEventListener("drop", event => {
  if (hasFiles(event.dataTransfer)) tell(words.only_words);
  else if (!event.defaultPrevented) refuseFor(null);
  event.preventDefault();
});
addEventListener("paste", event => {
  if (!event.defaultPrevented) refuseFor(null);
});

// Words that are dragged: moved within the page, copied from anywhere else.
/** @type {Range | null} */
let dragged = null;
main.addEventListener("dragstart", () => {
  dragged = selectedRange()?.cloneRange();
});
main.addEventListener("dragend", () => {
  dragged = null;
});
main.addEventListener("drop", event => {
  event.preventDefault();
  const spot = spotFor(event);
  const source = dragged;
  dragged = null;
  if (!writableHost(spot)) return;
  if (source?.isPointInRange(spot.startContainer, spot.startOffset)) return;
  remember("drop");
  if (source && !source.collapsed && writableHost(source)) clear(source);
  hostOf(spot.startContainer).focus();
  select(spot);
  paste(event.dataTransfer);
});

/**
 * Where words go that are dropped: to where the pointer is, or, beside the words of a heading, cell
 * or line, to their end.
 * @param {DragEvent} event
 */
function spotFor({ target, clientX, clientY }) {
  const spot = rangeAt(clientX, clientY);
  if (spot && hostOf(spot.startContainer)) return spot;
  const around = elementOf(/** @type {Node} */ (target)).closest("h2, h3, td, th, p, li");
  const places = around ? $$("[contenteditable]", around).filter(place => hostOf(place)) : [];
  return places.length === 1 ? endOf(places[0]) : spot;
}

/** @param {Node} node */
function endOf(node) {
  const range = rangeOf(node);
  range.collapse(false);
  return range;
}

/**
 * @param {number} x CSS pixels
 * @param {number} y CSS pixels
 */
function rangeAt(x, y) {
  if (!document.caretPositionFromPoint) return document.caretRangeFromPoint(x, y);
  const position = document.caretPositionFromPoint(x, y);
  if (!position) return null;
  const { offsetNode, offset } = position;
  const range = document.createRange();
  range.setStart(offsetNode, offset);
  return range;
}

main.addEventListener("click", event => {
  const target = /** @type {HTMLElement} */ (event.target);
  /** @type {HTMLButtonElement} */
  const choice = target.closest(".choices button");
  if (choice && original) return tell(words.translated);
  if (choice) return decide(choice.closest(".waiting"), choice.value === "use");
  if (!canEdit()) return;
  const blank = target.closest("[data-blank]");
  if (blank) placeCaret(blank, true);
  if (target.closest("a")) event.preventDefault();
  if (target.closest(".locked") && !target.closest("[data-field]")) {
    tell(whyLocked(target.closest(".block")));
  }
});

// The sheet in the other language is only read: it is made anew from the first.
$("aside.second")?.addEventListener("click", () => canEdit() && tell(words.second));

main.addEventListener("keydown", event => {
  const { key, altKey, shiftKey } = event;
  const active = document.activeElement;
  const start = selectedRange()?.startContainer;
  const item = itemOf(active.matches("input") ? active : start);
  // In a heading those of the box alone are there.
  const tools = [itemTools, boxTools].find(one => !one.hidden);
  if (key === "Escape" && tools) {
    event.preventDefault();
    $("button", tools).focus();
  }
  const step = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
  if (!altKey || !step || !canEdit()) return;
  event.preventDefault();
  if (item && !shiftKey) return moveItem(item, step);
  const at = elementOf(start);
  /** @type {HTMLElement} */
  const box = at?.closest(".block:not(.locked)");
  // A row of Find it fast has its place: these keys are to move it, and not the whole box.
  if (box && (shiftKey || at.closest("h2"))) moveBox(box, step);
});

/**
 * @param {KeyboardEvent} event
 * @returns {(() => unknown) | undefined}
 */
function shortcutFor({ key, shiftKey }) {
  const nothing = () => {};
  /** @type {Record<string, () => unknown>} */
  const shortcuts = {
    s: () => save(shiftKey),
    z: shiftKey ? redo : undo,
    y: redo,
    b: toggleBold,
    i: nothing,
    u: nothing,
  };
  return shortcuts[key.toLowerCase()];
}

addEventListener("keydown", event => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const act = shortcutFor(event);
  if (!act) return;
  event.preventDefault();
  act();
});
