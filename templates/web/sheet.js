// The sheet beside the form: the same HTML that the file has, in a frame in which nothing runs.
"use strict";

import { ask, fill, words } from "./server.js";
import { bringBack } from "./boxes.js";
import { apart, goTo, labelOf, place, tell } from "./form.js";

const frame = document.getElementById("paper");
const desk = document.getElementById("desk");
const fit = document.getElementById("fit");
const list = document.getElementById("problems");
const PAPER = 852; // CSS pixels that a sheet and its margins take; narrower, it becomes a page to read

let style = { key: "" };
let [running, next, trouble] = [false, false, false];
let refusedFile = null; // what is wrong with a picture that was not taken
let [shared, own, ownText] = [null, null, null];

/** Have the sheet say that a file was refused, until this is called with null. */
export function refuseFile(problem) {
  refusedFile = problem;
}

export const fileProblem = () => refusedFile;

/** Lay out what `sheet()` gives, unless that is under way: then once more when it is done. Resolves to what was said of it. */
export async function layOut(sheet, notice) {
  if (running) {
    next = true;
    return null;
  }
  running = true;
  let said = null;
  try {
    do {
      next = false;
      said = await once(sheet(), notice);
    } while (next);
  } finally {
    running = false;
  }
  return said;
}

async function once(sheet, notice) {
  const tellTrouble = text => {
    trouble = Boolean(text);
    notice(text);
    if (text) showState("wrong", words.sheet.old);
  };
  let answer;
  try {
    answer = await ask("/preview", { ...sheet, logo: sheet.logo ? "kept" : null, style: style.key }, { waiting: () => tellTrouble(words.state.busy) });
  } catch (error) {
    tellTrouble(error.message === "offline" ? words.state.offline : String(error));
    return null;
  }
  const said = await answer.json();
  if (refusedFile) said.problems.push(refusedFile);
  const old = !said.main;
  if (!old) show(said, sheet);
  desk.classList.toggle("old", old);
  report(said, old);
  if (trouble) tellTrouble("");
  return { ...said, fine: answer.ok && !old && !said.problems.some(problem => !problem.warning) };
}

function show(said, sheet) {
  const page = frame.contentDocument;
  if (!shared) {
    shared = new frame.contentWindow.CSSStyleSheet();
    own = new frame.contentWindow.CSSStyleSheet();
    page.adoptedStyleSheets = [...page.adoptedStyleSheets, shared, own];
    page.addEventListener("click", clicked);
  }
  if (said.style.css) shared.replaceSync(said.style.css);
  style = said.style;
  if (ownText !== said.own) own.replaceSync(ownText = said.own); // even the same rules would style everything anew
  page.documentElement.lang = said.language;
  if (page.body.className !== said.body) page.body.className = said.body;
  for (const marked of page.querySelectorAll(".here")) unmark(marked);
  const main = Object.assign(page.createElement("template"), { innerHTML: said.main }).content.firstElementChild;
  const logo = main.querySelector("img.emblem");
  if (logo && sheet.logo) logo.src = `data:${sheet.logo.kind};base64,${sheet.logo.content}`;
  renew(page.querySelector("main"), main);
  for (const side of said.fits ? [] : page.querySelectorAll(".side")) {
    if (side.offsetHeight > said.paper + 4) {
      side.classList.add("cut");
      side.dataset.cut = words.sheet.cut;
    }
  }
  mark(document.activeElement);
  scale();
}

/** Make `old` say what `now` says, and leave alone what says it already: a letter moves its own box only. */
function renew(old, now) {
  if (old.isEqualNode(now)) return;
  const [before, after] = [[...old.childNodes], [...now.childNodes]];
  const alike = old.cloneNode().isEqualNode(now.cloneNode()) && before.length === after.length
    && before.every((node, n) => node.nodeName === after[n].nodeName);
  if (alike && old.nodeType === Node.ELEMENT_NODE) before.forEach((node, n) => renew(node, after[n]));
  else old.replaceWith(now);
}

/** Words of hers on the sheet lead to their place in the form; a link leads nowhere from here. */
function clicked(event) {
  if (event.target.closest("a")) event.preventDefault();
  const name = event.target.closest("[data-field]")?.dataset.field ?? insteadOf(event.target.closest("[data-block]"));
  const target = name && place(name, false);
  if (!target) return;
  document.dispatchEvent(new CustomEvent("see", { detail: "form" }));
  goTo(target);
}

