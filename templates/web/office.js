// @ts-check
// The office's page: a roster, or sheets that were sent, are read, their faults are shown, a batch
// is started, followed and stopped.

/** @import { AskOptions } from "./server.js" */
/** @import { SentSheet } from "./office/sent_sheets.js" */

import { announce } from "./page/announce.js";
import { all, byId, create, first, onPress } from "./dom.js";
import { takeDropped } from "./files/dropping.js";
import { readOptions, showChosen } from "./office/office_options.js";
import { startOwnComputer } from "./page/own_computer.js";
import { groupFiles, isRoster, packFile, showSheets } from "./office/sent_sheets.js";
import { ask, fill, sayAll, sayCounted, words } from "./server.js";

/**
 * A fault in a row of the roster.
 * @typedef {{ row: string, column: string, says: string, do: string, warning: boolean }} Fault
 *
 * What was found in a roster.
 * @typedef {{
 *   id: string, name: string, sheets: number, faults: Fault[], corrections: boolean,
 *   changed?: number, added?: number, sent?: SentSheet[],
 *   export?: boolean,
 * }} Roster
 *
 * A run whose handouts can still be had.
 * @typedef {{ id: string, name: string }} EarlierRun
 *
 * How far a run is.
 * @typedef {{
 *   state: "starting" | "going" | "done" | "wrong" | "stopped", what?: string,
 *   done?: number, of?: number, made?: number, kept?: number, faults?: Fault[],
 *   corrections?: string, printed?: number | null,
 *   runs?: { path: string, sheets: number }[],
 * }} News
 */

// In this tab: which run is its own, for when it is loaded again.
const RUN_KEY = "handout-office";
const EARLIER_KEY = "handout-office-earlier";
let id = "";
let rosterName = "";
/** @type {EarlierRun[]} those whose handouts were made here before another roster was opened */
let earlierRuns = [];
/** @type {SentSheet[]} those of which the roster was made, if it was */
let sentSheets = [];
/** @type {EventSource | null} */
let stream = null;
const SELDOM = 30_000; // milliseconds between two times that a screen reader hears how far it is
let saidAt = 0; // milliseconds

/**
 * @param {string} key
 * @param {string} value "" removes it
 */
function store(key, value) {
  try {
    if (value) sessionStorage.setItem(key, value);
    else sessionStorage.removeItem(key);
  } catch {
    // then it is lost with this page
  }
}

/** @param {string} key */
function stored(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} run */
function storeRun(run) {
  id = run;
  store(RUN_KEY, run);
}

/** @param {EarlierRun[]} runs */
function showEarlierRuns(runs) {
  earlierRuns = runs;
  store(EARLIER_KEY, runs.length ? JSON.stringify(runs) : "");
  const links = runs.map(run => {
    const title = fill(words.office.earlier, { name: run.name });
    return makeLink(`office/${run.id}/zip`, title, words.office.earlier_about);
  });
  byId("earlier").hidden = !links.length;
  byId("earlier").replaceChildren(...links);
}

/**
 * @param {string} text
 * @param {string} [kind]
 */
function showState(text, kind = "") {
  showSilently(text, kind);
  announce(text);
  saidAt = performance.now();
}

/**
 * @param {string} text
 * @param {string} [kind]
 */
function showSilently(text, kind = "") {
  byId("state").textContent = text;
  byId("state").dataset.kind = kind;
}

/**
 * Show how far something is, which changes many times; it is read out now and then.
 * @param {string} what
 * @param {number} done
 * @param {number} of
 */
function showStep(what, done, of) {
  const text = fill(words.office.going, { what, done, of });
  if (performance.now() - saidAt < SELDOM) showSilently(text);
  else showState(text);
}

/** @param {string} text why something was not begun, beside what goes on */
function showRefused(text) {
  byId("refused").textContent = text;
  announce(text);
}

/** @param {File[]} files */
async function openFiles(files) {
  if (stream) {
    showRefused(words.office.wait);
    return;
  }
  const sheets = files.filter(file => !isRoster(file));
  if (sheets.length) await openSheets(sheets);
  for (const file of files.filter(isRoster)) await openRoster(file);
}

/**
 * Make a roster of sheets that were sent, or add them to the one that was made of others.
 * @param {File[]} files
 */
async function openSheets(files) {
  const before = { id, name: rosterName, isMade: !byId("made").hidden };
  /** @type {Roster | null} */
  let roster = null;
  let done = 0;
  try {
    for (const group of groupFiles(files)) {
      showStep(words.office.check, done, files.length);
      const packed = await Promise.all(group.map(packFile));
      const headers = { "X-Run": roster?.id ?? id };
      const answer = await send("office/sheets", { files: packed }, { headers });
      if (!answer) return;
      roster = answer;
      done += group.length;
    }
  } catch (error) {
    showState(error.message, "wrong");
    return;
  }
  storeRun(roster.id);
  showRoster(roster.name, roster);
  if (before.id && before.id !== roster.id) await leave(before);
  byId("make").focus();
}

