// @ts-check
// What a pasted table, list or text says of people.

/** @import { Block } from "./pasted_cells.js" */
/** @import { PastedRows, PastedWords, Row } from "./pasted_rows.js" */

import { isTable, lineOf, plain, squash, withoutListMark } from "./pasted_cells.js";
import { readHeading, unusedColumns } from "./pasted_rows.js";
import { asPattern } from "./pasted_times.js";

// What a person is reached by: digits, or an address.
const WAY = /\d|@/;
const NAME = /^\p{Lu}[\p{L}.'\u2019-]*(?:\s\p{Lu}[\p{L}.'\u2019-]*){1,3}$/u;
// Between what is said of a person; (555) 123 4567 is one number.
const BETWEEN = /[:;,|\t]|\((?!\d{3}\)\s*\d)|\)(?!\s*\d)|(?<!\(\d{3})\)|\s[/\u2010-\u2015-]\s/;
// A PDF sets its columns apart by blanks, or by dots that lead the eye. Two blanks may be a slip.
const COLUMN_GAP = /\s*(?:[.…·_]{4,}|(?:[.·_] ){3,}|\s{3,})\s*/g;
// As a mail program writes a person: Park, Ana <park@oak.example>; several stand in one line.
const ADDRESS = /"?([^<>:;|()\t"]*?)"?\s*<([^<>\s]+@[^<>\s]+)>/;
const ADDRESS_END = /(?<=@[^<>\s]+>)\s*[;,]\s*(?=[^<>]*<[^<>\s]+@)/;

/**
 * Return the people in `blocks`.
 * @param {Block[]} blocks
 * @param {PastedWords} words
 * @returns {PastedRows}
 */
export function readPeople(blocks, words) {
  /** @type {PastedRows} */
  const result = { rows: [], left: [] };
  for (const block of blocks) readPeopleBlock(withLines(block), words, result);
  return { rows: joinRoles(result.rows), left: result.left };
}

/**
 * Return a block with a line for each of the people that a mail program writes in one.
 * @param {Block} block
 */
const withLines = block =>
  block.flatMap(row =>
    row.length > 1 ? [row] : row[0].split(ADDRESS_END).map(person => [person]),
  );

/**
 * Return a name in the order in which it is said: Ana Park for Park, Ana.
 * @param {string} name
 */
const spokenName = name => squash(name.replace(/^([^,]+),\s*([^,]+)$/, "$2 $1"));

/**
 * @param {Block} block
 * @param {PastedWords} words
 * @param {PastedRows} result
 */
function readPeopleBlock(block, { heads, roles }, result) {
  const at = Math.max(
    0,
    block.findIndex(row => row.filter(squash).length > 1),
  );
  const heading = readHeading(block[at], heads);
  if (!heading) return readPersons(block, roles, heads[0].how, result);
  result.left.push(...block.slice(0, at).map(row => squash(lineOf(row))));
  result.left.push(...unusedColumns(block.slice(at), heading));
  for (const cells of block.slice(at + 1)) takePerson(namedCells(cells, heading), cells, result);
}

/**
 * @param {Row | null} row
 * @param {string[]} cells
 * @param {PastedRows} result
 */
function takePerson(row, cells, result) {
  // Who has a name and a way to be reached may have no role: it can be filled in.
  const isPerson = row && (row.role ? row.name || row.how : row.name && row.how);
  if (isPerson) result.rows.push(row);
  else result.left.push(squash(lineOf(cells)));
}

/**
 * Return the rows, each role once: two people of a role stand in one row.
 * @param {Row[]} rows
 */
function joinRoles(rows) {
  /** @type {Map<string, Row>} */
  const byRole = new Map();
  rows.forEach((row, index) => {
    const role = plain(row.role ?? "") || String(index);
    const first = byRole.get(role);
    if (!first) byRole.set(role, row);
    else joinCells(first, row);
  });
  return [...byRole.values()];
}

/**
 * @param {Row} row
 * @param {Row} other
 */
function joinCells(row, other) {
  for (const name of ["name", "how"]) {
    if (other[name]) row[name] = row[name] ? `${row[name]}, ${other[name]}` : other[name];
  }
}

/**
 * @param {string[]} cells
 * @param {(string | undefined)[]} names
 */
function namedCells(cells, names) {
  /** @type {Row} */
  const row = {};
  cells.forEach((cell, index) => {
    const [name, text] = [names[index], squash(cell)];
    if (name && text) row[name] = row[name] ? `${row[name]}, ${text}` : text;
  });
  const { given, family, ...person } = row;
  const name = [given, person.name, family].filter(Boolean).join(" ");
  return name ? { ...person, name } : person;
}

/**
 * @param {Block} block
 * @param {string[]} roles
 * @param {string[]} ways words before what a person is reached by
 * @param {PastedRows} result
 */
