// @ts-check
/* Writing a box */
// In the form of templates/parts.j2.

const KEPT = /^(class|id|lang|dir|scope|href|src|alt|data-(block|field|item))$/;
const FOREIGN = /^(script|style|svg|iframe|object|embed|button|input)$/;
const OWN_CLASSES = "ticked none said unsaid between dots block paper clear span-24".split(" ");
const known = new Set(OWN_CLASSES);
for (const element of $$("main *")) element.classList.forEach(name => known.add(name));
const given = new Set($$("main [data-field]").map(field => field.dataset.field));

/** @param {string} text */
const escaped = text =>
  text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/\u00a0/g, "&nbsp;");

/** @param {string} tag an opening tag */
const closing = tag => `</${/\w+/.exec(tag)[0]}>`;

/** @param {Element} node */
const isForeign = node =>
  node.hasAttribute("data-ui") || node.localName.includes("-") || FOREIGN.test(node.localName);

/** @param {Element} element */
function opening(element) {
  const kept = [...element.attributes].map(({ name, value }) => {
    if (!KEPT.test(name)) return "";
    if (name === "class") value = [...element.classList].filter(one => known.has(one)).join(" ");
    if (!value && name !== "alt") return "";
    return ` ${name}="${escaped(value).replace(/"/g, "&quot;")}"`;
  });
  return `<${element.localName}${kept.join("")}>`;
}

/**
 * The opening tag of what may stand within a line; "" for all else, of which only the words stay.
 * @param {Element} element
 */
