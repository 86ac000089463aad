// @ts-check
// The office's page: sheets that teachers sent, on their way to the server and as a list.

import { byId, create, first, onPress } from "../dom.js";
import { fill, words } from "../server.js";

/**
 * A sheet that was sent, by the row that it became.
 * @typedef {{
 *   row: number, file: string, handout_id: string, school_name: string, room: string,
 *   para_name: string, teacher_name: string,
 * }} SentSheet
 *
 * A file as it goes to the server: its bytes in base64.
 * @typedef {{ name: string, content: string }} PackedFile
 */

const GROUP = 4_000_000; // bytes of files that go together in one request

/** @param {File} file */
export const isRoster = file => /\.(csv|xlsx|xlsm|xls|ods)$/i.test(file.name);

/**
 * Return the files in groups that a request has room for.
 * @param {File[]} files
 */
export function groupFiles(files) {
  /** @type {File[][]} */
  const groups = [];
  let size = GROUP;
  for (const file of files) {
    if (size + file.size > GROUP) {
      groups.push([]);
      size = 0;
    }
    groups[groups.length - 1].push(file);
    size += file.size;
  }
  return groups;
}

/**
 * Return a file as it goes to the server. Throws Error with what is wrong if it cannot be read, as
 * a folder cannot.
 * @param {File} file
 * @returns {Promise<PackedFile>}
 */
export function packFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = String(reader.result);
      resolve({ name: file.name, content: url.slice(url.indexOf(",") + 1) });
    };
    reader.onerror = () => reject(new Error(fill(words.office.unread, { name: file.name })));
    reader.readAsDataURL(file);
  });
}

/**
 * Show the sheets, each with a way to leave it out.
 * @param {SentSheet[]} sheets
 * @param {(sheet: SentSheet) => unknown} leaveOut
 */
export function showSheets(sheets, leaveOut) {
  const list = byId("sent");
  list.hidden = !sheets.length;
  first("summary", list).textContent = fill(words.office.sent, { count: sheets.length });
  first("ul", list).replaceChildren(...sheets.map(sheet => makeRow(sheet, leaveOut)));
}

/**
 * @param {SentSheet} sheet
 * @param {(sheet: SentSheet) => unknown} leaveOut
 */
function makeRow(sheet, leaveOut) {
  const { file, school_name, room, para_name, teacher_name } = sheet;
  const who = [para_name || words.office.nobody, room].filter(Boolean).join(", ");
  const where = [school_name || words.office.no_school, teacher_name, file];
  const id = `sent-${sheet.row}`;
  const text = create("p", { id }, create("b", { textContent: who }), " ");
  text.append(create("span", { textContent: where.filter(Boolean).join(" · ") }));
  const button = create("button", { type: "button", className: "plain" }, words.office.leave_out);
  button.setAttribute("aria-describedby", id);
  onPress(button, () => leaveOut(sheet));
  return create("li", {}, text, button);
}
