// @ts-check
// What is on the page, besides what the form holds.

/** @import { Answers } from "../server.js" */
/** @import { Picture, PictureUse } from "../pictures/pictures.js" */
/** @import { TypedBox } from "../sheet/reword_lines.js" */

import { read } from "../form/form.js";
import { PICTURES } from "../pictures/pictures.js";
import { words } from "../server.js";

/**
 * The customization file that was opened, and what the form made of it.
 * @typedef {{ text: string, shown: Answers }} OpenedFile
 *
 * What a sheet said before it was gone on with, and when (milliseconds).
 * @typedef {{ when: number, answers: Answers, edits: string }} Version
 *
 * What is on the page, as it is kept; `typed` were being typed when it was.
 * @typedef {{
 *   answers: Answers, logo: Picture | null, picture: Picture | null, name: string, edits: string,
 *   opened: OpenedFile | null, rewording: string, title: string, earlier: Version[],
 *   typed?: TypedBox[],
 * }} Content
 *
 * What the server lays out.
 * @typedef {{
 *   answers: Answers, logo: Picture | null, picture: Picture | null, edits: string, name: string,
 * }} Sheet
 */

export const state = {
  /** @type {Picture | null} */
  logo: null,
  /** @type {Picture | null} with a side of its own */
  picture: null,
  /**
   * The pictures that a file names and that are not here.
   * @type {Record<PictureUse, string>}
   */
  wanted: { logo: "", picture: "" },
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
  const { logo, picture, wanted, edits } = state;
  const answers = read();
  for (const use of PICTURES) {
    const file = state[use]?.name ?? wanted[use];
    if (file) answers[use] = { file, ...answers[use] };
  }
  return { answers, logo, picture, edits, name: nameOf({ ...state, answers }) };
}

/**
 * Return what files of a sheet are called: of two aides in a room each has their own.
 * @param {{ answers: Answers, title: string, name: string }} sheet
 */
function nameOf({ answers: { para_name, room, teacher_name }, title, name }) {
  if (title) return plainName(title) || words.save.name;
  if (name) return name;
  const parts = [words.save.name, para_name, room || teacher_name];
  return parts
    .map(part => plainName(part ?? ""))
    .filter(Boolean)
    .join("-");
}

/**
 * Letters that no accent can be taken from, as handout/sources/plain_letters.py has them.
 * @type {Record<string, string>}
 */
const PLAIN = {
  æ: "ae",
  œ: "oe",
  ß: "ss",
  þ: "th",
  ð: "d",
  đ: "d",
  ł: "l",
  ø: "o",
  ħ: "h",
  ŧ: "t",
  ı: "i",
  ŋ: "n",
  ə: "e",
};

/**
 * @param {string} text
 * @returns {string} of letters and digits, Latin ones without accents, for any computer
 */
const plainName = text =>
  text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/\p{L}/gu, letter => PLAIN[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");

/** Return the sheet as the server makes files of it. */
export const sheetForFile = () => withPictures(currentSheet());

/**
 * Return a draft as the server makes files of it.
 * @param {Content} draft
 */
export const draftForFile = draft => ({
  ...withPictures(draft),
  edits: draft.edits,
  opened: draft.opened,
  name: nameOf(draft),
});

/**
 * @template {{ answers: Answers, logo: Picture | null, picture: Picture | null }} T
 * @param {T} sheet
 */
const withPictures = sheet => ({
  ...sheet,
  logo: sheet.logo?.content ?? null,
  picture: sheet.picture?.content ?? null,
});

/**
 * Return all that a draft keeps.
 * @returns {Content}
 */
export function currentContent() {
  const { wanted: _, ...content } = state;
  return { ...content, answers: currentSheet().answers };
}