function insteadOf(block) {
  return { note: "teacher_note", schedule: "schedule", people: "contacts", "at-a-glance": "call_for_help" }[block?.dataset.block];
}

/** Mark on the sheet what is being filled in. */
export function mark(input) {
  const page = frame.contentDocument;
  for (const marked of page.querySelectorAll(".here")) unmark(marked);
  if (!input?.closest?.("#form")) return;
  const names = new Set();
  for (const words of page.querySelectorAll("[data-field]")) names.add(words.dataset.field);
  for (const name of names) {
    if (place(name, false) === input) {
      for (const words of page.querySelectorAll(`[data-field="${CSS.escape(name)}"]`)) words.classList.add("here");
    }
  }
  if (input.name === "teacher_note") page.querySelector(".holds-note")?.classList.add("here");
}

function unmark(marked) {
  marked.classList.remove("here");
  if (!marked.className) marked.removeAttribute("class"); // as it was
}

/** Fit the frame into its place: a sheet of paper made smaller, or a page as wide as there is room. */
export function scale() {
  const page = frame.contentDocument;
  const toRead = desk.dataset.zoom === "read";
  const room = desk.clientWidth;
  const wide = toRead ? room : PAPER;
  frame.style.width = `${wide}px`;
  frame.style.height = `${page.querySelector("main").offsetHeight + 24}px`;
  const factor = Math.min(1, room / wide);
  frame.style.transform = factor < 1 ? `scale(${factor})` : "";
  const paper = frame.parentElement;
  paper.style.width = `${wide * factor}px`;
  paper.style.height = `${frame.offsetHeight * factor}px`;
}

export function zoom(how) {
  desk.dataset.zoom = how;
  for (const button of document.querySelectorAll("[data-zoom][aria-pressed]")) button.setAttribute("aria-pressed", button.dataset.zoom === how);
  scale();
}

/** Whether it fits and what there is to look at, always in sight; each problem also beside its field. */
function report(said, old) {
  const unplaced = new Set(tell(said.problems));
  const open = said.problems.filter(problem => problem.code !== "privacy-allowed");
  const wrong = open.some(problem => !problem.warning);
  const state = old || said.fits === false ? "long" : wrong ? "wrong" : "fine";
  const looks = open.length === 1 ? words.sheet.to_see_one : fill(words.sheet.to_see, { count: open.length });
  const fits = said.flows ? words.sheet.flows : said.sides?.length === 1 ? words.sheet.fits_one : fill(words.sheet.fits, { count: said.sides?.length });
  const fitting = old ? words.sheet.old : !said.fits ? words.sheet.long : wrong ? "" : fits;
  showState(state, [fitting, open.length ? looks : ""].filter(Boolean).join(" · "));
  list.hidden = !said.problems.length;
  list.dataset.state = wrong ? "wrong" : "noted";
  list.querySelector("ul").replaceChildren(...said.problems.map(problem => item(problem, !unplaced.has(problem))));
}

function showState(state, text) {
  fit.dataset.state = state;
  if (fit.textContent !== text) fit.textContent = text;
  document.querySelector(".switch .dot").dataset.state = state;
}

function item(problem, placed) {
  const row = document.createElement("li");
  row.className = problem.warning ? "warning" : "wrong";
  const label = placed && labelOf(problem.field);
  if (label) row.append(Object.assign(document.createElement("b"), { textContent: `${label}: ` }));
  row.append(`${problem.says} ${problem.do} `);
  const allowed = problem.code === "privacy-allowed" && Number(problem.field.split(".")[1]);
  const hidden = /^block-locked/.test(problem.code) && /^(hide_blocks|blocks\.remove)\.(\d+)$/.exec(problem.field);
  if (!placed && !allowed && !hidden) return row;
  const go = document.createElement("button");
  Object.assign(go, { type: "button", className: "plain", textContent: allowed ? words.privacy.again : hidden ? words.form.undo : words.sheet.go });
  go.setAttribute("aria-label", `${go.textContent}: ${problem.says}`);
  go.addEventListener("click", () => {
    if (allowed) {
      const left = apart.get("privacy").filter((_, n) => n !== allowed - 1);
      apart.set("privacy", left.length ? left : undefined);
    } else if (hidden) {
      bringBack(hidden[1], Number(hidden[2]));
    } else {
      document.dispatchEvent(new CustomEvent("see", { detail: "form" }));
      goTo(place(problem.field));
    }
  });
  row.append(go);
  return row;
}
