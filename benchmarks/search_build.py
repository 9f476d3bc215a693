"""What the index of the search costs: seconds, memory, bytes and files; whole, after one edited and one added article.

Run `python benchmarks/search_build.py --data FOLDER [--sizes 1000 10000 100000]`. FOLDER is described in its README.
Stories are the texts of `scale_10k`, each a thread of its own; beyond 10,000 a story mixes the sentences of two of
them. Each size runs in a process of its own. `site_mb` is what the process held before (the articles), `peak_mb` the
most it held while the index was built. Seconds are those of the indexing stage of a build without its meaning part:
counting, files, and what is kept for the next build in its store (`cpu`: this process's own, which other load moves
less); publishing is not counted. `same` tells whether the patched index is the one built at once.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from corpus import records

from builder.cache import Cache
from builder.cached.searching import search_all
from builder.config import SiteConfig
from builder.model import Article, Comparison, Site, Source, Span, Thread
from builder.parallel import map_ordered
from builder.site.plan import PlannedPage
from builder.text.quotes import quoted_spans
from builder.text.sentences import split


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


def site_of(articles: Sequence[Article]) -> Site:
    """Each article a thread."""
    return Site(
        articles=tuple(articles),
        sources=tuple(Source(name, name.title()) for name in sorted({a.source_id for a in articles})),
        threads=tuple(
            Thread(
                id=a.id, slug=f"story-{a.id}", title=a.title, title_from=a.id, article_ids=(a.id,), first=a.published,
                last=a.published,
            )
            for a in articles
        ),
        comparisons=tuple(Comparison(thread_id=a.id) for a in articles),
    )  # fmt: skip


def edited(one: Article, other: Article) -> Article:
    """An article with three sentences of another put in the middle of its text, and another digest."""
    sentences = [sentence.text for sentence in one.sentences]
    sentences[len(sentences) // 2 : len(sentences) // 2] = [sentence.text for sentence in other.sentences[:3]]
    new = article(int(one.id), one.title, one.source_id, sentences)
    return msgspec.structs.replace(new, digest=one.digest + "-edited")


def indexed(articles: Sequence[Article], store: Path) -> tuple[dict[str, float], dict[str, PlannedPage]]:
    """Seconds of the indexing stage, by the clock and of the processor, and the pages by path."""
    site = site_of(articles)
    gc.collect()
    begin, work = time.perf_counter(), time.process_time()
    with Cache(store) as cache:
        found = search_all(site, SiteConfig(), None, cache, lambda done, total: None)
    spent = {"seconds": round(time.perf_counter() - begin, 3), "cpu": round(time.process_time() - work, 3)}
    return spent, {page.path: page for page in found.pages}


def rewritten(before: dict[str, PlannedPage], after: dict[str, PlannedPage]) -> dict[str, int]:
    """How many files of each kind are new or have other bytes."""
    changed = [path for path, page in after.items() if path not in before or before[path].key != page.key]
    return dict(sorted(Counter(path.split("/")[1] for path in changed).items()))


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(data: Path, count: int, check: bool) -> dict[str, Any]:
    """Every figure of one size."""
    articles = stories(texts(data), count + 1)
    extra, articles = articles[-1], articles[:-1]
    gc.collect()
    out: dict[str, Any] = {"stories": count, "site_mb": round(peak())}
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "cache.sqlite"
        spent, before = indexed(articles, store)
        out |= {**spent, "peak_mb": round(peak())}
        made = {path: page.make() for path, page in before.items()}
        sizes: Counter[str] = Counter()
        files = Counter(path.split("/")[1] for path in made)
        for path, raw in made.items():
            sizes[path.split("/")[1]] += len(raw)
        out |= {"files": dict(sorted(files.items())), "kb": {k: round(v / 1000) for k, v in sorted(sizes.items())}}
        out["total_files"], out["total_mb"] = len(made), round(sum(sizes.values()) / 1e6, 1)
        place = count // 2
        changed = [*articles]
        changed[place] = edited(articles[place], articles[place + 1])
        for name, now in (("nothing", articles), ("edited", changed), ("added", [*changed, extra])):
            spent, after = indexed(now, store)
            out[name] = {**spent, "rewritten": rewritten(before, after)}
            out[name]["files"] = sum(out[name]["rewritten"].values())
            before = after
        if check:
            _, whole = indexed([*changed, extra], Path(folder) / "other.sqlite")
            out["same"] = {p: page.key for p, page in whole.items()} == {p: page.key for p, page in before.items()}
        out["store_mb"] = round(store.stat().st_size / 1e6)
    return out


def main() -> None:
    """Measure each size in a process of its own and print a JSON line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000, 100000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.data, given.one, check=given.one <= 10000)), flush=True)
        return
    for size in given.sizes:
        command = [sys.executable, __file__, "--data", str(given.data), "--one", str(size)]
        subprocess.run(command, check=True, env={**os.environ})


if __name__ == "__main__":
    main()
