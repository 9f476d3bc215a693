// The search: a query in, stories out. It knows no page and no worker; all it needs is a folder of files.

import { Files, Gone } from "./files.js";
import { Lookup } from "./lookup.js";
import { Meaning, cosines, fused, weighed } from "./meaning.js";
import { parseQuery } from "./query.js";
import { Ranking, best } from "./ranking.js";
import { Stories, headlineKey, marksOf, passageOf } from "./show.js";
import { Terms } from "./terms.js";

/** @typedef {import("./lookup.js").Plan} Plan */
/** @typedef {import("./query.js").Query} Query */
/** @typedef {import("./columns.js").Filters} Filters */
/** @typedef {import("./columns.js").Facets} Facets */
/** @typedef {import("./show.js").Story} Story */
/** @typedef {import("./show.js").Marks} Marks */
/** @typedef {import("./show.js").Passage} Passage */
/** @typedef {import("./meaning.js").Constants} Constants */
/** @typedef {import("./meaning.js").Found} Found */
/** @typedef {import("./files.js").Fetch} Fetch */

/**
 * @typedef {object} Options
 * @property {"relevance" | "newest" | "sources"} [sort]
 * @property {Filters} [filters]
 * @property {number} [offset]
 * @property {number} [limit] 10 unless told
 * @property {boolean} [exact] take words as typed: correct no spelling
 * @property {boolean} [words] false: by meaning alone
 * @property {boolean} [meaning] false: by words alone
 */

/**
 * @typedef {object} Result
 * @property {number} number the story's number in the index
 * @property {number} score
 * @property {"words" | "meaning" | "both"} by what found it
 * @property {Story} story
 * @property {Marks} titleMarks
 * @property {Passage | null} passage a sentence word for word, with the words to mark
 * @property {Result[]} same further stories of this page under the same headline
 */

/**
 * @typedef {object} Answer
 * @property {number} total stories found
 * @property {boolean} exact false: at least so many
 * @property {Result[]} results
 * @property {number} next where the next page begins; 0 when there is none
 * @property {[string, string][]} corrected words typed and words used
 * @property {string[]} unknown words that no story has
 * @property {string[]} operators operators that there are none of
 * @property {[string, string][]} names of the sources and tags chosen, by kind and id
 * @property {boolean} empty nothing was asked
 * @property {boolean} ranked whether words were asked for, so that there is a relevance
 * @property {number} documents stories in the index
 * @property {number} bytes read so far
 */

const LIMIT = 10;
/** Every story. */
const ANY = { has: () => true };
/** In other orders than that of relevance, stories with less than this part of what the best has are left out. */
const RELEVANT = 2 / 3;

/**
 * Something made when it is first asked for; when that fails, the next who asks tries again.
 * @template T
 * @param {() => Promise<T>} make
 * @returns {() => Promise<T>}
 */
const later = (make) => {
  /** @type {Promise<T> | undefined} */
  let made;
  return () => {
    const making = made ?? make();
    made = making;
    making.catch(() => {
      if (made === making) made = undefined;
    });
    return making;
  };
};

/** Everything that belongs to one entry. What few queries need is loaded when one does. */
class Index {
  /** @param {Files} files @param {any} entry */
  constructor(files, entry) {
    const documents = entry.documents;
    this.documents = documents;
    this.terms = new Terms(files, entry.terms);
    this.columns = later(async () => {
      const { Columns } = await import("./columns.js");
      return new Columns(files, entry.columns, entry.names);
    });
    const spelling = later(async () => {
      const { Spelling } = await import("./spelling.js");
      return new Spelling(files, entry.spelling);
    });
    const phrases = later(async () => {
      const { Phrases } = await import("./phrases.js");
      return new Phrases(files, entry.positions);
    });
    this.ranking = new Ranking(this.terms, phrases, this.columns, documents);
    const meaning = entry.meaning ? new Meaning(files, entry.meaning) : null;
    this.meaning = meaning;
    this.stories = new Stories(files, entry.stories, meaning);
    const known = async (/** @type {string} */ word) => meaning !== null && (await meaning.row(word)) !== null;
    this.lookup = new Lookup(this.terms, spelling, entry.stop, documents, known);
    /** @type {Constants | undefined} */
    this.constants = entry.fusion;
    /** @type {{ key: string, found: Promise<Finding> }} the last query, for its next page, other order and facets */
    this.last = { key: "", found: Promise.reject(new Error("nothing yet")) };
    this.last.found.catch(() => {});
  }
}

/**
 * @typedef {{
 *   plan: Plan, hits: Found[], exact: boolean, operators: string[], empty: boolean, ranked: boolean,
 * }} Finding
 */

