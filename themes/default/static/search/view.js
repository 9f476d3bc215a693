// Results as elements. Nothing but text nodes is made of what an index holds.

/** @typedef {import("./engine.js").Result} Result */
/** @typedef {import("./show.js").Marks} Marks */
/** @typedef {import("./show.js").Passage} Passage */
/** @typedef {import("./show.js").Story} Story */
/** @typedef {Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }} Counted */

/**
 * The page's words, in its language; see `search` in the theme's i18n files.
 * @typedef {object} Texts
 * @property {string} searching @property {string} more @property {string} retry @property {string} failed
 * @property {string} offline @property {string} offline_kept @property {string} none @property {string} none_unknown
 * @property {string} none_common @property {string} none_strict @property {string} none_filtered
 * @property {string} corrected @property {string} instead @property {string} meaning @property {string} meaning_hint
 * @property {string} clear @property {string} remove @property {string} facets_failed @property {string} loading
 * @property {string} unknown_operator @property {string} undated @property {string} one_source @property {string} unnamed
 * @property {string} locale as Intl knows it
 * @property {Counted} found @property {Counted} found_least @property {Counted} announce
 * @property {Counted} announce_least @property {Counted} same @property {Counted} sources @property {Counted} origins
 * @property {Counted} more_of_kind
 */

/** @typedef {"source" | "tag" | "month"} Kind what results can be narrowed by */

/** @type {Kind[]} */
export const KINDS = ["source", "tag", "month"];
/** Characters of a sentence that are shown; of a longer one the part with the words looked for. */
const SHOWN = 320;
/** Names of sources in a row. */
const NAMES = 5;

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} name @param {string} className @param {...(Node | string)} inside
 * @returns {HTMLElementTagNameMap[T]}
 */
export const element = (name, className, ...inside) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside);
  return made;
};

/** @param {string} pattern @param {Record<string, string>} places @returns {string} */
export const filled = (pattern, places) => pattern.replace(/\{(\w+)\}/g, (all, name) => places[name] ?? all);

/**
 * A pattern whose places become nodes.
 * @param {string} pattern @param {Record<string, Node>} places
 * @returns {(Node | string)[]}
 */
export const woven = (pattern, places) =>
  pattern.split(/(\{\w+\})/).map((part) => places[part.slice(1, -1)] ?? part);

/** @type {Map<string, { number: Intl.NumberFormat, plural: Intl.PluralRules, list: Intl.ListFormat, day: Intl.DateTimeFormat, month: Intl.DateTimeFormat }>} */
const known = new Map();

/** @param {Texts} texts numbers, plurals and dates as the site's language writes them; made once */
const ways = ({ locale }) => {
  const found = known.get(locale) ?? {
    number: new Intl.NumberFormat(locale),
    plural: new Intl.PluralRules(locale),
    day: new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }),
    list: new Intl.ListFormat(locale, { type: "unit", style: "short" }),
    month: new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", timeZone: "UTC" }),
  };
  known.set(locale, found);
  return found;
};

/** @param {number} value @param {Texts} texts @returns {string} */
export const number = (value, texts) => ways(texts).number.format(value);

/** @param {Counted} pattern @param {number} value @param {Texts} texts @returns {string} */
export const counted = (pattern, value, texts) =>
  filled(pattern[ways(texts).plural.select(value)] ?? pattern.other, { n: number(value, texts) });

/** @param {string} month YYYY-MM @param {Texts} texts @returns {string} */
export const monthText = (month, texts) => ways(texts).month.format(new Date(`${month}-01T00:00Z`));

/**
 * The days of a story.
 * @param {string[]} days ISO; none for a story without a date @param {Texts} texts
 * @returns {string}
 */
export const daysText = ([first, last], texts) => {
  if (!first) return texts.undated;
  return ways(texts).day.formatRange(new Date(`${first}T00:00Z`), new Date(`${last}T00:00Z`));
};

/**
 * @param {string} text @param {Marks} marks @param {number} [from] @param {number} [to]
 * @returns {DocumentFragment} that part of the text, its marks as elements
 */
const marked = (text, marks, from = 0, to = text.length) => {
  const out = document.createDocumentFragment();
  let at = from;
  for (const [start, end] of marks) {
    if (start < at || end > to) continue;
    out.append(text.slice(at, start), element("mark", "", text.slice(start, end)));
    at = end;
  }
  out.append(text.slice(at, to));
  return out;
};

