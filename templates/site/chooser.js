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
  /** @type {HTMLElement[]} */
  const cards = [...document.querySelectorAll(/** @type {"li"} */ ("li.card"))];

  /** @param {string} text */
  const plain = text => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const wordsOf = new Map(
    cards.map(card => {
      const about =
        card.querySelector("h2").textContent + card.querySelector(".subtitle").textContent;
      return [card, plain(`${about} ${card.dataset.words}`)];
    }),
  );

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
    let shown = 0;
    for (const card of cards) {
      card.hidden = !asked.every(word => wordsOf.get(card).includes(word));
      if (!card.hidden) shown++;
      updateLinks(card);
    }
    const { some, one, none } = count.dataset;
    const words = shown === 0 ? none : shown === 1 ? one : some;
    count.textContent = words.replace("{count}", String(shown));
    const kept = new URLSearchParams({
      grade: chosen("band"),
      look: chosen("theme"),
      find: search.value,
    });
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
  readAddress();
  update();
})();
