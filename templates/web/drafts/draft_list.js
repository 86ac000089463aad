// @ts-check
// The sheets that are offered at the start.

/** @import { KeptDraft } from "./drafts.js" */
/** @import { Content, Version } from "../page/page_state.js" */
/** @import { TypedBox } from "../sheet/reword_lines.js" */

import { all, byId, create, first, onPress } from "../dom.js";
import { putBack, readDrafts, rename, throwAway } from "./drafts.js";
import { showNotice } from "../page/notice.js";
import { leaveIfThrownAway, whose } from "./page_draft.js";
import { state } from "../page/page_state.js";
import { goTo, placeOf } from "../form/places.js";
import { editSheet } from "../sheet/edit_sheet.js";
import { reword } from "../sheet/rewording.js";
import { fill, words } from "../server.js";
import { begin, isAtStart } from "../page/views.js";

const WAY_BACK = 20_000; // milliseconds in which what was thrown away can be brought back
const MAX_VERSIONS = 10; // that a sheet can be stepped back to

let wayBackTimer = 0;

export function offerDrafts() {
  const drafts = readDrafts();
  byId("draft").hidden = !drafts.length;
  byId("draft-all-away").hidden = drafts.length < 2;
  first("ul", byId("draft")).replaceChildren(...drafts.map(makeRow));
}

/**
 * @param {KeptDraft} draft
 * @param {number} index from 0
 */
function makeRow(draft, index) {
  /** @type {HTMLTemplateElement} */
  const template = first("template", byId("draft"));
  const row = /** @type {HTMLElement} */ (template.content.firstElementChild.cloneNode(true));
  const [on, copy, call, away] = all(":scope > button", row);
  const id = `draft-${index + 1}`;
  first("p", row).id = id;
  const said = draft.title ? words.start.draft_named : words.start.draft;
  first("b", row).textContent = fill(said, { when: dateOf(draft.when), title: draft.title });
  first("span", row).textContent = fill(words.start.draft_about, { who: whose(draft) });
  for (const button of [on, copy, call, away]) button.setAttribute("aria-describedby", id);
  if (index === 0) [on.id, away.id] = ["draft-on", "draft-away"];
  onPress(on, () => goOn(draft));
  onPress(copy, () => copyForAnother(draft));
  onPress(call, () => askName(draft));
  onPress(away, () => throwOut([draft]));
  const versions = draft.earlier ?? [];
  first("details", row).hidden = !versions.length;
  first("ul", row).replaceChildren(...versions.map(version => makeVersion(draft, version)));
  return row;
}

/**
 * @param {KeptDraft} draft
 * @param {Version} version
 */
function makeVersion(draft, version) {
  const textContent = fill(words.start.earlier_open, { when: dateOf(version.when) });
  const button = create("button", { type: "button", className: "plain", textContent });
  onPress(button, () => goOn(draft, version));
  return create("li", {}, button);
}

/** @param {number} when milliseconds */
function dateOf(when) {
  const { lang } = document.documentElement;
  return new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "short" }).format(when);
}

/** @param {KeptDraft} draft */
function askName(draft) {
  const title = prompt(words.start.draft_name, draft.title || whose(draft));
  if (title === null) return;
  rename(draft, title.trim());
  offerDrafts();
}

/**
 * Begin a sheet that says the same for another aide.
 * @param {Content} content
 */
export function copyForAnother({ answers, logo, picture, edits, opened, typed }) {
  const { para_name: _, trainings_done: __, ...others } = answers;
  begin(others, { logo, picture, edits, opened, untouched: true });
  takeTyped(typed);
  showNotice(words.start.draft_copied, "", null, "typing");
  goTo(placeOf("para_name"));
}

/**
 * @param {KeptDraft} kept
 * @param {Version} [version] what it said once, if that is wanted
 */
function goOn(kept, version) {
  const draft = { key: kept.key, when: kept.when, text: "" };
  const { answers, edits } = version ?? kept;
  const last = { when: kept.when, answers: kept.answers, edits: kept.edits };
  const others = (kept.earlier ?? []).filter(one => !saysTheSame(one, last));
  const earlier = [last, ...others].slice(0, MAX_VERSIONS);
  begin(answers, { ...kept, edits, earlier, draft, untouched: true });
  if (!version) takeTyped(kept.typed);
  const isHalf = Boolean(state.rewording);
  showNotice(isHalf ? words.reword.half : "", words.reword.go_on, isHalf ? reword : null);
}

/**
 * Return whether two versions say the same: one of them takes a place that another needs.
 * @param {Version} one
 * @param {Version} other
 */
const saysTheSame = (one, other) =>
  one.edits === other.edits && JSON.stringify(one.answers) === JSON.stringify(other.answers);

/**
 * Take the boxes that were being typed when the page went.
 * @param {TypedBox[]} [typed]
 */
function takeTyped(typed = []) {
  for (const box of typed) editSheet({ do: "reword", ...box });
}

/**
 * Throw drafts away, with a way back for as long as this page is open, and nowhere but in it.
 * @param {KeptDraft[]} drafts
 */
export function throwOut(drafts) {
  for (const draft of drafts) throwAway(draft.key);
  offerDrafts();
  (byId("draft-away") ?? first("[data-role]")).focus();
  showNotice(words.start.thrown, words.form.undo, () => {
    putBack(drafts);
    offerDrafts();
  });
  clearTimeout(wayBackTimer);
  wayBackTimer = setTimeout(() => isAtStart() && showNotice(""), WAY_BACK);
}

/** Look again: drafts may have changed in another tab, or while this page was out of sight. */
export function lookAgain() {
  if (isAtStart()) offerDrafts();
  else leaveIfThrownAway();
}
