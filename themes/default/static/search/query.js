// What a reader types, as a query. The same grammar is read by the terminal's search: tests/search/queries.json.

import { fold, searchWords } from "./text.js";

/**
 * One thing that a story can have. Exactly one of the names is there, `prefix` only beside `word` and `phrase`.
 * @typedef {{ word: string, prefix?: true }} WordItem a word; with `prefix` the beginning of one
 * @typedef {{ phrase: string[], prefix?: true }} PhraseItem words in this order, an empty one stands for any; with
 *   `prefix` the last is unfinished
 * @typedef {{ source: string } | { tag: string } | { after: string } | { before: string } | { has: string }} FilterItem
 * @typedef {WordItem | PhraseItem | FilterItem} Item
 */

/**
 * @typedef {object} Query
 * @property {{ any: Item[] }[]} clauses words joined by OR stand in one clause
 * @property {Item[]} not what a story must not have
 * @property {string[]} unknown operators that there are none of; their text is searched as words
 */

/** No more clauses than this are read, nor more characters; what a person types is far below. */
export const MOST_CLAUSES = 32;
export const MOST_CHARACTERS = 500;

const OPERATORS = ["source", "tag", "after", "before", "has"];
const QUOTES = /[“”„‟«»＂]/g;
const PART = /(-*)(?:([a-z]+):(?!\/\/))?(?:"([^"]*)("|$)|([^\s"]*))/giuy;
const DAY = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;

/**
 * The first or the last day of `2026`, `2026-9` or `2026-09-17`; empty when there is no such day.
 * @param {string} text
 * @param {boolean} last
 * @returns {string} YYYY-MM-DD
 */
export const dayOf = (text, last) => {
  const found = DAY.exec(text);
  if (!found) return "";
  const [, year, month, day] = found;
  const y = Number(year);
  const m = month ? Number(month) : last ? 12 : 1;
  if (y < 1 || m < 1 || m > 12) return "";
  const leap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
  const days = m === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(m) ? 30 : 31;
  const d = day ? Number(day) : last ? days : 1;
  return d < 1 || d > days ? "" : `${year}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
};

/**
 * @param {string} name @param {string} value
 * @returns {FilterItem | null} null when there is no such operator or it says nothing
 */
const filter = (name, value) => {
  if (name === "source") return { source: fold(value) };
  if (name === "tag") return { tag: fold(value) };
  if (name === "has") return fold(value) === "tension" ? { has: "tension" } : null;
  if (name !== "after" && name !== "before") return null;
  const day = dayOf(value, name === "before");
  if (!day) return null;
  return name === "after" ? { after: day } : { before: day };
};

/**
 * The words of a piece of text as items, the last one unfinished where the text goes on.
 * @param {string} text @param {boolean} open
 * @returns {WordItem[]}
 */
const wordItems = (text, open) =>
  searchWords(text).filter(({ form }) => form).map(({ form }, place, all) =>
    open && place === all.length - 1 ? { word: form, prefix: true } : { word: form });

/**
 * A phrase. Of a single word too: that word is then no longer wanted only, but needed.
 * @param {string} text @param {boolean} open
 * @returns {PhraseItem | null}
 */
const phraseItem = (text, open) => {
  const phrase = searchWords(text).map(({ form }) => form);
  if (!phrase.some(Boolean)) return null;
  return open ? { phrase, prefix: true } : { phrase };
};

/**
 * Reads a query. A last word without a blank behind it is unfinished, as is a phrase whose last quote is missing.
 * @param {string} typed
 * @returns {Query}
 */
export const parseQuery = (typed) => {
  const text = typed.slice(0, MOST_CHARACTERS).replace(QUOTES, '"');
  /** @type {Query} */
  const query = { clauses: [], not: [], unknown: [] };
  let joined = false; // whether an OR stands before what comes next
  let joinable = false; // whether a clause stands before it
  for (let at = 0; at < text.length;) {
    PART.lastIndex = at;
    const [whole, minus, operator, quoted, closed, plain] = /** @type {RegExpExecArray} */ (PART.exec(text));
    if (!whole) {
      at += 1; // a blank
      continue;
    }
    at += whole.length;
    if (whole === "OR") {
      joined = joinable;
      continue;
    }
    const items = read(query, operator?.toLowerCase() ?? "", quoted, plain ?? "", {
      open: at >= text.length && closed !== '"' && !/\s$/.test(text),
      denied: Boolean(minus),
      bare: whole.slice(minus.length),
    });
    if (minus) {
      query.not.push(...items);
      joinable = false;
    } else if (items.length) {
      const [first, ...rest] = items;
      const before = query.clauses.at(-1);
      if (joined && before) before.any.push(first);
      else query.clauses.push({ any: [first] });
      query.clauses.push(...rest.map((item) => ({ any: [item] })));
      joinable = true;
    }
    joined = false;
  }
  query.clauses.length = Math.min(query.clauses.length, MOST_CLAUSES);
  query.not.length = Math.min(query.not.length, MOST_CLAUSES);
  return query;
};

/**
 * The items of one part of the text.
 * @param {Query} query its `unknown` grows
 * @param {string} operator @param {string | undefined} quoted @param {string} plain
 * @param {{ open: boolean, denied: boolean, bare: string }} part
 * @returns {Item[]}
 */
const read = (query, operator, quoted, plain, { open, denied, bare }) => {
  const unfinished = open && !denied;
  if (operator) {
    const value = (quoted ?? plain).trim();
    if (!value && OPERATORS.includes(operator)) return []; // being typed
    if (!value) return wordItems(operator, false);
    const found = filter(operator, value);
    if (found) return [found];
    query.unknown.push(bare);
    return wordItems(`${operator} ${value}`, unfinished && quoted === undefined);
  }
  if (quoted === undefined) {
    const words = wordItems(plain, unfinished);
    // What is denied in one piece (-N-14) is denied in one piece.
    return denied && words.length > 1 ? [{ phrase: words.map(({ word }) => word) }] : words;
  }
  const phrase = phraseItem(quoted, unfinished);
  return phrase ? [phrase] : [];
};
