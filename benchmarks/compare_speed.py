"""Time and memory of comparing a thread of 3, 10, 50 and 300 articles, and the size of its page.

Run `python benchmarks/compare_speed.py FILE` with a file of full texts (one JSON object a line, gzipped). The first
texts of the file, one outlet each where the file names none, are taken as one thread: more sentences with less in
common than a real story has. Each size runs in a process of its own. Columns: articles; sentences, and how many vectors
were made for them in so many seconds (the others were in the store); seconds of the comparison, of the processor and by
the clock; peak memory of the process (MB; with the model loaded when vectors are made); claims; KB of the story's page
and of its thread.json, and processor seconds for both. Numbers are made on one core: set OPENBLAS_NUM_THREADS=1 to keep
the matrix products to it.
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
HEADS = ("articles", "sentences", "made", "vectors s", "cpu s", "wall s", "MB", "claims", "page KB", "json KB", "cpu s")
WIDTHS = (8, 10, 8, 11, 8, 8, 7, 8, 9, 9, 8)
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
    """Print the figures of one size, a row of the table."""
    articles, sources = articles_of(file, count)
    thread = Thread(
        id=articles[0].id, slug="one", title="One", title_from=articles[0].id, article_ids=tuple(a.id for a in articles)
    )
    encode = Encoder(store)
    texts = [sentence.text for sentence in sentences_to_embed(articles)]
    made = sum(text not in encode.known for text in set(texts))
    begun = time.perf_counter()
    vectors = np.asarray(encode(texts))
    embedding = time.perf_counter() - begun
    if made:
        encode.keep()
    begun, used = time.perf_counter(), time.process_time()
    comparison = compare_thread(thread, articles, sources, vectors)
    comparing, processor = time.perf_counter() - begun, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.process_time()
    files = story_files(articles, sources, thread, comparison)
    rendering = time.process_time() - begun
    page, data = (len(files[name]) / 1024 for name in ("index.html", "thread.json"))
    row = (count, len(texts), made, f"{embedding:.1f}", f"{processor:.2f}", f"{comparing:.2f}", f"{memory:.0f}")
    print(line(*row, len(comparison.claims), f"{page:.0f}", f"{data:.0f}", f"{rendering:.2f}"), flush=True)


def line(*cells: object) -> str:
    """A row of the table."""
    return "".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))


def story_files(
    articles: list[Article], sources: tuple[Source, ...], thread: Thread, comparison: Comparison
) -> dict[str, bytes]:
    """The story's page and its data, by file name."""
    config = SiteConfig()
    site = Site(articles=tuple(articles), sources=sources, threads=(thread,), comparisons=(comparison,))
    folder = f"stories/{thread.slug}/"
    wanted = {folder + name: name for name in ("index.html", "thread.json")}
    pages = plan_pages(site, config, load_theme(config.theme_name, Path.cwd()))
    return {wanted[page.path]: page.make() for page in pages if page.path in wanted}


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
    print(line(*HEADS), flush=True)
    for size in SIZES:
        subprocess.run(
            [sys.executable, __file__, str(options.file), "--store", str(options.store), "--size", str(size)],
            check=True,
        )


if __name__ == "__main__":
    main()
