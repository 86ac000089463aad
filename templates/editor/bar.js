// @ts-check
/* The bar */
// And the buttons in the margin, what they tell.

/**
 * A button: its name, what stands on it, what it does, and its keys.
 * @typedef {[name: string, text: string, act: () => unknown, keys?: string]} Tool
 */

/** @param {Tool} tool */
function makeButton([name, text, act, keys]) {
  const title = words[`${name}_title`] || "";
  const face = ui("span", { textContent: text });
  // A sign is no name, and one that the title begins with would be said twice.
  if (!/\p{L}/u.test(text) || title.startsWith(text)) face.setAttribute("aria-hidden", "true");
  const values = {
    type: "button",
    title,
    onclick: act,
    onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
  };
  const button = ui("button", values, face);
  button.name = name;
  if (keys) button.setAttribute("aria-keyshortcuts", keys);
  return button;
}

/** @type {Record<string, "nextElementSibling" | "previousElementSibling">} */
const TOWARD = {
  ArrowRight: "nextElementSibling",
  ArrowDown: "nextElementSibling",
  ArrowLeft: "previousElementSibling",
  ArrowUp: "previousElementSibling",
};

/**
 * @param {string} label
 * @param {Tool[]} tools
 */
function makeToolbar(label, tools) {
  const toolbar = ui("div", {}, ...tools.map(makeButton));
  toolbar.setAttribute("role", "toolbar");
  toolbar.setAttribute("aria-label", label);
  toolbar.addEventListener("keydown", ({ key, target }) => {
    const toward = TOWARD[key];
    if (toward) {
      const next = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (target)[toward]);
      next?.focus();
    } else if (key === "Escape" && toolbar !== bar.firstChild) {
      goBackToText();
    }
  });
  return toolbar;
}

/**
 * @param {string} name
 * @param {boolean} isOn
 */
const setPressed = (name, isOn) =>
  $(`[name=${name}]`, bar).setAttribute("aria-pressed", String(isOn));

// That more pages would be printed than there are sides.
let isWarned = false;

function printSheet() {
  if (!fitsButton.hasAttribute("data-over") || isWarned) return print();
  isWarned = true;
  tell(words.print_long);
}

function toggleBoxes() {
  setPressed("boxes", document.body.toggleAttribute("data-boxes-empty"));
}

function toggleEditing() {
  isEditing = !isEditing;
  setPressed("editing", isEditing);
  settle();
  showState();
}

function goToOverflow() {
  $(".side[data-over] .foot", main)?.scrollIntoView({ block: "center" });
}

// What a screen reader says comes from one place, which is there from the start: of one that
// appears together with its words little is read out.
const spoken = named("spoken", ui("div"));
const SPOKEN_STAY = 10000; // milliseconds that words stay to be read out
const SPOKEN_REST = 1000; // milliseconds of rest after which a state is said

/** @param {string} text */
function say(text) {
  if (!text) return;
  const line = ui("p", { textContent: text });
  spoken.append(line);
  setTimeout(() => line.remove(), SPOKEN_STAY);
}

let sayTimer = 0;
/** @type {Map<HTMLElement, string>} what was said last of those that show a state */
const saidLast = new Map();

/** Say how it stands, each state once, and nothing between the letters of whoever types. */
function sayStates() {
  clearTimeout(sayTimer);
  sayTimer = setTimeout(() => {
    for (const element of [statusLine, fitsButton, check]) {
      const text = element.hidden ? "" : element.textContent;
      if (saidLast.get(element) !== text) say(text);
      saidLast.set(element, text);
    }
  }, SPOKEN_REST);
}

const statusLine = named("status", ui("p"));
const fitsButton = named("fits", ui("button", { type: "button", onclick: goToOverflow }));
const notice = named("notice", ui("p", { hidden: true }));
const otherTab = named(
  "other-tab",
  ui("section", { hidden: true }, ui("p", { textContent: words.other_tab })),
);
const check = named("check", ui("p", { hidden: true }));
const translationNotice = named(
  "translation",
  ui("section", { hidden: true }, ui("p", { textContent: words.translated })),
);
const mainTools = makeToolbar(words.bar, [
  ["save", words.save, () => save(false), "Control+S"],
  ["copy", words.copy, () => save(true), "Control+Shift+S"],
  ["print", words.print, printSheet],
  ["undo", words.undo, undo, "Control+Z"],
  ["redo", words.redo, redo, "Control+Y"],
  ["bold", words.bold, toggleBold, "Control+B"],
  ["boxes", words.boxes, toggleBoxes],
  ["editing", words.editing, toggleEditing],
]);
const bar = named("bar", ui("header", {}, mainTools, statusLine, fitsButton));
const itemTools = makeToolbar("", [
  ["up", "↑", () => moveItem(currentItem, -1)],
  ["down", "↓", () => moveItem(currentItem, 1)],
  ["add", "+", () => addItem(currentItem)],
  ["remove", "×", () => removeItem(currentItem)],
]);
const boxTools = makeToolbar("", [
  ["box_up", "↑", () => moveBox(currentBox, -1)],
  ["box_down", "↓", () => moveBox(currentBox, 1)],
  ["add", "+", () => addBox(currentBox)],
  ["remove", "×", () => removeBox(currentBox)],
]);

function goBackToText() {
  if (currentItem?.isConnected) placeCaret(currentItem, true);
  else if (currentBox?.isConnected) placeCaret($("h2 > span", currentBox), true);
}

let noticeTimer = 0;

/** @param {string} text */
function tell(text) {
  notice.textContent = text;
  notice.hidden = !text;
  say(text);
  clearTimeout(noticeTimer);
  // Long enough to be read twice.
  if (text) noticeTimer = setTimeout(tell, 8000 + 80 * text.length, "");
}

/** @param {HTMLElement | null} box one that is locked, or has locked words */
function whyLocked(box) {
  const [owner, date] = words.locks?.[box?.dataset.block] ?? [];
  if (!owner) return "";
  return fill(date === undefined ? words.why_items : words.why, { owner, date });
}

/** That new wording waits for a decision, and how often. */
function waitingWords() {
  const count = $$(".waiting", main).length;
  return count ? fill(words.waiting_count, { count }) : "";
}

/** The places that cannot be printed or taken as they are. */
function wrongPlaces() {
  const wrong = $$("[data-wrong]", main);
  if (!wrong.length) return "";
  const labels = wrong.slice(0, 3).map(host => labelOf(host) || words.words);
  return fill(words.wrong, { places: labels.join("; ") });
}
