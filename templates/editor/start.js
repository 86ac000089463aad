// @ts-check
/* After each change, and at first */

let stateTimer = 0;

function refresh() {
  measure(true);
  followCaret();
  clearTimeout(stateTimer);
  stateTimer = setTimeout(showState, 200);
}

/** What takes a moment, when the typing pauses: is it saved? */
function showState() {
  clearTimeout(stateTimer);
  stateTimer = 0;
  isDirty = fileText() !== savedText;
  const start = isEditing ? words.start : words.start_reading;
  const state = isDirty ? words.unsaved : past.length ? words.saved : start;
  statusLine.textContent = [state, waitingWords(), wrongPlaces()].filter(Boolean).join(" · ");
  sayStates();
  /** @type {HTMLButtonElement} */ ($("[name=undo]", bar)).disabled = !past.length;
  /** @type {HTMLButtonElement} */ ($("[name=redo]", bar)).disabled = !future.length;
  keepDraft();
}

/** On leaving there is no time to look: what was just typed counts as not saved. */
function leave() {
  isDirty ||= stateTimer > 0;
  keepDraft();
}

document.addEventListener("selectionchange", followCaret);
main.addEventListener("focusin", event => {
  const target = /** @type {HTMLElement} */ (event.target);
  followCaret();
  tell("");
  if (canEdit() && target.matches(".block.locked")) tell(whyLocked(target));
});
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.hidden && leave());
addEventListener("beforeunload", event => {
  leave();
  if (isDirty) event.preventDefault();
});
addEventListener("resize", () => {
  measure();
  followCaret();
});
spoken.setAttribute("role", "log");
main.before(bar, translationNotice, otherTab);
const margin = named("margin", ui("aside", {}, itemTools, boxTools, check, notice, spoken));
margin.setAttribute("aria-label", words.margin);
main.after(margin);
itemTools.className = "tools";
boxTools.className = "tools box-tools";
setPressed("boxes", false);
setPressed("editing", isEditing);
readDrafts()
  .filter(draft => draft.html)
  .forEach(offerDraft);
settle();
showState();
watch.observe(main, { subtree: true, childList: true, characterData: true });
document.fonts.ready.then(() => measure());
