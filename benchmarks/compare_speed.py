"""Time and memory of comparing a thread of 3, 10, 50 and 300 articles, and the size of its page.

Run `python benchmarks/compare_speed.py FILE` with a file of full texts (one JSON object a line, gzipped). The first
texts of the file, one outlet each where the file names none, are taken as one thread: more sentences with less in
common than a real story has. Each size runs in a process of its own. Figures: sentences, seconds for the vectors and
for the comparison, peak memory of the process (MB; with the model loaded when vectors are made), KB of the story page.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from compare_quality import Encoder, plain_article, rows

from builder.compare import compare_thread, sentences_to_embed
from builder.config import SiteConfig
from builder.model import Article, Comparison, Site, Source, Thread
from builder.site.plan import plan_pages
from builder.site.theme import load_theme
from builder.text.slugs import slugify

SIZES = (3, 10, 50, 300)
OUTLETS = 60
"""Texts without an outlet are dealt out to so many."""


def articles_of(file: Path, count: int) -> tuple[list[Article], tuple[Source, ...]]:
    """The first texts of the file as articles."""
    made, sources = [], {}
    for number, row in enumerate(rows(file)[:count]):
        name = row.get("source") or f"Outlet {number % OUTLETS + 1}"
        source = Source(slugify(name), name)
        sources[source.id] = source
        made.append(plain_article(f"{number:016x}", source.id, row["text"], row["title"] or "", row.get("date")))
    return made, tuple(sources[key] for key in sorted(sources))


def measure(file: Path, count: int, store: Path) -> None:
    """Print the figures of one size."""
    articles, sources = articles_of(file, count)
    thread = Thread(
        id=articles[0].id, slug="one", title="One", title_from=articles[0].id, article_ids=tuple(a.id for a in articles)
    )
    encode = Encoder(store)
    texts = [sentence.text for sentence in sentences_to_embed(articles)]
    known = sum(text in encode.known for text in texts)
    begun = time.perf_counter()
    vectors = np.asarray(encode(texts))
    embedding = time.perf_counter() - begun
    encode.keep()
    begun = time.perf_counter()
    comparison = compare_thread(thread, articles, sources, vectors)
    comparing = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    size = page_size(articles, sources, thread, comparison)
    print(
        f"{count:4} articles, {len(texts):5} sentences: vectors {embedding:6.1f} s ({known} known), "
        f"comparison {comparing:5.2f} s, {memory:5.0f} MB; {len(comparison.claims)} claims; "
        f"page {size / 1024:.0f} KB in {time.perf_counter() - begun:.2f} s",
        flush=True,
    )


def page_size(articles: list[Article], sources: tuple[Source, ...], thread: Thread, comparison: Comparison) -> int:
    """Bytes of the story's page."""
    config = SiteConfig()
    site = Site(articles=tuple(articles), sources=sources, threads=(thread,), comparisons=(comparison,))
    pages = plan_pages(site, config, load_theme(config.build.theme, Path.cwd()))
    return next(len(page.make()) for page in pages if page.path == f"stories/{thread.slug}/index.html")


def main() -> None:
    """Read the arguments; each size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--store", type=Path, default=Path(".digest/compare_speed.npz"))
    parser.add_argument("--size", type=int)
    options = parser.parse_args()
    if options.size:
        measure(options.file, options.size, options.store)
        return
    for size in SIZES:
        subprocess.run(
            [sys.executable, __file__, str(options.file), "--store", str(options.store), "--size", str(size)],
            check=True,
        )


if __name__ == "__main__":
    main()
