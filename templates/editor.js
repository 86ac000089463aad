/* Lets you change this page in a browser and save it. Nothing is sent anywhere.

   What it adds while the page is open (attributes, tick boxes, buttons) is not saved: see templates/file.js. */
/* ---- What can be typed into ---- */

const ui = (name, values = {}, ...inside) => {
  const element = Object.assign(document.createElement(name), values);
  element.setAttribute("data-ui", "");
  element.append(...inside);
  return element;
};
const named = (name, element) => { element.setAttribute("data-ui", name); return element; };
const HOSTS = ".block:not(.locked) :is(ul, ol, p, h3, .grid th, .grid td, h2 > span)";
const ITEMS = ".block:not(.locked) :is(li, .grid tbody > tr, .hours tbody > tr, .people tbody > tr), .block:not(.locked) > :is(p, h3)";
const isHost = element => !element.closest(".waiting, [data-ui]") && (element.dataset.field || !element.closest(".locked, .signature, tr.locked") && !$("[data-field]", element) && !element.matches("h3:has(+ .hours)"));
const titleOf = element => squash($("h2", element.closest(".block") || main)?.textContent || document.title);
const kindOf = item => words[item.matches("li") ? "bullet" : item.matches("tr") ? "row" : "paragraph"];
const typing = host => host.matches("ul, ol") ? "true" : "plaintext-only";   // a plaintext-only list shows the spaces between its bullets
let editing = true;
const canEdit = () => editing && !original;

function labelOf(host) {
  if (!host.dataset.field) return host.matches("p") ? fill(words.text_of, { title: titleOf(host) }) : host.matches("ul, ol") ? fill(words.list_of, { title: titleOf(host) }) : "";
  const [name, row, column] = host.dataset.field.split("."), plain = words.fields ?? {};
  return /\D/.test(row ?? "x") ? plain[host.dataset.field] || name : [`${plain[name]} ${row}`, plain[`${name}.${column}`]].filter(Boolean).join(": ");
}

/* ---- What a field takes, told where it is typed ---- */

const fieldName = field => field.dataset.field.replace(/\.\d+(?=\.|$)/, "");
const exactly = pattern => new RegExp(`^(?:${pattern})$`);
const TAKEN = { time: exactly(words.patterns?.time), date: exactly(words.patterns?.date) };
const UNPRINTED = new RegExp(`[^\\s\\x21-\\x7e\u00ad\u200b-\u200f\u2060\ufeff${words.letters}]\ufe0f?`, "gu");

// Why what stands in a place cannot be printed or taken; "" if it can.
function problemOf(host) {
  const text = squash(host.textContent.normalize()), rule = host.dataset.field && words.takes?.[fieldName(host)], { length } = [...text];
  if (!text) return "";
  const letters = [...new Set(text.match(UNPRINTED))];
  if (letters.length) return fill(words.no_letters, { letters: letters.join(" ") });
  if (rule in TAKEN) return TAKEN[rule].test(text) ? "" : words[`no_${rule}`];
  if (Array.isArray(rule)) return /^\d+$/.test(text) && +text >= rule[0] && +text <= rule[1] ? "" : fill(words.no_number, { low: rule[0], high: rule[1] });
  return length > rule ? fill(words.too_many_letters, { count: length, limit: rule }) : "";
}

// Fields with the words between them.
function phrase(fields) {
  const names = fields.map(field => field.dataset.field), values = fields.map(field => `${opening(field)}</span>`);
  const text = words.phrases?.[names[0]] || (/^schedule/.test(names[0]) ? words.times : values.join(" "));
  return fill(text, Object.fromEntries(names.flatMap((name, n) => [[name, values[n]], [name.split(".").pop(), values[n]]])));
}

