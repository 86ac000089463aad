// @ts-check
// Asking handout serve: one way for everything, with the token of its start.

/** @import { PictureUse } from "./pictures/pictures.js" */

import { byId, first, parsePage } from "./dom.js";

/**
 * What is wrong with a field, and what to do about it; `refused` is what a file was for that was
 * not taken.
 * @typedef {{
 *   field: string, code: string, says: string, do: string, warning: boolean,
 *   rule?: string, where?: string, refused?: PictureUse,
 * }} Problem
 *
 * The customization, as the form has it.
 * @typedef {Record<string, any>} Answers
 *
 * A request: its headers, what to call while the server is busy, a signal that ends it, and the
 * milliseconds after which nobody answers any more.
 * @typedef {{
 *   headers?: Record<string, string>, waiting?: () => void, signal?: AbortSignal, timeout?: number,
 * }} AskOptions
 */

/** @type {Record<string, any>} */
export const words = JSON.parse(byId("words").textContent);
/** @type {Record<string, any>} */
export const given = JSON.parse(byId("given").textContent);

const TOKEN = "meta[name=handout-token]";
const VERSION = "meta[name=handout-version]";
const MAX_ROUNDS = 8; // that a busy server is asked again

/** @type {(selector: string, root?: ParentNode) => HTMLMetaElement} */
const meta = first;
let token = meta(TOKEN).content;

/** @param {number} milliseconds */
const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));

/**
 * Return `text` with its {names} filled in, for somebody to read.
 * @param {string} text
 * @param {Record<string, unknown>} values
 */
export const fill = (text, values) => fillPlain(text, values, isolate);

/**
 * Return `text` with its {names} filled in as they are: for a field or a letter, which take no
 * signs that nobody sees.
 * @param {string} text
 * @param {Record<string, unknown>} values
 * @param {(value: string) => string} [written]
 */
export function fillPlain(text, values, written = value => value) {
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    values[name] === undefined || values[name] === null ? whole : written(String(values[name])),
  );
}

const LEFTWARD =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * Return words as they stand within a sentence of the page: a name, a number in groups or a file's
 * name that is not written in its direction keeps its own (UAX 9, FSI and PDI).
 * @param {string} value
 */
export function isolate(value) {
  const isOther =
    document.documentElement.dir === "rtl"
      ? /\p{Script=Latin}|\d\D+\d|\+\d/u.test(value)
      : LEFTWARD.test(value);
  return isOther ? `\u2068${value}\u2069` : value;
}

/**
 * Return the words under `key` in the form that they have beside a number, with `values` and the
 * number as {count} filled in. In a language that the browser
 * does not know, the rules are those of English.
 * @param {Record<string, any>} table
 * @param {string} key
 * @param {number} count
 * @param {Record<string, unknown>} [values]
 * @returns {string}
 */
export function sayCounted(table, key, count, values = {}) {
  const category = new Intl.PluralRules([document.documentElement.lang, "en"]).select(count);
  return fill(table[`${key}_${category}`] ?? table[key], { ...values, count });
}

/**
 * Return what problems say and what to do about them, as one line.
 * @param {Problem[]} problems
 */
export const sayAll = problems =>
  problems.map(problem => `${problem.says} ${problem.do}`).join(" ");

/**
 * Return the answer to a request, whatever its status. While the server is busy it is asked
 * again, a few times, and `waiting` is called. Throws Error("offline") if there is no server.
 * @param {string} path
 * @param {unknown} body a blob as it is, or what becomes JSON
 * @param {AskOptions} [options]
 * @returns {Promise<Response>}
 */
export async function ask(path, body, options = {}) {
  const { headers = {}, waiting = () => {}, signal, timeout } = options;
  let isFresh = false;
  for (let round = 0; ; round++) {
    const signals = [signal, timeout && AbortSignal.timeout(timeout)].filter(Boolean);
    const answer = await post(path, body, headers, AbortSignal.any(signals));
    const isBusy = answer.status === 503 || answer.status === 429;
    if (answer.status === 403 && !isFresh && (await renewToken())) {
      isFresh = true;
    } else if (isBusy && round < MAX_ROUNDS) {
      waiting();
      await pause(1000 + 500 * round + 500 * Math.random());
    } else {
      return answer.ok || isOurs(answer) ? answer : answerForProxy(answer.status);
    }
  }
}

/**
 * @param {string} path
 * @param {unknown} body
 * @param {Record<string, string>} headers
 * @param {AbortSignal} signal
 */
async function post(path, body, headers, signal) {
  const blob = body instanceof Blob ? body : null;
  try {
    return await fetch(path, {
      method: "POST",
      body: blob ?? JSON.stringify(body),
      headers: {
        ...headers,
        "Content-Type": blob ? "application/octet-stream" : "application/json",
        "X-Handout-Token": token,
      },
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("offline");
  }
}

/** @param {Response} answer */
const isOurs = answer => (answer.headers.get("Content-Type") ?? "").startsWith("application/json");

/**
 * Return what a proxy in front refuses, told as the server tells it. Throws Error("offline") if
 * the server behind it is gone.
 * @param {number} status
 */
function answerForProxy(status) {
  if (status === 502 || status === 504) throw new Error("offline");
  /** @type {Problem} */
  const problem = {
    field: "",
    code: "",
    says: fill(words.state.between, { status }),
    do: words.state[status === 413 ? "smaller" : "reload"],
    warning: false,
  };
  return new Response(JSON.stringify({ problems: [problem] }), { status });
}

/**
 * Read the token anew: the server may have been started again while this page was open. Return
 * whether it is another.
 */
async function renewToken() {
  try {
    const html = await (await fetch("./")).text();
    const page = parsePage(html);
    const newToken = meta(TOKEN, page)?.content;
    const isChanged = Boolean(newToken) && newToken !== token;
    token = newToken || token;
    const version = meta(VERSION, page)?.content;
    // This page is of another version than the server that answers it by now.
    if (version && version !== meta(VERSION)?.content)
      document.dispatchEvent(new Event("outdated"));
    return isChanged;
  } catch {
    return false;
  }
}

/**
 * Offer `blob` to be kept under `name`.
 * @param {Blob} blob
 * @param {string} name
 */
export function offer(blob, name) {
  const href = URL.createObjectURL(blob);
  const link = document.createElement("a");
  Object.assign(link, { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
