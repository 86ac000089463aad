// @ts-check
// The office's page: a roster is read, its faults are shown, a batch is started, followed and
// stopped.

/** @import { AskOptions } from "./server.js" */

import { byId, create, first } from "./dom.js";
import { takeDroppedFiles } from "./dropping.js";
import { ask, fill, sayAll, words } from "./server.js";

/**
 * A fault in a row of the roster.
 * @typedef {{ row: string, column: string, says: string, do: string, warning: boolean }} Fault
 *
 * What was found in a roster.
 * @typedef {{ id: string, name: string, sheets: number, faults: Fault[] }} Roster
 *
 * How far a run is.
 * @typedef {{
 *   state: "starting" | "going" | "done" | "wrong" | "stopped", what?: string,
 *   done?: number, of?: number, made?: number, kept?: number, faults?: Fault[],
 *   corrections?: string,
 *   runs?: { path: string, sheets: number }[],
 * }} News
 */

// In this tab: which run is its own, for when it is loaded again.
const RUN_KEY = "handout-office";
let id = "";
/** @type {EventSource | null} */
let stream = null;

/** @param {string} run */
function storeRun(run) {
  id = run;
  try {
    if (run) sessionStorage.setItem(RUN_KEY, run);
    else sessionStorage.removeItem(RUN_KEY);
  } catch {
    // then it is lost with this page
  }
}

function storedRun() {
  try {
    return sessionStorage.getItem(RUN_KEY) ?? "";
  } catch {
    return "";
  }
}

/**
 * @param {string} text
 * @param {string} [kind]
 */
function showState(text, kind = "") {
  byId("state").textContent = text;
  byId("state").dataset.kind = kind;
}

/** @param {File} file */
async function openRoster(file) {
  if (id) await forget();
  showState(fill(words.state.opening, { name: file.name }));
  const headers = { "X-File-Name": encodeURIComponent(file.name) };
  /** @type {Roster} */
  const roster = await send("/office/roster", file, { headers });
  if (!roster) return;
  storeRun(roster.id);
  showRoster(file.name, roster);
  byId("make").focus();
}

/**
 * @param {string} name
 * @param {Roster} roster
 */
function showRoster(name, { sheets, faults }) {
  /** @type {HTMLButtonElement} */
  const make = byId("make");
  byId("read").hidden = false;
  make.hidden = false;
  make.disabled = !sheets;
  byId("made").hidden = true;
  const wrong = faults.filter(fault => !fault.warning).length;
  const text = wrong ? words.office.read_wrong : words.office.read;
  showState(fill(text, { name, sheets, wrong }), wrong ? "wrong" : "");
  showFaults(faults);
}

/** @returns {null} */
const noAnswer = () => null;

/** Go on with the run that this tab had before it was loaded again. */
async function goOn() {
  const run = storedRun();
  if (!run) return;
  const answer = await fetch(`/office/${encodeURIComponent(run)}/state`).catch(noAnswer);
  const runState = answer && (await answer.json().catch(noAnswer));
  if (!answer?.ok || !runState) {
    if (answer?.status === 404 || answer?.status === 403) storeRun("");
    showState(runState?.problems ? sayAll(runState.problems) : words.state.offline, "wrong");
    return;
  }
  storeRun(run);
  showRoster(runState.name, runState);
  if (["going", "starting"].includes(runState.news.state)) watch();
  else follow(runState.news);
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
  const head = create("th", { scope: "row", textContent: fault.row || "" });
  const texts = [fault.column, fault.says, fault.do];
  const cells = texts.map(textContent => create("td", { textContent }));
  head.dataset.label = words.office.row;
  cells[0].dataset.label = words.office.column;
  cells[0].className = "column";
  return create("tr", { className: fault.warning ? "warning" : "wrong" }, head, ...cells);
}

async function start() {
  if (await send(`/office/${id}/start`, {})) watch();
}

function watch() {
  byId("make").hidden = true;
  byId("stop").hidden = false;
  byId("stop").focus();
  const bar = byId("progress");
  bar.hidden = false;
  bar.removeAttribute("value");
  showState(words.office.starting);
  stream = new EventSource(`/office/${id}/events`);
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
  showState(fill(words.office.going, { what: words.office[what] ?? "", done, of }));
}

/** @param {News} news */
function showMade({ made, kept, faults, corrections, runs }) {
  const failed = new Set(faults.map(fault => fault.row)).size;
  const text = kept ? words.office.done_kept : words.office.done;
  end(fill(text, { made, kept, failed }), faults.length ? "wrong" : "");
  showFaults(faults);
  const links = runs.map(({ path, sheets }, index) => {
    const note = fill(words.office.run_about, { sheets });
    return makeLink(`/office/${id}/run/${index}`, fill(words.office.run, { name: path }), note);
  });
  const about = corrections ? words.office.zip_corrections : words.office.zip_about;
  const note = fill(about, { name: corrections });
  const zip = makeLink(`/office/${id}/zip`, words.office.zip, note);
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
  byId("stop").hidden = true;
  byId("progress").hidden = true;
  showState(text, kind);
}

async function forget() {
  stream?.close();
  await send(`/office/${id}/forget`, {});
  storeRun("");
  byId("read").hidden = true;
  showState(words.office.forgotten);
  byId("choose").focus();
}

// The token of the address has done its work.
history.replaceState(null, "", location.pathname);
goOn();
/** @type {HTMLInputElement} */
const fileInput = byId("file");
byId("choose").addEventListener("click", () => fileInput.click());
fileInput.addEventListener("change", () => {
  if (fileInput.files.length) openRoster(fileInput.files[0]);
  fileInput.value = "";
});
byId("make").addEventListener("click", start);
byId("stop").addEventListener("click", () => send(`/office/${id}/stop`, {}));
byId("forget").addEventListener("click", forget);
takeDroppedFiles(openRoster);
