// Days, sources and tags of stories: for filters, facets and sorting. Fetched only when one of them is used.

import { Reader } from "./bytes.js";
import { fold } from "./text.js";

/** @typedef {import("./files.js").Files} Files */
/** @typedef {import("./query.js").Item} Item */

/**
 * @typedef {object} Row
 * @property {number} first first day, days since 1970-01-01; NaN when undated
 * @property {number} last
 * @property {number} origins independent sources
 * @property {boolean} tension
 * @property {number[]} sources places in the list of names
 * @property {number[]} tags
 */

/** @typedef {{ sources: [string, string][], tags: [string, string][] }} Names id and name */

/**
 * What a reader chose beside the query: of one kind any, of the kinds all.
 * @typedef {{ source?: string[], tag?: string[], month?: string[] }} Filters ids; months as YYYY-MM
 */

/** @typedef {{ id: string, name: string, count: number }} Facet a month's name is empty */
/** @typedef {{ source: Facet[], tag: Facet[], month: Facet[] }} Facets */

const DAY = 86400000;

/** @param {string} day YYYY-MM-DD @returns {number} days since 1970-01-01 */
export const dayNumber = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);

/** @param {number} day @returns {string} YYYY-MM-DD */
export const dayText = (day) => new Date(day * DAY).toISOString().slice(0, 10);

/** @param {Row} row @param {string} month YYYY-MM @returns {boolean} whether the story has a day in that month */
const inMonth = (row, month) => {
  const [year, number] = month.split("-").map(Number);
  return row.last >= Date.UTC(year, number - 1, 1) / DAY && row.first < Date.UTC(year, number, 1) / DAY;
};

/** @param {Row} row @returns {string[]} the months that a story touches, at most a hundred years of them */
const monthsOf = (row) => {
  /** @type {string[]} */
  const months = [];
  if (Number.isNaN(row.first)) return months;
  const end = dayText(row.last).slice(0, 7);
  const at = new Date(row.first * DAY);
  at.setUTCDate(1);
  for (let i = 0; i < 1200; i += 1) {
    const month = at.toISOString().slice(0, 7);
    months.push(month);
    if (month >= end) break;
    at.setUTCMonth(at.getUTCMonth() + 1);
  }
  return months;
};

export class Columns {
  /**
   * @param {Files} files @param {{ per: number, files: string[] }} directory
   * @param {string} names hash of the file of names
   */
  constructor(files, directory, names) {
    this.files = files;
    this.directory = directory;
    this.namesFile = names;
    /** @type {Map<number, Promise<Row[]>>} */
    this.blocks = new Map();
  }

  /** @returns {Promise<Names>} */
  names() {
    return this.files.json(`n/${this.namesFile}.json`);
  }

