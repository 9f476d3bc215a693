// Words -> the stories that hold them: directory pages, files of terms, posting lists.

import { NO_KEY, PAGE, Reader, compareKeys, decoded, frontCoded, hex, lastUpTo } from "./bytes.js";

/** @typedef {import("./files.js").Files} Files */
/** @typedef {{ files: number, pages: [string, string][] }} Directory pages by the first key of their first file */
/** @typedef {{ firsts: string[], hashes: Uint8Array[] }} Page */

/** So many directory pages, at most, are fetched at once before they are needed. */
const AT_ONCE = 4;
/** Files in which the words with a given beginning are looked for. */
const FILES_OF_A_BEGINNING = 3;
/** A posting list above this has its lesser part in a file of its own. */
const LISTED = 4096;

/** Files of sorted keys, found by a directory. */
export class Sorted {
  /** @param {Files} files @param {string} kind @param {Directory} directory */
  constructor(files, kind, directory) {
    this.files = files;
    this.kind = kind;
    this.pages = directory.pages;
    /** @type {WeakMap<Uint8Array, Page>} */
    this.read = new WeakMap();
    this.starts = directory.pages.map(([first]) => first);
    if (this.pages.length <= AT_ONCE) this.warm = () => Promise.all(this.pages.map((_, place) => this.page(place)));
    else this.warm = async () => {};
  }

  /** @param {number} place @returns {Promise<Page>} */
  async page(place) {
    const bytes = await this.files.get(`d/${this.pages[place][1]}.bin`);
    const known = this.read.get(bytes) ?? pageOf(bytes);
    this.read.set(bytes, known);
    return known;
  }

  /**
   * The files in which `key` and what begins with it can stand, in order.
   * @param {string} key @param {number} most
   * @returns {Promise<{ number: number, path: string }[]>} `number` counts through all files
   */
  async places(key, most) {
    /** @type {{ number: number, path: string }[]} */
    const found = [];
    for (let page = lastUpTo(this.starts, key); page >= 0 && page < this.pages.length; page += 1) {
      const { firsts, hashes } = await this.page(page);
      for (let i = found.length ? 0 : Math.max(0, lastUpTo(firsts, key)); i < firsts.length; i += 1) {
        if (found.length >= most || (found.length && !firsts[i].startsWith(key))) return found;
        found.push({ number: page * PAGE + i, path: `${this.kind}/${hex(hashes[i])}.bin` });
      }
    }
    return found;
  }
}

/**
 * A form in a file of terms: an alias names its root, any other has stories.
 * @typedef {object} Term
 * @property {string} form
 * @property {string} root
 * @property {number} df stories that hold it; 0 of an alias
 * @property {boolean} shown whether it is a word of the site and no mere root
 * @property {Uint8Array} postings
 * @property {string} rest path of the file with the rest of a long list
 * @property {number} file number of its file
 * @property {number} order its place among the records of the file that have postings
 */

/** @typedef {{ numbers: number[], impacts: number[], at?: number }} Postings `at`: bytes read */

export class Terms {
  /** @param {Files} files @param {Directory} directory */
  constructor(files, directory) {
    this.sorted = new Sorted(files, "t", directory);
    this.files = files;
    /** @type {WeakMap<Uint8Array, Term[]>} */
    this.read = new WeakMap();
    /** @type {WeakMap<Uint8Array, Postings>} */
    this.listed = new WeakMap();
  }

