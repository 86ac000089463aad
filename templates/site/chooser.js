// @ts-check
// The page to choose a sheet on: searched by words, with the sheets of one grade and one look.
// Without this script every sheet is in the lists of versions.
(() => {
  /** @type {HTMLFormElement} */
  const tools = document.querySelector("form.tools");
  if (!tools) return;
  /** @type {HTMLInputElement} */
  const search = /** @type {any} */ (document.getElementById("find"));
  const count = document.getElementById("count");
  const forms = new Intl.PluralRules([document.documentElement.lang, "en"]);
  /** @type {HTMLElement[]} */
  const cards = [...document.querySelectorAll(/** @type {"li"} */ ("li.card"))];

  /** @param {string} text */
  const plain = text =>
    text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
  const wordsOf = new Map(
    cards.map(card => {
      const about = `${card.querySelector("h2").textContent} ${card.querySelector(".subtitle").textContent}`;
      return [card, plain(`${about} ${card.dataset.words}`)];
    }),
  );

  const SHORTEST = 4; // letters of a word in which one may be mistyped
  const LONG = 8; // of a word in which two may be

  /**
   * Tell how many letters to change, add, leave out or swap with the next to make a word another
   * (the distance of Damerau and Levenshtein, no letter touched twice).
   * @param {string} from
   * @param {string} to
   */
  function distance(from, to) {
    /** @type {number[][]} */
    const rows = [...Array(from.length + 1)].map((_, row) => [row]);
    rows[0] = [...Array(to.length + 1)].map((_, column) => column);
    for (let row = 1; row <= from.length; row++) {
      for (let column = 1; column <= to.length; column++) {
        const differs = from[row - 1] === to[column - 1] ? 0 : 1;
        const swapped =
          from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
            ? rows[row - 2][column - 2] + 1
            : Infinity;
        rows[row][column] = Math.min(
          rows[row - 1][column] + 1,
          rows[row][column - 1] + 1,
          rows[row - 1][column - 1] + differs,
          swapped,
        );
      }
    }
    return rows[from.length][to.length];
  }

  /**
   * Tell whether a word, or its beginning, is in a text but for a letter or two.
   * @param {string} word
   * @param {string} text
   */
  function isNearly(word, text) {
    if (word.length < SHORTEST) return text.includes(word);
    const most = word.length < LONG ? 1 : 2;
    return text
      .split(/[^\p{L}\p{N}]+/u)
      .some(
        other =>
          distance(word, other) <= most || distance(word, other.slice(0, word.length)) <= most,
      );
  }

  /**
   * Return the cards that say all of `asked`; where none does, those that nearly do.
   * @param {string[]} asked
   */
  function findCards(asked) {
    /** @param {(word: string, text: string) => boolean} says */
    const find = says =>
      cards.filter(card => asked.every(word => says(word, wordsOf.get(card) ?? "")));
    const exact = find((word, text) => text.includes(word));
    return new Set(exact.length ? exact : find(isNearly));
  }

  /** @param {string} name */
  const chosen = name =>
    /** @type {HTMLInputElement} */ (tools.querySelector(`input[name="${name}"]:checked`)).value;

  /**
   * Have the links of a card lead to the sheet of the grade and the look that are chosen.
   * @param {HTMLElement} card
   */
  function updateLinks(card) {
    const [band, theme] = [chosen("band"), chosen("theme")];
    /** @type {HTMLElement[]} */
    const versions = [...card.querySelectorAll(/** @type {"li"} */ (".versions li"))];
    const ofTheme = versions.filter(version => version.dataset.theme === theme);
    const exact = ofTheme.find(version => version.dataset.band === band);
    const version = exact ?? ofTheme[0] ?? versions[0];
    for (const link of card.querySelectorAll(/** @type {"a"} */ (".files a"))) {
      link.setAttribute("href", version.dataset.path + link.dataset.kind);
    }
    const picture = card.querySelector("img");
    if (picture) picture.setAttribute("src", `${version.dataset.path}.png`);
    /** @type {HTMLElement} */
    const note = card.querySelector(".version");
    note.hidden = Boolean(exact) || !band;
    note.textContent = note.dataset.same;
  }

  function update() {
    const asked = plain(search.value).split(/\s+/).filter(Boolean);
    const found = findCards(asked);
    for (const card of cards) {
      card.hidden = !found.has(card);
      updateLinks(card);
    }
    const shown = found.size;
    const category = shown ? forms.select(shown) : "none";
    const words = count.dataset[`count_${category}`] ?? count.dataset.count;
    count.textContent = words.replace("{count}", String(shown));
    const kept = new URLSearchParams({ grade: chosen("band"), look: chosen("theme") });
    // In another language the same is chosen; its words are others.
    for (const link of document.querySelectorAll(/** @type {"a"} */ ("nav a"))) {
      link.hash = kept.toString();
    }
    kept.set("find", search.value);
    history.replaceState(null, "", `#${kept}`);
  }

  /** Choose what the address says, so that a link to a grade can be sent. */
  function readAddress() {
    const kept = new URLSearchParams(location.hash.slice(1));
    for (const [name, key] of [
      ["band", "grade"],
      ["theme", "look"],
    ]) {
      for (const input of tools.querySelectorAll("input")) {
        if (input.name === name && input.value === kept.get(key)) input.checked = true;
      }
    }
    search.value = kept.get("find") ?? "";
  }

  tools.hidden = false;
  tools.addEventListener("input", update);
  tools.addEventListener("submit", event => event.preventDefault());
  addEventListener("hashchange", () => {
    // Another link of this kind was opened in the same tab. “#main” is the link to skip to.
    if (!location.hash.includes("=")) return;
    readAddress();
    update();
  });
  readAddress();
  update();
})();