export class Engine {
  /** @param {Files} files */
  constructor(files) {
    this.files = files;
    /** @type {Promise<Index> | undefined} */
    this.index = undefined;
  }

  /**
   * Begins with an entry that was fetched already; without one it is fetched.
   * @param {any} [entry]
   * @returns {Promise<void>}
   */
  async start(entry) {
    if (entry && !this.index) this.index = Promise.resolve(new Index(this.files, entry));
    await this.warm();
  }

  /** @returns {Promise<Index>} */
  open() {
    const opening = this.index ?? this.files.entry().then((entry) => new Index(this.files, entry));
    this.index = opening;
    opening.catch(() => {
      if (this.index === opening) this.index = undefined;
    });
    return opening;
  }

  /** Fetches what any query needs. @returns {Promise<void>} */
  async warm() {
    const index = await this.open();
    await Promise.all([index.terms.sorted.warm(), index.stories.warm(), index.meaning?.warm()]);
  }

  /**
   * Runs `work`; once more over a fresh entry where the site was published anew meanwhile.
   * @template T
   * @param {(index: Index) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async #with(work) {
    const index = await this.open();
    this.warm().catch(() => {}); // beside the work, which will say what is amiss
    try {
      return await work(index);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      this.index = undefined;
      return work(await this.open());
    }
  }

  /**
   * The stories that answer a query, best first. Throws `Unreachable` when files cannot be had.
   * @param {string} text as typed
   * @param {Options} [options]
   * @returns {Promise<Answer>}
   */
  search(text, options = {}) {
    return this.#with(async (index) => {
      const found = await finding(index, text, options);
      const offset = options.offset ?? 0;
      const end = offset + (options.limit ?? LIMIT);
      const { total, first } = await ordered(index, found, options, end);
      return {
        total,
        exact: found.exact,
        results: grouped(await Promise.all(first.slice(offset).map((hit) => result(index, found.plan, hit)))),
        next: end < total ? end : 0,
        corrected: found.plan.corrected,
        unknown: found.plan.unknown,
        operators: found.operators,
        names: chosen(options) ? await (await index.columns()).namesOf(options.filters ?? {}) : [],
        empty: found.empty,
        ranked: found.ranked,
        documents: index.documents,
        bytes: this.files.bytes,
      };
    });
  }

  /**
   * How the stories that a query finds are spread over sources, tags and months.
   * @param {string} text @param {Options} [options]
   * @returns {Promise<Facets>}
   */
  facets(text, options = {}) {
    return this.#with(async (index) => {
      const found = await finding(index, text, options);
      const hits = relevant(found, options);
      return (await index.columns()).facets(hits.map(({ story }) => story), options.filters ?? {});
    });
  }
}

/** @param {Index} index @param {string} text @param {Options} options @returns {Promise<Finding>} */
const finding = (index, text, { exact = false, words = true, meaning = true }) => {
  const key = JSON.stringify([text, exact, words, meaning]);
  if (index.last.key !== key) {
    const found = find(index, text, exact, words, meaning);
    index.last = { key, found };
    found.catch(() => {
      if (index.last.found === found) index.last.key = "";
    });
  }
  return index.last.found;
};

/**
 * @param {Index} index @param {string} text @param {boolean} exact @param {boolean} words @param {boolean} meaning
 * @returns {Promise<Finding>}
 */
const find = async (index, text, exact, words, meaning) => {
  const query = parseQuery(text);
  const found = await findAs(index, query, exact ? "none" : "mistakes", words, meaning);
  // A word that is none of this site's is taken as it is, unless nothing comes of it.
  if (exact || found.hits.length || !found.plan.unknown.length) return found;
  const corrected = await findAs(index, query, "any", words, meaning);
  return corrected.hits.length ? corrected : found;
};

/**
 * @param {Index} index @param {Query} query @param {import("./lookup.js").Correct} correct
 * @param {boolean} words @param {boolean} meaning
 * @returns {Promise<Finding>}
 */
