// @ts-check
/* Typing */

/** @returns {Range | null} what is selected on the sheet */
function selectedRange() {
  const selection = getSelection();
  const isHere = selection.rangeCount && main.contains(selection.anchorNode);
  return isHere ? selection.getRangeAt(0) : null;
}

/**
 * The place that all of `range` stands in, if it may be typed over; else say why not.
 * @param {Range | null} range
 * @returns {HTMLElement | null}
 */
function writableHost(range) {
  const start = elementOf(range?.startContainer);
  const host = hostOf(start);
  const fixed = start?.closest("[contenteditable=false]");
  if (!host || (fixed && !fixed.contains(host))) return refuseFor(start?.closest(".block"));
  const locked = $$(".locked", main).find(
    item => !item.contains(host) && range.intersectsNode(item),
  );
  if (locked) return refuseFor(locked.closest(".block"));
  if (host.contains(range.endContainer)) return host;
  tell(words.one_place);
  return null;
}

/**
 * Say why words cannot come in.
 * @param {HTMLElement | null | undefined} box
 * @returns {null}
 */
function refuseFor(box) {
  if (original) tell(words.translated);
  else if (!isEditing) tell(words.start_reading);
  else tell(whyLocked(box) || words.no_words);
  return null;
}

/**
 * Take out what is selected. What is left of two bullets becomes one, and the caret stands in it.
 * @param {Range} range
 */
function clear(range) {
  range = fieldWithin(range)?.inner || range;
  const host = hostOf(range.startContainer);
  const first = itemOf(range.startContainer);
  const last = itemOf(range.endContainer);
  range.deleteContents();
  if (first && last && first !== last) merge(first, last);
  else if (!first && host.matches("ul, ol")) {
    const item = $("li:not(.locked, .waiting)", host) || document.createElement("li");
    if (!item.parentNode) host.prepend(item);
    placeCaret(item, true);
  }
  return selectedRange();
}

/**
 * Take out what is right of the caret.
 * @param {Range} range
 * @param {Element} item
 */
function takeRightOf(range, item) {
  const rest = range.cloneRange();
  rest.setEnd(item, item.childNodes.length);
  return rest.extractContents();
}

/** Enter: what is right of the caret becomes the next bullet or paragraph. */
function split() {
  const start = selectedRange()?.startContainer;
  const item = itemOf(start);
  if (!item) return goOn(elementOf(start));
  if (isRow(item)) {
    /** @type {HTMLTableCellElement} */
    const cell = elementOf(start).closest("td, th");
    return goBelow(item, cell.cellIndex);
  }
  if (!squash(item.textContent)) return;
  remember("split");
  const range = leaveField(clear(selectedRange()));
  const upper = itemOf(range.startContainer);
  const lower = /** @type {HTMLElement} */ (upper.cloneNode(false));
  lower.classList.remove("ticked");
  lower.append(takeRightOf(range, upper));
  withOffers(upper).at(-1).after(lower);
  prepare();
  placeCaret(lower);
}

/**
 * Enter in a heading, or in a field of a table whose rows have their place: to what comes next.
 * @param {HTMLElement} [element]
 */
function goOn(element) {
  const box = element?.closest(".block");
  const first = element?.closest("h2, h3") && $(ITEMS, box);
  if (first && itemOf(first)) placeCaret(first);
  if (!element?.closest(".facts, .drills")) return;
  const fields = $$(":is(.facts, .drills) [data-field]", box).filter(hostOf);
  const next = fields[fields.indexOf(hostOf(element)) + 1];
  if (next) placeCaret(next, true);
}

/**
 * Enter in a table: the cell below, or a new row under the last.
 * @param {HTMLTableRowElement} row
 * @param {number} column
 */
function goBelow(row, column) {
  const rows = itemsLike(row);
  const next = /** @type {HTMLTableRowElement} */ (rows[rows.indexOf(row) + 1]);
  if (!next) return addItem(row);
  const cell = next.cells[column];
  placeCaret($("[data-field]", cell) || cell, true);
}

