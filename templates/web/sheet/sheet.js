// @ts-check
// The sheet beside the form: the same HTML that the file has, in a frame in which nothing runs.

/** @import { Sheet } from "../page/page_state.js" */
/** @import { Problem } from "../server.js" */
/** @import { Preview } from "./sheet_report.js" */

import { boxCalled } from "../boxes/boxes.js";
import { all, byId, first } from "../dom.js";
import { showNotice } from "../page/notice.js";
import { fileProblems } from "../pictures/picture_fields.js";
import { keptPictures } from "../pictures/pictures.js";
import { leadTo, placeOf } from "../form/places.js";
import { takeDroppedOn } from "../files/dropping.js";
import { showMarks } from "../form/privacy_marks.js";
import { ask, fill, words } from "../server.js";
import { showReport, showSheetState } from "./sheet_report.js";
import { markField, markProblems, scale, sheetPage, unmarkFields } from "./sheet_view.js";
import { startDroppingWords } from "./dropped_words.js";
import { boxInHand, startRewordingLines } from "./reword_lines.js";
import { boxAt, makeLinesTypable } from "./sheet_lines.js";
import { keepTyping, makeTypable, startTyping } from "./typed_sheet.js";

/**
 * Says a text above all; "" takes it away.
 * @typedef {(text: string) => void} Notice
 */

/** @type {HTMLIFrameElement} */
const frame = byId("paper");
const desk = byId("desk");
const SLOW = 3000; // milliseconds until an old sheet no longer looks like the one in the form
const ANSWER_TIMEOUT = 20_000; // milliseconds; a preview waits 10 s for its turn, and takes 5 s

let style = { key: "" };
let isRunning = false;
let isWanted = false;
/** What was last told of the server: that it does not answer, or is busy. */
let trouble = "";
/** @type {CSSStyleSheet | null} the rules of all sheets of this look */
let sharedRules = null;
/** @type {CSSStyleSheet | null} the rules of this sheet alone */
let ownRules = null;
/** @type {string | null} */
let ownText = null;
/** The second sheet that is shown. */
let secondText = "";

/** Return whether the server did not answer when it was asked last. */
export const isCutOff = () => trouble === words.state.offline;

/**
 * Lay out what `makeSheet()` gives, unless that is under way: then once more when it is done.
 * Resolve to what was said of it; null if nothing was.
 * @param {() => Sheet} makeSheet
 * @param {Notice} notice
 */
export async function layOut(makeSheet, notice) {
  if (isRunning) {
    isWanted = true;
    return null;
  }
  isRunning = true;
  let preview = null;
  try {
    do {
      isWanted = false;
      preview = await layOutOnce(makeSheet(), notice);
    } while (isWanted);
  } finally {
    isRunning = false;
  }
  return preview;
}

/**
 * @param {Sheet} sheet
 * @param {Notice} notice
 */
async function layOutOnce(sheet, notice) {
  /** @param {string} text */
  const tellTrouble = text => {
    if (text && text === trouble) return; // it would be read out again
    trouble = text;
    notice(text);
    if (text) showSheetState("wrong", words.sheet.old);
  };
  const request = { ...sheet, ...keptPictures(sheet), style: style.key };
  /** @type {Response} */
  let answer;
  const waiting = () => tellTrouble(words.state.busy);
  const slowTimer = setTimeout(() => showSheetState("wrong", words.sheet.old), SLOW);
  try {
    answer = await ask("preview", request, { waiting, timeout: ANSWER_TIMEOUT });
  } catch (error) {
    tellTrouble(error.message === "offline" ? words.state.offline : String(error));
    return null;
  } finally {
    clearTimeout(slowTimer);
  }
  /** @type {Preview} */
  const preview = await answer.json();
  preview.problems.push(...fileProblems());
  const isOld = !preview.main;
  if (!isOld) show(preview, sheet);
  desk.classList.toggle("old", isOld);
  showMarks(preview.marks ?? [], sheet.answers);
  showReport(preview, isOld);
  if (trouble) tellTrouble("");
  const isWrong = preview.problems.some(problem => !problem.warning);
  return { ...preview, fine: answer.ok && !isOld && !isWrong };
}

/**
 * @param {Preview} preview
 * @param {Sheet} sheet
 */
function show(preview, sheet) {
  const page = sheetPage();
  if (!sharedRules) adoptRules(page);
  if (preview.style.css) sharedRules.replaceSync(preview.style.css);
  style = preview.style;
  if (ownText !== preview.own) {
    // Even the same rules would style everything anew.
    ownText = preview.own;
    ownRules.replaceSync(ownText);
  }
  page.documentElement.lang = preview.language;
  page.documentElement.dir = preview.direction;
  if (page.body.className !== preview.body) page.body.className = preview.body;
  unmarkFields(page);
  const template = page.createElement("template");
  template.innerHTML = preview.main;
  const main = template.content.firstElementChild;
  showPictures(main, sheet);
  makeLinesTypable(main);
  makeTypable(main);
  markProblems(main, preview.problems);
  keepTyping(page, boxInHand(), typed => renew(first("main", page), main, typed));
  markProblems(page, preview.problems); // what is typed into is left as it was
  showSecond(page, preview.second);
  if (!preview.fits) markCutSides(page, preview.paper);
  markField(document.activeElement);
  scale();
}