function mark(element) {
  const name = element.localName;
  if (/^(b|strong)$/.test(name)) return "<strong>";
  if (/^(i|em)$/.test(name)) return "<em>";
  const tag = opening(element);
  if (name === "a")
    return /^(https:|mailto:|tel:|#)/i.test(element.getAttribute("href")) ? tag : "";
  if (name !== "span") return "";
  return tag !== "<span>" || element.parentElement?.localName === "h2" ? tag : "";
}

// A space stands around these.
const APART = new RegExp(
  "^(address|article|aside|blockquote|d[dlt]|div|dl|figure|footer|h[1-6]|header|hr|li|main|ol|p" +
    "|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)$",
);

/**
 * A stretch of text with the opening tags around it; `whole` stands as it is.
 * @typedef {{ path: string[], text: string, whole?: string }} Stretch
 */

/**
 * What stands in a line: stretches of text, each with the tags that are open around it.
 * @param {Element} element
 * @param {string[]} [path]
 * @returns {Stretch[]}
 */
function stretches(element, path = []) {
  return [...element.childNodes].flatMap(node => stretchesOf(node, element, path));
}

/**
 * @param {Node} node
 * @param {Element} element
 * @param {string[]} path
 * @returns {Stretch[]}
 */
function stretchesOf(node, element, path) {
  if (isText(node)) return [{ path, text: node.data }];
  if (!isElement(node) || isForeign(node) || node.matches(".hint")) return [];
  const space = { path, text: " " };
  if (node.localName === "br") return [space];
  if (node.localName === "img") return [{ path, text: "", whole: opening(node) }];
  if (node.matches(".wl")) {
    return isFilled(element) ? [] : [{ path, text: "", whole: `${opening(node)}</div>` }];
  }
  const tag = node.matches(".unsaid") ? "" : mark(node);
  const inside = tag && !path.includes(tag) ? [...path, tag] : path;
  if (node.dataset.field && !squash(node.textContent)) {
    return [{ path: inside, text: "", whole: "" }];
  }
  const inner = stretches(node, inside);
  return tag || !APART.test(node.localName) ? inner : [space, ...inner, space];
}

/**
 * A text without the spaces around it. The space that binds a separator to what is written `before`
 * it stays.
 * @param {string} text
 * @param {string} before
 */
function wordsOf(text, before) {
  return (before && /^\u00a0\s*\S/.test(text) ? "\u00a0" : "") + squash(text);
}

/**
 * Stretches as HTML. Spaces go outside the tags.
 * @param {Stretch[]} found
 */
function markup(found) {
  let out = "";
  let space = false;
  /** @type {string[]} */
  const open = [];
  for (const { path, text, whole } of found) {
    const core = wordsOf(text, out);
    space ||= /^[ \t\r\n\f]/.test(text);
    if (!core && whole === undefined) continue;
    const apart = path.findIndex((tag, n) => tag !== open[n]);
    const shared = apart < 0 ? path.length : apart;
    while (open.length > shared) out += closing(open.pop());
    if (space && out) out += " ";
    for (const tag of path.slice(shared)) {
      out += tag;
      open.push(tag);
    }
    out += (whole ?? "") + escaped(core);
    space = /[ \t\r\n\f]$/.test(text);
  }
  return out + open.reverse().map(closing).join("");
}

// Where a separator is not shown, a line ends (templates/parts.j2).
const ENDED_LINE = /(<span class="between">[^<]*<\/span>) /g;

/** @param {Element} element */
function writeLine(element) {
  const phrased = element.matches(".facts td, .hours tbody tr > :first-child");
  const fields = phrased ? $$("[data-field]", element) : [];
  if (!fields.length || isFilled(element)) {
    return markup(stretches(element)).replace(ENDED_LINE, "$1\n");
  }
  /** @param {Element} one */
  const asIs = one => `${opening(one)}${escaped(one.textContent)}</span>`;
  const hints = $$(".hint", element).map(asIs);
  return `<span class="unsaid">${fields.map(asIs).join("")}</span>${hints.join("")}`;
}

/**
 * A row that was added and says nothing, whatever number stands before it.
 * @param {Element} row
 */
function isNewAndEmpty(row) {
  const fields = $$("[data-field]", row);
  if (!fields.length || isFilled(row)) return false;
  return !fields.some(field => given.has(field.dataset.field));
}

/**
 * @param {Element} element
 * @param {string} indent
 */
function writeLines(element, indent) {
  return [...element.childNodes].flatMap(node => writeNode(node, element, indent));
}

/**
 * @param {Node} node
 * @param {Element} parent
 * @param {string} indent
 * @returns {string[]}
 */
function writeNode(node, parent, indent) {
  if (isComment(node)) return [`${indent}<!--${node.data}-->`];
  const loose = parent.matches("ul, ol") ? "li" : "p";
  if (isText(node)) {
    const text = escaped(squash(node.data));
    return text ? [`${indent}<${loose}>${text}</${loose}>`] : [];
  }
  return isElement(node) && !isForeign(node) ? writeElement(node, parent, indent, loose) : [];
}

/**
 * @param {HTMLElement} node
 * @param {Element} parent
 * @param {string} indent
 * @param {string} loose the element for what stands in none
 * @returns {string[]}
 */
function writeElement(node, parent, indent, loose) {
  const name = node.localName;
  const tag = indent + opening(node);
  const end = `</${name}>`;
  if (name === "colgroup") return [tag + $$("col", node).map(opening).join("") + end];
  if (name === "tr") return writeRow(/** @type {HTMLTableRowElement} */ (node), tag);
  if (/^(div|ul|ol|table|thead|tbody)$/.test(name)) {
    if (node.matches(".wl") && $$(":scope > p", parent).some(p => squash(p.textContent))) return [];
    const inner = writeLines(node, `${indent}  `);
    if (inner.length) return [tag, ...inner, indent + end];
    return name === "div" && node.classList.length ? [tag + end] : [];
  }
  const text = writeLine(node);
  if (!text && !node.matches(".waiting")) return [];
  if (/^(p|h2|h3|li)$/.test(name)) return [tag + text + end];
  return [`${indent}<${loose}>${text}</${loose}>`];
}

/**
 * @param {HTMLTableRowElement} row
 * @param {string} tag
 */
function writeRow(row, tag) {
  const isProse = row.matches(".grid tbody > :not(.waiting)");
  const isEmpty = isProse && !squash(row.textContent) && !$("[data-field]", row);
  if (isEmpty || isNewAndEmpty(row)) return [];
  const cells = [...row.cells].map(
    cell => `${opening(cell)}${writeLine(cell)}</${cell.localName}>`,
  );
  return [`${tag}${cells.join("")}</tr>`];
}

/** @param {Element} block */
const writeBox = block => ["", ...writeLines(block, "  "), ""].join("\n");
