"""What a reader's search costs, in Chromium: bytes of a query, time from key to results, wait on a slow network.

    python benchmarks/search_cost.py --data FOLDER [--stories 10000] [--store FILE] [--tools FOLDER]

Stories are the texts of `scale_10k`, each a thread of its own, on the default theme's own search page below `/repo/`,
with the meaning part (embedding what that is fitted on takes minutes; `--store` keeps it; `--words-only` does without).
Sixty queries of one to three words, in their order, from headlines drawn with a fixed seed.

first query    bytes on the wire from opening the page to its first results: page, styles, scripts, index; ten queries,
               each in a browser that has nothing
later query    bytes of a query on a page that has answered others; typed at once, and key by key
key to results from the event of the last key to the results standing in the page, nothing fetched: three times each
engine alone   processor time of the engine for such a key, in node: other load on the machine moves it little
slow network   1.6 Mbit/s and 150 ms a request over HTTP/1.1 ("3G Fast" of WebPageTest), from the last key in a page
               that has been opened and has answered nothing; and from opening the address of a query

`--tools` is a folder in which `npm install minisearch pagefind` was run: MiniSearch with its index as one JSON file,
Pagefind as its command makes it, both without a page of their own: their time is that of the search (of Pagefind, with
its ten excerpts), without showing anything.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search_build import site_of, stories, texts
from search_rivals import write_pages
from search_served import Host, Network, Sent, hosting

from builder.cache import Cache
from builder.cached.searching import search_all
from builder.cached.vectors import Vectors
from builder.config import SiteConfig, SiteSection
from builder.model import Article
from builder.search.roots import search_stop_words
from builder.search.text import forms
from builder.site.plan import plan_pages
from builder.site.theme import load_theme

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ENGINE = Path(__file__).resolve().parents[1] / "themes" / "default" / "static" / "search" / "engine.js"
QUERIES = 60
OPENED = 10
"""Queries that are asked in a browser of their own."""
TYPED = 10
"""Queries that are typed key by key."""
ROUNDS = 3
SEED = 11
KEY_PAUSE = 90
"""Milliseconds between keys: a quick typist."""
SLOW = Network(delay=0.15, rate=200_000)

_ANSWERED = """async (text) => {
  const results = document.querySelector(".results");
  const done = () => results.dataset.for === text;
  if (!done()) await new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (done()) { observer.disconnect(); resolve(); }
    }).observe(results, { attributes: true, attributeFilter: ["data-for"] });
  });
}"""
_TYPE = """(text) => {
  const field = document.querySelector("#q");
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}"""
# Times the last key: everything that it needs is in memory, since the whole query was asked before.
_KEY = f"""async (text) => {{
  const answered = {_ANSWERED};
  const type = {_TYPE};
  type(text);
  await answered(text);
  type(text.slice(0, -1));
  await answered(text.slice(0, -1).trim());
  await new Promise((resolve) => setTimeout(resolve, 30));
  const begin = performance.now();
  type(text);
  await answered(text);
  return performance.now() - begin;
}}"""
_ENGINE = """
import { readFileSync } from "node:fs";
const [engine, base, input] = process.argv.slice(2);
const { openIndex } = await import(engine);
const index = openIndex(base, { fetch: async (url) => new Response(readFileSync(new URL(url))) });
const times = [];
for (const text of JSON.parse(readFileSync(input, "utf8"))) {
  await index.search(text);
  await index.search(text.slice(0, -1));
  const begin = process.cpuUsage();
  await index.search(text);
  const { user, system } = process.cpuUsage(begin);
  times.push((user + system) / 1000);
}
process.stdout.write(JSON.stringify(times));
"""
_MINISEARCH = """
import { readFileSync, writeFileSync } from "node:fs";
const [library, data, out] = process.argv.slice(2);
const { default: MiniSearch } = await import(library);
const index = new MiniSearch({ fields: ["title", "text", "sources"], storeFields: ["title"] });
index.addAll(JSON.parse(readFileSync(data, "utf8")));
writeFileSync(out, JSON.stringify(index));
"""
_MINISEARCH_OPEN = """async () => {
  const { default: MiniSearch } = await import("/minisearch.js");
  const options = { fields: ["title", "text", "sources"], storeFields: ["title"] };
  const searchOptions = { boost: { title: 3 }, fuzzy: 0.2, prefix: true };
  window.ask = MiniSearch.loadJSON(await (await fetch("/index.json")).text(), { ...options, searchOptions });
}"""
_MINISEARCH_ASK = """(text) => {
  const begin = performance.now();
  window.ask.search(text);
  return performance.now() - begin;
}"""
_PAGEFIND_OPEN = """async () => {
  window.ask = await import("/pagefind/pagefind.js");
  await window.ask.init();
}"""
_PAGEFIND_ASK = """async (text) => {
  const begin = performance.now();
  const { results } = await window.ask.search(text);
  await Promise.all(results.slice(0, 10).map((one) => one.data()));
  return performance.now() - begin;
}"""


def written(articles: Sequence[Article], folder: Path, store: Path, words_only: bool) -> None:
    """The search of a site of these articles below `folder`/repo: its page, the theme's files and the index."""
    config = SiteConfig(site=SiteSection(title="Corpus", base_url="https://news.example/repo/"))
    site = site_of(articles)
    with Cache(store) as cache:
        vectors = None if words_only else Vectors(config.embedding, folder, cache)
        pages = search_all(site, config, vectors, cache, _tell).pages
        planned = plan_pages(site, config, load_theme(config.build.theme, folder))
        wanted = [page for page in planned if page.path.startswith(("search/", "static/", "assets/", "theme/"))]
        for page in (*wanted, *pages):
            place = folder / "repo" / page.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(page.make())