/** @param {SentSheet} sheet */
async function leaveOut({ handout_id, file }) {
  const roster = await send(`office/${id}/leave-out`, { id: handout_id });
  if (!roster) return;
  showRoster(roster.name, roster, fill(words.office.left_out, { name: file }));
  byId("make").focus();
}

/** @param {File} file */
async function openRoster(file) {
  const before = { id, name: rosterName, isMade: !byId("made").hidden };
  showState(fill(words.state.opening, { name: file.name }));
  const headers = { "X-File-Name": encodeURIComponent(file.name), "X-Run": id };
  /** @type {Roster} */
  const roster = await send("office/roster", file, { headers });
  if (!roster) return;
  storeRun(roster.id);
  const isCorrected = roster.changed !== undefined;
  const corrected = isCorrected && fill(words.office.corrected, { ...roster, file: file.name });
  showRoster(roster.name, roster, corrected || "");
  if (!isCorrected && before.id) await leave(before);
  byId("make").focus();
}

/**
 * Leave a run for another roster: what was made of it can still be had.
 * @param {EarlierRun & { isMade: boolean }} run
 */
async function leave({ id, name, isMade }) {
  if (isMade) showEarlierRuns([...earlierRuns, { id, name }]);
  else await send(`office/${id}/forget`, {});
}

/**
 * @param {string} name
 * @param {Roster} roster
 * @param {string} [became] what was done to it
 */
function showRoster(name, roster, became = "") {
  const { sheets, faults, corrections, sent = [], export: isExport } = roster;
  sentSheets = sent;
  rosterName = name ||= words.office.sent_name;
  showSheets(sent, leaveOut);
  showRosterLinks(isExport);
  showCorrections(corrections);
  /** @type {HTMLButtonElement} */
  const make = byId("make");
  byId("read").hidden = false;
  make.hidden = false;
  make.disabled = !sheets;
  byId("made").hidden = true;
  const wrong = faults.filter(fault => !fault.warning).length;
  const text = sayCounted(words.office, wrong ? "read_wrong" : "read", sheets, { name, wrong });
  showState(`${became} ${text}`.trim(), wrong ? "wrong" : "");
  showFaults(faults);
}

/** @param {boolean} isOffered */
function showCorrections(isOffered) {
  const link = makeLink(
    `office/${id}/to-correct`,
    words.office.correct,
    words.office.correct_about,
  );
  byId("correct").hidden = !isOffered;
  byId("correct").replaceChildren(...(isOffered ? [link] : []));
}

/**
 * Offer the roster that was made here, and the list of what an export lacks.
 * @param {boolean | undefined} isExport
 */
function showRosterLinks(isExport) {
  const { made_roster, made_roster_about, missing, missing_about } = words.office;
  const links = [makeLink(`office/${id}/roster`, made_roster, made_roster_about)];
  if (isExport) links.push(makeLink(`office/${id}/missing`, missing, missing_about));
  byId("made-roster").hidden = !isExport && !sentSheets.length;
  byId("made-roster").replaceChildren(...links);
}

/** @returns {null} */
const noAnswer = () => null;

/** Go on with the run that this tab had before it was loaded again. */
async function goOn() {
  await goOnWithEarlier();
  const run = stored(RUN_KEY);
  if (!run) return;
  const answer = await fetch(`office/${encodeURIComponent(run)}/state`).catch(noAnswer);
  const runState = answer && (await answer.json().catch(noAnswer));
  if (!answer?.ok || !runState) {
    if (answer?.status === 404 || answer?.status === 403) storeRun("");
    showState(runState?.problems ? sayAll(runState.problems) : words.state.offline, "wrong");
    return;
  }
  storeRun(run);
  showRoster(runState.name, runState);
  showChosen(runState.chosen);
  if (["going", "starting"].includes(runState.news.state)) watch();
  else follow(runState.news);
}

async function goOnWithEarlier() {
  /** @type {EarlierRun[]} */
  const runs = JSON.parse(stored(EARLIER_KEY) || "[]");
  const answers = runs.map(run => fetch(`office/${run.id}/state`).catch(noAnswer));
  const areThere = (await Promise.all(answers)).map(answer => answer?.ok);
  showEarlierRuns(runs.filter((_, index) => areThere[index]));
}

/**
 * Return what the server answers; null if it refuses, and then that is told.
 * @param {string} path
 * @param {unknown} body
 * @param {AskOptions} [options]
 */
async function send(path, body, options = {}) {
  try {
    const waiting = () => showState(words.state.busy);
    const answer = await ask(path, body, { ...options, waiting });
    const content = await answer.json();
    if (answer.ok) return content;
    showState(sayAll(content.problems), "wrong");
  } catch {
    showState(words.state.offline, "wrong");
  }
  return null;
}