// Gives the page what editing takes, wherever it is missing.
function dress() {
  for (const cell of $$(".facts td, .hours tbody tr > :first-child", main)) {
    const fields = $$("[data-field]", cell);
    if (!fields.length || filled(cell) || cell.contains(document.activeElement) || squash($(".unsaid", cell)?.textContent || "")) continue;
    cell.innerHTML = `<span class="unsaid">${phrase(fields)}</span>${$(".hint", cell)?.outerHTML || ""}`;
  }
  $$(".holds-note").filter(note => $(".wl", note) && !$("p", note)).forEach(note => $(".wl", note).before(document.createElement("p")));
  for (const row of $$(".grid tbody tr, .facts tr, .people tbody tr", main)) {
    const [, ...cells] = row.cells;
    if (row.closest(".grid")) [...row.cells].forEach(cell => cell.localName === "td" && cell.classList.toggle("none", !squash(cell.textContent)));
    else row.classList.toggle("said", cells.every(filled));
  }
  for (const host of $$(`[data-field], ${HOSTS}`, main).filter(isHost)) {
    const label = canEdit() && labelOf(host);
    const wrong = !!problemOf(host);
    host.toggleAttribute("data-wrong", wrong);
    for (const [name, value] of Object.entries({ "aria-invalid": wrong && host.matches("p, span") && "true", contenteditable: canEdit() && typing(host), "aria-label": label, role: label && host.matches("p, span") && "textbox", "aria-multiline": label && host.matches("p") && "true" })) {
      if (!value) host.removeAttribute(name); else if (host.getAttribute(name) !== value) host.setAttribute(name, value);
    }
  }
  $$("li:is(.locked, .waiting)", main).forEach(item => item.setAttribute("contenteditable", "false"));
  for (const box of $$(".block.locked", main)) {
    if (canEdit()) { box.tabIndex = 0; box.setAttribute("role", "group"); box.setAttribute("aria-label", titleOf(box)); } else ["tabindex", "role", "aria-label"].forEach(name => box.removeAttribute(name));
  }
  for (const item of $$(".block:not(.locked) .ticks > li:not(.waiting)", main)) {
    const [tick = ui("input", { type: "checkbox" }), ...more] = $$("input", item);
    more.forEach(one => one.remove());
    if (item.firstChild !== tick) item.prepend(tick);
    tick.checked = item.classList.contains("ticked");
    tick.setAttribute("contenteditable", "false");
    tick.setAttribute("aria-label", fill(words.tick, { text: squash(item.textContent) || words.empty }));
  }
  for (const offer of $$(".waiting:not(:has([data-ui]))", main)) {
    const choices = ["use", "keep"].map(name => ui("button", { type: "button", textContent: words[name], value: name }));
    offer.setAttribute("data-says", squash(offer.textContent) ? words.waiting : words.waiting_gone);
    (offer.matches("tr") ? offer.cells[offer.cells.length - 1] : offer).append(ui("span", { className: "choices" }, ...choices));
  }
}

/* ---- What changed: noticed here alone, by whatever means it came (keys, paste, spelling, extensions, dictation) ---- */

// Undo goes by snapshots, because a browser's own undo does not know of what buttons do.
const past = [], future = [];
let present, own, act = "", lastAct = "", lastTime = 0;   // what the sheet says, and what it last said by this person's doing

// Said before something is done: what it is, and where the caret stands.
function remember(name) {
  act = name;
  setTimeout(() => { act = ""; });   // if nothing came of it, what comes later is not its doing
  Object.assign(present, caretPath());
  tell("");
}
function noticed(byHand = true) {
  const going = /^(type|erase)$/.test(act) && act === lastAct && Date.now() - lastTime < 1000;
  if (!going) { past.push(present); future.length = 0; }
  if (past.length > 200) past.shift();
  lastAct = act; lastTime = Date.now(); act = "";
  settle(byHand);
}
function settle(byHand = true) {
  dress();
  watch.takeRecords();   // what dress() has put there
  present = snapshot();
  if (byHand) own = present;
  refresh();
}
const watch = new MutationObserver(records => {
  const byHand = act || records.every(record => hostOf(record.target)?.contains(document.activeElement));
  if (original || !byHand) { if (followTranslation()) return; }
  new Set(records.map(record => hostOf(record.target))).forEach(host => host && tidy(host));
  noticed(byHand);
});
// After typing: a list keeps a bullet, an empty place is empty, and a field says the same wherever it stands.
function tidy(host) {
  if (host.matches("ul, ol")) { if (!$("li:not(.waiting)", host)) { host.prepend(document.createElement("li")); caret(host.firstChild); } }
  else if (!squash(host.textContent)) host.replaceChildren();
  if (!host.dataset.field) return;
  for (const field of $$(`[data-field="${CSS.escape(host.dataset.field)}"]`, main)) if (squash(field.textContent) !== squash(host.textContent)) field.textContent = squash(host.textContent);
}
function caretPath() {
  const { anchorNode, anchorOffset } = getSelection(), path = [];
  let node = main.contains(anchorNode) ? anchorNode : main;
  for (; node !== main; node = node.parentNode) path.unshift([...node.parentNode.childNodes].indexOf(node));
  return { path, anchorOffset };
}
function snapshot() {
  $$(".side").forEach(side => side.removeAttribute("style"));   // what measure() sets; the policy would refuse it
  return { html: main.innerHTML, ...caretPath() };
}
function goBack(from, to) {
  if (!from.length || original) return;
  if (watch.takeRecords().length) noticed();
  to.push(present);
  restore(from.pop());
}
function restore({ html, path, anchorOffset }) {
  main.innerHTML = html;
  $$("[data-ui]", main).forEach(element => element.remove());
  dress();
  lastAct = "";
  const node = path.reduce((inner, n) => inner?.childNodes[n], main);
  if (node && node !== main) { hostOf(node)?.focus({ preventScroll: true }); getSelection().collapse(node, Math.min(anchorOffset, node.length ?? node.childNodes.length)); }
  tell("");
  settle();
}
const undo = () => goBack(past, future), redo = () => goBack(future, past);

/* ---- A translation by the browser: to be read, while the file keeps its own words ---- */

// Words that nobody can change here: if they are others, a program has put them there.
const FIXED = "h1, .sub, .lead, .head h2, .welcome, .foot b, .facts th, .drills th, :is(.hours, .people) thead th, .block.locked :is(li, p, h2 > span), :is(li, p).locked";
const fixedWords = () => $$(FIXED, main).filter(element => !$("[data-field]", element)).map(element => markup(stretches(element)));
const loadedWords = new Set(fixedWords());
let original = null;   // the sheet in its own words, while the page shows others

