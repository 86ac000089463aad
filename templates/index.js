// @ts-check
// The list of a batch's sheets: searched by words, and narrowed to one state.
(() => {
  /** @type {HTMLInputElement} */
  const search = /** @type {any} */ (document.getElementById("find"));
  const shown = document.getElementById("shown");
  /** @type {HTMLElement[]} */
  const rows = [...document.querySelectorAll(/** @type {"tr"} */ ("tr[data-words]"))];
  /** @type {HTMLElement[]} */
  const schools = [...document.querySelectorAll(/** @type {"section"} */ ("section.school"))];
  /** @type {HTMLElement[]} */
  const filters = [...document.querySelectorAll(/** @type {"button"} */ ("button[data-only]"))];
  /** @type {HTMLElement} */
  const tools = document.querySelector(".tools");
  /** @type {HTMLAnchorElement[]} */
  const lists = [...document.querySelectorAll(/** @type {"a"} */ ("a[data-list]"))];
  let state = "";

  /** @param {string} text */
  const plain = text => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const wordsOf = new Map(rows.map(row => [row, plain(`${row.dataset.words} ${row.textContent}`)]));

  /** Show the rows that have all words that are searched for, in the state that is chosen. */
  function update() {
    const asked = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const hasState = !state || row.dataset.state.split(" ").includes(state);
      row.hidden = !hasState || !asked.every(word => wordsOf.get(row).includes(word));
      if (!row.hidden) count++;
    }
    for (const school of schools) {
      school.hidden = !school.querySelector("tr[data-words]:not([hidden])");
    }
    for (const link of lists) {
      // The search goes on where the school's handouts are.
      link.hash = search.value ? `#${encodeURIComponent(search.value)}` : "";
    }
    document.getElementById("nothing").hidden = count > 0;
    shown.textContent = shown.dataset.text
      .replace("{shown}", String(count))
      .replace("{all}", String(rows.length));
  }

  for (const button of filters) {
    button.addEventListener("click", () => {
      state = button.dataset.only;
      for (const other of filters) other.setAttribute("aria-pressed", String(other === button));
      update();
    });
  }
  try {
    search.value = decodeURIComponent(location.hash.slice(1));
  } catch {
    // an address that somebody typed
  }
  tools.hidden = false;
  search.addEventListener("input", update);
  update();
})();
