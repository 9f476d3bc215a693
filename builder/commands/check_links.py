"""Where the articles' links lead: inside the site, and with `--external` outside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock as Mutex
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urlsplit
from zoneinfo import ZoneInfo

from builder.config import SiteConfig
from builder.errors import Notice
from builder.model import Article
from builder.progress import Watcher
from builder.reading.files import read_bytes
from builder.site import urls
from builder.text.urls import canonical
from builder.threads.lockfile import Lock, addresses
from builder.workspace import Chosen

if TYPE_CHECKING:
    from builder.ingest.fetcher import Fetcher, Gate

WORKERS = 8
"""Hosts that are asked at the same time."""
PAGE_BYTES = 64_000
"""Of a page outside that are read: that it answers is enough."""
ATTEMPTS = 2

_NUMBERED = re.compile(r"page/\d+/\Z")
_SENTENCE = re.compile(r"s-(\d+)\Z")
_MARKDOWN_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(\s*<?([^)\s<>]+)")
_HTML_LINK = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']([^\"'\s]+)", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|www\.")
_CLOSED = frozenset({"http-401", "http-402", "http-403", "http-405", "http-406", "http-429", "http-451"})
"""Answers of a page that is there, but not for programs."""


class Places:
    """Finds the line of a link in its article's file; files are read once and only when something is wrong."""

    def __init__(self, content: Path) -> None:
        self._content = content
        self._texts: dict[str, list[bytes]] = {}

    def line(self, path: str, url: str) -> int:
        """The first line of `path` that holds `url`, 0 where none does."""
        if path not in self._texts:
            raw = read_bytes(self._content, path)
            self._texts[path] = [] if isinstance(raw, Notice) else raw.split(b"\n")
        for wanted in dict.fromkeys((url, url.rstrip("/"), unquote(url), url.partition("://")[2].rstrip("/"))):
            needle = wanted.encode("utf-8", "replace")
            for number, line in enumerate(self._texts[path], 1):
                if needle and needle in line:
                    return number
        return 0


def inside(chosen: Chosen, config: SiteConfig, lock: Lock, content: Path) -> list[Notice]:
    """Links into this site that lead to no page of it, and links that go lost because nothing tells where they start.

    Of stories the addresses are those of the last build; without one, links to stories are passed over.
    """
    places = Places(content)
    known = _known_pages(chosen.articles, config, lock)
    sentences = {urls.article(article.address): len(article.sentence_spans) for article in chosen.articles}
    notices = []
    for article in chosen.articles:
        for link in article.links:
            if link.url.startswith(config.site.base_url):
                problem = _dead(link.url[len(config.site.base_url) :], known, sentences, bool(lock.threads))
                if problem:
                    line = places.line(article.path, link.url)
                    message = f"links to {link.url}, {problem}"
                    notices.append(Notice(article.path, line, "warning", "dead-link", message, "mend the link"))
        if not article.url:
            notices += _lost(article, content)
    return notices


def _known_pages(articles: Sequence[Article], config: SiteConfig, lock: Lock) -> set[str]:
    """Every page that does not depend on grouping, and the stories of the lock."""
    zone: ZoneInfo = config.zone
    known = {urls.front(), urls.sources(), urls.tags(), urls.archive(), urls.search(), urls.about()}
    known |= {urls.undated(), urls.sagas()}
    known |= {urls.feed(), urls.threads_data(), urls.sitemap(), "feed.json", "sources.opml"}
    known |= {"robots.txt", "404.html", "search/", "stories/"}
    known |= {urls.article(article.address) for article in articles}
    known |= {urls.source(article.source_id) for article in articles}
    slugs = urls.tag_slugs(tag for article in articles for tag in article.tags)
    known |= {urls.tag(slug) for slug in slugs.values()}
    for article in articles:
        if article.published:
            day = article.published.astimezone(zone)
            known |= {urls.year(day.year), urls.month(day.year, day.month), urls.day(day.year, day.month, day.day)}
    return known | {urls.story(row.slug) for row in addresses(lock)}


def _dead(tail: str, known: set[str], sentences: Mapping[str, int], built: bool) -> str:
    """What is wrong with a link to the path `tail` of this site; empty when nothing is."""
    path, _, fragment = tail.partition("#")
    path = unquote(path.partition("?")[0]).removesuffix("index.html")
    if path and not path.endswith("/") and f"{path}/" in known:
        path += "/"
    if path not in known and path.startswith("stories/") and not built:
        return ""
    # A file beside a page (`atom.xml`, `thread.json`), or a later page of a list, is as good as its page.
    folder = _NUMBERED.sub("", path) if path.endswith("/") else path.rpartition("/")[0] + "/"
    if path not in known and (folder not in known or folder == "/"):
        return "which is no page of this site" if not path.startswith("articles/") else "which is no article"
    anchor = _SENTENCE.match(fragment)
    if anchor and path in sentences and int(anchor[1]) >= sentences[path]:
        return f"but that article has only {sentences[path]} sentences"
    return ""


