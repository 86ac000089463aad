// @ts-check
/* Saving */

/**
 * What lib.dom does not know yet: the dialog that asks for a place to save.
 * @typedef {(options: object) => Promise<FileSystemFileHandle>} SaveFilePicker
 */

function fileName() {
  const inAddress = decodeURIComponent(location.pathname.split("/").pop() || "");
  return inAddress || `${record.name || "handout"}.html`;
}

/** @type {FileSystemFileHandle | null} */
let handle = null;
/** @type {string | null} */
let lastWritten = null;
let savedText = fileText();
let isDirty = false;

/** @param {boolean} asCopy */
async function save(asCopy) {
  const text = fileText();
  /** @type {{ showSaveFilePicker?: SaveFilePicker }} */
  const { showSaveFilePicker } = /** @type {any} */ (self);
  if (!showSaveFilePicker) return download(text, fileName());
  try {
    if (!handle || asCopy) {
      const types = [{ description: words.file_type, accept: { "text/html": [".html"] } }];
      const options = { suggestedName: fileName(), types };
      [lastWritten, handle] = [null, await showSaveFilePicker.call(self, options)];
    }
  } catch (problem) {
    if (problem.name === "AbortError") return tell(words.not_saved);
    return download(text, fileName());
  }
  await writeFile(text);
}

/**
 * Write, read back and compare; ask before writing over what another program has written meanwhile.
 * @param {string} text
 */
async function writeFile(text) {
  try {
    const there = lastWritten === null ? null : await (await handle.getFile()).text();
    if (there !== lastWritten) {
      lastWritten = there;
      return tell(fill(words.written_there, { name: handle.name }));
    }
    const stream = await handle.createWritable();
    await stream.write(text);
    await stream.close();
    if ((await (await handle.getFile()).text()) !== text) throw new Error();
    lastWritten = text;
  } catch {
    const { name } = handle;
    handle = null;
    return tell(fill(words.not_written, { name }));
  }
  noteSaved(text, fill(words.saved_as, { name: handle.name }));
}

/**
 * @param {string} text
 * @param {string} name
 */
function download(text, name) {
  const href = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  ui("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
  noteSaved(text, fill(words.downloaded, { name }));
}

/**
 * @param {string} text
 * @param {string} message
 */
function noteSaved(text, message) {
  savedText = text;
  const also = original && words.saved_original;
  tell([message, also, wrongPlaces()].filter(Boolean).join(" · "));
  refresh();
  showState();
}
