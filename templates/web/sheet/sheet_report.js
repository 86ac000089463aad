// @ts-check
// Whether the sheet fits and what there is to look at, always in sight; each problem also beside
// its field.

/** @import { BoxState } from "../boxes/boxes.js" */
/** @import { NormalForm } from "../form/form.js" */
/** @import { Mark } from "../form/privacy_marks.js" */
/** @import { Problem } from "../server.js" */

import { announceState } from "../page/announce.js";
import { bringBack } from "../boxes/boxes.js";
import { byId, create, first } from "../dom.js";
import { apart } from "../form/form.js";
import { labelOf, leadTo, placeOf } from "../form/places.js";
import { showProblems } from "../form/problems.js";
import { sayCounted, words } from "../server.js";

/**
 * What the server says of a sheet. Without `main` it could not be laid out.
 * @typedef {{
 *   main?: string, own?: string, second?: string, body?: string, language?: string,
 *   direction?: string, paper?: number,
 *   style?: { key: string, css?: string }, boxes?: BoxState[], shown?: NormalForm[],
 *   changes?: string[],
 *   fits?: boolean, flows?: boolean, sides?: unknown[], problems: Problem[], marks?: Mark[],
 * }} Preview
 */

const fit = byId("fit");
const list = byId("problems");

/**
 * @param {Preview} preview
 * @param {boolean} isOld whether the sheet in sight is one before, because this has no layout
 */
export function showReport(preview, isOld) {
  const { problems } = preview;
  const unplaced = new Set(showProblems(problems));
  const open = problems.filter(problem => problem.code !== "privacy-allowed");
  const isWrong = open.some(problem => !problem.warning);
  const isLong = isOld || preview.fits === false;
  const count = open.length;
  const looks = sayCounted(words.sheet, "to_see", count);
  const fitting = fittingWords(preview, isOld, isWrong);
  const text = [fitting, open.length ? looks : ""].filter(Boolean).join(" · ");
  showSheetState(isLong ? "long" : isWrong ? "wrong" : "fine", text);
  list.hidden = !problems.length;
  list.dataset.state = isWrong ? "wrong" : "noted";
  const items = problems.map(problem => makeItem(problem, !unplaced.has(problem)));
  first("ul", list).replaceChildren(...items);
}

/**
 * @param {Preview} preview
 * @param {boolean} isOld
 * @param {boolean} isWrong
 * @returns {string}
 */
function fittingWords(preview, isOld, isWrong) {
  if (isOld) return words.sheet.old;
  if (!preview.fits) return words.sheet.long;
  if (isWrong) return "";
  if (preview.flows) return words.sheet.flows;
  return sayCounted(words.sheet, "fits", preview.sides?.length);
}

/**
 * @param {string} state "fine", "wrong" or "long"
 * @param {string} text
 */
export function showSheetState(state, text) {
  fit.dataset.state = state;
  fit.textContent = text;
  announceState(text);
  first(".switch .dot").dataset.state = state;
}

/**
 * @param {Problem} problem
 * @param {boolean} isPlaced whether it is said beside a field too
 */
function makeItem(problem, isPlaced) {
  const row = create("li", { className: problem.warning ? "warning" : "wrong" });
  const label = isPlaced && labelOf(problem.field);
  if (label) row.append(create("b", { textContent: `${label}: ` }));
  // In a language that we have no words of problems in, they are English.
  const text = create("bdi", { textContent: `${problem.says} ${problem.do}` });
  row.append(text, " ");
  const way = wayFor(problem, isPlaced);
  if (!way) return row;
  const [textContent, act] = way;
  const go = create("button", { type: "button", className: "plain", textContent });
  go.setAttribute("aria-label", `${textContent}: ${problem.says}`);
  go.addEventListener("click", act);
  row.append(go);
  return row;
}

/**
 * Return what can be done about a problem: the words on its button, and what that does.
 * @param {Problem} problem
 * @param {boolean} isPlaced
 * @returns {[text: string, act: () => void] | null}
 */
function wayFor(problem, isPlaced) {
  const allowed = problem.code === "privacy-allowed" && Number(problem.field.split(".")[1]);
  if (allowed) return [words.privacy.again, () => checkAgain(allowed)];
  const isLocked = /^block-locked/.test(problem.code);
  const hidden = isLocked && /^(hide_blocks|blocks\.remove)\.(\d+)$/.exec(problem.field);
  if (hidden) return [words.form.undo, () => bringBack(hidden[1], Number(hidden[2]))];
  if (!isPlaced) return null;
  return [words.sheet.go, () => leadTo(placeOf(problem.field))];
}

/** @param {number} number of the entry under `privacy`, from 1 */
function checkAgain(number) {
  /** @type {unknown[]} */
  const allowed = apart.get("privacy");
  const remaining = allowed.filter((_, index) => index !== number - 1);
  apart.set("privacy", remaining.length ? remaining : undefined);
}
