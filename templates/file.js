/* The page as a file: what was loaded, and how it is written again. templates/editor.js follows in the same script.

   Saving starts from the page as it was loaded and puts in only the boxes whose words have changed, written by a list of
   what may stand in them. So nothing else gets into the file, and a file in which nothing was changed is saved as it was. */
"use strict";
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const parsed = id => { try { return JSON.parse($(id).textContent); } catch { return {}; } };
const words = parsed("script#editor-words"), record = parsed("script#record"), main = $("main");
const fill = (text, values) => text.replace(/\{([\w.]+)\}/g, (_, name) => values[name] ?? "");
const squash = text => text.replace(/[ \t\r\n\f]+/g, " ").trim();
const filled = cell => $$("[data-field]", cell).some(field => squash(field.textContent));

/* ---- Writing a box, in the form of templates/parts.j2 ---- */

const KEPT = /^(class|id|lang|dir|scope|href|src|alt|data-(block|field|item))$/;
const known = new Set(["ticked", "none", "said", "unsaid", "dots", "block", "paper", "clear", "span-24"]);
$$("main *").forEach(element => element.classList.forEach(name => known.add(name)));
const given = new Set($$("main [data-field]").map(field => field.dataset.field));
const escaped = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\u00a0/g, "&nbsp;");
const closing = tag => `</${/\w+/.exec(tag)[0]}>`;
const foreign = node => node.hasAttribute("data-ui") || node.localName.includes("-") || /^(script|style|svg|iframe|object|embed|button|input)$/.test(node.localName);

function opening(element) {
  const kept = [...element.attributes].filter(({ name }) => KEPT.test(name)).map(({ name, value }) => {
    if (name === "class") value = [...element.classList].filter(one => known.has(one)).join(" ");
    return value || name === "alt" ? ` ${name}="${escaped(value).replace(/"/g, "&quot;")}"` : "";
  });
  return `<${element.localName}${kept.join("")}>`;
}

