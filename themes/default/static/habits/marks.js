// What was read, and what has come since: by what this browser has shown before, never by what a server knows.

import { keep, kept, newest } from "./store.js";
import { make, moment, t } from "./words.js";

/** A visit ends when nothing was opened for this long, in milliseconds. */
const REST = 30 * 60 * 1000;
/** Stories remembered from lists, and stories remembered as read. */
const SEEN = 2000;
const READ = 500;

/** @typedef {{ number: number, last: number, before: number }} Visit `before`: when the visit before this one ended */
/** @typedef {{ n: number, visit: number, from: number, at: number }} Seen `from`: how many articles it had before */
/** @typedef {{ at: number, here: string[] }} Reading what stood on the page then */
/** @typedef {Reading & { n: number, visit: number, before: Reading | null }} Read `before`: the reading in an earlier visit */

/** @returns {Visit} */
const visit = () => {
  const now = Date.now();
  const last = kept("visit", { number: 0, last: 0, before: 0 });
  const same = now - last.last < REST;
  const current = same ? { ...last, last: now } : { number: last.number + 1, last: now, before: last.last };
  keep("visit", current);
  return current;
};

/** @param {string} text @returns {string} a short name for a text: FNV-1a, twice */
const short = (text) => {
  let [a, b] = [0x811c9dc5, 0x1b873593];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    a = Math.imul(a ^ letter, 0x01000193);
    b = Math.imul(b ^ letter, 0x85ebca6b);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
};

/** @param {HTMLElement} card @returns {string} the story's address */
const address = (card) => /** @type {HTMLAnchorElement | null} */ (card.querySelector(".headline a"))?.pathname ?? "";

/** Whether it can have come since the last visit: a story of days long before it only came into sight.
 *  @param {HTMLElement} card @param {number} since @returns {boolean} */
const recent = (card, since) => {
  const day = card.querySelector("time")?.dateTime;
  return day !== undefined && day.slice(0, 10) >= new Date(since).toISOString().slice(0, 10);
};

/** @param {HTMLElement} card @param {string} kind @param {string} text */
const label = (card, kind, text) => {
  card.dataset.mark = kind;
  (card.querySelector(".kicker, .by-line") ?? card).append(" ", make("span", { class: `mark-${kind}` }, text));
};

/** @param {Visit} now */
const markLists = (now) => {
  /** @type {Record<string, Seen>} */
  const seen = kept("seen", {});
  /** @type {Record<string, Read>} */
  const reads = kept("read", {});
  for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("article[data-articles]"))) {
    const path = address(card);
    const n = Number(card.dataset.articles);
    if (!path) continue;
    const known = seen[path];
    if (!known) seen[path] = { n, visit: now.number, from: 0, at: now.last };
    else if (known.n !== n) seen[path] = { n, visit: now.number, from: known.n, at: now.last };
    const { visit: since, from } = seen[path];
    const read = reads[path];
    if (read) {
      if (n > read.n) label(card, "more", t("more_since_read", { n: n - read.n }));
      else label(card, "read", t("read"));
    } else if (since === now.number && now.number > 1) {
      if (from && n > from) label(card, "more", t("more_since_visit", { n: n - from }));
      else if (!from && recent(card, now.before)) label(card, "new", t("new"));
    }
  }
  keep("seen", newest(seen, SEEN, (row) => row.at));
};

/** A story's articles and lines that were not on its page when it was read: told at its head, and marked in their place.
 *  @param {HTMLElement} story @param {Visit} now */
const markStory = (story, now) => {
  /** @type {[string, HTMLElement][]} */
  const articles = [...story.querySelectorAll(/** @type {"li"} */ (".who-article"))].map((row) => [row.querySelector("a")?.pathname ?? "", row]);
  /** @type {[string, HTMLElement][]} */
  const lines = [...story.querySelectorAll(/** @type {"li"} */ (".claim"))].map((row) => [short(row.querySelector(".claim-text")?.textContent?.trim() ?? ""), row]);
  /** @type {Record<string, Read>} */
  const reads = kept("read", {});
  const path = location.pathname;
  const last = reads[path];
  const before = last && last.visit !== now.number ? { at: last.at, here: last.here } : last?.before ?? null;
  if (before) tell(story, before, articles, lines);
  const here = [...articles, ...lines].map(([name]) => name);
  const n = Number(story.dataset.articles);
  reads[path] = { at: now.last, here, n, visit: now.number, before };
  keep("read", newest(reads, READ, (row) => row.at));
};

/** @param {HTMLElement} story @param {Reading} before @param {[string, HTMLElement][]} articles @param {[string, HTMLElement][]} lines */
const tell = (story, before, articles, lines) => {
  const then = new Set(before.here);
  const added = articles.filter(([name]) => !then.has(name));
  const worded = lines.filter(([name]) => !then.has(name));
  const date = moment(before.at);
  const note = make("div", { class: "notice since" }, make("p", {}, t(added.length || worded.length ? "since" : "since_none", { date })));
  if (added.length) {
    const list = make("ul", {});
    for (const [, row] of added) {
      const link = row.querySelector("a")?.cloneNode(true);
      const source = row.closest(".who > li")?.querySelector("bdi")?.textContent ?? "";
      if (link) list.append(make("li", {}, make("bdi", {}, source), " ", link));
      row.append(" ", make("span", { class: "chip mark-new" }, t("new_here")));
    }
    note.append(make("p", {}, t("since_articles", { n: added.length })), list);
  }
  if (worded.length) {
    const first = worded[0][1].id;
    note.append(make("p", {}, make("a", { href: `#${first}` }, t("since_lines", { n: worded.length }))));
    for (const [, row] of worded) {
      const place = row.querySelector(".claim-meta") ?? row.querySelector(".claim-text");
      place?.append(" ", make("span", { class: "chip mark-new" }, t("new_here")));
    }
  }
  story.querySelector(".story-tools")?.after(note);
};

/** Marks the page and remembers it, unless the reader wants none of it. */
export const mark = () => {
  if (!kept("marks", true)) return;
  const now = visit();
  markLists(now);
  const story = /** @type {HTMLElement | null} */ (document.querySelector("article.story[data-articles]"));
  if (story) markStory(story, now);
};
