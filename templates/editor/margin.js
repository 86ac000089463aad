// @ts-check
/* Buttons in the margin */
// They stand at what the caret is in.

/** @type {HTMLElement | null} */
let currentItem = null;
/** @type {HTMLElement | null} */
let currentBox = null;

/** Show the buttons for the bullet, row or paragraph, and for the box, that the caret is in. */
function followCaret() {
  const active = document.activeElement;
  if (active?.closest("[role=toolbar]")) return;
  const at = caretNode(active);
  currentItem = canEdit() && at ? itemOf(at) : null;
  currentBox = canEdit() && at ? elementOf(at).closest("main .block:not(.locked)") : null;
  for (const item of $$("[data-now]", main)) item.removeAttribute("data-now");
  currentItem?.setAttribute("data-now", "");
  showProblem(at && (lineField(at) || hostOf(at)));
  showTools(boxTools, currentBox, words.box, placeAtCorner);
  showTools(itemTools, currentItem, currentItem && kindOf(currentItem), placeInMargin);
}

/** @typedef {{ top: number, left: number }} ScreenPlace CSS pixels */

/**
 * Buttons of a box stand on its corner, above its heading.
 * @param {HTMLElement} tools
 * @param {HTMLElement} box
 * @returns {ScreenPlace}
 */
function placeAtCorner(tools, box) {
  const { right } = box.getBoundingClientRect();
  const { top } = ($("h2", box) || box).getBoundingClientRect();
  return { top: top - tools.offsetHeight, left: right - tools.offsetWidth - 4 };
}

/**
 * Buttons of a bullet stand in the margin beside its own box: of two boxes in a row the left one
 * has the left margin.
 * @param {HTMLElement} tools
 * @param {HTMLElement} item
 * @returns {ScreenPlace}
 */
function placeInMargin(tools, item) {
  const side = item.closest(".side");
  const { left, right } = side.getBoundingClientRect();
  const { paddingLeft, paddingRight } = getComputedStyle(side);
  const box = item.closest(".block").getBoundingClientRect();
  const width = tools.offsetWidth;
  const { top } = item.getBoundingClientRect();
  const reachesRight = box.right > right - parseFloat(paddingRight) - 2;
  if (reachesRight) return { top, left: right - (parseFloat(paddingRight) + width) / 2 };
  const reachesLeft = box.left < left + parseFloat(paddingLeft) + 2;
  return { top, left: reachesLeft ? left + (parseFloat(paddingLeft) - width) / 2 : box.right };
}

/**
 * @param {Element} active
 * @returns {Node | null}
 */
function caretNode(active) {
  if (active?.matches("main input")) return active;
  return main.contains(active) ? getSelection().anchorNode : null;
}

/**
 * Say under a place why it cannot be printed or taken.
 * @param {HTMLElement | null} host
 */
function showProblem(host) {
  const problem = host ? problemOf(host) : "";
  if (check.textContent !== problem) check.textContent = problem;
  check.hidden = !problem;
  if (!problem) return;
  const { bottom, left } = host.getBoundingClientRect();
  check.style.top = `${scrollY + bottom + 4}px`;
  check.style.left = `${scrollX + left}px`;
}

/**
 * @param {HTMLElement} tools
 * @param {HTMLElement | null} target what they are for; without one they hide
 * @param {string} what the kind of thing it is
 * @param {(tools: HTMLElement, target: HTMLElement) => ScreenPlace} placeFor
 */
function showTools(tools, target, what, placeFor) {
  tools.hidden = !target;
  if (!target) return;
  tools.setAttribute("aria-label", fill(words.tools, { what }));
  for (const button of /** @type {HTMLButtonElement[]} */ ($$("button", tools))) {
    button.title = fill(words[button.name], { what });
  }
  margin.style.setProperty("--bar-height", `${bar.offsetHeight}px`);
  const { top, left } = placeFor(tools, target);
  tools.style.top = `${scrollY + top}px`;
  tools.style.left = `${scrollX + left}px`;
}
