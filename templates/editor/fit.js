// @ts-check
/* The fit */
// Whether each side's words end on its paper.

// Lines above the foot go first, then the room between the boxes, then it is set more closely.

/**
 * @param {number} points
 * @returns {number} CSS pixels
 */
const toPixels = points => (points * 4) / 3;

/**
 * What was found of each side when it was last set, and of which words.
 * @type {{ html: string, isEdited: boolean, classes: string, lines: string, gap: string,
 *   over: number }[]}
 */
const settings = [];

/** @param {boolean} onlyChanged whether sides that say what they said stay as they were set */
function measure(onlyChanged = false) {
  if (!onlyChanged) settings.length = 0;
  const sides = $$(".side", main);
  const style = getComputedStyle(sides[0]);
  const isPaged = parseFloat(style.getPropertyValue("--depth")) > 0;
  // On a narrow screen lines do not end as they do on paper.
  const isNarrow = !!style.getPropertyValue("--narrow");
  const loaded = $$("main .side", pristine);
  // This hides what is not printed.
  main.setAttribute("data-measured", "");
  const over = sides.map((side, n) => (isPaged ? setSide(side, n, loaded[n]) : 0));
  main.removeAttribute("data-measured");
  const lines = over.map(longLines).filter(Boolean);
  const fits = sayCounted("fits", sides.length);
  fitsButton.hidden = !isPaged && !isNarrow;
  const found = lines.length ? fill(words.long, { lines: lines.join(", ") }) : fits;
  fitsButton.textContent = isNarrow ? words.fits_unseen : found;
  fitsButton.toggleAttribute("data-over", lines.length > 0);
}

/**
 * @param {number} count lines that are too many
 * @param {number} n of the side, from 0
 */
function longLines(count, n) {
  if (!count) return "";
  return sayCounted("long_lines", count, { side: n + 1 });
}

/**
 * Set a side, anew only if its words changed; gives how many lines are too many. A browser lays
 * out all of a side ten times until it fits.
 * @param {HTMLElement} side
 * @param {number} n of the side, from 0
 * @param {Element} loaded as it was loaded
 */
function setSide(side, n, loaded) {
  const html = side.innerHTML;
  const isEdited = past.length > 0;
  const last = settings[n];
  if (!last || last.html !== html || last.isEdited !== isEdited) {
    const over = fitSide(side, loaded);
    const gap = side.style.getPropertyValue("--gap");
    const lines = side.style.getPropertyValue("--note-lines");
    settings[n] = { html, isEdited, classes: side.className, lines, gap, over };
    return over;
  }
  side.className = last.classes;
  if (last.gap) side.style.setProperty("--gap", last.gap);
  else side.style.removeProperty("--gap");
  side.style.setProperty("--note-lines", last.lines);
  side.toggleAttribute("data-over", last.over > 0);
  side.setAttribute("data-cut", words.cut);
  return last.over;
}

/**
 * Set a side as roomily as it fits; gives how many lines are too many.
 * @param {HTMLElement} side
 * @param {Element} loaded as it was loaded
 */
function fitSide(side, loaded) {
  /** @type {[name: string, gap: number][]} */
  const densities = words.densities;
  const first = densities.findIndex(([name]) => loaded.classList.contains(name));
  const style = getComputedStyle(side);
  /**
   * @param {string} name
   * @returns {number} CSS pixels
   */
  const lengthOf = name => toPixels(parseFloat(style.getPropertyValue(name)));
  // CSS pixels from the end of the paper to the end of the words.
  const excess = () => {
    const { bottom } = $(".foot", side).getBoundingClientRect();
    const { top } = side.getBoundingClientRect();
    return bottom - top - parseFloat(style.paddingTop) - lengthOf("--depth");
  };
  /** @param {number} pixels */
  const setGap = pixels => side.style.setProperty("--gap", `${pixels * 0.75}pt`);
  const noteLines = $(".notes", side)?.childElementCount || 0;
  /** @param {number} count lines to write on that stay above the foot */
  const setNoteLines = count => side.style.setProperty("--note-lines", `${count}`);
  setNoteLines(noteLines);
  const tooMany = Math.ceil(Math.max(0, excess()) / lengthOf("--line"));
  setNoteLines(Math.max(0, noteLines - tooMany));
  // What nobody has changed stays as it is.
  const tried = past.length ? densities.slice(first) : [densities[first]];
  /**
   * Set the side at one of those tried; tells whether it fits.
   * @param {number} index
   */
  const setDensity = index => {
    const [name, points] = tried[index];
    const least = toPixels(points);
    for (const [other] of densities) side.classList.toggle(other, other === name);
    side.style.removeProperty("--gap");
    if (index) setGap(least);
    const over = excess();
    const gap = lengthOf("--gap");
    if (over > 0 || index) {
      const fitting = gap - over / placesOn(side).length;
      setGap(Math.min(Math.max(least, fitting), gap + 6));
    }
    return excess() <= 1;
  };
  if (!setDensity(0) && tried.length > 1) {
    let [roomier, closer] = [1, tried.length - 1];
    while (roomier < closer) {
      const middle = (roomier + closer) >> 1;
      if (setDensity(middle)) closer = middle;
      else roomier = middle + 1;
    }
    setDensity(closer);
  }
  const over = excess();
  side.toggleAttribute("data-over", over > 1);
  side.setAttribute("data-cut", words.cut);
  return over > 1 ? Math.ceil(over / lengthOf("--leading")) : 0;
}
