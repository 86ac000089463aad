// The page: its start, its draft, what is opened, printed and saved.
"use strict";

import { ask, fill, offer, words } from "./server.js";
import { count, goTo, labelOf, place, read, showNormal, sumUp, write } from "./form.js";
import { startRows } from "./rows.js";
import { fileProblem, layOut, mark, refuseFile, scale, zoom } from "./sheet.js";
import { listBoxes } from "./boxes.js";
import { endRewording, reworded, startRewording } from "./reword.js";
import { current, drafts, fresh, goOnWith, isKept, isThrownAway, keep, putBack, throwAllAway, throwAway } from "./drafts.js";

const $ = id => document.getElementById(id);
const GONE = "gone"; // in the address: the sheet was thrown away in another tab
const WAY_BACK = 20_000; // milliseconds in which what was thrown away can be brought back
const PAUSE = 1500; // milliseconds of rest before the PDF is made

let logo = null; // { kind, content (base64), name }
let wanted = ""; // the picture that a file names and that is not here
let edits = ""; // what was reworded on a sheet itself, as its file of edits
let rewording = ""; // what is being reworded and is not done, as the editor's own draft
let opened = null; // { text, shown }: the customization file that was opened, and what the form made of it
let name = ""; // of the file that was opened, without its ending
let normal = []; // times and days that are written otherwise than they were typed
let version = 0;
let [soon, later, keeping] = [0, 0, 0];
let pdf = { version: -1, made: null, ahead: false };

// ---- what is on the page

function sheet() {
  const answers = read();
  if (logo || wanted) answers.logo = { file: logo?.name ?? wanted, ...answers.logo };
  return { answers, logo, edits, name: name || named(answers) };
}

function named(answers) {
  const of = (answers.room || answers.teacher_name || "").normalize("NFKD").replace(/[^\w]+/g, "-").replace(/^-|-$/g, "").toLowerCase();
  return of ? `${words.save.name}-${of}` : words.save.name;
}

const forFile = () => ({ ...sheet(), logo: logo?.content ?? null });

function changed() {
  version++;
  clearTimeout(soon);
  clearTimeout(later);
  clearTimeout(keeping);
  soon = setTimeout(follow); // at once: what is typed while the sheet is laid out waits for it, and all of it is one
  keeping = setTimeout(keepDraft, 400);
  sumUp();
}

async function follow() {
  const at = version;
  const said = await layOut(sheet, notice);
  if (!said) return;
  if (said.boxes) listBoxes(said.boxes);
  normal = said.shown ?? [];
  if (showNormal(normal)) changed();
  if ($("notice").dataset.until === "fine") tellRefused(said);
  $("print").disabled = $("save").disabled = false;
  clearTimeout(later);
  if (said.fine && at === version) later = setTimeout(() => makePdf(true).catch(() => {}), PAUSE);
}

/** Say `text` above all, with a button that does `act`. It goes when anything is typed, or when the sheet is fine, if `until` says so. */
function notice(text, button = "", act = null, until = "") {
  $("notice").hidden = !text;
  $("notice").dataset.until = until;
  $("notice").firstElementChild.textContent = text;
  const undo = $("notice-act");
  undo.hidden = !act;
  undo.textContent = button;
  undo.onclick = () => {
    notice("");
    act();
  };
}

/** Say why nothing was made, as one line that leads to the first thing that stops it and goes when nothing does. */
function tellRefused({ problems = [], message = "" }) {
  const stops = problems.filter(one => !one.warning);
  const first = stops[0];
  if (!first) return notice(message === "offline" ? words.state.offline : message);
  const element = first.field && place(first.field);
  notice(refusal(stops), words.sheet.go, element && (() => {
    see("form");
    goTo(element);
  }), "fine");
}

function refusal(stops) {
  const label = stops[0].field && labelOf(stops[0].field);
  const first = `${label ? `${label}: ` : ""}${stops[0].says} ${stops[0].do}`.trim();
  return stops.length === 1 ? fill(words.sheet.stops_one, { first }) : fill(words.sheet.stops, { count: stops.length, first });
}

// ---- the two views