const findAs = async (index, query, correct, words, meaning) => {
  // What the words mean is fetched beside what stories they are in; both will be asked for.
  const typed = query.clauses.flatMap(({ any }) => any.flatMap((item) => ("word" in item ? [item.word] : [])));
  if (meaning && index.constants) index.meaning?.ahead(typed, index.constants.probe).catch(() => {}); // asked for below
  const plan = await index.lookup.plan(query, correct);
  const empty = !query.clauses.length && !query.not.length;
  const rest = { plan, operators: query.unknown, empty, ranked: plan.asked };
  if (empty || !index.documents) return { ...rest, hits: [], exact: true };
  if (!plan.asked) {
    // Of stop words alone there is nothing to be had; a filter alone gives all that pass it.
    const stories = plan.clauses.length || plan.not.length ? await index.ranking.allowed(plan, null) : [];
    return { ...rest, hits: stories.map((story) => ({ story, score: 0, share: 0, by: "words" })), exact: true };
  }
  const vector = meaning && index.meaning && index.constants ? index.meaning.vector(plan.words) : null;
  vector?.catch(() => {}); // awaited below
  const found = words ? await index.ranking.words(plan) : { hits: [], told: 0, exact: true };
  const asked = await vector;
  const hits = asked && index.constants
    ? weighed(found.hits, found.told, index.documents, index.constants) : found.hits;
  const near = asked && index.meaning && index.constants
    ? await cosines(index.meaning, asked, hits, index.constants) : new Map();
  if (!index.ranking.strict(plan)) return { ...rest, hits: fused(hits, near, ANY, index.constants), exact: found.exact };
  const either = index.ranking.mixed(plan) ? null : [...new Set([...hits.map(({ story }) => story), ...near.keys()])];
  const allowed = new Set(await index.ranking.allowed(plan, either));
  const having = new Set(hits.map(({ story }) => story));
  const others = either ? [] : [...allowed].filter((story) => !having.has(story));
  const known = [...hits, ...others.map((story) => ({ story, score: 0, share: 1 }))];
  return { ...rest, hits: fused(known, near, allowed, index.constants), exact: found.exact };
};

/** @param {Options} options @returns {boolean} whether anything was chosen beside the words */
const chosen = ({ filters }) => Object.values(filters ?? {}).some((ids) => ids.length);

/**
 * What remains when the order is not that of relevance: a list by date is no place for stories that hardly fit.
 * @param {Finding} found @param {Options} options
 * @returns {Found[]}
 */
const relevant = ({ hits, ranked }, { sort = "relevance" }) => {
  if (!ranked || sort === "relevance") return hits;
  const best = hits.reduce((most, { share }) => Math.max(most, share), 0);
  return hits.filter(({ share }) => share >= RELEVANT * best);
};

/**
 * @param {Index} index @param {Finding} found @param {Options} options @param {number} count
 * @returns {Promise<{ total: number, first: Found[] }>} how many there are, and the first `count` in order
 */
const ordered = async (index, found, options, count) => {
  let hits = relevant(found, options);
  const sort = options.sort && options.sort !== "relevance" ? options.sort : found.ranked ? "relevance" : "newest";
  if (chosen(options) || sort !== "relevance") {
    const columns = await index.columns();
    const tests = await columns.chosen(options.filters ?? {});
    const row = await columns.rows(hits.map(({ story }) => story));
    hits = hits.filter(({ story }) => tests.every(({ test }) => test(row(story))));
    // Newest first is how equals of any order stand; undated ones come last.
    const day = (/** @type {Found} */ hit) => row(hit.story).last || -Infinity;
    const newest = (/** @type {Found} */ a, /** @type {Found} */ b) =>
      (day(a) === day(b) ? 0 : day(b) - day(a)) || b.story - a.story;
    const sources = (/** @type {Found} */ a, /** @type {Found} */ b) =>
      row(b.story).origins - row(a.story).origins || b.score - a.score || newest(a, b);
    if (sort !== "relevance") {
      return { total: hits.length, first: hits.sort(sort === "newest" ? newest : sources).slice(0, count) };
    }
  }
  return { total: hits.length, first: best(hits, count) };
};

/** @param {Index} index @param {Plan} plan @param {Found} hit @returns {Promise<Result>} */
const result = async (index, plan, { story: number, score, by }) => {
  const story = await index.stories.get(number);
  const titleMarks = marksOf(story, story.t, plan).marks;
  return { number, score, by, story, titleMarks, passage: passageOf(story, plan), same: [] };
};

/** @param {Result[]} results @returns {Result[]} those with one headline under the best of them */
const grouped = (results) => {
  /** @type {Map<string, Result>} */
  const first = new Map();
  return results.filter((one) => {
    const key = headlineKey(one.story);
    const known = first.get(key);
    if (known) known.same.push(one);
    else first.set(key, one);
    return !known;
  });
};

/**
 * Opens the index in the folder at `base`.
 * @param {string} base its absolute address
 * @param {{ fetch?: Fetch }} [options]
 * @returns {Engine}
 */
export const openIndex = (base, { fetch: fetcher } = {}) =>
  new Engine(new Files(base.endsWith("/") ? base : `${base}/`, fetcher ?? ((url, options) => fetch(url, options))));
