// @ts-check
/* A translation by the browser */
// It is to be read, while the file keeps its own words.

// Words that nobody can change here: if they are others, a program has put them there.
const FIXED =
  "h1, .sub, .lead, .head h2, .welcome, .foot b, .facts th, .drills th, " +
  ":is(.hours, .people) thead th, .block.locked :is(li, p, h2 > span), :is(li, p).locked";

function fixedWords() {
  const elements = $$(FIXED, main).filter(element => !$("[data-field]", element));
  return elements.map(element => markup(stretches(element)));
}

const loadedWords = new Set(fixedWords());
/** @type {HTMLElement | null} the sheet in its own words, while the page shows others */
let original = null;

function isTranslated() {
  const root = document.documentElement;
  if (root.matches(".translated-ltr, .translated-rtl")) return true;
  if (root.lang !== pristine.lang || $("main [_msttexthash]")) return true;
  if ($$("font > font", main).length > 2) return true;
  return fixedWords().filter(text => !loadedWords.has(text)).length > 2;
}

/**
 * Keep the words that stood here before the translation, and turn editing off until they stand
 * here again.
 */
function followTranslation() {
  const isNow = isTranslated();
  if (isNow === !!original) return isNow;
  const html = original ? original.innerHTML : lastOwn.html;
  original = isNow ? document.createElement("main") : null;
  translationNotice.hidden = !isNow;
  if (isNow) {
    original.innerHTML = html;
    prepare();
    watch.takeRecords();
    refresh();
  } else {
    restore({ html, path: [] });
  }
  return true;
}

new MutationObserver(followTranslation).observe(document.documentElement, {
  attributes: true,
  attributeFilter: ["class", "lang"],
});
