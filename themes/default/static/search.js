// The search page: what is typed and chosen goes to the engine and into the address, what comes back onto the page.

import { Client } from "./search/client.js";
import { searchWords } from "./search/text.js";
import { KINDS, counted, element, filled, resultRow, woven } from "./search/view.js";

/** @typedef {import("./search/engine.js").Answer} Answer */
/** @typedef {import("./search/engine.js").Options} Options */
/** @typedef {import("./search/columns.js").Filters} Filters */
/** @typedef {import("./search/view.js").Texts} Texts */

/** @typedef {{ text: string, sort: "relevance" | "newest" | "sources", filters: Filters, exact: boolean }} State */

/**
 * @template {Element} T
 * @param {string} selector
 * @returns {T}
 */
const one = (selector) => /** @type {T} */ (document.querySelector(selector));

const form = /** @type {HTMLFormElement} */ (one("#search"));
const field = /** @type {HTMLInputElement} */ (one("#q"));
const sort = /** @type {HTMLSelectElement} */ (one("#sort"));
const found = /** @type {HTMLElement} */ (one(".search-found"));
const status = /** @type {HTMLElement} */ (one(".search-status"));
const notes = /** @type {HTMLElement} */ (one(".search-notes"));
const results = /** @type {HTMLOListElement} */ (one(".results"));
const more = /** @type {HTMLElement} */ (one(".search-more"));
const help = /** @type {HTMLElement} */ (one(".search-help"));
const said = /** @type {HTMLElement} */ (one("#search-said"));
const panel = /** @type {HTMLDetailsElement} */ (one(".facets"));

/** @type {Texts} */
const texts = JSON.parse(form.dataset.texts ?? "{}");
const root = new URL(form.dataset.root ?? "/", location.href).href;
const client = new Client(new URL(form.dataset.base ?? "", location.href).href);

/** So long typing rests before a screen reader is told, and so long an answer takes before "searching" shows. */
const REST = 700;
const SLOW = 250;

/** @returns {State} what the address says */
const fromAddress = () => {
  const asked = new URL(location.href).searchParams;
  const order = asked.get("sort");
  /** @type {Filters} */
  const filters = {};
  for (const kind of KINDS) if (asked.has(kind)) filters[kind] = asked.getAll(kind);
  return {
    text: asked.get("q") ?? "",
    sort: order === "newest" || order === "sources" ? order : "relevance",
    filters,
    exact: asked.has("exact"),
  };
};

/** @param {State} from @returns {string} the address of what is asked */
const toAddress = (from) => {
  const address = new URL(location.href);
  const asked = new URLSearchParams();
  if (from.text.trim()) asked.set("q", from.text.trim());
  if (from.sort !== "relevance") asked.set("sort", from.sort);
  for (const kind of KINDS) for (const id of from.filters[kind] ?? []) asked.append(kind, id);
  if (from.exact) asked.set("exact", "1");
  address.search = asked.toString();
  address.hash = "";
  return address.href;
};

let state = fromAddress();
/** What was shown last, and for what. @type {{ state: State, answer: Answer } | null} */
let shown = null;
let failed = false;
let running = false;
let again = false;

/** @param {State} from @returns {Options} */
const options = ({ sort: order, filters, exact }) => ({ sort: order, filters, exact });

/** @type {Promise<import("./search/facets.js").FacetPanel> | null} */
let narrowing = null;
/** What narrows the results, loaded for the first reader who wants that. */
const facets = () => {
  narrowing ??= import("./search/facets.js").then(({ FacetPanel }) =>
    new FacetPanel(panel, one(".chosen"), texts, (filters) => change({ filters }, true)));
  narrowing.catch(() => {
    narrowing = null;
  });
  return narrowing;
};

/**
 * Takes up a change of what is asked and answers it. `step`: the browser's back button undoes it.
 * @param {Partial<State>} changes @param {boolean} step
 */
const change = (changes, step) => {
  if (late) keepAddress();
  state = { ...state, ...changes };
  if (step) keepAddress("pushState");
  else late = setTimeout(() => keepAddress()); // browsers take their time for it, and the answer need not wait
  void run();
};

let late = 0;
/** Brings the address up to date with what is asked. @param {"pushState" | "replaceState"} [how] */
const keepAddress = (how = "replaceState") => {
  clearTimeout(late);
  late = 0;
  const address = toAddress(state);
  if (address !== location.href) history[how](null, "", address);
};