def _tell(done: int, total: int) -> None:
    print(f"\r{done} of {total}", end="" if done < total else "\r", file=sys.stderr)


def queries(articles: Sequence[Article]) -> list[str]:
    """One to three words of headlines."""
    chance, stop = random.Random(SEED), frozenset(search_stop_words("en"))
    found: list[str] = []
    while len(found) < QUERIES:
        words = [form for form in forms(chance.choice(articles).title) if len(form) > 2 and form not in stop]
        count = 1 + len(found) % 3
        if len(words) >= count:
            places = sorted(chance.sample(range(len(words)), count))
            found.append(" ".join(words[place] for place in places))
    return found


def kilobytes(sent: Sequence[Sent]) -> float:
    """Bytes on the wire, in units of 1,000."""
    return sum(one.size for one in sent) / 1000


def kinds(sent: Sequence[Sent]) -> str:
    """`html 4, css 12, ... KB`: what was sent, by type; the index by kind."""
    found: Counter[str] = Counter()
    for path, size in sent:
        parts = path.split("/")
        inside = "search" in parts and path.endswith((".bin", ".json"))
        found[f"index {parts[-2]}" if inside else path.rpartition(".")[2]] += size
    return ", ".join(f"{name} {size / 1000:.1f}" for name, size in sorted(found.items()))


def rested(page: Page, host: Host) -> list[Sent]:
    """What was sent, once nothing is any more."""
    quiet = 0
    while quiet < 3:
        page.wait_for_timeout(30)
        quiet = 0 if host.busy else quiet + 1
    return host.took()


