// @ts-check
// The elements of the page, found and made.

/**
 * Return the element with this id.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export const byId = id => /** @type {T} */ (document.getElementById(id));

/**
 * Return the first element that `selector` matches.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T}
 */
export const first = (selector, root = document) => root.querySelector(selector);

/**
 * Return all elements that `selector` matches.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T[]}
 */
export const all = (selector, root = document) =>
  /** @type {T[]} */ ([...root.querySelectorAll(selector)]);

/**
 * Return the element that an event was sent to, or that the text stands in that it was sent to.
 * @param {EventTarget | null} target of this page or of a frame's
 * @returns {Element | null}
 */
export function elementAt(target) {
  const node = /** @type {Node | null} */ (target);
  if (node?.nodeType === Node.TEXT_NODE) return node.parentElement;
  return node?.nodeType === Node.ELEMENT_NODE ? /** @type {Element} */ (node) : null;
}

/**
 * Give the focus to an element, or, if it cannot have it, to the title of what is on the page: the
 * keyboard and the screen reader go on from there.
 * @param {Element | null} element
 */
export function giveFocus(element) {
  const page = element?.ownerDocument ?? document;
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
  if (element && page.activeElement === element && element !== page.body) return;
  const titles = /** @type {HTMLElement[]} */ (all("main h2[tabindex]"));
  titles.find(title => title.checkVisibility())?.focus({ preventScroll: true });
}

/** @type {{ createHTML: (html: string) => string } | undefined} the types know of none yet */
const reading = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("read", {
  createHTML: (/** @type {string} */ html) => html,
});

/**
 * Return a page to read in: it is not shown, and nothing in it runs or is loaded. Nowhere else does
 * this page's policy (require-trusted-types-for) let text become HTML.
 * @param {string} html
 */
export const parsePage = html =>
  new DOMParser().parseFromString(reading?.createHTML(html) ?? html, "text/html");

const HELD = 600; // milliseconds between two presses by a key that is held down

/**
 * Call `act` when `button` is pressed: once for a double click, and not again while it is at work.
 * @param {HTMLElement} button
 * @param {(button: HTMLElement) => unknown} act
 */
export function onPress(button, act) {
  let isAtWork = false;
  let last = -Infinity;
  button.addEventListener("click", async ({ detail, timeStamp }) => {
    // A mouse or a finger counts its clicks, a key does not.
    const isSame = detail ? detail > 1 : timeStamp - last < HELD;
    last = timeStamp;
    if (isAtWork || isSame) return;
    isAtWork = true;
    try {
      await act(button);
    } finally {
      isAtWork = false;
    }
  });
}

/**
 * Make an element with these properties and with what stands in it.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} name
 * @param {Record<string, unknown>} [properties]
 * @param {(Node | string)[]} inside
 * @returns {HTMLElementTagNameMap[T]}
 */
export function create(name, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...inside);
  return element;
}