/** Show `answers`. Their draft is `from.draft`, or one of its own; of what was only chosen, `untouched`, none is kept. */
function begin(answers, from = {}) {
  goOnWith(from.draft ?? fresh());
  logo = from.logo ?? null;
  name = from.name ?? "";
  edits = from.edits ?? "";
  rewording = from.rewording ?? "";
  refuseFile(null);
  wanted = answers.logo?.file ?? "";
  write(answers);
  opened = from.opened ?? (from.text ? { text: from.text, shown: sheet().answers } : null);
  if (from.untouched) isKept(content());
  showLogo();
  $("start").hidden = true;
  $("work").hidden = document.querySelector(".switch").hidden = false;
  for (const button of document.querySelectorAll(".working")) button.hidden = false;
  zoom(matchMedia("(max-width: 759px)").matches ? "read" : "paper");
  changed();
  $("form-title").focus({ preventScroll: true });
}

function see(which) {
  $("work").dataset.seen = which;
  for (const button of document.querySelectorAll("[data-see]")) button.setAttribute("aria-pressed", button.dataset.see === which);
  if (which === "sheet") scale();
  scrollTo(0, 0);
}

// ---- the draft, in this browser only

const content = () => ({ answers: sheet().answers, logo, name, edits, opened, rewording });

function keepDraft() {
  clearTimeout(keeping);
  if ($("work").hidden || leaveIfThrownAway()) return;
  const gone = keep(content());
  $("kept").textContent = !gone ? words.save.draft_off : current().when ? words.save.draft : "";
  if (gone?.length) notice(fill(words.save.draft_room, { who: gone.map(whose).join("; ") }));
}

/** Whose sheet a draft is. */
const whose = ({ answers, name }) =>
  [answers.para_name, answers.teacher_name, answers.room].filter(Boolean).join(", ") || name || words.start.draft_nobody;

/** Go back to the start if the sheet was thrown away in another tab. */
function leaveIfThrownAway() {
  if (!isThrownAway()) return false;
  location.hash = GONE;
  location.reload();
  return true;
}

function offerDrafts() {
  const found = drafts();
  $("draft").hidden = !found.length;
  $("draft-all-away").hidden = found.length < 2;
  const date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeStyle: "short" });
  $("draft").querySelector("ul").replaceChildren(...found.map((one, n) => {
    const row = $("draft").querySelector("template").content.firstElementChild.cloneNode(true);
    const [on, away] = row.querySelectorAll("button");
    row.querySelector("p").id = `draft-${n + 1}`;
    row.querySelector("b").textContent = fill(words.start.draft, { when: date.format(one.when) });
    row.querySelector("span").textContent = fill(words.start.draft_about, { who: whose(one) });
    for (const button of [on, away]) button.setAttribute("aria-describedby", `draft-${n + 1}`);
    if (!n) [on.id, away.id] = ["draft-on", "draft-away"];
    on.addEventListener("click", () => goOn(one));
    away.addEventListener("click", () => throwOut([one], () => throwAway(one.key)));
    return row;
  }));
}

function goOn(found) {
  begin(found.answers, { ...found, draft: { key: found.key, when: found.when, said: "" }, untouched: true });
  notice(rewording ? words.reword.half : "", words.reword.go_on, rewording && reword);
}

/** Throw drafts away, with a way back for as long as this page is open, and nowhere but in it. */
function throwOut(found, away) {
  away();
  offerDrafts();
  (document.querySelector("#draft-away") ?? document.querySelector("[data-role]")).focus();
  notice(words.start.thrown, words.form.undo, () => {
    putBack(found);
    offerDrafts();
  });
  clearTimeout(soon); // nothing else is soon at the start
  soon = setTimeout(() => $("work").hidden && notice(""), WAY_BACK);
}

// ---- files in

async function openFile(file, asPicture = file.type.startsWith("image/")) {
  notice(fill(words.state.opening, { name: file.name }));
  let answer;
  try {
    answer = await ask("/open", file, { headers: { "X-File-Name": encodeURIComponent(file.name) }, waiting: () => notice(words.state.busy) });
  } catch {
    notice(words.state.offline);
    return;
  }
  const said = await answer.json();
  if (!answer.ok) {
    if (asPicture && !$("work").hidden) {
      refuseFile({ ...said.problems[0], field: "logo.file", warning: false });
      showLogo(); // with a way to do without it
      notice("");
      goTo(place("logo.file"));
      changed();
    } else {
      notice(said.problems.map(one => `${one.says} ${one.do}`).join(" "));
    }
    return;
  }
  if (said.answers) {
    keepDraft();
    const before = $("work").hidden ? null : { ...content(), draft: current() };
    begin(said.answers, said);
    const told = [fill(words.state.opened, { name: file.name }), ...said.problems.map(one => `${one.says} ${one.do}`)].join(" ");
    notice(told, words.state.back, before && (() => begin(before.answers, before)), !before && !said.problems.length ? "typing" : "");
  } else {
    refuseFile(null);
    logo = said.logo;
    if (wanted.endsWith(`/${logo.name}`)) logo.name = wanted; // as the file says it
    if ($("work").hidden) begin({}, { logo });
    showLogo();
    notice("");
    goTo(place("logo.file"));
    changed();
  }
}

