"""What the comparison finds in the stories of real sets, and how long it takes.

Run `python benchmarks/compare_quality.py --data FOLDER [threads]`. The sets are described in that
folder's README; nothing here is tuned by set name. Figures printed:

threads  milliseconds per thread of `compare_thread`, and what it finds, on groups of full texts
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from builder.compare import compare_thread, sentences_to_embed
from builder.model import Article, Block, Source, Span, Thread
from builder.text.dateline import find_dateline
from builder.text.quotes import quoted_spans
from builder.text.sentences import split
from builder.text.slugs import slugify


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a gzipped file of one JSON object a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def plain_article(id: str, source: str, text: str, title: str = "", date: str | None = None, url: str = "") -> Article:
    """An article of bare paragraphs (blank lines between them); sentences and quotations found as in a build."""
    blocks, sentences = [], []
    for match in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text):
        blocks.append(Block(Span(match.start(), match.end()), "paragraph"))
        sentences += [Span(s.start + match.start(), s.end + match.start()) for s in split(match.group())]
    published = (
        datetime.fromisoformat(date[:10]).replace(tzinfo=UTC) if date and re.match(r"\d{4}-\d\d-\d\d", date) else None
    )
    return Article(
        id=id, path=id, address=id, digest=id, source_id=source, title=title, text=text, url=url, blocks=tuple(blocks),
        sentence_spans=tuple(sentences), quote_spans=quoted_spans(text), dateline=find_dateline(text),
        published=published,
    )  # fmt: skip


class Encoder:
    """The carried model, its vectors kept in a file between runs."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.known: dict[str, np.ndarray] = {}
        if store.exists():
            with np.load(store, allow_pickle=False) as kept:
                self.known = dict(zip(kept["texts"].tolist(), kept["vectors"].astype(np.float32), strict=True))

    def __call__(self, texts: list[str]) -> np.ndarray:
        """Unit rows for `texts`, (n, d) float32."""
        missing = sorted({text for text in texts if text not in self.known})
        if missing:
            from builder.config import EmbeddingSection
            from builder.embedding import open_embedder

            made = open_embedder(EmbeddingSection(), Path.cwd()).encode(missing)
            self.known.update(zip(missing, made, strict=True))
        return np.stack([self.known[text] for text in texts]) if texts else np.zeros((0, 384), np.float32)

    def keep(self) -> None:
        """Write the vectors for the next run."""
        texts = sorted(self.known)
        self.store.parent.mkdir(parents=True, exist_ok=True)
        np.savez(self.store, texts=np.array(texts), vectors=np.stack([self.known[t] for t in texts]).astype(np.float16))


def threads(data: Path, encode: Encoder, name: str, limit: int) -> None:
    """Time and findings of `compare_thread` on the stories of a set with full texts."""
    stories: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(data / name):
        stories[row["story"]].append(row)
    spent: list[float] = []
    counts: Counter[str] = Counter()
    several = [members for _, members in sorted(stories.items()) if len(members) > 1]
    for members in several[:limit]:
        made = [_of_row(row) for row in members]
        names = sorted({row["source"] for row in members})
        sources = tuple(Source(slugify(name), name) for name in names)
        thread = Thread(id=made[0].id, slug="", title="", title_from="", article_ids=tuple(a.id for a in made))
        vectors = encode([sentence.text for sentence in sentences_to_embed(made)])
        begun = time.perf_counter()
        result = compare_thread(thread, made, sources, vectors)
        spent.append((time.perf_counter() - begun) * 1000)
        counts.update({"claims": len(result.claims), "only here": len(result.only_here), "quotes": len(result.quotes)})
        counts.update([f"K {result.independent} of {len(sources)} sources"])
        counts.update(f"relation {known.relation}" for known in result.provenance)
    print(
        f"{name}: {len(spent)} threads, {sum(spent) / len(spent):.1f} ms each (median {statistics.median(spent):.1f})"
    )
    for key, value in sorted(counts.items()):
        print(f"  {key}: {value}")


def _of_row(row: dict[str, Any]) -> Article:
    source, date = slugify(row["source"]), row.get("date")
    return plain_article(row["id"], source, row["text"], row["title"], date, row.get("url", ""))


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["threads"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--store", type=Path, default=Path(".digest/compare_quality.npz"))
    parser.add_argument("--limit", type=int, default=500)
    options = parser.parse_args()
    encode = Encoder(options.store)
    if "threads" in options.what:
        for name in ("basil_2010_2014.jsonl.gz", "allsides_2016_2018.jsonl.gz"):
            threads(options.data, encode, name, options.limit)
    encode.keep()


if __name__ == "__main__":
    main()