function isTranslated() {
  const root = document.documentElement;
  if (root.matches(".translated-ltr, .translated-rtl") || root.lang !== pristine.lang || $("main [_msttexthash]")) return true;
  return $$("font > font", main).length > 2 || fixedWords().filter(text => !loadedWords.has(text)).length > 2;
}
// Keeps the words that stood here before the translation, and turns editing off until they stand here again.
function followTranslation() {
  const translated = isTranslated();
  if (translated === !!original) return translated;
  const { html } = original ? { html: original.innerHTML } : own;
  original = translated ? document.createElement("main") : null;
  translationNotice.hidden = !translated;
  if (translated) { original.innerHTML = html; dress(); watch.takeRecords(); refresh(); }
  else restore({ html, path: [] });
  return true;
}
new MutationObserver(followTranslation).observe(document.documentElement, { attributes: true, attributeFilter: ["class", "lang"] });

/* ---- Bullets, rows, paragraphs ---- */

const elementOf = node => node?.nodeType === 1 ? node : node?.parentElement;
const hostOf = node => elementOf(node)?.closest("main [contenteditable]:not([contenteditable=false])");
const itemOf = node => { const item = elementOf(node)?.closest(ITEMS); return item?.matches(".locked, .waiting, .signature, h3:has(+ .hours)") ? null : item; };
const together = item => {   // an item and the new wording that waits under it
  const found = [item];
  for (let node = item.nextSibling; node && (node.nodeType !== 1 || node.matches(".waiting")); node = node.nextSibling) if (node.nodeType === 1) found.push(node);
  return found;
};
const like = item => item.matches("tr") ? $$("tbody > tr:not(.waiting)", item.closest(".block"))
  : [...item.parentNode.children].filter(one => item.matches("li") ? one.matches("li:not(.waiting)") : !one.matches("h2, .waiting, .signature, .clear, .wl, [data-ui]"));

function caret(element, end = false) {
  const field = element.matches("tr") ? $("[data-field]", element) || element.cells[0] : element, range = document.createRange();
  hostOf(field)?.focus();
  range.selectNodeContents(field);
  if (!end && field.firstElementChild?.matches("input")) range.setStartAfter(field.firstElementChild);
  range.collapse(!end);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}
function swap(one, other) {
  const mark = document.createComment("");
  one.replaceWith(mark); other.replaceWith(one); mark.replaceWith(other);
}
function move(item, step) {
  const all = like(item), other = all[all.indexOf(item) + step], held = getSelection().anchorNode, at = getSelection().anchorOffset;
  if (!other) return tell(words[step < 0 ? "at_top" : "at_bottom"]);
  remember("move");
  if (other.parentNode !== item.parentNode) swap(item, other);
  else if (step < 0) other.before(...together(item)); else together(other).at(-1).after(...together(item));
  number(item);
  dress();
  if (item.contains(held)) { hostOf(held)?.focus(); getSelection().collapse(held, at); }
  tell(fill(words[step < 0 ? "moved_up" : "moved_down"], { what: kindOf(item) }));
}
function add(item) {
  remember("add");
  const made = document.createElement(item.matches("li, tr") ? item.localName : "p");
  if (item.matches("tr")) emptyRow(made, item);
  together(item).at(-1).after(made);
  number(made);
  dress();
  caret(made);
  tell(fill(words.added, { what: kindOf(made) }));
}
function remove(item) {
  remember("remove");
  const all = like(item), next = all[all.indexOf(item) + 1] || all[all.indexOf(item) - 1], what = kindOf(item);
  if (next || !item.matches("li")) together(item).forEach(one => one.remove()); else item.replaceChildren();
  if (next) number(next);
  dress();
  if (next && itemOf(next)) caret(next, true);
  tell(fill(words.removed, { what }));
}
function emptyRow(row, model) {
  const taken = $$("[data-field]", model.closest(".block")).map(field => +field.dataset.field.split(".")[1] || 0), n = Math.max(0, ...taken) + 1;
  row.innerHTML = [...model.cells].map(cell => opening(cell) + $$("[data-field]", cell).map(field => opening(field).replace(/\.\d+\./, `.${n}.`) + "</span>").join("") + `</${cell.localName}>`).join("");
  if (model.closest(".hours")) row.cells[0].innerHTML = `${["start", "end"].map(part => `<span data-field="schedule.${n}.${part}"></span>`).join("")}`;
}
// The first people, to be asked in order, are numbered where they stand.
const ORDERED = 3;
function number(item) {
  const rows = item.matches(".people tr") ? like(item) : [];
  rows.forEach((row, n) => {
    const [first] = row.cells[0].childNodes, text = n < ORDERED ? fill(words.numbered, { number: n + 1, role: "" }) : "";
    if (first?.nodeType === 3) first.data = text; else if (text) row.cells[0].prepend(text);
  });
}
function decide(offer, take) {
  const name = offer.localName;
  let item = offer.previousElementSibling;
  remember("decide");
  $$("[data-ui]", offer).forEach(one => one.remove());
  if (take && !squash(offer.textContent)) { item?.remove(); item = null; }
  else if (take && item?.localName === name) { if (item.matches("tr")) [...offer.cells].forEach((cell, n) => item.cells[n]?.replaceChildren(...cell.childNodes)); else item.replaceChildren(...offer.childNodes); }
  for (let node = offer.previousSibling; node && node !== item; node = offer.previousSibling) node.remove();
  offer.remove();
  dress();
  if (item) caret(item, true);
}

