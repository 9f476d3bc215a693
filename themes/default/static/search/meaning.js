// What a query means, as a vector; the stories whose vectors point the same way; and these and those found by words in
// one order: docs/reference/search-index.md, "Meaning".

import { Reader, fnv1a, hashAt } from "./bytes.js";
import { best } from "./ranking.js";

/** @typedef {import("./files.js").Files} Files */
/** @typedef {import("./ranking.js").Hit} Hit */
/** @typedef {{ fit: string, vectors: { per: number, names: number, pages: string[] }, cells: { pages: string[] } }} Entry */
/** @typedef {{ size: number, rows: number, centres: Uint8Array[] }} Head */
/** @typedef {Map<number, number>} Cosines of stories */

/** So many directory pages of cells, at most, are fetched before they are needed. */
const AT_ONCE = 4;
/** A code's byte that says nothing. */
const NONE = 0x88;

/**
 * Two numbers of -7 to 7 in each byte, made as long as they must be for a product to be a cosine.
 * @param {Uint8Array} code
 * @param {Float64Array} vector
 * @returns {number} cosine with `vector`, itself of length 1; NaN when the code is none
 */
const cosine = (code, vector) => {
  let product = 0;
  let square = 0;
  let some = false;
  for (let i = 0; i < code.length; i += 1) {
    const a = (code[i] >> 4) - 8;
    const b = (code[i] & 15) - 8;
    product += a * vector[2 * i] + b * vector[2 * i + 1];
    square += a * a + b * b;
    some ||= code[i] !== NONE;
  }
  return some ? product / Math.sqrt(square) : NaN;
};

export class Meaning {
  /** @param {Files} files @param {Entry} entry */
  constructor(files, entry) {
    this.files = files;
    this.entry = entry;
    /** @type {{ bytes: Uint8Array, head: Head } | undefined} */
    this.read = undefined;
  }

  /** Fetches what any query needs. @returns {Promise<unknown>} */
  async warm() {
    const { vectors, cells } = this.entry;
    const pages = [vectors.pages.slice(0, vectors.pages.length === 1 ? 1 : 0), cells.pages.slice(0, AT_ONCE)].flat();
    return Promise.all([this.head(), ...pages.map((page) => this.files.get(`v/${page}.bin`))]);
  }

  /** @returns {Promise<Head>} */
  async head() {
    const bytes = await this.files.get(`m/${this.entry.fit}/head.bin`);
    if (this.read?.bytes === bytes) return this.read.head;
    const reader = new Reader(bytes);
    const size = reader.varint();
    const rows = reader.varint();
    const head = { size, rows, centres: Array.from({ length: reader.varint() }, () => reader.slice(size / 2)) };
    this.read = { bytes, head };
    return head;
  }

  /**
   * A word's row; null when it has none.
   * @param {string} word
   * @returns {Promise<{ scale: number, code: Uint8Array } | null>}
   */
  async row(word) {
    const { size, rows } = await this.head();
    const reader = new Reader(await this.files.get(`m/${this.entry.fit}/${fnv1a(word) % rows}.bin`));
    for (let left = reader.varint(); left > 0; left -= 1) {
      const form = reader.text(reader.varint());
      const scale = reader.varint();
      const code = reader.slice(size / 2);
      if (form === word) return { scale, code };
    }
    return null;
  }

  /**
   * Begins to fetch what these words will need: their rows, and the cells nearest to what they mean together.
   * @param {readonly string[]} words @param {number} most cells
   * @returns {Promise<void>}
   */
  async ahead(words, most) {
    const vector = await this.vector(words);
    if (vector) await Promise.all((await this.#nearest(vector, most)).map((cell) => this.#file(this.entry.cells.pages, cell)));
  }

  /**
   * The sum of the rows of some words, made of length 1.
   * @param {readonly string[]} words
   * @returns {Promise<Float64Array | null>} null when none of them has a row
   */
  async vector(words) {
    const sum = new Float64Array((await this.head()).size);
    for (const row of await Promise.all(words.map((word) => this.row(word)))) {
      row?.code.forEach((byte, i) => {
        sum[2 * i] += row.scale * ((byte >> 4) - 8);
        sum[2 * i + 1] += row.scale * ((byte & 15) - 8);
      });
    }
    const length = Math.hypot(...sum);
    return length ? sum.map((value) => value / length) : null;
  }

  /** @param {Float64Array} vector @param {number} most @returns {Promise<number[]>} the cells nearest to it */
  async #nearest(vector, most) {
    const { centres } = await this.head();
    return centres.map((centre, cell) => ({ cell, value: cosine(centre, vector) }))
      .filter(({ value }) => value === value).sort((a, b) => b.value - a.value || a.cell - b.cell).slice(0, most)
      .map(({ cell }) => cell);
  }

  /**
   * The stories of the cells nearest to a vector.
   * @param {Float64Array} vector @param {number} most cells
   * @returns {Promise<Cosines>}
   */
  async near(vector, most) {
    /** @type {Cosines} */
    const found = new Map();
    await Promise.all((await this.#nearest(vector, most)).map(async (cell) => {
      const reader = await this.#file(this.entry.cells.pages, cell);
      let story = -1;
      const stories = Array.from({ length: reader.varint() }, () => (story += reader.varint()));
      for (const one of stories) found.set(one, cosine(reader.slice(vector.length / 2), vector));
    }));
    return found;
  }

