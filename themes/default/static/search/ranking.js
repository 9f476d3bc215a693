// Which stories answer a query, and how well: words are counted, phrases and filters must hold.

/** @typedef {import("./lookup.js").Plan} Plan */
/** @typedef {import("./lookup.js").Sense} Sense */
/** @typedef {import("./lookup.js").Part} Part */
/** @typedef {import("./terms.js").Terms} Terms */
/** @typedef {import("./phrases.js").Phrases} Phrases */
/** @typedef {import("./columns.js").Columns} Columns */
/** @typedef {import("./columns.js").Row} Row */

/**
 * A story with words of the query: `score` 0 to 1, about; `share` (0 to 1) how much of what the query tells it has.
 * @typedef {{ story: number, score: number, share: number }} Hit
 */

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
   * @returns {Promise<{ hits: Hit[], exact: boolean }>} in no order; not `exact` when a long list was cut
   */
  async words(plan) {
    const score = new Float64Array(this.documents);
    const share = new Float64Array(this.documents);
    let exact = true;
    let told = 0;
    for (const clause of plan.clauses) {
      // Every word of a phrase counts, of any other clause the best.
      const each = clause.flatMap((sense) => ("slots" in sense ? sense.parts.map((part) => [part]) : []));
      const best = clause.flatMap((sense) => ("slots" in sense ? [] : sense.parts));
      for (const parts of best.length ? [...each, best] : each) {
        const weight = parts.reduce((most, part) => Math.max(most, part.weight), 0);
        const found = await this.#best(parts);
        exact &&= parts.every(({ term }) => !term.rest);
        told += weight;
        for (const [story, value] of found) {
          score[story] += value;
          share[story] += weight;
        }
      }
    }
    /** @type {Hit[]} */
    const hits = [];
    for (let story = 0; story < score.length; story += 1) {
      if (score[story]) hits.push({ story, score: score[story] / (MOST * told), share: share[story] / told });
    }
    return { hits, exact };
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

  /** @param {Part[]} parts @returns {Promise<Map<number, number>>} the best that any of them gives to a story */
  async #best(parts) {
    const lists = await Promise.all(parts.map(({ term }) => this.terms.postings(term)));
    /** @type {Map<number, number>} */
    const best = new Map();
    lists.forEach((list, place) => {
      for (const { numbers, impacts } of list) {
        for (let i = 0; i < numbers.length; i += 1) {
          const value = impacts[i] * parts[place].weight;
          if (value > (best.get(numbers[i]) ?? 0)) best.set(numbers[i], value);
        }
      }
    });
    return best;
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

