// @ts-check
/* Bullets, rows, paragraphs */

/**
 * @param {Node} node
 * @returns {HTMLElement}
 */
const elementOf = node => (isElement(node) ? node : node?.parentElement);
/**
 * @param {Node} node
 * @returns {HTMLElement} the place around a node that can be typed into
 */
const hostOf = node =>
  elementOf(node)?.closest("main [contenteditable]:not([contenteditable=false])");

/**
 * @param {Node} node
 * @returns {HTMLElement | null} the bullet, row or paragraph around a node
 */
function itemOf(node) {
  /** @type {HTMLElement} */
  const item = elementOf(node)?.closest(ITEMS);
  return item?.matches(".locked, .waiting, .signature, h3:has(+ .hours)") ? null : item;
}

/** @type {(item: Element) => item is HTMLTableRowElement} */
const isRow = item => item.matches("tr");

/**
 * An item and the new wording that waits under it.
 * @param {HTMLElement} item
 */
function withOffers(item) {
  const group = [item];
  for (let node = item.nextSibling; node; node = node.nextSibling) {
    if (!isElement(node)) continue;
    if (!node.matches(".waiting")) break;
    group.push(node);
  }
  return group;
}

/**
 * All items of the same kind, among which one can move.
 * @param {HTMLElement} item
 * @returns {HTMLElement[]}
 */
function itemsLike(item) {
  if (isRow(item)) return $$("tbody > tr:not(.waiting)", item.closest(".block"));
  const wanted = item.matches("li")
    ? "li:not(.waiting)"
    : ":not(h2, .waiting, .signature, .clear, .wl, [data-ui])";
  const siblings = /** @type {HTMLElement[]} */ ([...item.parentElement.children]);
  return siblings.filter(sibling => sibling.matches(wanted));
}

/**
 * @param {Element} element
 * @param {boolean} [atEnd]
 */
function placeCaret(element, atEnd = false) {
  const place = isRow(element) ? $("[data-field]", element) || element.cells[0] : element;
  const range = rangeOf(place);
  hostOf(place)?.focus();
  if (!atEnd && place.firstElementChild?.matches("input")) {
    range.setStartAfter(place.firstElementChild);
  }
  range.collapse(!atEnd);
  select(range);
}

/**
 * @param {Node} node
 * @returns all that is in it
 */
function rangeOf(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range;
}

/** @param {Range} range */
function select(range) {
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

/**
 * @param {Element} one
 * @param {Element} other
 */
function swap(one, other) {
  const mark = document.createComment("");
  one.replaceWith(mark);
  other.replaceWith(one);
  mark.replaceWith(other);
}

/**
 * @param {HTMLElement} item
 * @param {number} step -1 up, 1 down
 */
function moveItem(item, step) {
  const all = itemsLike(item);
  const other = all[all.indexOf(item) + step];
  if (!other) return tellEnd(step);
  const { anchorNode, anchorOffset } = getSelection();
  remember("move");
  if (other.parentNode !== item.parentNode) swap(item, other);
  else if (step < 0) other.before(...withOffers(item));
  else
    withOffers(other)
      .at(-1)
      .after(...withOffers(item));
  numberRows(item);
  prepare();
  if (item.contains(anchorNode)) {
    hostOf(anchorNode)?.focus();
    getSelection().collapse(anchorNode, anchorOffset);
  }
  tellMoved(step, kindOf(item));
}

/** @param {number} step */
const tellEnd = step => tell(words[step < 0 ? "at_top" : "at_bottom"]);

/**
 * @param {number} step
 * @param {string} what
 */
const tellMoved = (step, what) => tell(fill(words[step < 0 ? "moved_up" : "moved_down"], { what }));

/** @param {HTMLElement} item the one to add another under */
function addItem(item) {
  remember("add");
  const added = document.createElement(item.matches("li, tr") ? item.localName : "p");
  if (isRow(added) && isRow(item)) fillEmptyRow(added, item);
  withOffers(item).at(-1).after(added);
  numberRows(added);
  prepare();
  placeCaret(added);
  tell(fill(words.added, { what: kindOf(added) }));
}

/** @param {HTMLElement} item */
function removeItem(item) {
  remember("remove");
  const all = itemsLike(item);
  const at = all.indexOf(item);
  const next = all[at + 1] || all[at - 1];
  const what = kindOf(item);
  if (next || !item.matches("li")) for (const element of withOffers(item)) element.remove();
  else item.replaceChildren();
  if (next) numberRows(next);
  prepare();
  if (next && itemOf(next)) placeCaret(next, true);
  tell(fill(words.removed, { what }));
}

/**
 * Give a new row the cells and fields of another, with the next free number.
 * @param {HTMLTableRowElement} row
 * @param {HTMLTableRowElement} model
 */
function fillEmptyRow(row, model) {
  const fields = $$("[data-field]", model.closest(".block"));
  const taken = fields.map(field => +field.dataset.field.split(".")[1] || 0);
  const n = Math.max(0, ...taken) + 1;
  /** @param {Element} field */
  const emptyField = field => `${opening(field).replace(/\.\d+\./, `.${n}.`)}</span>`;
  const cells = [...model.cells].map(cell => {
    const inner = model.closest(".grid") ? "" : $$("[data-field]", cell).map(emptyField).join("");
    return `${opening(cell)}${inner}</${cell.localName}>`;
  });
  row.innerHTML = cells.join("");
  if (!model.closest(".hours")) return;
  const times = ["start", "end"].map(part => `<span data-field="schedule.${n}.${part}"></span>`);
  row.cells[0].innerHTML = times.join("");
}

// The first people, to be asked in order, are numbered where they stand.
const ORDERED = 3;

/** @param {HTMLElement} item a row among them, or any other item */
function numberRows(item) {
  if (!item.matches(".people tr")) return;
  itemsLike(item).forEach((row, n) => {
    const text = n < ORDERED ? fill(words.numbered, { number: n + 1, role: "" }) : "";
    const cell = /** @type {HTMLTableRowElement} */ (row).cells[0];
    const first = cell.firstChild;
    if (isText(first)) first.data = text;
    else if (text) cell.prepend(text);
  });
}

/**
 * New wording that waits under an item takes its place, or goes.
 * @param {HTMLElement} offer
 * @param {boolean} isTaken
 */
function decide(offer, isTaken) {
  let item = offer.previousElementSibling;
  remember("decide");
  removeOwn(offer);
  if (isTaken && !squash(offer.textContent)) {
    item?.remove();
    item = null;
  } else if (isTaken && item?.localName === offer.localName) {
    replaceWords(item, offer);
  }
  for (let node = offer.previousSibling; node && node !== item; node = offer.previousSibling) {
    node.remove();
  }
  offer.remove();
  prepare();
  if (item) placeCaret(item, true);
}

/**
 * @param {Element} item
 * @param {Element} offer
 */
function replaceWords(item, offer) {
  if (!isRow(item) || !isRow(offer)) return item.replaceChildren(...offer.childNodes);
  [...offer.cells].forEach((cell, n) => item.cells[n]?.replaceChildren(...cell.childNodes));
}
