// @ts-check
/* What editing adds */
// To the page.

/**
 * Fields with the words between them.
 * @param {HTMLElement[]} fields
 */
function phraseOf(fields) {
  const names = fields.map(field => field.dataset.field);
  const values = fields.map(field => `${opening(field)}</span>`);
  const usual = /^schedule/.test(names[0]) ? words.times : values.join(" ");
  /** @type {Record<string, string>} */
  const byName = {};
  names.forEach((name, n) => {
    byName[name] = values[n];
    byName[name.split(".").pop()] = values[n];
  });
  return fill(words.phrases?.[names[0]] || usual, byName);
}

function prepare() {
  for (const cell of $$(".facts td, .hours tbody tr > :first-child", main)) preparePhrase(cell);
  for (const note of $$("main .holds-note:not(:has(p))")) {
    $(".wl", note)?.before(document.createElement("p"));
  }
  /** @type {HTMLTableRowElement[]} */
  const rows = $$(".grid tbody tr, .facts tr, .people tbody tr", main);
  rows.forEach(classifyRow);
  $$(`[data-field], ${HOSTS}`, main).filter(isHost).forEach(prepareHost);
  $$("[data-field]", main).forEach(prepareField);
  for (const item of $$("li:is(.locked, .waiting)", main)) {
    item.setAttribute("contenteditable", "false");
  }
  $$(".block.locked", main).forEach(prepareLocked);
  $$(".block:not(.locked) .ticks > li:not(.waiting)", main).forEach(prepareTick);
  $$(".waiting:not(:has([data-ui]))", main).forEach(prepareOffer);
}

/**
 * An empty cell gets its fields back, with the words between them.
 * @param {HTMLElement} cell
 */
function preparePhrase(cell) {
  const fields = $$("[data-field]", cell);
  if (!fields.length || isFilled(cell) || cell.contains(document.activeElement)) return;
  if (squash($(".unsaid", cell)?.textContent || "")) return;
  const hint = $(".hint", cell)?.outerHTML || "";
  const phrase = phraseOf(fields);
  // A field that no words stand beside has the line for itself.
  const alone = /^<[^>]*><[^>]*>$/.test(phrase) ? " alone" : "";
  cell.innerHTML = `<span class="unsaid${alone}">${phrase}</span>${hint}`;
}

/** @param {HTMLTableRowElement} row */
function classifyRow(row) {
  const cells = [...row.cells];
  if (!row.closest(".grid")) {
    row.classList.toggle("said", cells.slice(1).every(isFilled));
    return;
  }
  for (const cell of cells) {
    if (cell.localName === "td") cell.classList.toggle("none", !squash(cell.textContent));
  }
}

/** @param {HTMLElement} host */
function prepareHost(host) {
  const label = canEdit() && labelOf(host);
  const problem = problemOf(host);
  const isWrong = !!problem;
  host.toggleAttribute("data-wrong", isWrong);
  setAttributes(host, {
    "aria-invalid": isWrong && host.matches("p, span") && "true",
    "aria-description": problem || false,
    contenteditable: canEdit() && editableAs(host),
    "aria-label": label,
    role: label && host.matches("p, span") && "textbox",
    "aria-multiline": label && host.matches("p") && "true",
  });
}

/**
 * @param {Element} element
 * @param {Record<string, string | false>} values those without go
 */
function setAttributes(element, values) {
  for (const [name, value] of Object.entries(values)) {
    if (!value) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

/** @param {HTMLElement} box */
function prepareLocked(box) {
  setAttributes(box, {
    tabindex: canEdit() && "0",
    role: canEdit() && "group",
    "aria-label": canEdit() && titleOf(box),
  });
}

/** @param {HTMLElement} item */
function prepareTick(item) {
  /** @type {HTMLInputElement[]} */
  const [tick = ui("input", { type: "checkbox" }), ...more] = $$("input", item);
  for (const input of more) input.remove();
  if (item.firstChild !== tick) item.prepend(tick);
  tick.checked = item.classList.contains("ticked");
  tick.setAttribute("contenteditable", "false");
  const text = squash(item.textContent) || words.empty;
  tick.setAttribute("aria-label", fill(words.tick, { text }));
}

/**
 * New wording that waits gets the buttons to take it or not.
 * @param {HTMLElement} offer
 */
function prepareOffer(offer) {
  const choices = ["use", "keep"].map(name =>
    ui("button", { type: "button", textContent: words[name], value: name }),
  );
  offer.setAttribute("data-says", squash(offer.textContent) ? words.waiting : words.waiting_gone);
  const place = isRow(offer) ? [...offer.cells].at(-1) : offer;
  place.append(ui("span", { className: "choices" }, ...choices));
}