/* ---- Boxes ---- */

const spanOf = box => [...box.classList].find(name => /^span-\d+$/.test(name)) || "span-24";
function moveBox(box, step) {
  const toward = step < 0 ? "previousElementSibling" : "nextElementSibling", row = box.closest(".row"), beside = row && box[toward];
  const place = row || box, other = beside || place[toward], there = other?.matches(".row") ? boxesAt(other) : [];
  if (!other?.matches(".row, .block")) return tell(words[step < 0 ? "at_top" : "at_bottom"]);
  remember("move box");
  if (row && !beside && there.length) {   // two boxes of two rows change places, and each takes the width of its new place
    const partner = there.at(step < 0 ? -1 : 0), [wide, narrow] = [spanOf(box), spanOf(partner)];
    swap(box, partner);
    box.classList.replace(wide, narrow);
    partner.classList.replace(narrow, wide);
  } else if (step < 0) other.before(beside ? box : place); else other.after(beside ? box : place);
  caret($("h2 > span", box), true);
  tell(fill(words[step < 0 ? "moved_up" : "moved_down"], { what: words.box }));
}
function addBox(box) {
  remember("add box");
  let id = "new-box";
  for (let n = 2; document.getElementById(id); n++) id = `new-box-${n}`;
  const made = document.createElement("div");
  made.innerHTML = `<div class="block paper span-24" id="${id}" data-block="${id}" data-key="${id}"><h2><span></span></h2><ul class="dots"><li></li></ul><div class="clear"></div></div>`;
  (box.closest(".row") || box).after(made.firstChild);
  const title = $(`#${id} h2 > span`);
  title.textContent = words.new_box;
  dress();
  caret(title, true);
  tell(fill(words.added, { what: words.box }));
}
function removeBox(box) {
  if ($(".locked", box)) return tell(`${words.box_stays} ${words.why[box.dataset.block]}`);
  const row = box.closest(".row"), next = box.nextElementSibling || box.previousElementSibling || row?.nextElementSibling;
  remember("remove box");
  box.remove();
  const left = row ? boxesAt(row) : [];
  if (left.length) {   // the last one takes the width that is free now
    const last = left.at(-1), others = left.slice(0, -1).reduce((sum, one) => sum + +spanOf(one).slice(5), 0);
    last.classList.replace(spanOf(last), `span-${24 - others}`);
  }
  if (left.length === 1) row.replaceWith(left[0]);
  dress();
  const title = next && $(".block:not(.locked) h2 > span, :scope:not(.locked) > h2 > span", next.matches(".block") ? next.parentNode : next);
  if (title) caret(title);
  tell(fill(words.removed, { what: words.box }));
}

/* ---- Typing ---- */

const selected = () => { const all = getSelection(); return all.rangeCount && main.contains(all.anchorNode) ? all.getRangeAt(0) : null; };

// The place that all of `range` stands in, if it may be typed over; else it says why not.
function writable(range) {
  const start = elementOf(range?.startContainer), host = hostOf(start), box = start?.closest(".block");
  if (!host || start.closest("[contenteditable=false]")) return box && why(box);
  const locked = $$(".locked", main).find(item => !item.contains(host) && range.intersectsNode(item));
  if (locked) return why(locked.closest(".block"));
  return host.contains(range.endContainer) ? host : tell(words.one_place);
}
// Takes out what is selected. What is left of two bullets becomes one, and the caret stands in it.
function clear(range) {
  const host = hostOf(range.startContainer), first = itemOf(range.startContainer), last = itemOf(range.endContainer);
  range.deleteContents();
  if (first && last && first !== last) merge(first, last);
  else if (!first && host.matches("ul, ol")) {
    const item = $("li:not(.locked, .waiting)", host) || document.createElement("li");
    if (!item.parentNode) host.prepend(item);
    caret(item, true);
  }
  return selected();
}

