// @ts-check
/* What can be typed into */

// What the editor adds while the page is open (attributes, tick boxes, buttons) is not saved.

/**
 * Make an element of the editor's own.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} name
 * @param {Record<string, unknown>} [values] its properties
 * @param {(Node | string)[]} inside
 * @returns {HTMLElementTagNameMap[T]}
 */
function ui(name, values = {}, ...inside) {
  const element = Object.assign(document.createElement(name), values);
  element.setAttribute("data-ui", "");
  element.append(...inside);
  return element;
}

/**
 * Name an element of the editor's own, for its style sheet.
 * @template {Element} T
 * @param {string} name
 * @param {T} element
 * @returns {T}
 */
function named(name, element) {
  element.setAttribute("data-ui", name);
  return element;
}

/** @param {Element} root */
function removeOwn(root) {
  for (const element of $$("[data-ui]", root)) element.remove();
}

const HOSTS = ".block:not(.locked) :is(ul, ol, p, h3, .grid th, .grid td, h2 > span)";
const ITEMS =
  ".block:not(.locked) :is(li, .grid tbody > tr, .hours tbody > tr, .people tbody > tr), " +
  ".block:not(.locked) > :is(p, h3)";

/** @param {HTMLElement} element */
function isHost(element) {
  if (element.closest(".waiting, [data-ui]")) return false;
  if (element.dataset.field) return !lineAround(element);
  if (element.closest(".locked, .signature, tr.locked")) return false;
  // There the words around a field are ours.
  if (element.closest(".help, h2") && $("[data-field]", element)) return false;
  return !element.matches("h3:has(+ .hours)");
}

/** @param {Element} element */
const titleOf = element =>
  squash($("h2", element.closest(".block") || main)?.textContent || document.title);

/** @param {Element} item */
const kindOf = item =>
  words[item.matches("li") ? "bullet" : item.matches("tr") ? "row" : "paragraph"];

/**
 * A plaintext-only list shows the spaces between its bullets.
 * @param {Element} host
 */
const editableAs = host => (host.matches("ul, ol") ? "true" : "plaintext-only");

// By touch the sheet is read and ticked first: else every tap opens the keyboard.
const isTouched = matchMedia("(pointer: coarse)").matches;
let isEditing = !isTouched;
const canEdit = () => isEditing && !original;

/**
 * What a place is called.
 * @param {HTMLElement} host
 * @returns {string}
 */
function labelOf(host) {
  if (!host.dataset.field) {
    if (host.matches("h2 > span")) return fill(words.heading_of, { title: titleOf(host) });
    if (host.matches("p")) return fill(words.text_of, { title: titleOf(host) });
    return host.matches("ul, ol") ? fill(words.list_of, { title: titleOf(host) }) : "";
  }
  const [name, row, column] = host.dataset.field.split(".");
  /** @param {string} field */
  const label = field => words.fields?.[field]?.[0];
  if (/\D/.test(row ?? "x")) return label(host.dataset.field) || name;
  return [`${label(name)} ${row}`, label(`${name}.${column}`)].filter(Boolean).join(": ");
}
