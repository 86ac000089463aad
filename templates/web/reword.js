// Rewording on the sheet itself: the HTML file with its own editor, in a frame; what comes of it is opened like any file.
"use strict";

const dialog = document.getElementById("rewording");
let storage = {}; // the editor's
let frame = document.getElementById("reword-frame");

/** Open the editor on the text of an HTML file. Its own draft is `draft`, and `keep` is called with each newer one, or "". */
export async function startRewording(text, draft, keep) {
  dialog.showModal();
  await new Promise(done => {
    frame.addEventListener("load", done, { once: true });
    frame.src = "/reword";
  });
  // Its style sheets are adopted: this page's policy has no place for any that stand in a text.
  const styles = [...text.matchAll(/<style>([^]*?)<\/style>/g)].map(found => found[1]);
  const [page, file] = [frame.contentDocument, new DOMParser().parseFromString(text.replace(/<style>[^]*?<\/style>/g, ""), "text/html")];
  page.adoptedStyleSheets = [...styles, SMALL].map(css => {
    const sheet = new frame.contentWindow.CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  });
  page.documentElement.lang = file.documentElement.lang;
  page.title = file.title;
  page.body.className = file.body.className;
  page.querySelector("main").outerHTML = file.querySelector("main").outerHTML;
  for (const id of ["record", "editor-words"]) {
    const held = page.createElement("script");
    Object.assign(held, { type: "application/json", id, textContent: file.getElementById(id).textContent });
    page.body.append(held);
  }
  // The editor's draft is a piece of the sheet's: it is kept, offered and thrown away with it, and nowhere else.
  storage = { getItem: () => draft || null, setItem: (key, value) => keep(value), removeItem: () => keep("") };
  Object.defineProperty(frame.contentWindow, "localStorage", { value: storage });
  page.body.append(Object.assign(page.createElement("script"), { id: "editor", src: "/static/sheet-editor.js" }));
  // From the middle of the sheet it is many steps back to the button.
  page.addEventListener("keydown", event => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    document.getElementById("reword-done").click();
  }, { capture: true });
}

// Saving and printing are for the page around it.
const SMALL = "[data-ui=bar] :is([name=save], [name=copy], [name=print]) { display: none }";

/** The file as it reads now. */
export const reworded = () => frame.contentWindow.handoutFile();

/** Close the editor. */
export function endRewording() {
  Object.assign(storage, { setItem() {}, removeItem() {} }); // it has no last word
  dialog.close();
  const empty = frame.cloneNode();
  empty.removeAttribute("src");
  frame.replaceWith(empty);
  frame = empty;
}