// Takes out what is right of the caret.
function rightOf(range, item) {
  const rest = range.cloneRange();
  rest.setEnd(item, item.childNodes.length);
  return rest.extractContents();
}
// Enter: what is right of the caret becomes the next bullet or paragraph.
function split() {
  let range = selected(), item = itemOf(range?.startContainer);
  if (item?.matches("tr")) return below(item, elementOf(range.startContainer).closest("td, th").cellIndex);
  if (!item) {
    const first = elementOf(range?.startContainer)?.closest("h2, h3") && $(ITEMS, elementOf(range.startContainer).closest(".block"));
    return first && itemOf(first) && caret(first);
  }
  if (!squash(item.textContent)) return;
  remember("split");
  range = clear(range);
  item = itemOf(range.startContainer);
  const made = item.cloneNode(false);
  made.classList.remove("ticked");
  made.append(rightOf(range, item));
  together(item).at(-1).after(made);
  dress();
  caret(made);
}
// Enter in a table: the cell below, or a new row under the last.
function below(row, column) {
  const next = like(row)[like(row).indexOf(row) + 1];
  if (!next) return add(row);
  const cell = next.cells[column];
  caret($("[data-field]", cell) || cell, true);
}
// Backspace at the start of a bullet or paragraph, Delete at the end of the one before: the two become one.
function join(first, second) {
  if (!first || !second || first.localName !== second.localName || !itemOf(first) || !itemOf(second)) return;
  remember("join");
  merge(first, second);
}
function merge(first, second) {
  caret(first, true);
  const { anchorNode, anchorOffset } = getSelection();
  $$("[data-ui]", second).forEach(element => element.remove());
  first.append(...second.childNodes);
  second.remove();
  getSelection().collapse(anchorNode, anchorOffset);
}
function insert(text) {
  const range = clear(selected()), node = document.createTextNode(text);
  range.insertNode(node);
  range.setStartAfter(node);
  range.collapse(true);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  node.parentNode.normalize();
}
// Words only; in a list or text several lines become several bullets or paragraphs.
function paste(data) {
  const text = data.getData("text/plain") || plain(data.getData("text/html")), rows = pastedLines(text);
  if (!rows.length || !writable(selected())) return;
  remember("paste");
  const many = rows.length > 1 && itemOf(clear(selected()).startContainer)?.matches("li, p");
  if (!many) return insert(rows.length > 1 || !/^[\t ]|[\t ]$/.test(text) ? rows.join(" ") : text.replace(/\s+/g, " "));
  insert(rows[0]);
  let last = itemOf(selected().startContainer);
  const rest = rightOf(selected(), last);
  for (const row of rows.slice(1)) {
    const made = document.createElement(last.localName);
    made.textContent = row;
    together(last).at(-1).after(made);
    last = made;
  }
  dress();
  caret(last, true);
  last.append(rest);
}
// Bold on or off for the selected words, or for the word at the caret.
let styling = false;
function bold() {
  const all = getSelection(), host = hostOf(all.anchorNode);
  if (!host || host.dataset.field || host.matches("h3, h2 *")) return;
  if (all.isCollapsed) { all.modify("move", "backward", "word"); all.modify("extend", "forward", "word"); }
  if (!all.toString().trim()) return;
  remember("bold");
  styling = true;
  host.contentEditable = "true";
  host.style.fontWeight = 400;   // so that words in a cell that is half bold by itself count as not bold
  document.execCommand("styleWithCSS", false, false);
  document.execCommand("bold");
  host.removeAttribute("style");
  host.contentEditable = typing(host);
  styling = false;
}

main.addEventListener("beforeinput", event => {
  const act = event.inputType, range = selected();
  if (styling) return;
  if (act === "historyUndo" || act === "historyRedo" || /^format|^insertFrom|^insert(Paragraph|LineBreak|Link|HorizontalRule)|List$/.test(act)) {
    event.preventDefault();
    if (act === "historyUndo") undo(); else if (act === "historyRedo") redo(); else if (act === "formatBold") bold(); else if (/Paragraph|LineBreak/.test(act) && writable(range)) split();
    return;
  }
  const host = writable(range);
  if (!host) return event.preventDefault();
  const item = host.dataset.field ? null : itemOf(range.startContainer), edge = range.cloneRange();
  if (range.collapsed && item?.matches("li, p") && /^deleteContent|^deleteWord|^deleteSoft/.test(act)) {
    edge.selectNodeContents(item);
    const all = like(item), back = /Backward$/.test(act), n = all.indexOf(item) + (back ? -1 : 1);
    if (back) edge.setEnd(range.startContainer, range.startOffset); else edge.setStart(range.startContainer, range.startOffset);
    if (!edge.toString()) {
      event.preventDefault();
      return back ? join(all[n], item) : join(item, all[n]);
    }
  }
  remember(/^insert/.test(act) ? "type" : "erase");
});
main.addEventListener("focusout", event => {
  const field = event.target, [start, end] = field.matches?.("[data-field$='.start']") ? squash(field.textContent).split(/\s*[–—-]\s*/) : [];
  const other = end && $(`[data-field="${field.dataset.field.replace(/start$/, "end")}"]`, main);
  if (other && !squash(other.textContent)) { remember("type"); field.textContent = start; other.textContent = end; }   // "7:50–8:10" typed into one place
  if (field.matches?.("h2 > span") && !squash(field.textContent)) { field.textContent = words.new_box; }
});
main.addEventListener("change", event => {
  if (!event.target.matches("input")) return;
  const item = event.target.closest("li"), { checked } = event.target;
  if (original) { $$("li", original)[$$("li", main).indexOf(item)]?.classList.toggle("ticked", checked); item.classList.toggle("ticked", checked); return refresh(); }
  remember("tick");
  item.classList.toggle("ticked", checked);
  noticed();
});
main.addEventListener("paste", event => { event.preventDefault(); paste(event.clipboardData); });
// Words that are dragged: moved within the page, copied from anywhere else.
let dragged = null;
main.addEventListener("dragstart", () => { dragged = selected()?.cloneRange(); });
main.addEventListener("dragend", () => { dragged = null; });
main.addEventListener("drop", event => {
  event.preventDefault();
  const spot = rangeAt(event.clientX, event.clientY), own = dragged;
  dragged = null;
  if (!writable(spot) || own?.isPointInRange(spot.startContainer, spot.startOffset)) return;
  remember("drop");
  if (own && !own.collapsed && writable(own)) clear(own);
  hostOf(spot.startContainer).focus();
  getSelection().removeAllRanges();
  getSelection().addRange(spot);
  paste(event.dataTransfer);
});
function rangeAt(x, y) {
  if (!document.caretPositionFromPoint) return document.caretRangeFromPoint(x, y);
  const { offsetNode, offset } = document.caretPositionFromPoint(x, y), range = document.createRange();
  range.setStart(offsetNode, offset);
  return range;
}
main.addEventListener("click", event => {
  const choice = event.target.closest(".choices button"), box = event.target.closest(".block");
  if (choice && original) return tell(words.translated);
  if (choice) return decide(choice.closest(".waiting"), choice.value === "use");
  if (canEdit() && event.target.closest("a")) event.preventDefault();
  if (canEdit() && event.target.closest(".locked") && !event.target.closest("[data-field]")) why(box);
});
main.addEventListener("keydown", event => {
  const { key, altKey, shiftKey } = event, item = itemOf(document.activeElement.matches("input") ? document.activeElement : selected()?.startContainer);
  const box = elementOf(selected()?.startContainer)?.closest(".block:not(.locked)"), step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (key === "Escape" && !itemTools.hidden) { event.preventDefault(); $("button", item ? itemTools : boxTools).focus(); }
  if (!altKey || !step || !canEdit()) return;
  event.preventDefault();
  if (shiftKey || !item) box && moveBox(box, step); else move(item, step);
});
addEventListener("keydown", event => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const act = { s: () => save(event.shiftKey), z: event.shiftKey ? redo : undo, y: redo, b: bold, i: () => {}, u: () => {} }[event.key.toLowerCase()];
  if (act) { event.preventDefault(); act(); }
});