/**
 * Show the pictures of the sheet, which are here alone.
 * @param {Element} within
 * @param {Sheet} sheet
 */
function showPictures(within, { logo, picture }) {
  const shown = /** @type {const} */ ([
    ["img.emblem", logo],
    ["img.view", picture],
  ]);
  for (const [selector, given] of shown) {
    for (const image of all(selector, within)) {
      if (given) image.setAttribute("src", `data:${given.kind};base64,${given.content}`);
    }
  }
}

/**
 * Show the sheet in the second language below the first: it is not typed in.
 * @param {Document} page
 * @param {string} html
 */
function showSecond(page, html) {
  if (secondText === html) return;
  secondText = html;
  first("aside.second", page)?.remove();
  page.body.insertAdjacentHTML("beforeend", html);
}

/** @param {Document} page */
function adoptRules(page) {
  const { CSSStyleSheet } = /** @type {Window & typeof globalThis} */ (frame.contentWindow);
  sharedRules = new CSSStyleSheet();
  ownRules = new CSSStyleSheet();
  page.adoptedStyleSheets = [...page.adoptedStyleSheets, sharedRules, ownRules];
  page.addEventListener("click", goToField);
  page.addEventListener("keydown", passKeyOn);
  startRewordingLines(page);
  startDroppingWords(page);
  takeDroppedOn(page);
  startTyping(page, () => byId("form").dispatchEvent(new Event("input", { bubbles: true })));
}

/**
 * Keys of the page are pressed on the sheet too.
 * @param {KeyboardEvent} event
 */
function passKeyOn(event) {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
  const held = { ctrlKey, metaKey, shiftKey, altKey };
  const same = new KeyboardEvent("keydown", { key, ...held, bubbles: true, cancelable: true });
  if (!frame.dispatchEvent(same)) event.preventDefault();
}

/**
 * @param {Document} page
 * @param {number} paper the height of the paper in CSS pixels
 */
function markCutSides(page, paper) {
  for (const side of all(".side", page)) {
    if (side.offsetHeight <= paper + 4) continue;
    side.classList.add("cut");
    side.dataset.cut = words.sheet.cut;
  }
}

/**
 * Make `old` say what `updated` says, and leave alone what says it already: a letter moves its own
 * box only.
 * @param {ChildNode} old
 * @param {ChildNode} updated
 * @param {ChildNode} [typed] what somebody types into, which says it first
 */
function renew(old, updated, typed) {
  if (old === typed || old.isEqualNode(updated)) return;
  const before = [...old.childNodes];
  const after = [...updated.childNodes];
  const isAlike =
    old.cloneNode().isEqualNode(updated.cloneNode()) &&
    before.length === after.length &&
    before.every((node, index) => node.nodeName === after[index].nodeName);
  if (!isAlike || old.nodeType !== Node.ELEMENT_NODE) return old.replaceWith(updated);
  before.forEach((node, index) => {
    renew(node, after[index], typed);
  });
}

/**
 * Lead from the teacher's words on the sheet to their place in the form; a link leads nowhere from
 * here.
 * @param {Event} event
 */
function goToField(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("a")) event.preventDefault();
  if (target.closest("[contenteditable]")) return;
  /** @type {HTMLElement} */
  const field = target.closest("[data-field]");
  const name = field?.dataset.field ?? fieldForBlock(target.closest("[data-block]"));
  const place = name && placeOf(name, false);
  if (!place) {
    sayWhoLocked(target);
    return;
  }
  leadTo(place);
}

/**
 * Say who locked the box that `target` stands in; return whether anybody did.
 * @param {Element | null} target
 */
export function sayWhoLocked(target) {
  const box = boxCalled((target && boxAt(target)?.dataset.block) ?? "");
  if (!box?.locked) return false;
  const why = words.boxes[box.locked === "items" ? "locked_items" : "locked"];
  showNotice(fill(why, { owner: box.owner }), "", null, "typing");
  return true;
}

/** @type {Record<string, string>} */
const FIELD_OF_BLOCK = {
  note: "teacher_note",
  schedule: "schedule",
  people: "contacts",
  "at-a-glance": "call_for_help",
};

/** @param {HTMLElement} [block] */
const fieldForBlock = block => FIELD_OF_BLOCK[block?.dataset.block];