/**
 * Backspace at the start of a bullet or paragraph, Delete at the end of the one before: the two
 * become one.
 * @param {HTMLElement} first
 * @param {HTMLElement} second
 */
function join(first, second) {
  if (!first || !second || first.localName !== second.localName) return;
  if (!itemOf(first) || !itemOf(second)) return;
  remember("join");
  merge(first, second);
}

/**
 * @param {HTMLElement} first
 * @param {HTMLElement} second
 */
function merge(first, second) {
  placeCaret(first, true);
  const { anchorNode, anchorOffset } = getSelection();
  removeOwn(second);
  first.append(...second.childNodes);
  second.remove();
  getSelection().collapse(anchorNode, anchorOffset);
}

/** @param {string} text */
function insert(text) {
  const range = clear(selectedRange());
  const node = document.createTextNode(text);
  range.insertNode(node);
  range.setStartAfter(node);
  range.collapse(true);
  select(range);
  node.parentNode.normalize();
}

/**
 * Words only; what else there is, is told.
 * @param {DataTransfer} data
 */
function paste(data) {
  const html = data.getData("text/html");
  const text = data.getData("text/plain") || plainText(html);
  const rows = pastedLines(text);
  const isMore = rows.length ? /<img\b/i.test(html) : hasFiles(data) || !!html;
  if (rows.length && writableHost(selectedRange())) pasteLines(rows, text);
  if (isMore) tell(words.only_words);
}

/**
 * In a list or text several lines become several bullets or paragraphs.
 * @param {string[]} rows the lines of `text`
 * @param {string} text
 */
function pasteLines(rows, text) {
  remember("paste");
  const isMany = rows.length > 1 && !fieldWithin(selectedRange());
  const becomesItems = isMany && itemOf(clear(selectedRange()).startContainer)?.matches("li, p");
  if (becomesItems) return insertItems(rows);
  const hasEdgeSpace = /^[\t ]|[\t ]$/.test(text);
  insert(rows.length > 1 || !hasEdgeSpace ? rows.join(" ") : text.replace(/\s+/g, " "));
}

/** @param {string[]} rows */
function insertItems(rows) {
  const first = itemOf(selectedRange().startContainer);
  const isAfterWord = /\S$/.test(textBefore(selectedRange(), first));
  insert(isAfterWord ? ` ${rows[0]}` : rows[0]);
  let last = itemOf(selectedRange().startContainer);
  const rest = takeRightOf(selectedRange(), last);
  for (const row of rows.slice(1)) {
    const item = document.createElement(last.localName);
    item.textContent = row;
    withOffers(last).at(-1).after(item);
    last = item;
  }
  prepare();
  placeCaret(last, true);
  if (/^\S/.test(rest.textContent)) last.append(" ");
  last.append(rest);
}

/**
 * The words of an item, or of a field, before the caret.
 * @param {Range} range
 * @param {HTMLElement} item
 */
function textBefore(range, item) {
  const before = rangeOf(item);
  before.setEnd(range.startContainer, range.startOffset);
  return before.toString();
}

let isStyling = false;

/** Bold on or off for the selected words, or for the word at the caret. */
function toggleBold() {
  const selection = getSelection();
  const host = hostOf(selection.anchorNode);
  if (!host || host.dataset.field || host.matches("h3, h2 *")) return;
  if (fieldWithin(selectedRange())) return;
  if (selection.isCollapsed) {
    selection.modify("move", "backward", "word");
    selection.modify("extend", "forward", "word");
  }
  if (!selection.toString().trim()) return;
  remember("bold");
  isStyling = true;
  host.contentEditable = "true";
  // So that words in a cell that is half bold by itself count as not bold.
  host.style.fontWeight = "400";
  document.execCommand("styleWithCSS", false, "false");
  document.execCommand("bold");
  host.removeAttribute("style");
  host.contentEditable = editableAs(host);
  isStyling = false;
}
