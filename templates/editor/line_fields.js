// @ts-check
/* Fields within a line */
// Those that can be typed into: a part of a line, and never half of one.

// A browser has no place for a caret in an element without words: an empty field holds this.
const NO_WIDTH = "\u200b";

/**
 * The list, paragraph or cell that can be typed into, and that a field is a part of.
 * @param {HTMLElement} field
 * @returns {HTMLElement | null}
 */
function lineAround(field) {
  if (!field.dataset.field || field.closest(".locked, .waiting")) return null;
  /** @type {HTMLElement} */
  const line = field.parentElement.closest(HOSTS);
  return line && isHost(line) ? line : null;
}

/**
 * @param {Node} node
 * @returns {HTMLElement | null} the field within a line that a node stands in
 */
function lineField(node) {
  /** @type {HTMLElement} */
  const field = elementOf(node)?.closest("main [data-field]");
  return field && lineAround(field) ? field : null;
}

/**
 * What of `range` stands in a field, if none of its words stand outside of it.
 * @param {Range} range
 * @returns {{ field: HTMLElement, inner: Range } | null}
 */
function fieldWithin(range) {
  const own = lineField(range.startContainer);
  if (range.collapsed) return own && { field: own, inner: range };
  for (const field of $$("[data-field]", hostOf(range.startContainer) || main)) {
    if (!range.intersectsNode(field) || !lineAround(field)) continue;
    const inner = rangeOf(field);
    if (range.compareBoundaryPoints(Range.START_TO_START, inner) > 0) {
      inner.setStart(range.startContainer, range.startOffset);
    }
    if (range.compareBoundaryPoints(Range.END_TO_END, inner) < 0) {
      inner.setEnd(range.endContainer, range.endOffset);
    }
    if (squash(inner.toString()) && inner.toString() === range.toString()) return { field, inner };
  }
  return null;
}

/**
 * Type over all words of a field, or take them out: a browser would take out the field with them.
 * @param {InputEvent} event
 * @param {Range} range what is selected
 */
function replaceField(event, range) {
  if (!/^delete|^insertText$|^insertReplacementText$/.test(event.inputType)) return false;
  const [target] = event.getTargetRanges();
  const words = document.createRange();
  if (target) {
    words.setStart(target.startContainer, target.startOffset);
    words.setEnd(target.endContainer, target.endOffset);
  }
  const found = fieldWithin(target ? words : range);
  if (!found || found.inner.collapsed) return false;
  const { field, inner } = found;
  if (squash(inner.toString()) !== squash(field.textContent)) return false;
  remember(/^insert/.test(event.inputType) ? "type" : "erase");
  field.textContent = event.data || event.dataTransfer?.getData("text/plain") || NO_WIDTH;
  placeCaret(field, true);
  return true;
}

/**
 * Where a line is split: not within a field, but behind it.
 * @param {Range} range
 */
function leaveField(range) {
  const field = lineField(range.startContainer);
  if (!field) return range;
  if (squash(textBefore(range, field))) range.setStartAfter(field);
  else range.setStartBefore(field);
  range.collapse(true);
  select(range);
  return range;
}

/** @param {HTMLElement} field in a line, or anywhere */
function prepareField(field) {
  const isBlank = !!lineAround(field) && canEdit() && !squash(field.textContent);
  field.toggleAttribute("data-blank", isBlank);
  if (isBlank && field.textContent !== NO_WIDTH) field.textContent = NO_WIDTH;
  if (!isBlank && field.textContent === NO_WIDTH) field.replaceChildren();
  if (!lineAround(field)) return;
  field.toggleAttribute("data-wrong", !!problemOf(field));
  field.removeAttribute("contenteditable");
}
