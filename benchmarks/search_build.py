"""What the index of the search costs: seconds, memory, bytes and files; whole, after one edited and one added article.

Run `python benchmarks/search_build.py --data FOLDER [--sizes 1000 10000 100000] [--each 1] [--fit 10000]`. FOLDER is
described in its README. Stories are the texts of `scale_10k`, `--each` of them a thread; beyond 10,000 a text mixes the
sentences of two of them. Each size runs in a process of its own. Seconds are those of the indexing stage of a build
without its meaning part: counting, files, and what is kept for the next build in its store (`cpu`: of this process and
those it starts, which other load moves less); publishing is not counted. `site_mb` is what the process held before (the
articles), `peak_mb` the most it held while the index was built, `worker_mb` the most that one of those that count held,
most of it shared with the first. `same` tells whether the patched index is the one built at once.

`query` are kilobytes as gzip sends them, medians over headlines' words: `entry` (once), `pages` (directories, which are
few and kept), `files` (terms, and the stories of ten results). The engine itself and the meaning part are not in them;
`search_cost.py` measures a reader's browser.

`--fit` measures what the meaning part takes besides embedding, on so many texts, cold: the fit, the stories' codes and
files, and what is like what. Its vectors are stand-ins, sums of a fixed random vector for each word; the model is
opened for its vocabulary and to tell what embedding costs (`embedding`: texts that a fit needs, seconds of the
processor for a hundred of them; openings are embedded for grouping and not counted).
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec
import numpy as np
from corpus import records

from builder.cache import Cache
from builder.cached.meaning import meaning_of
from builder.cached.searching import contents, index_of, search_all
from builder.cached.vectors import Vectors
from builder.config import SiteConfig
from builder.garbage import collected_seldom
from builder.model import Article, Comparison, Site, Source, Span, Thread
from builder.parallel import map_ordered
from builder.search.ask import Asker
from builder.search.directory import ENTRY_PATH, PAGE_FILES, File, Names, keyed_pages, numbered_pages
from builder.search.documents import documents
from builder.search.fields import STORIES_PER_FILE
from builder.search.index import Kept
from builder.search.opened import OpenIndex
from builder.search.query import parse
from builder.search.roots import Roots, search_stop_words
from builder.search.text import forms
from builder.search.training import fitted_on, told, windows_of
from builder.site.plan import PlannedPage
from builder.text.quotes import quoted_spans
from builder.text.sentences import split
from builder.threads.terms import thread_text

QUERIES = 50
DIMENSIONS = 384
"""Of the stand-in vectors: those of the default model."""


def article(number: int, title: str, source: str, sentences: Sequence[str]) -> Article:
    """A story's article from its sentences; story `number` is a tenth of an hour after the one before."""
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    text = " ".join(sentences)
    name = f"{number:08d}"
    return Article(
        id=name,
        path=f"{name}.md",
        address=name,
        digest=name,
        source_id=source,
        title=title,
        text=text,
        lede=Span(0, spans[min(1, len(spans) - 1)].end if spans else 0),
        sentence_spans=tuple(spans),
        quote_spans=quoted_spans(text),
        published=datetime(2012, 1, 1, tzinfo=UTC) + timedelta(minutes=6 * number),
        tags=(f"tag {number % 97}",),
    )


def texts(data: Path, most: int | None = None) -> list[tuple[str, str, list[str]]]:
    """(title, source, sentences) of the real texts, of the first `most` of them."""
    rows = list(islice(records(data / "scale_10k.jsonl.gz"), most))

    def one(row: dict[str, Any]) -> tuple[str, str, list[str]]:
        text = " ".join(row["text"].split("\n"))
        return row["title"], str(row.get("source") or "unknown"), [span.of(text) for span in split(text)]

    return list(map_ordered(one, rows))