/** @param {Passage} passage @returns {DocumentFragment} the sentence; of a very long one a part, cut between words */
const quoted = ({ text, marks }) => {
  if (text.length <= SHOWN) return marked(text, marks);
  const first = marks.length && marks[0][0] > SHOWN / 2 ? marks[0][0] - SHOWN / 3 : 0;
  const from = first ? text.indexOf(" ", first) + 1 : 0;
  const cut = text.lastIndexOf(" ", from + SHOWN);
  const to = from + SHOWN >= text.length ? text.length : cut > from ? cut : from + SHOWN;
  const out = document.createDocumentFragment();
  out.append(from ? "… " : "", marked(text, marks, from, to), to < text.length ? " …" : "");
  return out;
};

/** @param {Story} story @param {Texts} texts @returns {HTMLTimeElement} */
const when = (story, texts) => {
  const time = element("time", "", daysText(story.d, texts));
  if (story.d[1]) time.dateTime = story.d[1];
  return time;
};

/** @param {Story} story @param {string} root @returns {string} */
const address = (story, root) => `${root}stories/${encodeURIComponent(story.u)}/`;

/** @param {HTMLElement} node with words of an article @returns {HTMLElement} the same, in its words' own direction */
const ownWay = (node) => Object.assign(node, { dir: "auto" });

/**
 * @param {Result} result @param {Texts} texts @param {string} root the site's own address
 * @returns {HTMLLIElement}
 */
export const resultRow = ({ story, by, titleMarks, passage, same }, texts, root) => {
  const row = element("li", "row result");
  const kicker = element("p", "kicker", when(story, texts));
  if (story.s.length > 1) {
    kicker.append(element("span", "", counted(texts.sources, story.s.length, texts)));
    kicker.append(element("span", "", counted(texts.origins, story.o, texts)));
  } else {
    kicker.append(element("span", "only-one", texts.one_source));
  }
  if (by === "meaning") {
    const label = element("span", "chip", texts.meaning);
    label.title = texts.meaning_hint;
    kicker.append(label);
  }
  const link = element("a", "", marked(story.t, titleMarks));
  link.href = address(story, root);
  row.append(kicker, ownWay(element("h2", "row-title", link)));
  if (passage) row.append(citation(passage, texts, root));
  if (story.s.length > 1 || !passage) row.append(element("p", "row-story", names(story.s, texts)));
  if (same.length) row.append(others(same, texts, root));
  return row;
};

/**
 * @param {string} name of a source; one without a name is called so in English (`unknown_source` of the builder)
 * @param {Texts} texts
 * @returns {string}
 */
export const sourceName = (name, { unnamed }) => name.replace(/^Unnamed source(?= \(.*\)$)/, () => unnamed);

/** @param {Passage} passage @param {Texts} texts @param {string} root @returns {HTMLElement} */
const citation = (passage, texts, root) => {
  const link = element("a", "", quoted(passage));
  link.href = root + passage.link;
  const source = passage.source ? [" ", element("cite", "from", sourceName(passage.source, texts))] : [];
  return ownWay(element("blockquote", "passage", element("p", "", link, ...source)));
};

/** @param {string[]} sources @param {Texts} texts @returns {string} */
const names = (sources, texts) => {
  const rest = sources.length - NAMES;
  const shown = sources.slice(0, rest > 1 ? NAMES : sources.length).map((name) => sourceName(name, texts));
  return ways(texts).list.format(rest > 1 ? [...shown, counted(texts.more_of_kind, rest, texts)] : shown);
};

/** @param {Result[]} same @param {Texts} texts @param {string} root @returns {HTMLElement} */
const others = (same, texts, root) => {
  const list = element("ul", "plain");
  for (const { story } of same) {
    const link = element("a", "", when(story, texts));
    link.href = address(story, root);
    link.append(`, ${story.s.length > 1 ? counted(texts.sources, story.s.length, texts) : sourceName(story.s[0] ?? "", texts)}`);
    list.append(element("li", "", link));
  }
  return element("details", "same", element("summary", "", counted(texts.same, same.length, texts)), list);
};
