// The office's page: a roster is read, its faults are shown, a batch is started, followed and stopped.
"use strict";

import { ask, fill, words } from "./server.js";

const $ = id => document.getElementById(id);
history.replaceState(null, "", location.pathname);
const KEPT = "handout-office"; // in this tab: which run is its own, for when it is loaded again
let id = "";
let stream = null;

function own(run) {
  id = run;
  try {
    if (run) sessionStorage.setItem(KEPT, run);
    else sessionStorage.removeItem(KEPT);
  } catch { /* then it is lost with this page */ }
}

const state = (text, kind = "") => {
  $("state").textContent = text;
  $("state").dataset.kind = kind;
};

async function open(file) {
  if (id) await forget();
  state(fill(words.state.opening, { name: file.name }));
  const said = await say("/office/roster", file, { headers: { "X-File-Name": encodeURIComponent(file.name) } });
  if (!said) return;
  own(said.id);
  showRead(file.name, said);
  $("make").focus();
}

/** What was found in a roster. */
function showRead(name, said) {
  $("read").hidden = false;
  $("make").hidden = false;
  $("make").disabled = !said.sheets;
  $("made").hidden = true;
  const wrong = said.faults.filter(one => !one.warning).length;
  state(fill(wrong ? words.office.read_wrong : words.office.read, { name, sheets: said.sheets, wrong }), wrong ? "wrong" : "");
  showFaults(said.faults);
}

/** Go on with the run that this tab had before it was loaded again. */
async function goOn() {
  let kept = "";
  try {
    kept = sessionStorage.getItem(KEPT) ?? "";
  } catch { /* then there is none */ }
  if (!kept) return;
  const answer = await fetch(`/office/${encodeURIComponent(kept)}/state`).catch(() => null);
  const said = answer && await answer.json().catch(() => null);
  if (!answer?.ok || !said) {
    if (answer?.status === 404 || answer?.status === 403) own("");
    state(said?.problems?.map(one => `${one.says} ${one.do}`).join(" ") ?? words.state.offline, "wrong");
    return;
  }
  own(kept);
  showRead(said.name, said);
  if (["going", "starting"].includes(said.news.state)) watch();
  else follow(said.news);
}

/** What the server answers; null if it refuses, and then that is told. */
async function say(path, body, options = {}) {
  try {
    const answer = await ask(path, body, { ...options, waiting: () => state(words.state.busy) });
    const said = await answer.json();
    if (answer.ok) return said;
    state(said.problems.map(one => `${one.says} ${one.do}`).join(" "), "wrong");
  } catch {
    state(words.state.offline, "wrong");
  }
  return null;
}

function showFaults(faults) {
  $("faults").hidden = !faults.length;
  $("faults").querySelector("tbody").replaceChildren(...faults.map(one => {
    const row = document.createElement("tr");
    row.className = one.warning ? "warning" : "wrong";
    const head = Object.assign(document.createElement("th"), { scope: "row", textContent: one.row || "" });
    row.append(head, ...[one.column, one.says, one.do].map(text => Object.assign(document.createElement("td"), { textContent: text })));
    [head.dataset.label, row.cells[1].dataset.label, row.cells[1].className] = [words.office.row, words.office.column, "column"];
    return row;
  }));
}

async function start() {
  if (await say(`/office/${id}/start`, {})) watch();
}

function watch() {
  $("make").hidden = true;
  $("stop").hidden = false;
  $("stop").focus();
  const bar = $("progress");
  bar.hidden = false;
  bar.removeAttribute("value");
  state(words.office.starting);
  stream = new EventSource(`/office/${id}/events`);
  stream.onmessage = ({ data }) => follow(JSON.parse(data));
  stream.onerror = () => {
    if (stream.readyState === EventSource.CLOSED) ended(words.state.offline, "wrong");
  };
}

function follow(news) {
  if (news.state === "going") {
    Object.assign($("progress"), { max: news.of, value: news.done });
    state(fill(words.office.going, { what: words.office[news.what] ?? "", done: news.done, of: news.of }));
  } else if (news.state === "done") {
    ended(fill(words.office.done, { made: news.made, failed: new Set(news.faults.map(one => one.row)).size }), news.faults.length ? "wrong" : "");
    showFaults(news.faults);
    const links = [[`/office/${id}/zip`, words.office.zip, words.office.zip_about]];
    news.runs.forEach((run, n) => links.push([`/office/${id}/run/${n}`, fill(words.office.run, { name: run.path }), fill(words.office.run_about, { sheets: run.sheets })]));
    $("made").hidden = false;
    $("made").replaceChildren(...links.map(([href, title, about]) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href, download: "" });
      link.append(Object.assign(document.createElement("b"), { textContent: title }), " ", Object.assign(document.createElement("span"), { textContent: about }));
      item.append(link);
      return item;
    }));
  } else if (news.state === "wrong") {
    ended(words.office.not_made, "wrong");
    showFaults(news.faults);
  } else if (news.state === "stopped") {
    ended(words.office.stopped);
    $("make").hidden = false;
  }
}

function ended(text, kind = "") {
  stream?.close();
  stream = null;
  $("stop").hidden = $("progress").hidden = true;
  state(text, kind);
}

async function forget() {
  stream?.close();
  await say(`/office/${id}/forget`, {});
  own("");
  $("read").hidden = true;
  state(words.office.forgotten);
  $("choose").focus();
}

goOn();
$("choose").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", () => {
  if ($("file").files.length) open($("file").files[0]);
  $("file").value = "";
});
$("make").addEventListener("click", start);
$("stop").addEventListener("click", () => say(`/office/${id}/stop`, {}));
$("forget").addEventListener("click", forget);
const dropping = document.querySelector(".dropping");
addEventListener("dragover", event => {
  event.preventDefault();
  dropping.hidden = false;
});
addEventListener("dragleave", event => {
  if (!event.relatedTarget) dropping.hidden = true;
});
addEventListener("drop", event => {
  dropping.hidden = true;
  event.preventDefault();
  if (event.dataTransfer.files.length) open(event.dataTransfer.files[0]);
});
