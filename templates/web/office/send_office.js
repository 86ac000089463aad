// @ts-check
// "Send to the office": a file with all of the sheet in it, or a link whose words stand after its
// "#", which no browser sends to a server.

import { byId, onPress } from "../dom.js";
import { editsMade } from "../sheet/edit_sheet.js";
import { makeFile } from "../files/make_files.js";
import { showNotice } from "../page/notice.js";
import { openFile } from "../files/open_file.js";
import { currentSheet } from "../page/page_state.js";
import { fill, fillPlain, offer, words } from "../server.js";

const LINK_START = "#sheet=";
const MAX_LINK = 2000; // characters: mail programs break longer ones
const MAX_SHEET = 300_000; // bytes that a link may unpack to

export function startSendingToOffice() {
  byId("to-office").addEventListener("toggle", showMissing);
  onPress(byId("office-file"), () => make(offerFile));
  const link = byId("office-link");
  if (link) onPress(link, () => make(showLink)); // there is none on one's own computer
  addEventListener("hashchange", openLink);
}

/** Say what the office needs, to know whose sheet it is, and does not find in it. */
function showMissing() {
  const { answers } = currentSheet();
  const given = byId("office-missing").dataset;
  const missing = [];
  if (!answers.school_name && !given.school) missing.push(words.send.no_school);
  if (!answers.teacher_name) missing.push(words.send.no_teacher);
  byId("office-missing").textContent = missing.join(" ");
}

/** @param {(yaml: Blob) => unknown} use */
async function make(use) {
  const saved = byId("saved");
  saved.textContent = fill(words.save.wait, { kind: words.save.kind_yaml });
  try {
    await editsMade();
    saved.textContent = "";
    await use(await makeFile("yaml"));
  } catch (error) {
    saved.textContent = error.message === "offline" ? words.state.offline : error.message;
  }
}

/** @param {Blob} yaml */
function offerFile(yaml) {
  const { name, answers } = currentSheet();
  offer(yaml, `${name}.yaml`);
  byId("office-saved").textContent = fill(words.send.saved, { name: `${name}.yaml` });
  const about = [words.send.subject, answers.teacher_name, answers.room, answers.para_name];
  const subject = encodeURIComponent(about.filter(Boolean).join(", "));
  const body = encodeURIComponent(fillPlain(words.send.letter, { name: `${name}.yaml` }));
  /** @type {HTMLAnchorElement} */ (byId("office-mail")).href =
    `mailto:?subject=${subject}&body=${body}`;
  byId("office-steps").hidden = false;
}

/** @param {Blob} yaml */
async function showLink(yaml) {
  const name = encodeURIComponent(currentSheet().name);
  const content = `${name}/${await pack(yaml)}`;
  const link = `${location.origin}${location.pathname}${LINK_START}${content}`;
  if (link.length > MAX_LINK) {
    byId("saved").textContent = words.send.link_long;
    return;
  }
  /** @type {HTMLInputElement} */
  const field = byId("office-address");
  field.value = link;
  field.hidden = false;
  field.select();
  const isCopied = await copy(link);
  byId("saved").textContent = isCopied ? words.send.link_copied : words.send.link_shown;
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Return a file as letters, digits, "-" and "_" (RFC 4648, 5), made smaller by RFC 1951.
 * @param {Blob} file
 */
async function pack(file) {
  const stream = file.stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const text = String.fromCharCode(...bytes.subarray(0, MAX_LINK));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * Return what `pack` was given. Throws if it is damaged, or unpacks to more than a sheet.
 * @param {string} packed
 */
async function unpack(packed) {
  const text = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(text, sign => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > MAX_SHEET) throw new Error("too large");
    parts.push(part.value);
  }
  return new Blob(parts);
}

/**
 * @param {string} name as it stands in an address
 * @returns {string}
 */
function nameIn(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return words.save.name;
  }
}

/** @returns {null} */
const noContent = () => null;

/** Open the sheet that is in the address, if there is one and people want it. */
export async function openLink() {
  if (!location.hash.startsWith(LINK_START)) return;
  const [name, packed = ""] = location.hash.slice(LINK_START.length).split("/");
  history.replaceState(null, "", location.pathname);
  if (!confirm(words.send.open_sure)) return;
  const content = await unpack(packed).catch(noContent);
  if (content) await openFile(new File([content], `${nameIn(name)}.yaml`));
  else showNotice(words.send.link_broken);
}
