// What is shown of a story: its record, the sentence that answers best, and the words to mark.

import { PAGE, Reader } from "./bytes.js";
import { fold, searchWords } from "./text.js";

/** @typedef {import("./files.js").Files} Files */
/** @typedef {import("./lookup.js").Plan} Plan */

/**
 * A story as the index has it: see docs/reference/search-index.md.
 * @typedef {object} Story
 * @property {string} u slug
 * @property {string} t headline
 * @property {string[]} d first and last day, or nothing
 * @property {number} n articles
 * @property {number} o independent sources
 * @property {string[]} s names of the sources
 * @property {number} x tensions
 * @property {[string, number, string][]} p sentences, each with the place of its source in `s` and its link
 */

/** @typedef {[number, number][]} Marks begin and end of each word to mark, in UTF-16 units */
/** @typedef {{ text: string, source: string, link: string, marks: Marks }} Passage */

export class Stories {
  /** @param {Files} files @param {{ per: number, files: number, pages: string[] }} directory */
  constructor(files, directory) {
    this.files = files;
    this.directory = directory;
  }

  /** The directory, where it is small. @returns {Promise<unknown>} */
  async warm() {
    return this.directory.pages.length === 1 ? this.files.get(`d/${this.directory.pages[0]}.bin`) : null;
  }

  /** @param {number} number @returns {Promise<Story>} */
  async get(number) {
    const { per, pages } = this.directory;
    const file = Math.floor(number / per);
    const reader = new Reader(await this.files.get(`d/${pages[Math.floor(file / PAGE)]}.bin`));
    reader.at = (file % PAGE) * 5;
    return (await this.files.json(`s/${reader.hash()}.json`))[number % per];
  }
}

/**
 * The words of a text that the query asks for.
 * @param {string} text @param {Plan} plan
 * @returns {{ marks: Marks, weight: number }} `weight`: how much they tell, each form once
 */
export const marksOf = (text, { forms, beginnings }) => {
  /** @type {Marks} */
  const marks = [];
  /** @type {Map<string, number>} */
  const told = new Map();
  for (const { form, start, end } of searchWords(text)) {
    let weight = forms.get(form);
    for (const [beginning, other] of beginnings) if (form.startsWith(beginning)) weight = Math.max(weight ?? 0, other);
    if (weight === undefined || !form) continue;
    told.set(form, weight);
    const last = marks.at(-1);
    if (last && start < last[1]) last[1] = end; // pairs of characters overlap
    else marks.push([start, end]);
  }
  return { marks, weight: [...told.values()].reduce((sum, one) => sum + one, 0) };
};

/**
 * The sentence that has most of what is asked for; of equals, and where none has any, the first.
 * @param {Story} story @param {Plan} plan
 * @returns {Passage | null}
 */
export const passageOf = (story, plan) => {
  let best = null;
  let most = -1;
  for (const [text, source, link] of story.p) {
    const { marks, weight } = marksOf(text, plan);
    if (weight <= most) continue;
    most = weight;
    best = { text, source: story.s[source] ?? "", link, marks };
  }
  return best;
};

/** @param {Story} story @returns {string} what two stories share whose headlines are the same */
export const headlineKey = (story) => fold(story.t);
