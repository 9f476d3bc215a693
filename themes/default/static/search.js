// Search over stories: words in headlines, sources, tags and opening words. One small file is loaded once, on need.

const form = document.querySelector("form.search");
const field = form.querySelector("input");
const status = document.querySelector(".search-status");
const list = document.querySelector(".search-results");
const AT_ONCE = 30;
const WEIGHT = { title: 8, source: 5, tag: 5, lede: 2 };
let loading = null;
let run = 0;

const fold = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’‘]/g, "'").replace(/ß/g, "ss").replace(/ø/g, "o")
    .replace(/æ/g, "ae").replace(/œ/g, "oe").replace(/ł/g, "l").replace(/đ/g, "d").normalize("NFC");
const SPACELESS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** The list of stories, folded once. */
const load = () => {
  loading ??= fetch(form.dataset.index, { credentials: "same-origin" })
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
    .then((data) => data.threads.map((story) => ({
      story,
      title: wordsOf(story.t),
      source: wordsOf(story.s.join(" ")),
      tag: wordsOf(story.g.join(" ")),
      lede: wordsOf(story.l),
      sources: fold(story.s.join("\n")),
      tags: fold(story.g.join("\n")),
    })));
  loading.catch(() => { loading = null; });
  return loading;
};

/** `ferry source:telica tag:"sea trade"` -> words, sources, tags. The last word may be unfinished. */
const parse = (text) => {
  const query = { words: [], sources: [], tags: [], open: !/\s$/.test(text) };
  for (const [, name, quoted, plain] of text.matchAll(/(?:(source|tag):)?(?:"([^"]*)"?|(\S+))/giu)) {
    const value = quoted ?? plain ?? "";
    if (name?.toLowerCase() === "source") query.sources.push(fold(value));
    else if (name?.toLowerCase() === "tag") query.tags.push(fold(value));
    else query.words.push(...wordsOf(value));
  }
  return query;
};

/** How well one word stands in a field: whole, as a beginning, inside a script without blanks; 0 when not. */
const match = (word, words, mayBegin) => {
  let best = 0;
  for (const other of words) {
    if (other === word) return 1;
    if (mayBegin && other.startsWith(word)) best = Math.max(best, 0.6);
    else if (SPACELESS.test(word) && other.includes(word)) best = Math.max(best, 0.8);
  }
  return best;
};

const score = (entry, query) => {
  if (query.sources.some((name) => !entry.sources.includes(name))) return 0;
  if (query.tags.some((name) => !entry.tags.includes(name))) return 0;
  let total = 0.001;
  for (const [place, word] of query.words.entries()) {
    const mayBegin = query.open && place === query.words.length - 1;
    let best = 0;
    for (const [name, weight] of Object.entries(WEIGHT)) best += weight * match(word, entry[name], mayBegin);
    if (!best) return 0;
    total += best;
  }
  return total + Math.min(entry.story.m, 10) / 10;
};

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.append(text);
  return made;
};

/** Text with the words looked for marked; only text nodes are made. */
const marked = (text, query) => {
  const out = document.createDocumentFragment();
  let position = 0;
  for (const found of text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu)) {
    const word = fold(found[0]);
    const hit = query.words.some((wanted, place) =>
      word === wanted || (query.open && place === query.words.length - 1 && word.startsWith(wanted)));
    if (!hit) continue;
    out.append(text.slice(position, found.index), element("mark", "", found[0]));
    position = found.index + found[0].length;
  }
  out.append(text.slice(position));
  return out;
};

const row = ({ story }, query) => {
  const item = element("li", "row");
  const kicker = element("p", "kicker");
  if (story.d) {
    const [year, month, day] = story.d.split("-");
    const name = form.dataset.months.split("|")[Number(month) - 1];
    const time = element("time", "",
      form.dataset.day.replace("{day}", Number(day)).replace("{month}", name).replace("{year}", year));
    time.dateTime = story.d;
    kicker.append(time, " ");
  }
  const sources = story.m === 1 ? form.dataset.source : form.dataset.sources.replace("{n}", story.m);
  kicker.append(element("span", "", sources));
  const title = element("p", "row-title");
  const link = element("a");
  link.href = form.dataset.story + encodeURIComponent(story.u) + "/";
  link.append(marked(story.t, query));
  title.append(link);
  const lede = element("p", "row-lede");
  lede.append(marked(story.l, query));
  item.append(kicker, title, lede, element("p", "row-story", story.s.join(", ")));
  return item;
};

const show = (found, query) => {
  const one = found.length === 1;
  status.textContent = !found.length ? form.dataset.none
    : one ? form.dataset.one : form.dataset.other.replace("{n}", found.length);
  list.replaceChildren();
  const page = (start) => {
    list.append(...found.slice(start, start + AT_ONCE).map((entry) => row(entry, query)));
    if (start + AT_ONCE >= found.length) return;
    const item = element("li", "more");
    const button = element("button", "", form.dataset.more);
    button.type = "button";
    button.addEventListener("click", () => {
      item.remove();
      page(start + AT_ONCE);
      list.children[start + AT_ONCE]?.querySelector("a")?.focus();
    });
    item.append(button);
    list.append(item);
  };
  page(0);
};

const search = async () => {
  const text = field.value;
  const address = new URL(location.href);
  if (text.trim()) address.searchParams.set("q", text.trim());
  else address.searchParams.delete("q");
  history.replaceState(null, "", address);
  const query = parse(text);
  const mine = ++run;
  if (!query.words.length && !query.sources.length && !query.tags.length) {
    status.textContent = "";
    list.replaceChildren();
    return;
  }
  const late = setTimeout(() => { if (mine === run) status.textContent = form.dataset.loading; }, 150);
  try {
    const entries = await load();
    if (mine !== run) return;
    const found = entries.map((entry) => [score(entry, query), entry]).filter(([value]) => value > 0)
      .sort(([a, x], [b, y]) => b - a || (x.story.d < y.story.d ? 1 : x.story.d > y.story.d ? -1 : 0));
    show(found.map(([, entry]) => entry), query);
  } catch {
    if (mine !== run) return;
    status.textContent = form.dataset.failed;
    list.replaceChildren();
  } finally {
    clearTimeout(late);
  }
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
field.addEventListener("input", search);
field.addEventListener("focus", () => load().catch(() => {}), { once: true });
field.value = new URL(location.href).searchParams.get("q") ?? "";
if (field.value) search();