// The opening tag of what may stand within a line; "" for all else, of which only the words stay.
function mark(element) {
  const name = element.localName, tag = opening(element);
  if (/^(b|strong)$/.test(name)) return "<strong>";
  if (/^(i|em)$/.test(name)) return "<em>";
  if (name === "a") return /^(https:|mailto:|tel:|#)/i.test(element.getAttribute("href")) ? tag : "";
  return name === "span" && (tag !== "<span>" || element.parentNode.localName === "h2") ? tag : "";
}

const APART = /^(address|article|aside|blockquote|d[dlt]|div|dl|figure|footer|h[1-6]|header|hr|li|main|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)$/;   // a space stands around these

// What stands in a line: stretches of text, each with the tags that are open around it.
function stretches(element, path = []) {
  return [...element.childNodes].flatMap(node => {
    if (node.nodeType === 3) return [{ path, text: node.data }];
    if (node.nodeType !== 1 || foreign(node)) return [];
    if (node.localName === "br") return [{ path, text: " " }];
    if (node.localName === "img") return [{ path, text: "", whole: opening(node) }];
    if (node.matches(".wl")) return filled(element) ? [] : [{ path, text: "", whole: `${opening(node)}</div>` }];
    if (node.matches(".hint")) return [];
    const tag = node.matches(".unsaid") ? "" : mark(node), inside = tag && !path.includes(tag) ? [...path, tag] : path;
    if (node.dataset.field && !squash(node.textContent)) return [{ path: inside, text: "", whole: "" }];
    return tag || !APART.test(node.localName) ? stretches(node, inside) : [{ path, text: " " }, ...stretches(node, inside), { path, text: " " }];
  });
}

// Stretches as HTML. Spaces go outside the tags.
function markup(found) {
  let out = "", space = false;
  const open = [];
  for (const { path, text, whole } of found) {
    const core = squash(text);
    space ||= /^[ \t\r\n\f]/.test(text);
    if (!core && whole === undefined) continue;
    const apart = path.findIndex((tag, n) => tag !== open[n]), shared = apart < 0 ? path.length : apart;
    while (open.length > shared) out += closing(open.pop());
    if (space && out) out += " ";
    for (const tag of path.slice(shared)) { out += tag; open.push(tag); }
    out += (whole ?? "") + escaped(core);
    space = /[ \t\r\n\f]$/.test(text);
  }
  return out + open.reverse().map(closing).join("");
}

function line(element) {
  const fields = element.matches(".facts td, .hours tbody tr > :first-child") ? $$("[data-field]", element) : [], asIs = one => `${opening(one)}${escaped(one.textContent)}</span>`;
  if (!fields.length || filled(element)) return markup(stretches(element));
  return `<span class="unsaid">${fields.map(asIs).join("")}</span>${$$(".hint", element).map(asIs).join("")}`;
}

// A row that was added and says nothing, whatever number stands before it.
const isNewAndEmpty = row => {
  const fields = $$("[data-field]", row);
  return fields.length > 0 && !filled(row) && !fields.some(field => given.has(field.dataset.field));
};
function lines(element, indent) {
  return [...element.childNodes].flatMap(node => {
    const loose = element.matches("ul, ol") ? "li" : "p";
    if (node.nodeType === 8) return [`${indent}<!--${node.data}-->`];
    if (node.nodeType === 3) return squash(node.data) ? [`${indent}<${loose}>${escaped(squash(node.data))}</${loose}>`] : [];
    if (node.nodeType !== 1 || foreign(node)) return [];
    const name = node.localName, tag = indent + opening(node), end = `</${name}>`;
    if (name === "colgroup") return [tag + $$("col", node).map(opening).join("") + end];
    if (name === "tr") {
      if (node.matches(".grid tbody > :not(.waiting)") && !squash(node.textContent) || isNewAndEmpty(node)) return [];
      return [tag + [...node.cells].map(cell => `${opening(cell)}${line(cell)}</${cell.localName}>`).join("") + end];
    }
    if (/^(div|ul|ol|table|thead|tbody)$/.test(name)) {
      if (node.matches(".wl") && $$(":scope > p", element).some(p => squash(p.textContent))) return [];
      const inner = lines(node, `${indent}  `);
      return inner.length ? [tag, ...inner, indent + end] : name === "div" && node.classList.length ? [tag + end] : [];
    }
    const text = line(node);
    if (!text && !node.matches(".waiting")) return [];
    return [/^(p|h2|h3|li)$/.test(name) ? tag + text + end : `${indent}<${loose}>${text}</${loose}>`];
  });
}
const written = block => ["", ...lines(block, "  "), ""].join("\n");

/* ---- The page as it was loaded ---- */

// Extensions add things early, and the browser's own "Save page as" keeps what this script has added.
const bare = element => [...element.attributes].forEach(({ name }) => KEPT.test(name) || element.removeAttribute(name));
const browserSaved = !!$("[data-ui], main [contenteditable]");
[document.documentElement, document.body, main].forEach(bare);
document.documentElement.removeAttribute("class");
$$("[data-ui], html > :not(head, body), body > :not(main, script#record, script#editor-words, script#editor), head > :not(title, style, meta), head > style[class], head > style[id]").forEach(element => element.remove());
if (browserSaved) {
  $$("main *").forEach(bare);
  $$("head > meta[http-equiv='Content-Type' i]").forEach(meta => { meta.removeAttribute("http-equiv"); meta.removeAttribute("content"); meta.setAttribute("charset", "utf-8"); });
  const nodes = part => [...part.childNodes].filter(node => node.nodeType !== 3);
  for (const part of [document.head, document.body]) part.replaceChildren("\n", ...nodes(part).flatMap(node => [node, node === main ? "\n\n" : "\n"]));
  main.replaceChildren(...nodes(main).flatMap(node => [node.nodeType === 8 ? "\n\n" : "\n", node]), "\n\n");
  $$(".block").forEach(block => { block.innerHTML = written(block); });
}
$$(".block").forEach((block, n) => block.setAttribute("data-key", n));
const pristine = document.documentElement.cloneNode(true);
// Printing, Firefox would begin one more page for the spaces around the sides.
[document.body, main].forEach(part => [...part.childNodes].forEach(node => node.nodeType === 3 && node.remove()));
const issued = new Map($$(".block", pristine).map(block => [block.dataset.key, written(block)]));

/* ---- The file as text ---- */

const places = side => [...side.children].filter(child => !child.matches(".plate, .head, .foot"));
const boxesAt = place => place.matches(".row") ? $$(".block", place) : [place];
const shape = side => places(side).map(place => boxesAt(place).map(box => box.dataset.key + opening(box)).join()).join("|");
const outside = root => $$("main [data-field]", root).filter(field => !field.closest(".block"));

function arrange(side, live) {
  const ownNote = box => {
    let node = box?.previousSibling;
    while (node?.nodeType === 3 && !squash(node.data)) node = node.previousSibling;
    return node?.nodeType === 8 ? node : null;
  };
  const asText = box => {
    const own = $(`.block[data-key="${box.dataset.key}"]`, side), note = own ? ownNote(own)?.data : ` ${words.new_box_comment} `;
    const inner = own ? own.innerHTML : written(box);
    return `${note ? `<!--${note}-->\n` : ""}${opening(box).slice(0, -1)} data-key="${box.dataset.key}">${inner}</div>`;
  };
  const text = places(live).map(place => !place.matches(".row, .block") ? place.outerHTML : !place.matches(".row") ? asText(place)
    : `${opening(place)}\n\n${boxesAt(place).map(asText).join("\n\n")}\n\n</div>`).join("\n\n");
  const range = side.ownerDocument.createRange(), old = places(side);
  range.setStartBefore((old[0].matches(".row") ? null : ownNote(old[0])) || old[0]);
  range.setEndAfter(old.at(-1));
  range.deleteContents();
  range.insertNode(range.createContextualFragment(text));
}

function fileText() {
  const sheet = original || main, copy = pristine.cloneNode(true), sides = $$(".side", copy), fields = outside(sheet);
  $$(".side", sheet).forEach((side, n) => { if (shape(side) !== shape(sides[n])) arrange(sides[n], side); });
  $$(".side", sheet).forEach((side, n) => words.densities.forEach(([name]) => sides[n].classList.toggle(name, side.classList.contains(name))));
  for (const box of $$(".block", sheet)) {
    const own = $(`.block[data-key="${box.dataset.key}"]`, copy), text = written(box);
    if (own && text !== issued.get(box.dataset.key)) own.innerHTML = text;
  }
  outside(copy).forEach((own, n) => {
    const text = squash(fields[n].textContent);
    if (squash(own.textContent) !== text) own.textContent = text;
  });
  return asText(copy);
}
function asText(copy) {
  $$("[data-key]", copy).forEach(box => box.removeAttribute("data-key"));
  const page = copy.outerHTML.replace(/^(<html[^>]*>)\s*<head>/, "$1\n<head>").replace(/\s*<\/body>\s*<\/html>$/, "\n</body>\n</html>\n");
  const around = [...document.childNodes].filter(node => node.nodeType !== 10 && !/^ saved from url/.test(node.data));
  return `<!DOCTYPE html>\n${around.map(node => node.nodeType === 8 ? `<!--${node.data}-->\n` : page).join("")}`;
}
