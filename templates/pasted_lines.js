/* ---- Pasted words: their lines, without the marks that Word, Google Docs, mail and PDFs put before each ---- */

// A mark is taken off only where it can be no word: "o" is one in Spanish, "A." a name, "(2)" how many there are.
const BULLET = /^[•‣⁃∙⋅●○◦·\u25a0-\u25ff\u2192\u21d2\u2605\u2606\u2610-\u2612\u2756\u2794-\u27be\u2b1b-\u2b1e\u2b24\u2b25\u2b9a-\u2baf\ue000-\uf8ff\u{1f449}\u{1f534}-\u{1f53b}\u{1f7e0}-\u{1f7eb}]\ufe0f?\s*/u;
const CHECKED = /^[✓✔✅]\ufe0f?\s*/, CROSSED = /[✗✘❌❎🚫]/u;   // with crosses beside them, checks say what to do
const DASH = /^[*–—-]\s+/, BOX = /^[([][ xX]?[)\]]\s+/;
const FONT_SIGN = /^[o§ØüvqÄà¨](?:\t(?!.*\t)|[ \u00a0]{2,})\s*/;   // a bullet of Word's in a font of signs, read as letters
const NUMBERED = /^(\(?)([ivx]{1,5}|[a-zA-Z]|\d{1,3})([.)])(\s+)(?!m\.)/;   // not "a. m."
const LEVELS = /^\d{1,2}(?:\.\d{1,2})+\.\s+/;
const ROMAN = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
const IN_SPANISH = /[áéíóúñ¿¡]|\b(?:el|los|las|del|que|una|por)\b/i;

function pastedLines(text) {
  const crossed = CROSSED.test(text), many = text.trim().split(/[\r\n\v\f\u2028]+/).length > 1;
  const rows = text.split(/[\r\n\v\f\u2028\u2029]+/).map(row => {
    const whole = row.replace(/[\u200b-\u200f\u2060\ufeff]/g, "").trim();
    let left = whole.replace(BULLET, "");
    if (!crossed) left = left.replace(CHECKED, "");
    if (many || !/^.\s+\d/.test(left)) left = left.replace(DASH, "");
    if (many) left = left.replace(BOX, "").replace(BULLET, "").replace(LEVELS, "");
    left = left.replace(many ? FONT_SIGN : /^[o§]\t(?!.*\t)/, "");
    return { left, marked: left !== whole };
  }).filter(row => row.left);
  if (many) { takeOffSigns(rows, text); takeOffNumbers(rows); }
  else if (rows.length && NUMBERED.exec(rows[0].left)?.[4].includes("\t")) rows[0].left = rows[0].left.replace(NUMBERED, "");
  return rows.map(row => squash(row.left.replace(/\u00a0/g, " "))).filter(Boolean);
}

// "o" and "§" before one space: marks among other marks, before a capital letter.
function takeOffSigns(rows, text) {
  const signed = rows.filter(row => /^o \p{Lu}/u.test(row.left) || /^§ \D/.test(row.left));
  for (const row of signed) {
    const isMark = /^§/.test(row.left) || !IN_SPANISH.test(text) && rows.some(other => other !== row && (other.marked || signed.includes(other)));
    if (isMark) Object.assign(row, { left: row.left.slice(2), marked: true });
  }
}

// "1.", "b)", "(iii)": marks where they count on, or begin to count among other marks. "A." may be a name: with a tab only.
function takeOffNumbers(rows) {
  const series = new Map(), found = [];
  for (const row of rows) {
    const [mark, open, sign, close, space] = NUMBERED.exec(row.left) || [];
    if (!mark || open && close === ".") continue;
    const kinds = /\d/.test(sign) ? { number: +sign } : { [/[A-Z]/.test(sign) ? "capital" : "letter"]: sign.length === 1 ? sign.toLowerCase().charCodeAt(0) - 96 : 0, roman: ROMAN.indexOf(sign) };
    const one = { row, mark, tab: space.includes("\t"), name: !open && close === "." && /[A-Z]/.test(sign), amount: !!open && "number" in kinds, plain: !open && "number" in kinds, places: [] };
    for (const [kind, value] of Object.entries(kinds)) {
      if (value < 1) continue;
      const key = `${open}${kind}${close}`, values = series.get(key) || series.set(key, []).get(key);
      one.places.push({ values, n: values.push(value) - 1 });
    }
    found.push(one);
  }
  for (const { row, mark, tab, name, amount, plain, places } of found) {
    const counts = places.some(({ values, n }) => (values[n - 1] === values[n] - 1 || values[n + 1] === values[n] + 1) && (!amount || values[0] === 1));
    const begins = places.some(({ values, n }) => values[n] === 1) && (plain || !amount && rows.some(other => other !== row && other.marked));
    if (tab || !name && (counts || begins)) row.left = row.left.slice(mark.length);
  }
}

// The words of pasted HTML where nothing but HTML is offered.
function plain(html) {
  const text = html.replace(/<!--[^]*?-->|<(style|script|title)\b[^]*?<\/\1>/gi, "").replace(/<\/?(?:p|div|li|tr|h\d|ul|ol|table|br)\b[^>]*>/gi, "\n").replace(/<[^>]*>/g, "");
  return new DOMParser().parseFromString(text, "text/html").body.textContent;
}