function readPersons(block, roles, ways, result) {
  const way = wayPattern(ways);
  const said = block.map(cells => piecesOfPerson(cells, roles, way));
  const places = said.map(pieces => pieces.findIndex(piece => roles.includes(plain(piece))));
  // A role that is not known stands where those of the others stand.
  const usual = isTable(block) ? (places.find(place => place >= 0) ?? 0) : 0;
  said.forEach((pieces, index) => {
    const place = places[index] < 0 ? usual : places[index];
    const address = personOfAddress(block[index], roles, way);
    const person = address ?? readPerson(pieces, place, way);
    const last = index > 0 && result.rows.at(-1);
    // A list may have the number below the name.
    const isBelow = !person && last && !last.how && way.exec(pieces[0])?.index === 0;
    if (isBelow) last.how = pieces.join(", ");
    else takePerson(person, block[index], result);
  });
}

/**
 * Return the pattern of where it begins how a person is reached: Room 104B ext. 12, x12, ana@oak.
 * @param {string[]} ways
 */
function wayPattern(ways) {
  const said = `(?:${[...ways, "tel", "rm"].map(asPattern).join("|")})(?!\\p{L})[.:]?\\s*`;
  return new RegExp(`(?<=^|\\s)(?:(?:${said})*(?:[x#+(]\\s*)*\\d|\\S+@)`, "iu");
}

/**
 * @param {string[]} cells
 * @param {string[]} roles
 * @param {RegExp} way
 */
function piecesOfPerson(cells, roles, way) {
  if (cells.length > 1) return cells.map(squash);
  const line = squash(withoutListMark(cells[0]).replace(COLUMN_GAP, " | "));
  const [role, rest] = splitRole(line, roles);
  const pieces = rest.split(BETWEEN).map(squash);
  const joined = [role, ...pieces].filter(Boolean);
  for (let index = joined.length - 1; index > 0; index--) {
    // The word before a number stays with it: ext: 12.
    const both = `${joined[index - 1]} ${joined[index]}`;
    const isWord = !WAY.test(joined[index - 1]) && way.exec(both)?.index === 0;
    if (isWord) joined.splice(index - 1, 2, both);
  }
  return joined;
}

/**
 * Return the known role that stands ahead of a line, "" without one, and the rest.
 * @param {string} line
 * @param {string[]} roles
 */
function splitRole(line, roles) {
  const role = roles.find(known => new RegExp(`^${asPattern(known)}[\\s,]`, "iu").test(line));
  return role ? [line.slice(0, role.length), line.slice(role.length)] : ["", line];
}

/**
 * Return the person of a line with an address as a mail program writes it; null without one.
 * @param {string[]} cells
 * @param {string[]} roles
 * @param {RegExp} way
 * @returns {Row | null}
 */
function personOfAddress(cells, roles, way) {
  const line = squash(withoutListMark(cells[0]));
  const found = cells.length > 1 ? null : ADDRESS.exec(line);
  if (!found) return null;
  const [whole, written, address] = found;
  const [ahead, named] = splitRole(written, roles);
  const parts = named.split(/\s[\u2010-\u2015-]\s/);
  const name = spokenName(parts.pop().replace(/^[\s,]+/, ""));
  const around = [ahead, ...parts, ...piecesOfPerson([line.replace(whole, ";")], roles, way)];
  const others = around.map(squash).filter(Boolean);
  const [role, ...more] = others.filter(piece => !WAY.test(piece));
  const how = [address, ...others.filter(piece => WAY.test(piece))].join(", ");
  /** @type {Row} */
  const row = { how };
  if (role) row.role = role;
  const names = [name.includes("@") ? "" : name, ...more].filter(Boolean).join(", ");
  if (names) row.name = names;
  return row;
}

/**
 * Return a name and how they are reached apart, where they stand in one piece: Ana Park x12.
 * @param {string} piece
 * @param {RegExp} way
 */
function splitWay(piece, way) {
  const found = way.exec(piece);
  const name = squash(piece.slice(0, found?.index ?? 0));
  return found && NAME.test(name) ? [name, squash(piece.slice(found.index))] : [piece];
}

/**
 * @param {string[]} pieces
 * @param {number} place where the role stands
 * @param {RegExp} way
 * @returns {Row | null}
 */
function readPerson(pieces, place, way) {
  const isWord = (/** @type {string} */ piece) => Boolean(piece) && !WAY.test(piece);
  const at = isWord(pieces[place]) ? place : pieces.findIndex(isWord);
  if (at < 0) return null;
  const others = pieces
    .filter((piece, index) => piece && index !== at)
    .flatMap(piece => splitWay(piece, way));
  const how = others.filter(piece => WAY.test(piece)).join(", ");
  const name = others.filter(piece => !WAY.test(piece)).join(", ");
  /** @type {Row} */
  const row = { role: pieces[at] };
  if (name) row.name = name;
  if (how) row.how = how;
  return row;
}