  /**
   * The cosines of given stories; those without a vector are left out.
   * @param {Float64Array} vector @param {readonly number[]} stories
   * @returns {Promise<Cosines>}
   */
  async of(vector, stories) {
    const { per, names, pages } = this.entry.vectors;
    /** @type {Cosines} */
    const found = new Map();
    await Promise.all(stories.map(async (story) => {
      const reader = await this.#file(pages, Math.floor(story / per));
      reader.slice(5 * names + (story % per) * vector.length / 2);
      const value = cosine(reader.slice(vector.length / 2), vector);
      if (value === value) found.set(story, value);
    }));
    return found;
  }

  /**
   * The name of the file with a story's record.
   * @param {number} story @param {number} per stories of such a file
   * @returns {Promise<string>}
   */
  async record(story, per) {
    const file = await this.#file(this.entry.vectors.pages, Math.floor(story / this.entry.vectors.per));
    return hashAt(file.bytes, Math.floor((story % this.entry.vectors.per) / per));
  }

  /** @param {string[]} pages @param {number} number @returns {Promise<Reader>} */
  async #file(pages, number) {
    return new Reader(await this.files.get(`v/${await this.files.name("v", pages, number)}.bin`));
  }
}

/**
 * A story that answers: `share` as of a hit, 0 of one found by meaning alone.
 * @typedef {{ story: number, score: number, share: number, by: "words" | "meaning" | "both" }} Found
 */

/**
 * The constants of the index, chosen by measurement: see docs/reference/search-index.md, "Meaning".
 * @typedef {{
 *   meaning: number, exact: number, probe: number, alone: number, weak: number, sure: number, doubt: number,
 *   floor: number,
 * }} Constants
 */

/** A story with less than this part of what the best has of the query is left out: they share a common word only. */
const LEAST = 1 / 3;

/**
 * Scores of words as they count beside meaning: less where no story has much of the query, since a story that has one
 * of three words has it by chance.
 * @param {Hit[]} words
 * @param {number} told how much the query tells
 * @param {number} documents
 * @param {Constants} constants
 * @returns {Hit[]}
 */
export const weighed = (words, told, documents, { sure, doubt }) => {
  const best = words.reduce((most, { share }) => Math.max(most, share), 0);
  const trust = Math.min(1, Math.max(best, (best * told) / (sure * Math.log(documents)))) ** doubt;
  return words.map((hit) => ({ ...hit, score: hit.score * trust * hit.share ** (1 - trust) }));
};

/**
 * How near stories are to the query in meaning: the best by words, and those of the nearest cells.
 * @param {Meaning} meaning @param {Float64Array} vector @param {Hit[]} words
 * @param {Constants} constants
 * @returns {Promise<Cosines>}
 */
export const cosines = async (meaning, vector, words, { exact, probe, alone, weak }) => {
  const first = best(words, exact);
  const near = await meaning.near(vector, first.length && first[0].score >= weak ? probe : alone);
  const others = first.flatMap(({ story }) => (near.has(story) ? [] : [story]));
  return new Map([...near, ...(await meaning.of(vector, others))]);
};

/**
 * @param {Hit[]} words scores of 0 to 1, about
 * @param {Cosines} near
 * @param {{ has: (story: number) => boolean }} allowed the stories that may be shown
 * @param {Constants | undefined} constants
 * @returns {Found[]} in no order
 */
export const fused = (words, near, allowed, constants) => {
  const weight = constants?.meaning ?? 0;
  const floor = constants?.floor ?? Infinity;
  const known = words.filter(({ story }) => allowed.has(story));
  const most = known.reduce((best, { share }) => Math.max(best, share), 0);
  /** @type {Found[]} */
  const found = [];
  const having = new Set();
  for (const { story, score, share } of known) {
    const cosine = Math.max(0, near.get(story) ?? 0);
    having.add(story);
    if (share < LEAST * most && cosine < floor) continue;
    found.push({ story, score: score + weight * cosine, share, by: cosine >= floor ? "both" : "words" });
  }
  for (const [story, cosine] of near) {
    if (having.has(story) || cosine < floor || !allowed.has(story)) continue;
    found.push({ story, score: weight * cosine, share: 0, by: "meaning" });
  }
  return found;
};
