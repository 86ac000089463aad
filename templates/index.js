(() => {
  const box = document.getElementById("find"), told = document.getElementById("shown");
  const rows = [...document.querySelectorAll("tr[data-words]")], schools = [...document.querySelectorAll("section.school")];
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const words = new Map(rows.map((row) => [row, plain(row.dataset.words + " " + row.textContent)]));
  let only = "";
  const look = () => {
    const asked = plain(box.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = asked.every((word) => words.get(row).includes(word)) && (!only || row.dataset.state.split(" ").includes(only));
      row.hidden = !fits;
      count += fits;
    }
    for (const school of schools) school.hidden = !school.querySelector("tr[data-words]:not([hidden])");
    document.getElementById("nothing").hidden = count > 0;
    told.textContent = told.dataset.text.replace("{shown}", count).replace("{all}", rows.length);
  };
  for (const button of document.querySelectorAll("button[data-only]")) {
    button.addEventListener("click", () => {
      only = button.dataset.only;
      for (const other of document.querySelectorAll("button[data-only]")) other.setAttribute("aria-pressed", String(other === button));
      look();
    });
  }
  document.querySelector(".tools").hidden = false;
  box.addEventListener("input", look);
  look();
})();