/** Answers what is asked. One query is under way at a time; of those that come meanwhile only the last is asked. */
const run = async () => {
  again = running;
  if (running) return;
  running = true;
  do {
    again = false;
    await answerTo(state);
  } while (again);
  running = false;
};

/** @param {State} asked */
const answerTo = async (asked) => {
  const blank = !asked.text.trim();
  found.hidden = blank;
  if (blank) {
    help.hidden = false;
    shown = null;
    say("");
    return;
  }
  if (!shown) help.hidden = true;
  const waiting = setTimeout(() => {
    if (!shown) status.textContent = texts.searching;
    results.setAttribute("aria-busy", "true");
  }, SLOW);
  try {
    const answer = await client.search(asked.text, options(asked));
    if (!again) show(asked, answer);
  } catch {
    if (!again) fail();
  } finally {
    clearTimeout(waiting);
    results.removeAttribute("aria-busy");
  }
};

/** @param {State} asked @param {Answer} answer */
const show = (asked, answer) => {
  failed = false;
  shown = { state: asked, answer };
  found.classList.remove("failing");
  status.textContent = counted(answer.exact ? texts.found : texts.found_least, answer.total, texts);
  sort.options[0].disabled = !answer.ranked;
  sort.value = !answer.ranked && asked.sort === "relevance" ? "newest" : asked.sort;
  notes.replaceChildren(...notesOn(asked, answer));
  results.replaceChildren(...answer.results.map((result) => resultRow(result, texts, root)));
  results.dataset.for = asked.text.trim();
  addMore(answer);
  const chosen = KINDS.some((kind) => asked.filters[kind]?.length);
  if (chosen || narrowing) {
    facets().then((narrow) => {
      narrow.named(answer.names);
      narrow.choices(asked.filters);
    }, () => {}); // without them the results still stand
  }
  const nothing = !answer.total && !chosen;
  found.classList.toggle("nothing", nothing);
  help.hidden = !nothing;
  if (panel.open) void showFacets();
  const text = counted(answer.exact ? texts.announce : texts.announce_least, answer.total, texts);
  say([text, ...[...notes.children].map((note) => note.textContent ?? "")].join(" "));
};

/** @param {State} asked @param {Answer} answer @returns {HTMLElement[]} what a reader should know of the answer */
const notesOn = (asked, answer) => {
  const list = [];
  if (answer.corrected.length) list.push(correction(asked, answer));
  for (const operator of answer.operators) {
    list.push(element("p", "note", filled(texts.unknown_operator, { operator })));
  }
  for (const word of new Set(answer.unknown)) list.push(element("p", "note", filled(texts.none_unknown, { word })));
  if (!answer.total) list.push(...reasons(asked, answer));
  if (!navigator.onLine) list.push(element("p", "note", texts.offline_kept));
  return list;
};

/** @param {State} asked @param {Answer} answer @returns {HTMLElement[]} why nothing was found and what may help */
const reasons = (asked, answer) => {
  if (KINDS.some((kind) => asked.filters[kind]?.length)) return [element("p", "note", texts.none_filtered)];
  if (!answer.ranked && !answer.unknown.length && !/["“”:-]/.test(asked.text)) {
    return [element("p", "note", texts.none_common)];
  }
  if (/["“”„«»:]|(^|\s)-/.test(asked.text)) return [element("p", "note", texts.none_strict)];
  return answer.unknown.length ? [] : [element("p", "note", texts.none)];
};

/** @param {State} asked @param {Answer} answer @returns {HTMLElement} */
const correction = (asked, { corrected }) => {
  const meant = new Map(corrected);
  let used = "";
  let at = 0;
  for (const { form: typed, start, end } of searchWords(asked.text)) {
    const word = meant.get(typed);
    if (!word) continue;
    used += asked.text.slice(at, start) + word;
    at = end;
  }
  used = (used + asked.text.slice(at)).trim();
  const link = element("a", "", asked.text.trim());
  link.href = toAddress({ ...asked, exact: true });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    change({ exact: true }, true);
    field.focus();
  });
  const search = element("a", "", element("b", "", used));
  search.href = toAddress({ ...asked, text: used });
  return element("p", "note corrected", ...woven(texts.corrected, { used: search }), " ",
    ...woven(texts.instead, { typed: link }));
};

/** @param {Answer} answer */
const addMore = (answer) => {
  more.replaceChildren();
  if (!answer.next || !shown) return;
  const asked = shown.state;
  const button = element("button", "", texts.more);
  button.type = "button";
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const next = await client.search(asked.text, { ...options(asked), offset: answer.next });
      if (shown?.state !== asked) return;
      const rows = next.results.map((result) => resultRow(result, texts, root));
      results.append(...rows);
      addMore(next);
      rows[0]?.querySelector("a")?.focus();
    } catch {
      fail();
    }
  });
  more.append(button);
};

