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
};

/** @returns {Sheet} */
export function currentSheet() {
  const { logo, wantedLogo, edits, name } = state;
  const answers = read();
  if (logo || wantedLogo) answers.logo = { file: logo?.name ?? wantedLogo, ...answers.logo };
  return { answers, logo, edits, name: name || suggestName(answers) };
}

/** @param {Answers} answers */
function suggestName({ room, teacher_name }) {
  /** @type {string} */
  const source = room || teacher_name || "";
  const plain = source
    .normalize("NFKD")
    .replace(/[^\w]+/g, "-")
    .replace(/^-|-$/g, "");
  return plain ? `${words.save.name}-${plain.toLowerCase()}` : words.save.name;
}

/** Return the sheet as the server makes files of it. */
export const sheetForFile = () => ({ ...currentSheet(), logo: state.logo?.content ?? null });

/**
 * Return all that a draft keeps.
 * @returns {Content}
 */
export function currentContent() {
  const { logo, name, edits, opened, rewording } = state;
  return { answers: currentSheet().answers, logo, name, edits, opened, rewording };
}
