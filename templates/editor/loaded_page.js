// @ts-check
/* The page as it was loaded */

// Saving starts from it and puts in only the boxes whose words have changed, written by a list of
// what may stand in them. So nothing else gets into the file, and a file in which nothing was
// changed is saved as it was.

const ADDED =
  "[data-ui], html > :not(head, body), " +
  "body > :not(main, aside.second, script#record, script#editor-words, script#editor), " +
  "head > :not(title, style, meta), head > style[class], head > style[id]";

/** @param {Element} element */
function removeForeignAttributes(element) {
  for (const { name } of [...element.attributes])
    if (!KEPT.test(name)) element.removeAttribute(name);
}

/**
 * @param {Element} part
 * @returns {Node[]}
 */
const nodesOf = part => [...part.childNodes].filter(node => !isText(node));

/** Undo the browser's own "Save page as": it keeps what this script has added. */
function undoBrowserSave() {
  $$("main *").forEach(removeForeignAttributes);
  for (const meta of $$("head > meta[http-equiv='Content-Type' i]")) {
    meta.removeAttribute("http-equiv");
    meta.removeAttribute("content");
    meta.setAttribute("charset", "utf-8");
  }
  for (const part of [document.head, document.body]) {
    const spaced = nodesOf(part).flatMap(node => [node, node === main ? "\n\n" : "\n"]);
    part.replaceChildren("\n", ...spaced);
  }
  const spaced = nodesOf(main).flatMap(node => [isComment(node) ? "\n\n" : "\n", node]);
  main.replaceChildren(...spaced, "\n\n");
  for (const block of $$("main .block")) block.innerHTML = writeBox(block);
}

// Extensions add things early.
const wasSavedByBrowser = !!$("[data-ui], main [contenteditable]");
[document.documentElement, document.body, main].forEach(removeForeignAttributes);
document.documentElement.removeAttribute("class");
for (const element of $$(ADDED)) element.remove();
if (wasSavedByBrowser) undoBrowserSave();
$$("main .block").forEach((block, n) => block.setAttribute("data-key", String(n)));
const pristine = /** @type {HTMLElement} */ (document.documentElement.cloneNode(true));
// Printing, Firefox would begin one more page for the spaces around the sides.
for (const part of [document.body, main]) {
  for (const node of [...part.childNodes]) if (isText(node)) node.remove();
}
const issued = new Map(
  $$("main .block", pristine).map(block => [block.dataset.key, writeBox(block)]),
);
// Where a program has put lines of the source onto lines of their own, they would be shown so.
for (const block of $$("main .block")) {
  const text = issued.get(block.dataset.key);
  if (block.innerHTML !== text) block.innerHTML = text;
}