def _lost(article: Article, content: Path) -> Iterator[Notice]:
    """Relative links of an article that names no address of its own: there is nothing to resolve them against."""
    raw = read_bytes(content, article.path)
    if isinstance(raw, Notice) or article.path.lower().endswith(".txt"):
        return
    pattern = _MARKDOWN_LINK if article.path.lower().endswith((".md", ".markdown")) else _HTML_LINK
    fenced = False
    for number, line in enumerate(raw.decode("utf-8", "replace").split("\n"), 1):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        for target in () if fenced else pattern.findall(line):
            if not _SCHEME.match(target):
                what = f"links to {target}, which leads nowhere: nothing tells what it is relative to"
                yield Notice(article.path, number, "warning", "relative-link", what, "write the whole address")


def outside(
    chosen: Chosen, config: SiteConfig, content: Path, fetcher: Fetcher, gate: Gate, watcher: Watcher | None
) -> list[Notice]:
    """Links to other sites, and the articles' own addresses, that nobody answers at; each is asked once.

    Hosts are asked beside each other, the pages of one host one after the other with the pause of `[fetch]`.
    """
    wanted = _outside_links(chosen.articles, config.site.base_url)
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in sorted(wanted):
        hosts[urlsplit(url).netloc].append(url)
    tell = _teller(watcher, len(wanted))

    def ask(rows: list[str]) -> list[tuple[str, tuple[str, str, str]]]:
        found = []
        for url in rows:
            if fetcher.stopped.is_set():
                break
            found.append((url, _answer(url, fetcher, gate)))
            tell()
        return found

    pool = ThreadPoolExecutor(max_workers=WORKERS)
    try:
        answers = dict(pair for rows in pool.map(ask, (hosts[name] for name in sorted(hosts))) for pair in rows)
    except BaseException:
        fetcher.close()  # Ctrl-C: what waits for its turn is let go.
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    places = Places(content)
    notices = []
    for url, (kind, message, remedy) in sorted(answers.items()):
        severity = "info" if kind in ("link-moved", "link-closed") else "warning"
        for path in sorted(wanted[url]) if kind else ():
            line = places.line(path, url)
            notices.append(Notice(path, line, severity, kind, f"{url} {message}", remedy))  # type: ignore[arg-type]
    return notices


def _outside_links(articles: Sequence[Article], base_url: str) -> dict[str, set[str]]:
    """Address without fragment -> the paths of the articles that link to it, or stand there."""
    found: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for url in (article.url, *(link.url for link in article.links)):
            plain = urldefrag(url).url
            if plain and canonical(plain) and not plain.startswith(base_url):
                found[plain].add(article.path)
    return found


def _teller(watcher: Watcher | None, total: int) -> Callable[[], None]:
    """Counts answers from several threads."""
    done, mutex = [0], Mutex()

    def tell() -> None:
        with mutex:
            done[0] += 1
            if watcher:
                watcher("asking", done[0], total)

    return tell


def _answer(url: str, fetcher: Fetcher, gate: Gate) -> tuple[str, str, str]:
    """What came of asking for `url`: kind, words and remedy of a notice, all empty where it simply is there."""
    from builder.ingest.fetcher import FetchError

    try:
        found = fetcher.get(url, gate=gate, max_bytes=PAGE_BYTES, attempts=ATTEMPTS)
    except FetchError as error:
        if error.kind in ("too-large", "encoding"):
            return "", "", ""
        if error.kind == "robots" and error.lasting:
            return "link-closed", "was not asked: its host's robots.txt asks programs to stay away", ""
        if error.kind in _CLOSED:
            return "link-closed", f"{error.message} to programs; look at it yourself", ""
        if error.kind == "private":
            return "dead-link", error.message, "mend the link, or allow private addresses"
        if error.lasting:
            return "dead-link", error.message, "mend the link"
        return "link-unsure", f"{error.message}; it may be back later", "check again another day"
    if found.moved_to and found.moved_to.rstrip("/") != url.rstrip("/"):
        return "link-moved", f"has moved for good to {found.moved_to}", "link there"
    return "", "", ""
