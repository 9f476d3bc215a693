// Words that must stand in order: positions of terms in their stories.

import { Reader } from "./bytes.js";
import { postingsOf } from "./terms.js";

/** @typedef {import("./files.js").Files} Files */
/** @typedef {import("./terms.js").Term} Term */
/** @typedef {Map<number, number[]>} Places story -> positions, ascending */
/** @typedef {{ terms: Term[], offset: number }} Slot what may stand `offset` words behind the first of the phrase */

export class Phrases {
  /** @param {Files} files @param {{ files: number, pages: string[] }} directory */
  constructor(files, directory) {
    this.files = files;
    this.pages = directory.pages;
  }

  /**
   * The stories in which every slot is filled, in order.
   * @param {Slot[]} slots at least one
   * @returns {Promise<number[]>} ascending
   */
  async stories(slots) {
    const places = await Promise.all(slots.map(({ terms }) => this.#together(terms)));
    const [first, ...others] = places;
    const found = [];
    for (const [story, starts] of first) {
      if (others.some((other) => !other.has(story))) continue;
      const sets = others.map((other) => new Set(other.get(story)));
      const fits = (/** @type {number} */ start) =>
        sets.every((set, i) => set.has(start - slots[0].offset + slots[i + 1].offset));
      if (starts.some(fits)) found.push(story);
    }
    return found.sort((a, b) => a - b);
  }

  /** @param {Term[]} terms @returns {Promise<Places>} */
  async #together(terms) {
    const each = await Promise.all(terms.map((term) => this.#places(term)));
    if (each.length === 1) return each[0];
    /** @type {Places} */
    const all = new Map();
    for (const places of each) {
      for (const [story, positions] of places) all.set(story, [...(all.get(story) ?? []), ...positions]);
    }
    return all;
  }

  /** @param {Term} term @returns {Promise<Places>} */
  async #places(term) {
    const reader = new Reader(await this.files.get(`p/${await this.files.name("d", this.pages, term.file)}.bin`));
    for (let skipped = 0; skipped < term.order; skipped += 1) reader.slice(reader.varint());
    reader.varint();
    const places = read(reader, postingsOf(new Reader(term.postings), term.postings.length).numbers, new Map());
    if (!term.rest) return places;
    const rest = new Reader(await this.files.get(term.rest));
    const length = rest.varint();
    return read(rest, postingsOf(rest, rest.at + length).numbers, places);
  }
}

/** @param {Reader} reader @param {number[]} stories @param {Places} places @returns {Places} */
const read = (reader, stories, places) => {
  for (const story of stories) {
    const positions = [];
    let position = -1;
    for (let left = reader.varint(); left > 0; left -= 1) {
      position += reader.varint();
      positions.push(position);
    }
    places.set(story, positions);
  }
  return places;
};
