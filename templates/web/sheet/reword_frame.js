// @ts-check
// The HTML file with its own editor, in a frame.

import { byId, first, parsePage } from "../dom.js";

/** @type {HTMLDialogElement} */
const dialog = byId("rewording");
/** @type {HTMLIFrameElement} */
let frame = byId("reword-frame");
/** @type {Pick<Storage, "getItem" | "setItem" | "removeItem">} the editor's */
let storage;

// Saving and printing are for the page around it.
const SMALL = "[data-ui=bar] :is([name=save], [name=copy], [name=print]) { display: none }";
const STYLE = /<style>([\s\S]*?)<\/style>/g;

/** @returns {Window & typeof globalThis & { handoutFile: () => string }} */
const frameWindow = () => /** @type {any} */ (frame.contentWindow);

/**
 * Open the editor on the text of an HTML file.
 * @param {string} text
 * @param {string} draft its own draft, or ""
 * @param {(draft: string) => void} keep called with each newer one, or ""
 */
export async function startRewording(text, draft, keep) {
  dialog.showModal();
  await new Promise(done => {
    frame.addEventListener("load", done, { once: true });
    frame.src = "reword";
  });
  const page = frame.contentDocument;
  const file = parsePage(text.replace(STYLE, ""));
  // Its style sheets are adopted: this page's policy has no place for any that stand in a text.
  const styles = [...text.matchAll(STYLE)].map(match => match[1]);
  page.adoptedStyleSheets = [...styles, SMALL].map(makeStyleSheet);
  page.documentElement.lang = file.documentElement.lang;
  page.documentElement.dir = file.documentElement.dir;
  page.title = file.title;
  page.body.className = file.body.className;
  first("main", page).outerHTML = first("main", file).outerHTML;
  for (const id of ["record", "editor-words"]) {
    const { textContent } = file.getElementById(id);
    addScript(page, { type: "application/json", id, textContent });
  }
  // The editor's draft is a piece of the sheet's: it is kept, offered and thrown away with it, and
  // nowhere else.
  storage = {
    getItem: () => draft || null,
    setItem: (_, value) => keep(value),
    removeItem: () => keep(""),
  };
  Object.defineProperty(frameWindow(), "localStorage", { value: storage });
  addScript(page, { id: "editor", src: "static/sheet-editor.js" });
  page.addEventListener("keydown", endByKey, { capture: true });
}

/** @param {string} css */
function makeStyleSheet(css) {
  const { CSSStyleSheet } = frameWindow();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/**
 * @param {Document} page
 * @param {Partial<HTMLScriptElement>} properties
 */
function addScript(page, properties) {
  page.body.append(Object.assign(page.createElement("script"), properties));
}

/**
 * From the middle of the sheet it is many steps back to the button.
 * @param {KeyboardEvent} event
 */
function endByKey(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  byId("reword-done").click();
}

/** Return the file as it reads now. */
export const reworded = () => frameWindow().handoutFile();

/** Close the editor. */
export function endRewording() {
  // It has no last word.
  Object.assign(storage ?? {}, { setItem() {}, removeItem() {} });
  dialog.close();
  const empty = /** @type {HTMLIFrameElement} */ (frame.cloneNode());
  empty.removeAttribute("src");
  frame.replaceWith(empty);
  frame = empty;
}
