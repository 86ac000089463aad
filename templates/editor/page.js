// @ts-check
/* The editor: lets this page be changed in a browser and saved. Nothing is sent anywhere. */
"use strict";

/**
 * Return the first element that `selector` matches.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T}
 */
const $ = (selector, root = document) => root.querySelector(selector);

/**
 * Return all elements that `selector` matches.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T[]}
 */
const $$ = (selector, root = document) => /** @type {T[]} */ ([...root.querySelectorAll(selector)]);

/**
 * @param {string} selector
 * @returns {Record<string, any>}
 */
function readJson(selector) {
  try {
    return JSON.parse($(selector).textContent);
  } catch {
    return {};
  }
}

const words = readJson("script#editor-words");
const record = readJson("script#record");
const main = $("main");

/** @type {(node: Node) => node is HTMLElement} */
const isElement = node => node?.nodeType === 1;
/** @type {(node: Node) => node is Text} */
const isText = node => node?.nodeType === 3;
/** @type {(node: Node) => node is Comment} */
const isComment = node => node?.nodeType === 8;

/**
 * @param {string} text
 * @param {Record<string, unknown>} values
 * @returns {string}
 */
const fill = (text, values) =>
  text.replace(/\{([\w.]+)\}/g, (_, name) => isolated(String(values[name] ?? "")));

/**
 * Return the words under `key` in the form that they have beside a number, which is {count}. In a
 * language that the browser does not know, the rules are those of English.
 * @param {string} key
 * @param {number} count
 * @param {Record<string, unknown>} [values]
 */
function sayCounted(key, count, values = {}) {
  const category = new Intl.PluralRules([document.documentElement.lang, "en"]).select(count);
  return fill(words[`${key}_${category}`] ?? words[key], { ...values, count });
}

/** @param {string} text */
const squash = text =>
  text
    .replace(/\u200b/g, "")
    .replace(/[ \t\r\n\f]+/g, " ")
    .trim();

/** @param {Element} cell */
const isFilled = cell => $$("[data-field]", cell).some(field => squash(field.textContent));
