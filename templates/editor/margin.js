// @ts-check
/* The buttons in the margin stand beside what the caret is in */

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
  showTools(boxTools, currentBox, words.box, (side, { paddingLeft }) => {
    return side.left + (parseFloat(paddingLeft) - boxTools.offsetWidth) / 2;
  });
  const kind = currentItem && kindOf(currentItem);
  showTools(itemTools, currentItem, kind, (side, { paddingRight }) => {
    return side.right - (parseFloat(paddingRight) + itemTools.offsetWidth) / 2;
  });
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
 * @param {(side: DOMRect, style: CSSStyleDeclaration) => number} leftOf CSS pixels
 */
function showTools(tools, target, what, leftOf) {
  tools.hidden = !target;
  if (!target) return;
  tools.setAttribute("aria-label", fill(words.tools, { what }));
  for (const button of /** @type {HTMLButtonElement[]} */ ($$("button", tools))) {
    button.title = fill(words[button.name], { what });
    button.setAttribute("aria-label", button.title);
  }
  const side = target.closest(".side");
  const left = leftOf(side.getBoundingClientRect(), getComputedStyle(side));
  tools.style.top = `${scrollY + target.getBoundingClientRect().top - 2}px`;
  tools.style.left = `${scrollX + left}px`;
}
