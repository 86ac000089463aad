// @ts-check
// Files out.

/** @import { Content } from "../page/page_state.js" */
/** @import { Problem } from "../server.js" */

import { byId } from "../dom.js";
import { editsMade } from "../sheet/edit_sheet.js";
import { refusalOf, showNotice, tellRefused } from "../page/notice.js";
import { currentSheet, draftForFile, sheetForFile, state } from "../page/page_state.js";
import { currentVersion } from "../page/page_version.js";
import { fileProblems } from "../pictures/picture_fields.js";
import { ask, fill, offer, words } from "../server.js";

/**
 * A file that was made, and how much was lost of the customization file that was opened.
 * @typedef {Blob & { lost: string | null }} MadeFile
 *
 * The PDF of one version of the page.
 * @typedef {{ version: number, made: Promise<MadeFile> | null, isAhead: boolean }} MadePdf
 */

/** @type {MadePdf} */
const NO_PDF = { version: -1, made: null, isAhead: false };
let pdf = NO_PDF;

/**
 * Return the PDF of what is on the page now; made once for each version of it.
 * @param {boolean} [isAhead] made ahead of being asked for it yields to others
 */
export function makePdf(isAhead = false) {
  const version = currentVersion();
  if (pdf.version === version && (!pdf.isAhead || isAhead)) return pdf.made;
  const before = pdf.version === version ? pdf.made : null;
  const made = before ? before.catch(() => makeFile("pdf")) : makeFile("pdf", isAhead);
  pdf = { version, made, isAhead };
  made.catch(() => {
    if (pdf.made === made) pdf = NO_PDF;
  });
  return made;
}

/**
 * Throw an error that says why no file was made.
 * @param {Problem[]} problems
 * @param {Problem[]} stops those that stop it
 * @returns {never}
 */
function refuse(problems, stops) {
  throw Object.assign(new Error(refusalOf(stops)), { problems });
}

/**
 * @param {string} kind "pdf", "html", "docx" or "yaml"
 * @param {boolean} [isAhead]
 * @returns {Promise<MadeFile>}
 */
export async function makeFile(kind, isAhead = false) {
  const refused = fileProblems();
  // The text file holds all that was typed, whatever is wrong.
  if (refused.length && kind !== "yaml") refuse(refused, refused);
  const sheet = sheetForFile();
  const request = kind === "yaml" ? { ...sheet, opened: state.opened } : sheet;
  const answer = await ask(`file/${kind}`, request, {
    waiting: () => showNotice(words.state.busy),
    headers: isAhead ? { "X-Handout-Ahead": "1" } : {},
  });
  if (answer.status === 204) throw new Error("later");
  if (answer.ok) {
    const lost = answer.headers.get("X-Handout-Lost");
    return Object.assign(await answer.blob(), { lost });
  }
  /** @type {{ problems: Problem[] }} */
  const { problems } = await answer.json();
  return refuse(
    problems,
    problems.filter(problem => !problem.warning),
  );
}

/** @param {string} kind */
export async function save(kind) {
  const saved = byId("saved");
  saved.textContent = fill(words.save.wait, { kind: words.save[`kind_${kind}`] });
  try {
    await editsMade();
    const made = await (kind === "pdf" ? makePdf() : makeFile(kind));
    const name = `${currentSheet().name}.${kind}`;
    offer(made, name);
    saved.textContent = `${fill(words.save.done, { name })} ${lostWords(made.lost)}`.trim();
  } catch (error) {
    saved.textContent = error.message === "offline" ? words.state.offline : error.message;
  }
}

/**
 * Save drafts as text files.
 * @param {Content[]} drafts
 */
export async function saveDrafts(drafts) {
  try {
    for (const draft of drafts) {
      const sheet = draftForFile(draft);
      const answer = await ask("file/yaml", sheet, { waiting: () => showNotice(words.state.busy) });
      if (!answer.ok) return tellRefused(await answer.json());
      const name = `${sheet.name}.yaml`;
      offer(await answer.blob(), name);
      showNotice(fill(words.save.done, { name }));
    }
  } catch (error) {
    tellRefused(error);
  }
}

/**
 * Return what could not be kept of the customization file that was opened.
 * @param {string | null} lost how many comments, or "all"
 * @returns {string}
 */
function lostWords(lost) {
  if (lost === "all") return words.save.anew;
  return Number(lost) ? fill(words.save.lost, { count: lost }) : "";
}