/** @param {Fault[]} faults */
function showFaults(faults) {
  const table = byId("faults");
  table.hidden = !faults.length;
  first("tbody", table).replaceChildren(...faults.map(makeFaultRow));
}

/** @param {Fault} fault */
function makeFaultRow(fault) {
  const sheet = fault.row && sentSheets.find(({ row }) => row === Number(fault.row));
  const textContent = (sheet ? sheet.file : fault.row) || "";
  const head = create("th", { scope: "row", textContent });
  const texts = [fault.column, fault.says, fault.do];
  const cells = texts.map(textContent => create("td", { textContent }));
  head.dataset.label = words.office.row;
  cells[0].dataset.label = words.office.column;
  cells[0].className = "column";
  return create("tr", { className: fault.warning ? "warning" : "wrong" }, head, ...cells);
}

async function start() {
  /** @type {unknown} */
  let options;
  try {
    options = await readOptions();
  } catch (error) {
    showState(error.message, "wrong");
    return;
  }
  if (await send(`office/${id}/start`, options)) watch();
}

function watch() {
  byId("make").hidden = true;
  byId("made").hidden = true;
  showCorrections(false);
  byId("stop").hidden = false;
  byId("stop").focus();
  const bar = byId("progress");
  bar.hidden = false;
  bar.removeAttribute("value");
  showState(words.office.starting);
  stream = new EventSource(`office/${id}/events`);
  stream.onmessage = ({ data }) => follow(JSON.parse(data));
  stream.onerror = () => {
    if (stream.readyState === EventSource.CLOSED) end(words.state.offline, "wrong");
  };
}

/** @param {News} news */
function follow(news) {
  if (news.state === "going") {
    showProgress(news);
  } else if (news.state === "done") {
    showMade(news);
  } else if (news.state === "wrong") {
    end(words.office.not_made, "wrong");
    showFaults(news.faults);
  } else if (news.state === "stopped") {
    end(words.office.stopped);
    byId("make").hidden = false;
  }
}

/** @param {News} news */
function showProgress({ what, done, of }) {
  Object.assign(byId("progress"), { max: of, value: done });
  showStep(words.office[what] ?? "", done, of);
}

/** @param {News} news */
function showMade({ made, kept, faults, corrections, runs, printed }) {
  const failed = new Set(faults.map(fault => fault.row)).size;
  const text = kept ? words.office.done_kept : words.office.done;
  const done = [fill(text, { made, kept, failed })];
  if (typeof printed === "number") done.push(fill(words.office.done_new, { count: printed }));
  end(done.join(" "), faults.length ? "wrong" : "");
  showFaults(faults);
  showCorrections(Boolean(corrections));
  const links = runs.map(({ path, sheets }, index) => {
    const note = sayCounted(words.office, "run_about", sheets);
    return makeLink(`office/${id}/run/${index}`, fill(words.office.run, { name: path }), note);
  });
  const zip = makeLink(`office/${id}/zip`, words.office.zip, words.office.zip_about);
  byId("made").hidden = false;
  byId("made").replaceChildren(zip, ...links);
}

/**
 * @param {string} href
 * @param {string} title
 * @param {string} note
 */
function makeLink(href, title, note) {
  const name = create("b", { textContent: title });
  const description = create("span", { textContent: note });
  return create("li", {}, create("a", { href, download: "" }, name, " ", description));
}

/**
 * @param {string} text
 * @param {string} [kind]
 */
function end(text, kind = "") {
  stream?.close();
  stream = null;
  // Whoever waits at the button that goes is led to what has come, once it is shown.
  if (document.activeElement === byId("stop")) queueMicrotask(focusNext);
  byId("stop").hidden = true;
  byId("progress").hidden = true;
  showRefused("");
  showState(text, kind);
}

function focusNext() {
  const next = [...all("#made a"), byId("make"), byId("forget")];
  next.find(one => one.checkVisibility()).focus();
}

async function forget() {
  stream?.close();
  stream = null;
  for (const run of [...earlierRuns, { id }]) await send(`office/${run.id}/forget`, {});
  storeRun("");
  showEarlierRuns([]);
  byId("read").hidden = true;
  sentSheets = [];
  showState(words.office.forgotten);
  byId("choose").focus();
}

// The token of the address has done its work.
history.replaceState(null, "", location.pathname);
goOn();
/** @type {HTMLInputElement} */
const fileInput = byId("file");
onPress(byId("choose"), () => fileInput.click());
fileInput.addEventListener("change", () => {
  if (fileInput.files.length) openFiles([...fileInput.files]);
  fileInput.value = "";
});
onPress(byId("make"), start);
onPress(byId("stop"), () => send(`office/${id}/stop`, {}));
onPress(byId("forget"), forget);
takeDropped({
  takeFiles: openFiles,
  refuse: () => showState(words.office.only_files, "wrong"),
});
startOwnComputer(text => showState(text));
// All scripts have come, and have begun.
byId("late").remove();