function showLogo() {
  const shown = $("logo-shown");
  shown.hidden = !logo;
  $("logo-more").hidden = !logo && !wanted && !fileProblem();
  if (logo) shown.src = `data:${logo.kind};base64,${logo.content}`;
}

// ---- files out

/** The PDF of what is on the page now; made once for each version of it. `ahead` of being asked for it yields to others. */
function makePdf(ahead = false) {
  if (pdf.version !== version || (pdf.ahead && !ahead)) {
    const before = pdf.version === version ? pdf.made : null;
    const made = before ? before.catch(() => make("pdf")) : make("pdf", ahead);
    pdf = { version, made, ahead };
    made.catch(() => {
      if (pdf.made === made) pdf = { version: -1, made: null, ahead: false };
    });
  }
  return pdf.made;
}

async function make(kind, ahead = false) {
  if (fileProblem()) throw Object.assign(new Error(refusal([fileProblem()])), { problems: [fileProblem()] });
  const answer = await ask(`/file/${kind}`, kind === "yaml" ? { ...forFile(), opened } : forFile(), {
    waiting: () => notice(words.state.busy), headers: ahead ? { "X-Handout-Ahead": "1" } : {},
  });
  if (answer.status === 204) throw new Error("later");
  if (answer.ok) return Object.assign(await answer.blob(), { lost: answer.headers.get("X-Handout-Lost") });
  const { problems } = await answer.json();
  throw Object.assign(new Error(refusal(problems.filter(one => !one.warning))), { problems });
}

async function save(kind) {
  $("saved").textContent = fill(words.save.wait, { kind: words.save[`kind_${kind}`] });
  try {
    const made = await (kind === "pdf" ? makePdf() : make(kind));
    const to = `${sheet().name}.${kind}`;
    offer(made, to);
    $("saved").textContent = `${fill(words.save.done, { name: to })} ${lostWords(made.lost)}`.trim();
    const picture = $("logo-save");
    picture.hidden = kind !== "yaml" || !logo;
    if (!picture.hidden) Object.assign(picture, { href: `data:${logo.kind};base64,${logo.content}`, download: logo.name.split("/").at(-1) });
    $("edits-save").hidden = kind !== "yaml" || !edits;
    Object.assign($("edits-save"), { href: `data:text/yaml;charset=utf-8,${encodeURIComponent(edits)}`, download: `${sheet().name}.edits.yaml` });
  } catch (error) {
    $("saved").textContent = error.message === "offline" ? words.state.offline : error.message;
  }
}

/** What could not be kept of the customization file that was opened. */
function lostWords(lost) {
  return lost === "all" ? words.save.anew : Number(lost) ? fill(words.save.lost, { count: lost }) : "";
}

/** Reword on the sheet itself. What comes of it is opened like a file that was edited elsewhere. */
async function reword() {
  notice(fill(words.save.wait, { kind: words.save.kind_html }));
  try {
    const text = await (await make("html")).text();
    notice("");
    $("reword-said").textContent = "";
    await startRewording(text, rewording, kept => {
      rewording = kept;
      keepDraft();
    });
  } catch (error) {
    tellRefused(error);
  }
}

async function rewordingDone() {
  $("reword-said").textContent = words.reword.taking;
  const asked = { ...sheet(), logo: logo ? "kept" : null, opened, page: reworded() };
  const answer = await ask("/reworded", asked).catch(() => null);
  const said = answer && await answer.json();
  if (!answer?.ok) {
    $("reword-said").textContent = said ? said.problems.map(one => `${one.says} ${one.do}`).join(" ") : words.state.offline;
    return;
  }
  endRewording();
  begin(said.answers, { ...said, logo, name, draft: current() });
  notice(said.problems.map(one => `${one.says} ${one.do}`).join(" "));
  $("reword").focus();
}

/** Print the PDF itself, not this page: in a frame, or where a browser cannot do that, in a tab of its own. */
async function print() {
  notice(words.save.printing);
  let made;
  try {
    made = URL.createObjectURL(await makePdf());
  } catch (error) {
    tellRefused(error);
    return;
  }
  document.getElementById("printing")?.remove();
  const frame = Object.assign(document.createElement("iframe"), { id: "printing", src: made, title: words.save.pdf });
  frame.addEventListener("load", () => {
    try {
      frame.contentWindow.focus();
      frame.contentWindow.print();
      notice("");
    } catch {
      open(made, "_blank");
      notice(words.save.in_tab);
    }
  });
  document.body.append(frame);
}

