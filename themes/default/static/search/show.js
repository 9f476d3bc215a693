// What is shown of a story: its record, the sentence that answers best, and the words to mark.

import { parsed } from "./files.js";
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
  /**
   * @param {Files} files @param {{ per: number, files: number, pages: string[] }} directory
   * @param {import("./meaning.js").Meaning | null} meaning it leads to the files too, and was mostly asked before
   */
  constructor(files, directory, meaning) {
    this.files = files;
    this.directory = directory;
    this.meaning = meaning;
    /** @type {WeakMap<Uint8Array, Story[]>} */
    this.read = new WeakMap();
  }

  /** The directory, where it is small and needed. @returns {Promise<unknown>} */
  async warm() {
    const { pages } = this.directory;
    return pages.length === 1 && !this.meaning ? this.files.get(`d/${pages[0]}.bin`) : null;
  }

  /** @param {number} number @returns {Promise<Story>} */
  async get(number) {
    const { per, pages } = this.directory;
    const name = await (this.meaning?.record(number, per) ?? this.files.name("d", pages, Math.floor(number / per)));
    const bytes = await this.files.get(`s/${name}.json`);
    const stories = this.read.get(bytes) ?? parsed(bytes);
    this.read.set(bytes, stories);
    return stories[number % per];
  }
}

/** @type {WeakMap<Story, Map<string, import("./text.js").Word[]>>} as one types, the same stories come again */
const known = new WeakMap();

/**
 * The words of a story's headline or sentence.
 * @param {Story} story @param {string} text
 * @returns {import("./text.js").Word[]}
 */
const wordsOf = (story, text) => {
  const texts = known.get(story) ?? new Map();
  known.set(story, texts);
  const words = texts.get(text) ?? searchWords(text);
  texts.set(text, words);
  return words;
};

/**
 * The words of a text that the query asks for.
 * @param {Story} story @param {string} text its headline or one of its sentences @param {Plan} plan
 * @returns {{ marks: Marks, weight: number }} `weight`: how much they tell, each form once
 */
export const marksOf = (story, text, { forms, beginnings }) => {
  /** @type {Marks} */
  const marks = [];
  /** @type {Map<string, number>} */
  const told = new Map();
  for (const { form, start, end } of wordsOf(story, text)) {
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
    const { marks, weight } = marksOf(story, text, plan);
    if (weight <= most) continue;
    most = weight;
    best = { text, source: story.s[source] ?? "", link, marks };
  }
  return best;
};

/** @param {Story} story @returns {string} what two stories share whose headlines are the same */
export const headlineKey = (story) => fold(story.t);