  /**
   * The root of a form, followed through its alias, and the forms of it that stand beside it.
   * @param {string} form
   * @returns {Promise<{ term: Term, forms: string[] } | null>} null when no story has it
   */
  async find(form) {
    const own = (await this.#near(form, 1)).find((term) => term.form === form);
    if (!own) return null;
    const near = await this.#near(own.root, 1);
    const term = near.find((other) => other.form === own.root && other.df);
    return term ? { term, forms: near.filter((other) => other.root === own.root).map((other) => other.form) } : null;
  }

  /**
   * The roots of forms that begin with `beginning`, in order; its own root among them.
   * @param {string} beginning
   * @returns {Promise<Term[]>}
   */
  async beginning(beginning) {
    const near = (await this.#near(beginning, FILES_OF_A_BEGINNING)).filter((term) => term.form.startsWith(beginning));
    const own = new Map(near.map((term) => [term.form, term]));
    /** @type {Map<string, Term>} */
    const roots = new Map();
    for (const { root } of near) {
      if (roots.has(root)) continue;
      const term = own.get(root) ?? (await this.find(root))?.term;
      if (term?.df) roots.set(root, term);
    }
    return [...roots.values()];
  }

  /** @param {string} key @param {number} most @returns {Promise<Term[]>} */
  async #near(key, most) {
    const places = await this.sorted.places(key, most);
    const lists = await Promise.all(places.map(async ({ number, path }) => {
      const bytes = await this.files.get(path);
      const known = this.read.get(bytes) ?? termsOf(bytes, number);
      this.read.set(bytes, known);
      return known;
    }));
    return lists.flat();
  }

  /**
   * The stories of a term and how much it says of each (1 to 15).
   * @param {Term} term @param {boolean} [whole] also those of a long list that are in a file of their own
   * @returns {Promise<Postings[]>}
   */
  async postings(term, whole = false) {
    const first = this.listed.get(term.postings) ?? postingsOf(new Reader(term.postings), term.postings.length);
    this.listed.set(term.postings, first);
    if (!whole || !term.rest) return [first];
    const reader = new Reader(await this.files.get(term.rest));
    const length = reader.varint();
    return [first, postingsOf(reader, reader.at + length)];
  }
}

/** @param {Uint8Array} bytes @returns {Page} */
const pageOf = (bytes) => {
  const reader = new Reader(bytes);
  /** @type {Page} */
  const page = { firsts: [], hashes: [] };
  for (let key = NO_KEY; !reader.done;) {
    key = frontCoded(reader, key);
    page.firsts.push(decoded(key));
    page.hashes.push(reader.slice(5));
  }
  return page;
};

/** @param {Uint8Array} bytes @param {number} file @returns {Term[]} */
const termsOf = (bytes, file) => {
  const reader = new Reader(bytes);
  const terms = [];
  let order = 0;
  let key = NO_KEY;
  for (let left = reader.varint(); left > 0; left -= 1) {
    key = frontCoded(reader, key);
    const form = decoded(key);
    const x = reader.varint();
    if (x % 2) {
      const length = (x - 1) / 2;
      const rest = reader.slice(reader.varint());
      const root = new Uint8Array(length + rest.length);
      root.set(key.subarray(0, length));
      root.set(rest, length);
      terms.push({ form, root: decoded(root), df: 0, shown: true, postings: rest, rest: "", file, order: -1 });
      continue;
    }
    const df = Math.floor(x / 4);
    const listed = reader.slice(reader.varint());
    const end = df > LISTED ? listed.length - 5 : listed.length;
    const postings = listed.subarray(0, end);
    const rest = df > LISTED ? `l/${hex(listed.subarray(end))}.bin` : "";
    terms.push({ form, root: form, df, shown: (x & 2) > 0, postings, rest, file, order });
    order += 1;
  }
  return terms;
};

/** @param {Reader} reader @param {number} end @returns {Postings} */
export const postingsOf = (reader, end) => {
  const numbers = [];
  const impacts = [];
  let number = -1;
  while (reader.at < end) {
    const value = reader.varint();
    number += Math.floor(value / 16);
    numbers.push(number);
    impacts.push(value % 16);
  }
  return { numbers, impacts };
};

/** @param {Term[]} terms @returns {Term[]} by how many stories have them, most first */
export const byStories = (terms) => [...terms].sort((a, b) => b.df - a.df || compareKeys(a.form, b.form));