// ---- wiring

const form = $("form");
form.addEventListener("submit", event => event.preventDefault());
form.addEventListener("input", event => {
  const input = event.target;
  if ($("notice").dataset.until === "typing") notice("");
  if ("oneline" in (input.dataset ?? {}) && input.value.includes("\n")) input.value = input.value.replace(/\s*\n\s*/g, " ");
  if (input.dataset?.kind) input.dataset.typed = "";
  count(input);
  changed();
});
form.addEventListener("focusout", () => setTimeout(() => showNormal(normal) && changed()));
form.addEventListener("focusin", event => mark(event.target));
startRows(form, changed, back => notice(words.form.removed, words.form.undo, back));
document.addEventListener("see", event => see(event.detail));
for (const button of document.querySelectorAll("[data-see]")) button.addEventListener("click", () => see(button.dataset.see));
for (const button of document.querySelectorAll("[data-zoom][aria-pressed]")) button.addEventListener("click", () => zoom(button.dataset.zoom));
for (const button of document.querySelectorAll("[data-role]")) button.addEventListener("click", () => begin({ role: button.dataset.role }, { untouched: true }));
for (const button of document.querySelectorAll("[data-kind]")) {
  if (button.closest("#saving")) button.addEventListener("click", () => save(button.dataset.kind));
}
$("save").addEventListener("click", () => {
  $("saved").textContent = "";
  $("saving").showModal();
});
$("saving").querySelector("[data-do=close]").addEventListener("click", () => $("saving").close());
$("print").addEventListener("click", print);
$("reword").addEventListener("click", reword);
$("reword-done").addEventListener("click", rewordingDone);
$("reword-cancel").addEventListener("click", () => {
  endRewording();
  rewording = "";
  keepDraft();
});
$("rewording").addEventListener("cancel", event => event.preventDefault()); // Escape belongs to the editor
$("new").addEventListener("click", () => {
  if (!confirm(fill(words.save.new_sure, { count: Math.max(1, drafts().length) }))) return;
  throwAllAway();
  location.reload();
});
$("another").addEventListener("click", () => {
  keepDraft();
  location.reload();
});
$("draft-all-away").addEventListener("click", () => throwOut(drafts(), () => drafts().forEach(one => throwAway(one.key))));
$("notice-away").addEventListener("click", () => notice(""));
for (const button of [$("open"), document.querySelector("[data-do=open]")]) button.addEventListener("click", () => $("file").click());
$("logo-choose").addEventListener("click", () => $("logo-file").click());
$("logo-away").addEventListener("click", () => {
  logo = null;
  wanted = "";
  refuseFile(null);
  showLogo();
  $("logo-choose").focus();
  changed();
});
for (const input of [$("file"), $("logo-file")]) {
  input.addEventListener("change", () => {
    if (input.files.length) openFile(input.files[0], input === $("logo-file") || undefined);
    input.value = "";
  });
}
const dropping = document.querySelector(".dropping");
addEventListener("dragover", event => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  dropping.hidden = false;
});
addEventListener("dragleave", event => {
  if (!event.relatedTarget) dropping.hidden = true;
});
addEventListener("drop", event => {
  dropping.hidden = true;
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  openFile(event.dataTransfer.files[0]);
});
// What sticks below the bar makes room for the notice.
new ResizeObserver(() => document.documentElement.style.setProperty("--notice", `${$("notice").offsetHeight}px`)).observe($("notice"));
addEventListener("resize", () => $("work").hidden || scale());
addEventListener("pagehide", () => {
  keepDraft();
  if ($("work").hidden) notice(""); // a way back to what was thrown away is for whoever threw it away
});
addEventListener("pageshow", event => {
  if (event.persisted) look();
});
addEventListener("storage", event => {
  if (event.key === null || event.key.startsWith("handout")) look();
});

/** Drafts may have changed in another tab, or while this page was out of sight. */
function look() {
  if ($("work").hidden) offerDrafts();
  else leaveIfThrownAway();
}
document.fonts.ready.then(() => $("work").hidden || scale());
offerDrafts();
if (location.hash === `#${GONE}`) notice(words.start.gone);
history.replaceState(null, "", location.pathname); // the token of the address has done its work
