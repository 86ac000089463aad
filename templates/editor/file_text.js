// @ts-check
/* The file as text */

/**
 * @param {Element} side
 * @returns {HTMLElement[]} the rows and boxes of a side
 */
const placesOn = side =>
  /** @type {HTMLElement[]} */ ([...side.children]).filter(
    child => !child.matches(".plate, .head, .foot"),
  );
/** @param {HTMLElement} place */
const boxesAt = place => (place.matches(".row") ? $$(".block", place) : [place]);
/** @param {Element} side */
const shapeOf = side =>
  placesOn(side)
    .map(place =>
      boxesAt(place)
        .map(box => box.dataset.key + opening(box))
        .join(),
    )
    .join("|");
/**
 * @param {ParentNode} root
 * @returns {HTMLElement[]} the fields outside all boxes
 */
const looseFields = root => $$("main [data-field]", root).filter(field => !field.closest(".block"));

/**
 * The comment that a person reads above a box in the source.
 * @param {Node} box
 * @returns {Comment | null}
 */
function commentAbove(box) {
  let node = box?.previousSibling;
  while (isText(node) && !squash(node.data)) node = node.previousSibling;
  return isComment(node) ? node : null;
}

/**
 * @param {HTMLElement} box
 * @param {Element} side where it stood as it was loaded
 */
function boxAsText(box, side) {
  const own = $(`.block[data-key="${box.dataset.key}"]`, side);
  const note = own ? commentAbove(own)?.data : ` ${words.new_box_comment} `;
  const inner = own ? own.innerHTML : writeBox(box);
  const tag = `${opening(box).slice(0, -1)} data-key="${box.dataset.key}">`;
  return `${note ? `<!--${note}-->\n` : ""}${tag}${inner}</div>`;
}

/**
 * @param {HTMLElement} place
 * @param {Element} side
 */
function placeAsText(place, side) {
  if (place.matches(".row")) {
    const boxes = boxesAt(place).map(box => boxAsText(box, side));
    return `${opening(place)}\n\n${boxes.join("\n\n")}\n\n</div>`;
  }
  return place.matches(".block") ? boxAsText(place, side) : place.outerHTML;
}

/**
 * Put the boxes of a side of the file where they stand on the page.
 * @param {Element} side
 * @param {Element} live
 */
function arrange(side, live) {
  const text = placesOn(live)
    .map(place => placeAsText(place, side))
    .join("\n\n");
  const old = placesOn(side);
  const range = side.ownerDocument.createRange();
  range.setStartBefore((old[0].matches(".row") ? null : commentAbove(old[0])) || old[0]);
  range.setEndAfter(old.at(-1));
  range.deleteContents();
  range.insertNode(range.createContextualFragment(text));
}

function fileText() {
  const sheet = original || main;
  const copy = /** @type {HTMLElement} */ (pristine.cloneNode(true));
  const sides = $$(".side", copy);
  const fields = looseFields(sheet);
  $$(".side", sheet).forEach((side, n) => {
    if (shapeOf(side) !== shapeOf(sides[n])) arrange(sides[n], side);
    for (const [name] of words.densities) {
      sides[n].classList.toggle(name, side.classList.contains(name));
    }
  });
  for (const box of $$(".block", sheet)) {
    const own = $(`.block[data-key="${box.dataset.key}"]`, copy);
    const text = writeBox(box);
    if (own && text !== issued.get(box.dataset.key)) own.innerHTML = text;
  }
  looseFields(copy).forEach((own, n) => {
    const text = squash(fields[n].textContent);
    if (squash(own.textContent) !== text) own.textContent = text;
  });
  return pageAsText(copy);
}

// Between two such comments formatters leave the script alone, which the policy knows by its hash.
// While it loads, the second is not there yet. In the script itself neither may stand.
const FORMATTERS = "beautify ignore";

/** @param {HTMLElement} copy of the whole page; it is changed */
function pageAsText(copy) {
  for (const box of $$("[data-key]", copy)) box.removeAttribute("data-key");
  const isKept = copy.outerHTML.includes(`<!-- ${FORMATTERS}:start -->`);
  const page = copy.outerHTML
    .replace(/^(<html[^>]*>)\s*<head>/, "$1\n<head>")
    .replace(/\s*<\/body>\s*<\/html>$/, "")
    .concat(`\n${isKept ? `<!-- ${FORMATTERS}:end -->\n` : ""}</body>\n</html>\n`);
  const nodes = [...document.childNodes].filter(
    node => node.nodeType !== 10 && !(isComment(node) && /^ saved from url/.test(node.data)),
  );
  const parts = nodes.map(node => (isComment(node) ? `<!--${node.data}-->\n` : page));
  return `<!DOCTYPE html>\n${parts.join("")}`;
}
