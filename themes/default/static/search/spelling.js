// A word that no story has -> the one most likely meant. Of a word with one error, its first or its last half is whole;
// of one with two, mostly its first or its last third: words that share such a part are fetched and compared.

import { NO_KEY, Reader, compareKeys, decoded, frontCoded } from "./bytes.js";
import { Sorted } from "./terms.js";

/** @typedef {import("./files.js").Files} Files */
/** @typedef {import("./terms.js").Directory} Directory */

/** A word must have so many letters for one error, and for two. */
const ONE_ERROR = 4;
const TWO_ERRORS = 8;
/** Files looked through for one part of a word. */
const FILES_OF_A_PART = 6;

/**
 * Optimal string alignment: insertions, deletions, changes and swaps of neighbours; `most + 1` when there are more.
 * @param {readonly string[]} a @param {readonly string[]} b code points
 * @param {number} most
 * @returns {number}
 */
export const distance = (a, b, most) => {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = /** @type {number[]} */ ([]);
  let last = b.map((_, i) => i);
  last.push(b.length);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      let value = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2] + 1);
      row.push(value);
      least = Math.min(least, value);
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length];
};

/** @param {readonly string[]} letters @returns {string} */
const reversed = (letters) => [...letters].reverse().join("");

export class Spelling {
  /** @param {Files} files @param {{ forward: Directory, backward: Directory }} directories */
  constructor(files, { forward, backward }) {
    this.files = files;
    this.forward = new Sorted(files, "f", forward);
    this.backward = new Sorted(files, "b", backward);
  }

  /**
   * The form nearest to `form`: fewest errors, then one that differs in its ending alone, then most stories. Words of
   * less than four letters have none.
   * @param {string} form
   * @returns {Promise<string>} empty when nothing is near
   */
  async nearest(form) {
    const letters = [...form];
    if (letters.length < ONE_ERROR || /^[\p{N}.]*$/u.test(form)) return "";
    const half = Math.max(2, (letters.length - 1) >> 1);
    const one = await this.#best(letters, half, Math.max(half, letters.length >> 1), 1);
    if (one || letters.length < TWO_ERRORS) return one;
    const third = Math.floor(letters.length / 3);
    return this.#best(letters, third, third, 2);
  }

  /**
   * @param {string[]} letters @param {number} head letters that are whole at the beginning, or `tail` at the end
   * @param {number} tail @param {number} most
   * @returns {Promise<string>}
   */
  async #best(letters, head, tail, most) {
    const [ahead, behind] = await Promise.all([
      this.#sharing(this.forward, letters.slice(0, head).join("")),
      this.#sharing(this.backward, reversed(letters.slice(-tail))),
    ]);
    const typed = letters.join("");
    let best = { form: "", errors: most + 1, ending: false, df: 0 };
    /** @type {[string, number][]} */
    const turned = behind.map(([key, df]) => [reversed([...key]), df]);
    for (const [form, df] of [...ahead, ...turned]) {
      const errors = distance(letters, [...form], most);
      if (errors > most || errors > best.errors) continue;
      // Of equals first what differs in its ending alone: it is mostly another form of the same word.
      const ending = form.startsWith(typed) || typed.startsWith(form);
      const order = errors - best.errors || Number(best.ending) - Number(ending) || best.df - df ||
        compareKeys(form, best.form);
      if (order < 0) best = { form, errors, ending, df };
    }
    return best.form;
  }

  /** @param {Sorted} sorted @param {string} part @returns {Promise<[string, number][]>} */
  async #sharing(sorted, part) {
    const places = await sorted.places(part, FILES_OF_A_PART);
    const found = await Promise.all(places.map(async ({ path }) => formsOf(await this.files.get(path))));
    return found.flat().filter(([form]) => form.startsWith(part));
  }
}

/** @param {Uint8Array} bytes @returns {[string, number][]} forms and in how many stories they stand */
const formsOf = (bytes) => {
  const reader = new Reader(bytes);
  /** @type {[string, number][]} */
  const forms = [];
  let key = NO_KEY;
  for (let left = reader.varint(); left > 0; left -= 1) {
    key = frontCoded(reader, key);
    forms.push([decoded(key), reader.varint()]);
  }
  return forms;
};