/* ---- Saving ---- */

const nameOf = () => decodeURIComponent(location.pathname.split("/").pop() || "") || `${record.name || "handout"}.html`;
let handle = null, lastWritten = null, savedText = fileText(), dirty = false;

async function save(asCopy) {
  const text = fileText();
  if (self.showSaveFilePicker) {
    try {
      if (!handle || asCopy) [lastWritten, handle] = [null, await self.showSaveFilePicker({ suggestedName: nameOf(), types: [{ description: words.file_type, accept: { "text/html": [".html"] } }] })];
    } catch (problem) {
      if (problem.name === "AbortError") return tell(words.not_saved);
      return download(text, nameOf());
    }
    try {
      const there = lastWritten === null ? null : await (await handle.getFile()).text();
      if (there !== lastWritten) { lastWritten = there; return tell(fill(words.written_there, { name: handle.name })); }
      const stream = await handle.createWritable();
      await stream.write(text);
      await stream.close();
      if (await (await handle.getFile()).text() !== text) throw new Error();
      lastWritten = text;
    } catch {
      const { name } = handle;
      handle = null;
      return tell(fill(words.not_written, { name }));
    }
    return done(text, fill(words.saved_as, { name: handle.name }));
  }
  download(text, nameOf());
}
function download(text, name) {
  const link = ui("a", { href: URL.createObjectURL(new Blob([text], { type: "text/html" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  done(text, fill(words.downloaded, { name }));
}
function done(text, message) {
  savedText = text;
  tell([message, original && words.saved_original, wrongPlaces()].filter(Boolean).join(" · "));
  refresh();
  look();
}

/* A draft in this browser, for a page that is closed before it is saved. */
const DRAFT = `handout ${record.name} ${location.pathname}`;
const tab = Math.random().toString(36).slice(2);
// Those of other tabs, and of days before, stay until somebody says what to do with them.
function drafts() {
  try { return [JSON.parse(localStorage.getItem(DRAFT)) || []].flat(); } catch { return []; }
}
function writeDrafts(all) {
  try {
    if (all.length) localStorage.setItem(DRAFT, JSON.stringify(all)); else localStorage.removeItem(DRAFT);
  } catch { /* storage may be full or switched off: then there is no draft */ }
}
function keepDraft() {
  const others = drafts().filter(draft => draft.tab !== tab), html = original ? original.innerHTML : present.html;
  writeDrafts(dirty ? [...others, { tab, when: Date.now(), record: $("script#record")?.textContent, html }] : others);
}
function offerDraft(draft) {
  const same = draft.record === $("script#record")?.textContent, when = new Date(draft.when).toLocaleString();
  const drop = () => { notice.remove(); writeDrafts(drafts().filter(one => one.tab !== draft.tab || one.when !== draft.when)); };
  const button = (name, act) => ui("button", { type: "button", textContent: words[name], onclick: act });
  const takeBack = () => {
    if (original) return tell(words.translated);
    drop();
    past.push(present);
    restore({ html: draft.html, path: [] });
    if (dirty) tell(words.draft_undo);
  };
  const asFile = () => {
    const copy = pristine.cloneNode(true);
    $("main", copy).innerHTML = draft.html;
    $("#record", copy).textContent = draft.record;
    drop();
    download(asText(copy), nameOf().replace(/(\.html?)?$/, ` (${words.draft_name})$1`));
  };
  const notice = named("draft", ui("section", {}, ui("p", { textContent: fill(words[same ? "draft" : "draft_other"], { when }) }),
    same ? button("draft_back", takeBack) : button("draft_file", asFile), button("draft_drop", drop)));
  notice.setAttribute("aria-label", words.draft_of);
  bar.after(notice);
}
addEventListener("storage", ({ key }) => { if (key === DRAFT && drafts().some(draft => draft.tab !== tab && draft.when > openedAt)) otherTab.hidden = false; });
const openedAt = Date.now();

/* ---- The bar, the buttons in the margin, what they tell ---- */

const button = ([name, text, act, key]) => {
  const made = ui("button", { type: "button", textContent: text, title: words[`${name}_title`] || "", onclick: act, onmousedown: event => event.preventDefault() });
  made.name = name;
  if (key) made.setAttribute("aria-keyshortcuts", key);
  return made;
};
function toolbar(label, buttons) {
  const made = ui("div", {}, ...buttons.map(button));
  made.setAttribute("role", "toolbar");
  made.setAttribute("aria-label", label);
  made.addEventListener("keydown", ({ key, target }) => {
    const next = { ArrowRight: "nextElementSibling", ArrowDown: "nextElementSibling", ArrowLeft: "previousElementSibling", ArrowUp: "previousElementSibling" }[key];
    if (next) target[next]?.focus(); else if (key === "Escape" && made !== bar.firstChild) backToText();
  });
  return made;
}
const pressed = (name, on) => $(`[name=${name}]`, bar).setAttribute("aria-pressed", on);
let warned = false;   // that more pages would be printed than there are sides
const status = named("status", ui("p")), fits = named("fits", ui("button", { type: "button", onclick: () => $(".side[data-over] .foot", main)?.scrollIntoView({ block: "center" }) })), notice = named("notice", ui("p"));
const otherTab = named("other-tab", ui("section", { hidden: true }, ui("p", { textContent: words.other_tab })));
const check = named("check", ui("p", { hidden: true }));
const translationNotice = named("translation", ui("section", { hidden: true }, ui("p", { textContent: words.translated })));
const bar = named("bar", ui("header", {}, toolbar(words.bar, [
  ["save", words.save, () => save(false), "Control+S"], ["copy", words.copy, () => save(true), "Control+Shift+S"], ["print", words.print, () => { if (fits.hasAttribute("data-over") && !warned) { warned = true; tell(words.print_long); } else print(); }],
  ["undo", words.undo, undo, "Control+Z"], ["redo", words.redo, redo, "Control+Y"], ["bold", words.bold, bold, "Control+B"],
  ["boxes", words.boxes, () => pressed("boxes", document.body.toggleAttribute("data-boxes-empty"))],
  ["editing", words.editing, () => { editing = !editing; pressed("editing", editing); dress(); follow(); }],
]), status, fits));
const itemTools = toolbar("", [["up", "↑", () => move(current, -1)], ["down", "↓", () => move(current, 1)], ["add", "+", () => add(current)], ["remove", "×", () => remove(current)]]);
const boxTools = toolbar("", [["box_up", "↑", () => moveBox(currentBox, -1)], ["box_down", "↓", () => moveBox(currentBox, 1)], ["add", "+", () => addBox(currentBox)], ["remove", "×", () => removeBox(currentBox)]]);
let current = null, currentBox = null;

const backToText = () => current?.isConnected ? caret(current, true) : currentBox?.isConnected && caret($("h2 > span", currentBox), true);
let gone = 0;
function tell(text) {
  notice.textContent = text;
  notice.hidden = !text;
  clearTimeout(gone);
  if (text) gone = setTimeout(tell, 8000 + 80 * text.length, "");   // long enough to be read twice
}
function why(box) { tell(words.why?.[box.dataset.block] || ""); }

// Shows the buttons for the bullet, row or paragraph, and for the box, that the caret is in.
function follow() {
  const active = document.activeElement;
  if (active?.closest("[role=toolbar]")) return;
  const at = active?.matches("main input") ? active : main.contains(active) ? getSelection().anchorNode : null;
  current = canEdit() && at ? itemOf(at) : null;
  currentBox = canEdit() && at ? elementOf(at).closest("main .block:not(.locked)") : null;
  $$("[data-now]", main).forEach(item => item.removeAttribute("data-now"));
  current?.setAttribute("data-now", "");
  const show = (tools, target, what, leftOf) => {
    tools.hidden = !target;
    if (!target) return;
    tools.setAttribute("aria-label", fill(words.tools, { what }));
    $$("button", tools).forEach(one => { one.title = fill(words[one.name], { what }); one.setAttribute("aria-label", one.title); });
    tools.style.top = `${scrollY + target.getBoundingClientRect().top - 2}px`;
    tools.style.left = `${scrollX + leftOf(target.closest(".side").getBoundingClientRect(), getComputedStyle(target.closest(".side")))}px`;
  };
  const host = at && hostOf(at), problem = host ? problemOf(host) : "";
  if (check.textContent !== problem) check.textContent = problem;
  check.hidden = !problem;
  if (problem) { check.style.top = `${scrollY + host.getBoundingClientRect().bottom + 4}px`; check.style.left = `${scrollX + host.getBoundingClientRect().left}px`; }
  show(boxTools, currentBox, words.box, (side, { paddingLeft }) => side.left + (parseFloat(paddingLeft) - boxTools.offsetWidth) / 2);
  show(itemTools, current, current && kindOf(current), (side, { paddingRight }) => side.right - (parseFloat(paddingRight) + itemTools.offsetWidth) / 2);
}

// Whether each side's words end on its paper. The room between the boxes goes first, then it is set more closely.
function measure() {
  const sides = $$(".side", main), paged = parseFloat(getComputedStyle(sides[0]).getPropertyValue("--depth")) > 0;
  main.setAttribute("data-measured", "");   // hides what is not printed
  const over = sides.map((side, n) => paged ? fitSide(side, $$(".side", pristine)[n]) : 0);
  main.removeAttribute("data-measured");
  const count = sides.length, lines = over.flatMap((number, n) => number ? fill(words[number === 1 ? "long_line" : "long_lines"], { count: number, side: n + 1 }) : []);
  fits.hidden = !paged;
  fits.textContent = lines.length ? fill(words.long, { lines: lines.join(", ") }) : fill(words[count === 1 ? "fits_one" : "fits"], { count });
  fits.toggleAttribute("data-over", lines.length > 0);
}
// Sets a side as roomily as it fits; gives how many lines are too many.
function fitSide(side, loaded) {
  const first = words.densities.findIndex(([name]) => loaded.classList.contains(name)), paper = getComputedStyle(side);
  const length = name => parseFloat(paper.getPropertyValue(name)) * 4 / 3;
  const tooMuch = () => $(".foot", side).getBoundingClientRect().bottom - side.getBoundingClientRect().top - parseFloat(paper.paddingTop) - length("--depth");
  const setGap = pixels => side.style.setProperty("--gap", `${pixels * 0.75}pt`);
  const tried = past.length ? words.densities.slice(first) : [words.densities[first]];   // what nobody has changed stays as it is
  for (const [name, points] of tried) {
    const least = points * 4 / 3, closer = name !== tried[0][0];
    words.densities.forEach(([other]) => side.classList.toggle(other, other === name));
    side.style.removeProperty("--gap");
    if (closer) setGap(least);
    const much = tooMuch(), gap = length("--gap");
    if (much > 0 || closer) setGap(Math.min(Math.max(least, gap - much / places(side).length), gap + 6));
    if (tooMuch() <= 1) break;
  }
  const much = tooMuch();
  side.toggleAttribute("data-over", much > 1);
  side.setAttribute("data-cut", words.cut);
  return much > 1 ? Math.ceil(much / length("--leading")) : 0;
}

let soon = 0;
function refresh() {
  measure();
  follow();
  clearTimeout(soon);
  soon = setTimeout(look, 200);
}
const wrongPlaces = () => { const wrong = $$("[data-wrong]", main); return wrong.length ? fill(words.wrong, { places: wrong.slice(0, 3).map(labelOf).map(label => label || words.words).join("; ") }) : ""; };
// What takes a moment, when the typing pauses: is it saved?
function look() {
  clearTimeout(soon);
  soon = 0;
  dirty = fileText() !== savedText;
  status.textContent = [dirty ? words.unsaved : past.length ? words.saved : words.start, wrongPlaces()].filter(Boolean).join(" · ");
  $("[name=undo]", bar).disabled = !past.length;
  $("[name=redo]", bar).disabled = !future.length;
  keepDraft();
}

document.addEventListener("selectionchange", follow);
main.addEventListener("focusin", event => { follow(); tell(""); if (canEdit() && event.target.matches(".block.locked")) why(event.target); });
// On leaving there is no time to look: what was just typed counts as not saved.
const leave = () => { dirty ||= soon > 0; keepDraft(); };
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.hidden && leave());
addEventListener("beforeunload", event => { leave(); if (dirty) event.preventDefault(); });
addEventListener("resize", () => { measure(); follow(); });
notice.setAttribute("role", "status");
check.setAttribute("role", "status");
status.setAttribute("role", "status");
main.before(bar, translationNotice, otherTab);
const margin = named("margin", ui("aside", {}, itemTools, boxTools, check, notice));
margin.setAttribute("aria-label", words.margin);
main.after(margin);
itemTools.className = "tools";
boxTools.className = "tools box-tools";
pressed("boxes", false);
pressed("editing", true);
drafts().filter(draft => draft.html).forEach(offerDraft);
settle();
look();
watch.observe(main, { subtree: true, childList: true, characterData: true });
document.fonts.ready.then(measure);