class Measures:
    """Rows of a table: what, how much, what was wanted."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str]] = []

    def add(self, name: str, values: Sequence[float], unit: str, wanted: str = "") -> None:
        """Median, 95th percentile and the most."""
        ordered = sorted(values)
        high = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
        told = f"median {statistics.median(ordered):.1f}  p95 {high:.1f}  most {ordered[-1]:.1f} {unit}"
        self.rows.append((name, told, wanted))
        print(f"{name:44} {told}  {wanted}", flush=True)


def digest(browser: Browser, host: Host, asked: Sequence[str], out: Measures) -> None:
    """Every figure of the search itself."""
    address = f"{host.address}repo/search/"
    first = []
    for text in asked[:OPENED]:
        with browser.new_context() as context:
            page = context.new_page()
            host.took()
            page.goto(address)
            page.evaluate(_TYPE, text)
            page.evaluate(_ANSWERED, text)
            sent = rested(page, host)
            first.append(kilobytes(sent))
    out.add("first query, page and engine with it", first, "KB", "<= 100")
    print(f"  the last of them: {kinds(sent)} KB in {len(sent)} requests")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        rested(page, host)
        later, requests = [], []
        for text in asked:
            page.evaluate(_TYPE, f"{text} ")
            page.evaluate(_ANSWERED, text)
            sent = rested(page, host)
            later.append(kilobytes(sent))
            requests.append(float(len(sent)))
        out.add("later query, whole", later, "KB", "median <= 40")
        print(f"  the last of them: {kinds(sent)} KB")
        out.add("  its requests", requests, "")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        rested(page, host)
        typed = []
        for text in asked[:TYPED]:
            page.fill("#q", "")
            page.type("#q", text, delay=KEY_PAUSE)
            page.evaluate(_ANSWERED, text)
            typed.append(kilobytes(rested(page, host)))
        out.add("later query, key by key", typed, "KB")
        times = [[page.evaluate(_KEY, text) for text in asked] for _ in range(ROUNDS)]
        out.add("key to results", [one for turn in times for one in turn], "ms", "median <= 30, p95 <= 80")
        out.add("  best of three", [min(turns) for turns in zip(*times, strict=True)], "ms")


def slowly(browser: Browser, host: Host, asked: Sequence[str], out: Measures) -> None:
    """The wait on a slow network."""
    address = f"{host.address}repo/search/"
    typed, opened = [], []
    host.network = SLOW
    for text in asked[:OPENED]:
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(address)
            rested(page, host)
            asking = f"async (text) => {{ const begin = performance.now(); ({_TYPE})(text); await ({_ANSWERED})(text);"
            typed.append(page.evaluate(asking + " return performance.now() - begin; }", text))
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{address}?q={text.replace(' ', '+')}", wait_until="commit")
            page.wait_for_selector(".results > li", state="attached")
            opened.append(page.evaluate("performance.now()"))
    host.network = Network()
    out.add("slow network, first results from the key", typed, "ms", "< 1500")
    out.add("slow network, from opening ?q=", opened, "ms")


def engine_alone(site: Path, asked: Sequence[str], out: Measures) -> None:
    """The engine without a browser; left out where there is no node."""
    if not shutil.which("node"):
        return
    driver, data = site.parent / "engine.mjs", site.parent / "asked.json"
    driver.write_text(_ENGINE, encoding="utf-8")
    data.write_text(json.dumps(list(asked)), encoding="utf-8")
    command = ["node", str(driver), str(ENGINE), f"file://{site.resolve()}/repo/search/", str(data)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    out.add("engine alone, processor time", json.loads(done.stdout), "ms")


def minisearch(articles: Sequence[Article], folder: Path, tools: Path) -> Path:
    """Its index as one file, and the library. Raises `FileNotFoundError` without it."""
    library = tools / "node_modules" / "minisearch" / "dist" / "es" / "index.js"
    if not library.is_file():
        raise FileNotFoundError(str(library))
    folder.mkdir(parents=True, exist_ok=True)
    data, driver = folder.parent / "minisearch.json", folder.parent / "minisearch.mjs"
    rows = [{"id": a.id, "title": a.title, "text": a.text, "sources": a.source_id} for a in articles]
    data.write_text(json.dumps(rows), encoding="utf-8")
    driver.write_text(_MINISEARCH, encoding="utf-8")
    shutil.copy(library, folder / "minisearch.js")
    (folder / "index.html").write_text("<!doctype html><title>MiniSearch</title>", encoding="utf-8")
    subprocess.run(["node", str(driver), str(library), str(data), str(folder / "index.json")], check=True)
    return folder


def pagefind(articles: Sequence[Article], folder: Path, tools: Path) -> Path:
    """Its index of a page a story. Raises `FileNotFoundError` without it."""
    program = tools / "node_modules" / ".bin" / "pagefind"
    if not program.exists():
        raise FileNotFoundError(str(program))
    write_pages({article.id: [article] for article in articles}, folder)
    (folder / "index.html").write_text("<!doctype html><title>Pagefind</title>", encoding="utf-8")
    subprocess.run([str(program), "--site", str(folder)], check=True, capture_output=True)
    return folder


def rival(browser: Browser, root: Path, opening: str, asking: str, asked: Sequence[str], out: Measures) -> None:
    """Bytes and times of another tool."""
    name = root.name
    with hosting(root) as host, browser.new_context() as context:
        page = context.new_page()
        page.goto(host.address)
        host.took()
        page.evaluate(opening)
        page.evaluate(asking, asked[0])
        out.add(f"{name}: first query", [kilobytes(rested(page, host))], "KB")
        later = []
        for text in asked[1:]:
            page.evaluate(asking, text)
            later.append(kilobytes(rested(page, host)))
        out.add(f"{name}: later query", later, "KB")
        times = [[page.evaluate(asking, text) for text in asked] for _ in range(ROUNDS)]
        out.add(f"{name}: search", [one for turn in times for one in turn], "ms")


RIVALS: tuple[tuple[Callable[..., Path], str, str], ...] = (
    (minisearch, _MINISEARCH_OPEN, _MINISEARCH_ASK),
    (pagefind, _PAGEFIND_OPEN, _PAGEFIND_ASK),
)


def main() -> int:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--store", type=Path, default=Path(tempfile.gettempdir()) / "search-cost.sqlite")
    parser.add_argument("--tools", type=Path)
    parser.add_argument("--words-only", action="store_true", help="an index without its meaning part")
    given = parser.parse_args()
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise SystemExit("there is no Chromium here")
    articles = stories(texts(given.data, given.stories), given.stories)
    asked = queries(articles)
    out = Measures()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        written(articles, folder / "site", given.store, given.words_only)
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser: Any = playwright.chromium.launch(executable_path=program, args=arguments)
        print(f"{len(articles)} stories; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        with hosting(folder / "site") as host:
            digest(browser, host, asked, out)
            slowly(browser, host, asked, out)
        engine_alone(folder / "site", asked, out)
        for make, opening, asking in RIVALS if given.tools else ():
            try:
                root = make(articles, folder / make.__name__, given.tools.resolve())
            except FileNotFoundError as error:
                print(f"{make.__name__} is left out: {error}", file=sys.stderr)
                continue
            rival(browser, root, opening, asking, asked, out)
        if not given.tools:
            print("MiniSearch and Pagefind are left out: no --tools", file=sys.stderr)
        browser.close()
    print(f"load {os.getloadavg()[0]:.1f} at the end")
    return 0


if __name__ == "__main__":
    sys.exit(main())
