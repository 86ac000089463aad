// @ts-check
/* Boxes */

// Columns of a side: span-24 is as wide as it.
const WIDTH = 24;

/** @param {Element} box */
const spanOf = box => [...box.classList].find(name => /^span-\d+$/.test(name)) || `span-${WIDTH}`;

/**
 * @param {HTMLElement} box
 * @param {number} step -1 up or left, 1 down or right
 */
function moveBox(box, step) {
  const toward = step < 0 ? "previousElementSibling" : "nextElementSibling";
  const row = /** @type {HTMLElement} */ (box.closest(".row"));
  const beside = row && box[toward];
  const place = row || box;
  const other = /** @type {HTMLElement} */ (beside || place[toward]);
  if (!other?.matches(".row, .block")) return tellEnd(step);
  const moved = beside ? box : place;
  const boxesThere = other.matches(".row") ? boxesAt(other) : [];
  remember("move box");
  if (row && !beside && boxesThere.length) exchange(box, boxesThere.at(step < 0 ? -1 : 0));
  else if (step < 0) other.before(moved);
  else other.after(moved);
  placeCaret($("h2 > span", box), true);
  tellMoved(step, words.box);
}

/**
 * Two boxes of two rows change places, and each takes the width of its new place.
 * @param {HTMLElement} box
 * @param {HTMLElement} partner
 */
function exchange(box, partner) {
  const [width, partnerWidth] = [spanOf(box), spanOf(partner)];
  swap(box, partner);
  box.classList.replace(width, partnerWidth);
  partner.classList.replace(partnerWidth, width);
}

/** @param {HTMLElement} box the one to add another under */
function addBox(box) {
  remember("add box");
  let id = "new-box";
  for (let n = 2; document.getElementById(id); n++) id = `new-box-${n}`;
  const holder = document.createElement("div");
  holder.innerHTML =
    `<div class="block paper span-24" id="${id}" data-block="${id}" data-key="${id}">` +
    `<h2><span></span></h2><ul class="dots"><li></li></ul><div class="clear"></div></div>`;
  (box.closest(".row") || box).after(holder.firstChild);
  const title = $(`#${id} h2 > span`);
  title.textContent = words.new_box;
  prepare();
  placeCaret(title, true);
  tell(fill(words.added, { what: words.box }));
}

/** @type {HTMLElement | null} the box that goes when its button is touched once more */
let touchedBox = null;

/**
 * Whether a finger has to touch once more: one that slipped takes no box out.
 * @param {HTMLElement} box
 */
function needsSecondTouch(box) {
  if (touchedBox === box || !isTouched) return false;
  touchedBox = box;
  tell(words.remove_again);
  return true;
}

/** @param {HTMLElement} box */
function removeBox(box) {
  if ($(".locked", box)) return tell(`${words.box_stays} ${whyLocked(box)}`);
  if (needsSecondTouch(box)) return;
  const row = /** @type {HTMLElement} */ (box.closest(".row"));
  const next = box.nextElementSibling || box.previousElementSibling || row?.nextElementSibling;
  remember("remove box");
  box.remove();
  if (row) closeGap(row);
  prepare();
  const titles = ".block:not(.locked) h2 > span, :scope:not(.locked) > h2 > span";
  const title = next && $(titles, next.matches(".block") ? next.parentNode : next);
  if (title) placeCaret(title);
  tell(fill(words.removed, { what: words.box }));
}

/**
 * The last box of a row takes the width that is free now; alone it needs no row.
 * @param {HTMLElement} row
 */
function closeGap(row) {
  const boxes = boxesAt(row);
  if (!boxes.length) return;
  const last = boxes.at(-1);
  let taken = 0;
  for (const box of boxes.slice(0, -1)) taken += Number(spanOf(box).slice("span-".length));
  last.classList.replace(spanOf(last), `span-${WIDTH - taken}`);
  if (boxes.length === 1) row.replaceWith(last);
}
