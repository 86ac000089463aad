// @ts-check
// What is on the page, besides what the form holds.

/** @import { Answers } from "./server.js" */
/** @import { Content } from "./drafts.js" */

import { read } from "./form.js";
import { words } from "./server.js";

/**
 * A picture: its media type, its content as base64, and its name.
 * @typedef {{ kind: string, content: string, name: string }} Logo
 *
 * The customization file that was opened, and what the form made of it.
 * @typedef {{ text: string, shown: Answers }} OpenedFile
 *
 * What a sheet said before it was gone on with, and when (milliseconds).
 * @typedef {{ when: number, answers: Answers, edits: string }} Version
 *
 * What the server lays out.
 * @typedef {{ answers: Answers, logo: Logo | null, edits: string, name: string }} Sheet
 */

export const state = {
  /** @type {Logo | null} */
  logo: null,
  /** The picture that a file names and that is not here. */
  wantedLogo: "",
  /** What was reworded on a sheet itself, as its file of edits. */
  edits: "",
  /** What is being reworded and is not done, as the editor's own draft. */
  rewording: "",
  /** @type {OpenedFile | null} */
  opened: null,
  /** Of the file that was opened, without its ending. */
  name: "",
  /** What the sheet is called in the list of sheets. */
  title: "",
  /** @type {Version[]} the latest first */
  earlier: [],
};

/** @returns {Sheet} */
export function currentSheet() {
  const { logo, wantedLogo, edits } = state;
  const answers = read();
  if (logo || wantedLogo) answers.logo = { file: logo?.name ?? wantedLogo, ...answers.logo };
  return { answers, logo, edits, name: nameOf(answers) };
}

/**
 * Return what files of the sheet are called: of two aides in a room each has their own.
 * @param {Answers} answers
 */
function nameOf({ para_name, room, teacher_name }) {
  if (state.title) return plainName(state.title) || words.save.name;
  if (state.name) return state.name;
  const parts = [words.save.name, para_name, room || teacher_name];
  return parts
    .map(part => plainName(part ?? ""))
    .filter(Boolean)
    .join("-");
}

/**
 * @param {string} text
 * @returns {string} of letters and digits, for any computer
 */
const plainName = text =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "")
    .toLowerCase();

/** Return the sheet as the server makes files of it. */
export const sheetForFile = () => ({ ...currentSheet(), logo: state.logo?.content ?? null });

/**
 * Return all that a draft keeps.
 * @returns {Content}
 */
export function currentContent() {
  const { wantedLogo: _, ...content } = state;
  return { ...content, answers: currentSheet().answers };
}