def stories(real: Sequence[tuple[str, str, list[str]]], count: int) -> list[Article]:
    """`count` articles: the real ones, then mixtures of two."""
    chance = random.Random(count)
    found = [article(number, *row) for number, row in enumerate(real[:count])]
    while len(found) < count:
        (title, source, first), (_, _, second) = chance.choice(real), chance.choice(real)
        half = chance.sample(first, len(first) // 2) + chance.sample(second, len(second) // 2)
        found.append(article(len(found), title, source, half or first))
    return found


def site_of(articles: Sequence[Article], each: int = 1) -> Site:
    """A thread of so `each` articles in a row."""
    groups = [articles[start : start + each] for start in range(0, len(articles), each)]
    return Site(
        articles=tuple(articles),
        sources=tuple(Source(name, name.title()) for name in sorted({a.source_id for a in articles})),
        threads=tuple(
            Thread(
                id=a[0].id, slug=f"story-{a[0].id}", title=a[0].title, title_from=a[0].id,
                article_ids=tuple(one.id for one in a), first=a[0].published, last=a[-1].published,
            )
            for a in groups
        ),
        comparisons=tuple(Comparison(thread_id=a[0].id) for a in groups),
    )  # fmt: skip


def edited(one: Article, other: Article) -> Article:
    """An article with three sentences of another put in the middle of its text, and another digest."""
    sentences = [sentence.text for sentence in one.sentences]
    sentences[len(sentences) // 2 : len(sentences) // 2] = [sentence.text for sentence in other.sentences[:3]]
    new = article(int(one.id), one.title, one.source_id, sentences)
    return msgspec.structs.replace(new, digest=one.digest + "-edited")


def worked() -> float:
    """Seconds of the processor that this process and those it started have had."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def indexed(site: Site, store: Path) -> tuple[dict[str, float], dict[str, PlannedPage]]:
    """Seconds of the indexing stage, by the clock and of the processor, and the pages by path."""
    gc.collect()
    begin, work = time.perf_counter(), worked()
    with collected_seldom(), Cache(store) as cache:  # As a build does.
        found = search_all(site, SiteConfig(), None, cache, lambda done, total: None)
    spent = {"seconds": round(time.perf_counter() - begin, 3), "cpu": round(worked() - work, 3)}
    return spent, {page.path: page for page in found.pages}


def rewritten(before: dict[str, PlannedPage], after: dict[str, PlannedPage]) -> dict[str, int]:
    """How many files of each kind are new or have other bytes."""
    changed = [path for path, page in after.items() if path not in before or before[path].key != page.key]
    return dict(sorted(Counter(path.split("/")[1] for path in changed).items()))


def peak(whose: int = resource.RUSAGE_SELF) -> float:
    """The most memory that this process (or one that it started) has held, in MB."""
    return resource.getrusage(whose).ru_maxrss / 1024


def queried(site: Site, store: Path, entry: bytes) -> dict[str, float]:
    """What a query for three words of a headline fetches, in KB as gzip sends it."""
    with Cache(store) as cache:
        found, state, _ = index_of(site, SiteConfig(), "", cache, lambda done, total: None)
        asker = Asker(OpenIndex(state, partial(contents, cache)), found, SiteConfig().zone)
        roots = Roots("en")
        stop, chance = frozenset(state.setting.stop), random.Random(1)
        terms = [shard.files[0] for shard in state.terms]
        pages = [raw for _, raw in keyed_pages([shard.first for shard in state.terms], named("t", terms))]
        shown = numbered_pages(named("s", state.stories))
        rows = []
        for document in chance.sample(found, min(QUERIES, len(found))):
            words = [form for form in forms(document.thread.title) if form and form not in stop]
            words = chance.sample(words, min(3, len(words)))
            hits = asker.ask(parse(" ".join(words)), "relevance", None, lambda word: False).hits[:10]
            stories_at = {hit.number // STORIES_PER_FILE for hit in hits}
            keys = {key for word in words for key in (word, roots.of(word))}
            terms_at = {max(0, bisect_right(state.terms, key, key=lambda shard: shard.first) - 1) for key in keys}
            files = contents(cache, [terms[at].mark for at in terms_at] + [state.stories[at].mark for at in stories_at])
            named_in = [pages[at] for at in {at // PAGE_FILES for at in terms_at}]
            named_in += [shown[at] for at in {at // PAGE_FILES for at in stories_at}]
            rows.append((wire(named_in), wire(files.values())))
    directories, files = (round(statistics.median(column), 1) for column in zip(*rows, strict=True))
    return {"entry": wire([entry]), "pages": directories, "files": files}


def named(kind: str, kept: Sequence[Kept]) -> list[File]:
    """The files of contents."""
    names = Names(kind)
    return [names.of(one.mark, one.size) for one in kept]


def wire(raws: Iterable[bytes]) -> float:
    """KB that a host sends which compresses."""
    return round(sum(len(gzip.compress(raw, 6)) for raw in raws) / 1000, 1)


class StandIn:
    """Vectors that cost nothing to speak of: `id` and the model's own parts are those of the real ones."""

    def __init__(self, real: Vectors) -> None:
        self._real, self._rows = real, {}
        self.id = real.id
        self.spent = 0.0
        self.texts: set[str] = set()

    def of(self, texts: Sequence[str], advance: object) -> np.ndarray:
        """Unit vectors: a fixed random vector for each word, added."""
        begin = worked()
        out = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for place, text in enumerate(texts):
            for form in forms(text):
                if form not in self._rows:
                    chance = np.random.Generator(np.random.PCG64(crc32(form.encode())))
                    self._rows[form] = chance.standard_normal(DIMENSIONS, dtype=np.float32)
                out[place] += self._rows[form]
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
        self.spent += worked() - begin
        self.texts.update(texts)
        return out

    def reads(self, text: str) -> bool:
        """As the model says."""
        return self._real.reads(text)

    def vocabulary(self) -> tuple[str, ...]:
        """The model's."""
        return self._real.vocabulary()

    def inputs(self, words: Sequence[str]) -> np.ndarray:
        """The model's."""
        return self._real.inputs(words)


def measure_fit(data: Path, count: int) -> dict[str, Any]:
    """What the meaning part of so many texts costs from cold."""
    articles = stories(texts(data, count), count)
    site, before = site_of(articles), peak()
    found = documents(site)
    stop = search_stop_words("en")
    with tempfile.TemporaryDirectory() as folder, Cache(Path(folder) / "cache.sqlite") as cache:
        real = Vectors(SiteConfig().embedding, Path(folder), cache)
        chosen = fitted_on(articles)
        some = [text for one in chosen[:60] for text in told(one, stop, windows_of(len(chosen))).texts]
        real.of(some[:5], lambda done, total: None)
        begin = worked()
        real.of(some, lambda done, total: None)
        embedding = round(100 * (worked() - begin) / len(some), 2)
        vectors, begin = StandIn(real), worked()
        made = meaning_of(site, found, stop, vectors, cache, lambda done, total: None)  # type: ignore[arg-type]
        cold, begin = worked() - begin - vectors.spent, worked()
        meaning_of(site, found, stop, vectors, cache, lambda done, total: None)  # type: ignore[arg-type]
        return {
            "texts": count, "fitted_on": len(chosen), "site_mb": round(before), "cpu": round(cold, 1),
            "again": round(worked() - begin, 2), "peak_mb": round(peak()), "files": len(made.pages),
            "embedding": {"texts": len(vectors.texts.difference(map(thread_text, articles))), "cpu_per_100": embedding},
        }  # fmt: skip


def measure(data: Path, count: int, each: int, check: bool) -> dict[str, Any]:
    """Every figure of one size."""
    articles = stories(texts(data), count + 1)
    extra, articles = articles[-1], articles[:-1]
    gc.collect()
    out: dict[str, Any] = {"texts": count, "each": each, "site_mb": round(peak())}
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "cache.sqlite"
        spent, before = indexed(site_of(articles, each), store)
        out |= {**spent, "peak_mb": round(peak()), "worker_mb": round(peak(resource.RUSAGE_CHILDREN))}
        made = {path: page.make() for path, page in before.items()}
        sizes: Counter[str] = Counter()
        files = Counter(path.split("/")[1] for path in made)
        for path, raw in made.items():
            sizes[path.split("/")[1]] += len(raw)
        out |= {"files": dict(sorted(files.items())), "kb": {k: round(v / 1000) for k, v in sorted(sizes.items())}}
        out["total_files"], out["total_mb"] = len(made), round(sum(sizes.values()) / 1e6, 1)
        print(json.dumps(out), file=sys.stderr, flush=True)  # A long run that is cut short has told this much.
        out["query"] = queried(site_of(articles, each), store, made[ENTRY_PATH])
        del made
        place = count // 2
        changed = [*articles]
        changed[place] = edited(articles[place], articles[place + 1])
        for name, now in (("nothing", articles), ("edited", changed), ("added", [*changed, extra])):
            spent, after = indexed(site_of(now, each), store)
            out[name] = {**spent, "rewritten": rewritten(before, after)}
            out[name]["files"] = sum(out[name]["rewritten"].values())
            before = after
        if check:
            _, whole = indexed(site_of([*changed, extra], each), Path(folder) / "other.sqlite")
            out["same"] = {p: page.key for p, page in whole.items()} == {p: page.key for p, page in before.items()}
        out["store_mb"] = round(store.stat().st_size / 1e6)
    return out


def main() -> None:
    """Measure each size in a process of its own and print a JSON line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000, 100000])
    parser.add_argument("--each", type=int, default=1, help="articles of a story")
    parser.add_argument("--fit", type=int, help="measure the meaning part on so many texts instead")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.fit:
        print(json.dumps(measure_fit(given.data, given.fit)))
        return
    if given.one:
        print(json.dumps(measure(given.data, given.one, given.each, check=given.one <= 10000)), flush=True)
        return
    for size in given.sizes:
        command = [sys.executable, __file__, "--data", str(given.data), "--each", str(given.each), "--one", str(size)]
        subprocess.run(command, check=True, env={**os.environ})


if __name__ == "__main__":
    main()
