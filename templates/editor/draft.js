// @ts-check
/* The draft in this browser */

/**
 * @typedef {{ tab: string, when: number, record: string, html: string }} Draft
 */

const DRAFT = `handout ${record.name} ${location.pathname}`;
const tab = Math.random().toString(36).slice(2);
const openedAt = Date.now();
const recordText = () => $("script#record")?.textContent;

/**
 * Those of other tabs, and of days before, stay until somebody says what to do with them.
 * @returns {Draft[]}
 */
function readDrafts() {
  try {
    return [JSON.parse(localStorage.getItem(DRAFT)) || []].flat();
  } catch {
    return [];
  }
}

/** @param {Draft[]} drafts */
function writeDrafts(drafts) {
  try {
    if (drafts.length) localStorage.setItem(DRAFT, JSON.stringify(drafts));
    else localStorage.removeItem(DRAFT);
  } catch {
    // storage may be full or switched off: then there is no draft
  }
}

function keepDraft() {
  const drafts = readDrafts().filter(draft => draft.tab !== tab);
  if (isDirty) {
    const html = original ? original.innerHTML : present.html;
    drafts.push({ tab, when: Date.now(), record: recordText(), html });
  }
  writeDrafts(drafts);
}

/** @param {Draft} draft */
function removeDraft(draft) {
  const isOther = (/** @type {Draft} */ { tab, when }) => tab !== draft.tab || when !== draft.when;
  writeDrafts(readDrafts().filter(isOther));
}

/**
 * Say that there is a draft, with buttons to bring it back (or to have it as a file of its own)
 * and to delete it.
 * @param {Draft} draft
 */
function offerDraft(draft) {
  const isOfThis = draft.record === recordText();
  const drop = () => {
    offer.remove();
    removeDraft(draft);
  };
  const takeBack = () => {
    if (original) return tell(words.translated);
    drop();
    past.push(present);
    restore({ html: draft.html, path: [] });
    if (isDirty) tell(words.draft_undo);
  };
  const asFile = () => {
    const text = draftAsText(draft);
    drop();
    download(text, fileName().replace(/(\.html?)?$/, ` (${words.draft_name})$1`));
  };
  /**
   * @param {string} name
   * @param {() => void} onclick
   */
  const button = (name, onclick) =>
    ui("button", { type: "button", textContent: words[name], onclick });
  const when = new Date(draft.when).toLocaleString();
  const text = fill(words[isOfThis ? "draft" : "draft_other"], { when });
  const take = isOfThis ? button("draft_back", takeBack) : button("draft_file", asFile);
  const away = button("draft_drop", drop);
  const offer = named("draft", ui("section", {}, ui("p", { textContent: text }), take, away));
  offer.setAttribute("aria-label", words.draft_of);
  bar.after(offer);
}

/** @param {Draft} draft */
function draftAsText(draft) {
  const copy = /** @type {HTMLElement} */ (pristine.cloneNode(true));
  $("main", copy).innerHTML = draft.html;
  $("#record", copy).textContent = draft.record;
  return pageAsText(copy);
}

addEventListener("storage", ({ key }) => {
  if (key !== DRAFT) return;
  const isChangedElsewhere = readDrafts().some(draft => draft.tab !== tab && draft.when > openedAt);
  if (isChangedElsewhere) otherTab.hidden = false;
});