  /**
   * A way to look up rows; the blocks that hold `stories` are fetched.
   * @param {Iterable<number>} stories
   * @returns {Promise<(story: number) => Row>}
   */
  async rows(stories) {
    const { per } = this.directory;
    const wanted = [...new Set([...stories].map((story) => Math.floor(story / per)))];
    const loaded = new Map(await Promise.all(
      wanted.map(async (place) => /** @type {const} */ ([place, await this.#block(place)]))));
    return (story) => /** @type {Row[]} */ (loaded.get(Math.floor(story / per)))[story % per];
  }

  /** @param {number} place @returns {Promise<Row[]>} */
  #block(place) {
    const known = this.blocks.get(place);
    const found = known ?? this.files.get(`c/${this.directory.files[place]}.bin`).then((bytes) => rowsOf(bytes));
    if (!known) {
      this.blocks.set(place, found);
      found.catch(() => this.blocks.delete(place));
    }
    return found;
  }

  /**
   * A test of rows for one item of a query that is no word.
   * @param {Item} item
   * @returns {Promise<(row: Row) => boolean>}
   */
  async test(item) {
    if ("after" in item) {
      const day = dayNumber(item.after);
      return (row) => row.last >= day;
    }
    if ("before" in item) {
      const day = dayNumber(item.before);
      return (row) => row.first <= day;
    }
    if ("source" in item) return having("sources", matching((await this.names()).sources, item.source));
    if ("tag" in item) return having("tags", matching((await this.names()).tags, item.tag));
    return (row) => row.tension;
  }

  /**
   * Tests for what was chosen beside the query, one for each kind in which anything was.
   * @param {Filters} filters
   * @returns {Promise<{ kind: keyof Filters, test: (row: Row) => boolean }[]>}
   */
  async chosen({ source, tag, month }) {
    /** @type {{ kind: keyof Filters, test: (row: Row) => boolean }[]} */
    const tests = [];
    const names = source?.length || tag?.length ? await this.names() : { sources: [], tags: [] };
    if (source?.length) tests.push({ kind: "source", test: having("sources", places(names.sources, source)) });
    if (tag?.length) tests.push({ kind: "tag", test: having("tags", places(names.tags, tag)) });
    if (month?.length) tests.push({ kind: "month", test: (row) => month.some((one) => inMonth(row, one)) });
    return tests;
  }

  /**
   * How many of the stories have each source, tag and month. A kind's own choice does not narrow its counts.
   * @param {readonly number[]} stories those that the query finds
   * @param {Filters} filters
   * @returns {Promise<Facets>} sources and tags by count, months the newest first
   */
  async facets(stories, filters) {
    const [row, names, tests] = await Promise.all([this.rows(stories), this.names(), this.chosen(filters)]);
    /** @param {keyof Filters} kind @param {(row: Row) => Iterable<number | string>} keys */
    const count = (kind, keys) => {
      const others = tests.filter((one) => one.kind !== kind);
      /** @type {Map<any, number>} */
      const counts = new Map();
      for (const story of stories) {
        const found = row(story);
        if (!others.every(({ test }) => test(found))) continue;
        for (const key of keys(found)) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return counts;
    };
    /** @param {"source" | "tag"} kind @param {Map<number, number>} counts @param {[string, string][]} list */
    const named = (kind, counts, list) => {
      for (const place of places(list, filters[kind] ?? [])) counts.set(place, counts.get(place) ?? 0);
      return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .map(([place, number]) => ({ id: list[place][0], name: list[place][1], count: number }));
    };
    const months = count("month", monthsOf);
    for (const month of filters.month ?? []) months.set(month, months.get(month) ?? 0);
    return {
      source: named("source", count("source", (one) => one.sources), names.sources),
      tag: named("tag", count("tag", (one) => one.tags), names.tags),
      month: [...months].sort((a, b) => (a[0] < b[0] ? 1 : -1))
        .map(([id, number]) => ({ id, name: "", count: number })),
    };
  }

  /**
   * The names of what was chosen, by kind and id.
   * @param {Filters} filters
   * @returns {Promise<[string, string][]>}
   */
  async namesOf({ source = [], tag = [] }) {
    if (!source.length && !tag.length) return [];
    const { sources, tags } = await this.names();
    /** @param {string} kind @param {[string, string][]} names @param {string[]} ids @returns {[string, string][]} */
    const those = (kind, names, ids) =>
      names.flatMap(([id, name]) => (ids.includes(id) ? [[`${kind} ${id}`, name]] : []));
    return [...those("source", sources, source), ...those("tag", tags, tag)];
  }
}

/**
 * The names that a reader means: that very id or name, else those with a word that begins so.
 * @param {[string, string][]} names @param {string} wanted folded
 * @returns {Set<number>}
 */
const matching = (names, wanted) => {
  const folded = names.map(([id, name]) => [fold(id), fold(name)]);
  /** @param {(one: string) => boolean} test */
  const those = (test) => new Set(folded.flatMap((pair, place) => (pair.some(test) ? [place] : [])));
  const same = those((one) => one === wanted);
  return same.size || !wanted ? same : those((one) => one.startsWith(wanted) || one.includes(` ${wanted}`));
};

/** @param {[string, string][]} names @param {string[]} ids @returns {Set<number>} */
const places = (names, ids) => new Set(names.flatMap(([id], place) => (ids.includes(id) ? [place] : [])));

/** @param {"sources" | "tags"} kind @param {Set<number>} wanted @returns {(row: Row) => boolean} */
const having = (kind, wanted) => (row) => row[kind].some((place) => wanted.has(place));

/** @param {Uint8Array} bytes @returns {Row[]} */
const rowsOf = (bytes) => {
  const reader = new Reader(bytes);
  const list = () => Array.from({ length: reader.varint() }, () => reader.varint());
  const rows = [];
  for (let day = 0; !reader.done;) {
    const a = reader.varint();
    if (a) day += a % 2 ? (a - 1) / 2 : -a / 2;
    const first = a ? day : NaN;
    const last = a ? day + reader.varint() : NaN;
    const byte = reader.byte();
    rows.push({ first, last, origins: byte >> 1, tension: byte % 2 === 1, sources: list(), tags: list() });
  }
  return rows;
};