const fail = () => {
  failed = true;
  shown = null;
  const text = navigator.onLine ? texts.failed : texts.offline;
  const button = element("button", "", texts.retry);
  button.type = "button";
  button.addEventListener("click", () => {
    field.focus();
    void run();
  });
  found.classList.add("failing");
  help.hidden = true;
  status.textContent = "";
  notes.replaceChildren(element("div", "notice", element("p", "", text), button));
  results.replaceChildren();
  more.replaceChildren();
  say(text);
};

const showFacets = async () => {
  if (!shown) return;
  const { state: asked } = shown;
  const told = one(".facet-state");
  told.textContent = texts.loading;
  try {
    const [narrow, counts] = await Promise.all([facets(), client.facets(asked.text, options(asked))]);
    if (shown?.state === asked) narrow.show(counts, asked.filters);
  } catch {
    told.textContent = texts.facets_failed;
  }
};

/** Tells a screen reader, once typing rests. */
let speaking = 0;
/** @param {string} text */
const say = (text) => {
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    said.textContent = text;
  }, text ? REST : 0);
};

/** @returns {HTMLAnchorElement[]} */
const links = () => [...results.querySelectorAll(/** @type {"a"} */ (".row-title a"))];

/** Arrows walk from the field through the results and back. @param {KeyboardEvent} event */
const walk = (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
  const all = links();
  const active = document.activeElement;
  const row = active?.closest(".result");
  const at = row ? all.findIndex((link) => row.contains(link)) : -1;
  if (active !== field && at < 0) return;
  if (event.key === "Escape") {
    event.preventDefault();
    if (active !== field) field.select();
    else if (field.value) clear();
    field.focus();
  } else if (event.key === "ArrowDown" && all[at + 1]) {
    event.preventDefault();
    all[at + 1].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    if (at) all[at - 1].focus();
    else field.focus();
  }
};

const clear = () => {
  field.value = "";
  change({ text: "", sort: "relevance", filters: {}, exact: false }, true);
};

let entered = "";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (late) keepAddress();
  // What is typed on replaces the new step, so that "back" returns to what was entered.
  if (shown && entered !== location.href) history.pushState(null, "", location.href);
  entered = location.href;
  if (matchMedia("(pointer: coarse)").matches) field.blur();
  void run();
});
field.addEventListener("input", () => {
  const text = field.value;
  if (text.trim()) change({ text, exact: false }, false);
  else clear();
});
sort.addEventListener("change", () => change({ sort: /** @type {State["sort"]} */ (sort.value) }, true));
panel.addEventListener("toggle", () => {
  if (panel.open) void showFacets();
});
document.addEventListener("keydown", walk);
addEventListener("popstate", () => {
  clearTimeout(late);
  late = 0;
  state = fromAddress();
  field.value = state.text;
  void run();
});
addEventListener("online", () => {
  if (failed || shown) void run();
});
addEventListener("offline", () => {
  if (shown) show(shown.state, shown.answer);
});

/** The service worker, where the site has one; where it has none any more, the one it had is let go. */
const offline = async () => {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const address = form.dataset.offline;
  if (address && localStorage.getItem(`digest-offline:${root}`) === '"off"') return;
  if (!address) {
    if (workers.controller) await (await workers.getRegistration(root))?.unregister();
    return;
  }
  await workers.register(address, { scope: form.dataset.root });
  const { active } = await workers.ready;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  active?.postMessage([location.href.split("?")[0], ...loaded]);
};
offline().catch(() => {});

if (state.text) {
  field.value = state.text;
  void run();
}
if (location.hash === "#q" || (!state.text && matchMedia("(hover: hover) and (pointer: fine)").matches)) {
  field.focus({ preventScroll: true });
}
