// Which stories answer a query, and how well: words are counted, phrases and filters must hold.

import { rarity } from "./lookup.js";

/** @typedef {import("./lookup.js").Plan} Plan */
/** @typedef {import("./lookup.js").Sense} Sense */
/** @typedef {import("./lookup.js").Part} Part */
/** @typedef {{ story: number, score: number }} Ranked */
/** @typedef {import("./terms.js").Postings} Postings */
/** @typedef {import("./terms.js").Terms} Terms */
/** @typedef {import("./phrases.js").Phrases} Phrases */
/** @typedef {import("./columns.js").Columns} Columns */
/** @typedef {import("./columns.js").Row} Row */

/**
 * A story with words of the query: `score` 0 to 1, about; `share` (0 to 1) how much of what the query tells it has.
 * @typedef {{ story: number, score: number, share: number }} Hit
 */

/** How the better of two stands before the other: by score, of equals the newer. @param {Ranked} a @param {Ranked} b */
export const byScore = (a, b) => b.score - a.score || b.story - a.story;

/**
 * @template {Ranked} T
 * @param {readonly T[]} all @param {number} count
 * @returns {T[]} the `count` best, best first
 */
export const best = (all, count) => {
  /** @type {T[]} */
  const found = [];
  for (const one of all) {
    if (found.length >= count) {
      if (!count || byScore(found[count - 1], one) < 0) continue;
      found.pop();
    }
    let at = found.length;
    while (at && byScore(one, found[at - 1]) < 0) at -= 1;
    found.splice(at, 0, one);
  }
  return found;
};

/** The highest impact of a posting. */
const MOST = 15;

/** @param {Sense} sense @returns {boolean} */
const isWord = (sense) => !("slots" in sense) && !("filter" in sense);

/** @param {Sense[]} clause @returns {boolean} whether a story must satisfy it */
const isStrict = (clause) => !clause.every(isWord);

export class Ranking {
  /**
   * @param {Terms} terms @param {() => Promise<Phrases>} phrases @param {() => Promise<Columns>} columns
   * @param {number} documents
   */
  constructor(terms, phrases, columns, documents) {
    this.terms = terms;
    this.phrases = phrases;
    this.columns = columns;
    this.documents = documents;
  }

  /**
   * The stories that hold words of the query, each with the sum of what they tell (of words joined by OR, the best).
   * @param {Plan} plan
   * @returns {Promise<{ hits: Hit[], told: number, exact: boolean }>} in no order; `told`: how much the query tells;
   *   not `exact` when a long list was cut
   */
  async words(plan) {
    // Every word of a phrase counts, of any other clause the best.
    const counting = plan.clauses.flatMap((clause) => {
      const each = clause.flatMap((sense) => ("slots" in sense ? sense.parts.map((part) => [part]) : []));
      const best = clause.flatMap((sense) => ("slots" in sense ? [] : sense.parts));
      return best.length ? [...each, best] : each;
    });
    const every = await Promise.all(counting.map((parts) => this.#lists(parts)));
    const exact = counting.every((parts) => parts.every(({ term }) => !term.rest));
    const score = new Float64Array(this.documents);
    const share = new Float64Array(this.documents);
    const high = every.some((lists) => lists.length > 1) ? new Float64Array(this.documents) : score;
    let told = plan.lacking * rarity(this.documents, 0);
    for (const lists of every) {
      const most = lists.reduce((top, { weight }) => Math.max(top, weight), 0);
      told += most;
      for (const { numbers, impacts, weight } of lists) {
        for (let i = 0; i < numbers.length; i += 1) {
          const story = numbers[i];
          const value = impacts[i] * weight;
          if (lists.length === 1) {
            score[story] += value;
            share[story] += most;
          } else if (value > high[story]) high[story] = value;
        }
      }
      if (lists.length === 1) continue;
      for (const { numbers } of lists) {
        for (const story of numbers) {
          if (!high[story]) continue; // it stood in a list before
          score[story] += high[story];
          share[story] += most;
          high[story] = 0;
        }
      }
    }
    /** @type {Hit[]} */
    const hits = [];
    for (let story = 0; story < score.length; story += 1) {
      if (score[story]) hits.push({ story, score: score[story] / (MOST * told), share: share[story] / told });
    }
    return { hits, told, exact };
  }

  /** Whether a story must have or must not have anything, so that `allowed` can leave some out. @param {Plan} plan */
  strict(plan) {
    return plan.not.length > 0 || plan.clauses.some(isStrict);
  }

  /**
   * Whether words and filters are joined by OR somewhere, so that stories without any of the words can be found.
   * @param {Plan} plan
   * @returns {boolean}
   */
  mixed(plan) {
    const filters = (/** @type {Sense[]} */ clause) => clause.filter((sense) => "filter" in sense).length;
    return plan.clauses.some((clause) => filters(clause) > 0 && filters(clause) < clause.length);
  }

  /** @param {Part[]} parts @returns {Promise<(Postings & { weight: number })[]>} the stories of each */
  async #lists(parts) {
    return Promise.all(parts.map(async ({ term, weight }) => ({ ...(await this.terms.postings(term))[0], weight })));
  }

  /**
   * Those of the stories (of all, where none are given) that have what they must and nothing of what they must not.
   * @param {Plan} plan @param {readonly number[] | null} stories
   * @returns {Promise<number[]>}
   */
  async allowed(plan, stories) {
    const tests = await Promise.all([
      ...plan.clauses.filter(isStrict).map((clause) => this.#test(clause)),
      ...plan.not.map(async (sense) => {
        const { test, rows } = await this.#test([sense]);
        return { test: (/** @type {number} */ story, /** @type {Row} */ row) => !test(story, row), rows };
      }),
    ]);
    let left = stories ? [...stories] : Array.from({ length: this.documents }, (_, story) => story);
    const nothing = /** @type {Row} */ (/** @type {unknown} */ (null));
    for (const { test } of tests.filter(({ rows }) => !rows)) left = left.filter((story) => test(story, nothing));
    const others = tests.filter(({ rows }) => rows);
    if (!others.length) return left;
    const row = await (await this.columns()).rows(left);
    return left.filter((story) => others.every(({ test }) => test(story, row(story))));
  }

  /**
   * @param {Sense[]} clause
   * @returns {Promise<{ test: (story: number, row: Row) => boolean, rows: boolean }>} `rows`: whether it reads the row
   */
  async #test(clause) {
    const mask = new Uint8Array(this.documents);
    /** @type {((row: Row) => boolean)[]} */
    const filters = [];
    await Promise.all(clause.map(async (sense) => {
      if ("filter" in sense) filters.push(await (await this.columns()).test(sense.filter));
      else for (const story of await this.#having(sense)) mask[story] = 1;
    }));
    return {
      test: (story, row) => mask[story] === 1 || filters.some((filter) => filter(row)),
      rows: filters.length > 0,
    };
  }

  /** @param {Sense} sense @returns {Promise<number[]>} every story with the word or the phrase */
  async #having(sense) {
    if ("slots" in sense && sense.slots.length > 1) {
      return sense.slots.every(({ terms }) => terms.length) ? (await this.phrases()).stories(sense.slots) : [];
    }
    const lists = await Promise.all(sense.parts.map(({ term }) => this.terms.postings(term, true)));
    return lists.flat().flatMap(({ numbers }) => numbers);
  }
}

