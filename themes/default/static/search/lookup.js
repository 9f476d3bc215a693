// A query's words -> the terms that answer to them: forms, beginnings, spellings.

import { byStories } from "./terms.js";

/** @typedef {import("./query.js").Query} Query */
/** @typedef {import("./query.js").Item} Item */
/** @typedef {import("./query.js").FilterItem} FilterItem */
/** @typedef {import("./terms.js").Term} Term */
/** @typedef {import("./terms.js").Terms} Terms */
/** @typedef {import("./spelling.js").Spelling} Spelling */
/** @typedef {import("./phrases.js").Slot} Slot */

/**
 * A term that counts for a word of the query, and what it weighs.
 * @typedef {{ term: Term, weight: number }} Part
 */

/** @typedef {{ parts: Part[] } | { parts: Part[], slots: Slot[] } | { parts: Part[], filter: FilterItem }} Sense */

/**
 * @typedef {object} Plan
 * @property {Sense[][]} clauses of each any
 * @property {Sense[]} not
 * @property {boolean} asked whether words or phrases were asked for that are no mere stop words
 * @property {string[]} words the bare words as used, without stop words
 * @property {[string, string][]} corrected typed and used
 * @property {string[]} unknown words that no story has
 * @property {number} lacking clauses of which no story has a word; a word that is still being typed is none
 * @property {Map<string, number>} forms what to mark in a text, with its weight
 * @property {Map<string, number>} beginnings the same for unfinished words
 */

/** @typedef {"none" | "mistakes" | "any"} Correct of words that no story has: none, those that are no words, any */

/** Endings tried for an unfinished word: the most frequent. */
const COMPLETIONS = 24;
/** What a completion weighs beside the very word. */
const COMPLETED = 0.7;
/** An unfinished word must have so many letters to be completed, and to be corrected. */
const COMPLETED_FROM = 2;

/**
 * How much a word that `df` of `documents` stories hold tells.
 * @param {number} documents @param {number} df
 * @returns {number}
 */
export const rarity = (documents, df) => Math.log(1 + (documents - df + 0.5) / (df + 0.5));

export class Lookup {
  /**
   * @param {Terms} terms @param {() => Promise<Spelling>} spelling @param {string[]} stop
   * @param {number} documents
   * @param {(word: string) => Promise<boolean>} known whether there is such a word, on this site or not
   */
  constructor(terms, spelling, stop, documents, known) {
    this.known = known;
    this.terms = terms;
    this.spelling = spelling;
    this.stop = new Set(stop);
    this.documents = documents;
  }

  /**
   * @param {Query} query
   * @param {Correct} correct
   * @returns {Promise<Plan>}
   */
  async plan(query, correct) {
    /** @type {Plan} */
    const plan = {
      clauses: [], not: [], asked: false, words: [], corrected: [], unknown: [], lacking: 0,
      forms: new Map(), beginnings: new Map(),
    };
    const sense = (/** @type {Item} */ item, /** @type {boolean} */ wanted) => this.#sense(item, plan, wanted, correct);
    const [clauses, not] = await Promise.all([
      Promise.all(query.clauses.map(({ any }) => Promise.all(any.map((item) => sense(item, true))))),
      Promise.all(query.not.map((item) => sense(item, false))),
    ]);
    const lacks = (/** @type {Item} */ item) => "word" in item && !item.prefix && plan.unknown.includes(item.word);
    plan.lacking = query.clauses.filter(({ any }, at) => !clauses[at].some(Boolean) && any.some(lacks)).length;
    plan.clauses = clauses.map((any) => any.flatMap((one) => one ?? [])).filter((any) => any.length);
    plan.not = not.flatMap((one) => one ?? []);
    return plan;
  }

  /**
   * What an item stands for; null for a word that says nothing (a stop word, an unknown one).
   * @param {Item} item @param {Plan} plan grows
   * @param {boolean} wanted @param {Correct} correct
   * @returns {Promise<Sense | null>}
   */
  async #sense(item, plan, wanted, correct) {
    if ("phrase" in item) return this.#phrase(item, plan, wanted);
    if (!("word" in item)) return { parts: [], filter: item };
    if (this.stop.has(item.word)) return null;
    if (wanted) {
      plan.asked = true;
      plan.words.push(item.word);
    }
    const parts = await this.#word(item.word, Boolean(item.prefix), plan, wanted);
    if (parts.length) return { parts };
    const mistaken = wanted && (await this.#mistaken(item.word, correct));
    const meant = mistaken ? await (await this.spelling()).nearest(item.word) : "";
    if (!meant) {
      if (wanted) plan.unknown.push(item.word);
      return null;
    }
    plan.corrected.push([item.word, meant]);
    plan.words[plan.words.lastIndexOf(item.word)] = meant;
    return { parts: await this.#word(meant, false, plan, true) };
  }

  /** @param {string} word one that no story has @param {Correct} correct @returns {Promise<boolean>} */
  async #mistaken(word, correct) {
    return correct === "any" || (correct === "mistakes" && !(await this.known(word)));
  }

  /**
   * @param {string} word @param {boolean} open @param {Plan} plan @param {boolean} wanted
   * @returns {Promise<Part[]>}
   */
  async #word(word, open, plan, wanted) {
    const completable = open && ([...word].length >= COMPLETED_FROM || word > "\u0e00");
    const [own, near] = await Promise.all([
      this.terms.find(word),
      completable ? this.terms.beginning(word) : /** @type {Term[]} */ ([]),
    ]);
    const others = byStories(near).filter((term) => term.form !== own?.term.form).slice(0, COMPLETIONS);
    /** @type {Part[]} */
    const parts = own ? [{ term: own.term, weight: rarity(this.documents, own.term.df) }] : [];
    if (others.length) {
      // All endings count as one word, so that a rare one does not come before what is meant.
      const all = Math.min(this.documents, others.reduce((sum, { df }) => sum + df, 0));
      const weight = rarity(this.documents, all) * (own ? COMPLETED : 1);
      parts.push(...others.map((term) => ({ term, weight })));
      if (wanted) plan.beginnings.set(word, weight);
    }
    if (own && wanted) for (const form of [word, ...own.forms]) plan.forms.set(form, parts[0].weight);
    return parts;
  }

  /**
   * @param {import("./query.js").PhraseItem} item @param {Plan} plan @param {boolean} wanted
   * @returns {Promise<Sense | null>} null for nothing but stop words
   */
  async #phrase({ phrase, prefix }, plan, wanted) {
    const told = phrase.flatMap((word, offset) => (word && !this.stop.has(word) ? [{ word, offset }] : []));
    if (!told.length) return null;
    plan.asked ||= wanted;
    const found = await Promise.all(told.map(async ({ word, offset }) => {
      const parts = await this.#word(word, Boolean(prefix) && offset === phrase.length - 1, plan, wanted);
      if (!parts.length && wanted) plan.unknown.push(word);
      return { parts, offset };
    }));
    const slots = found.map(({ parts, offset }) => ({ terms: parts.map(({ term }) => term), offset }));
    return { parts: found.flatMap(({ parts }) => parts), slots };
  }
}
