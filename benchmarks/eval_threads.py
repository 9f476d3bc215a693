"""How well articles are grouped into stories: scores the code of a build against gold stories.

    python benchmarks/eval_threads.py ../shared/data/wikinews_2012.jsonl.gz ../shared/data/basil_2010_2014.jsonl.gz
    python benchmarks/eval_threads.py --text-field lead ../shared/data/allsides_2016_2018.jsonl.gz
    python benchmarks/eval_threads.py --pin tests/eval/baseline.json ../shared/data/*.jsonl.gz

A file has one JSON object a line: `id`, `title`, `text`, `story`, and where known `date`, `source` and `url`. Each
becomes the file that a newsroom would have, is read as a build reads it, embedded with the model of a build and
grouped with the settings of a build. Records without text, which a build leaves out, are grouped by their headline.

Prints BCubed precision, recall and F1 (Bagga and Baldwin 1998, every article weighing 1), the adjusted mutual
information and adjusted Rand index, and the largest wrong merge: the most articles of one thread that are not of its
main story.

`--pin` raises the floors that `tests/eval` holds the code to; lowering one needs `--lower-floors` as well.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from corpus import article_file, records

from builder.config import EmbeddingSection, SiteConfig, ThreadsSection
from builder.embedding import embedder_id, open_embedder
from builder.embedding.models import reads
from builder.model import Article, Span
from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings
from builder.text.dates import BadDate, parse
from builder.threads.grouping import group
from builder.threads.terms import thread_text
from builder.threads.tuning import DEFAULT, Tuning

SLACK = 0.004
"""How far below the measured F1 a floor is pinned: other processors round vectors a little otherwise."""


class Scores(msgspec.Struct, frozen=True):
    """How a grouping compares with the gold; the last is articles in the wrong place, the rest is at most 1."""

    precision: float
    recall: float
    f1: float
    ami: float
    ari: float
    largest_wrong_merge: int


def load(path: Path, text_field: str = "text") -> tuple[list[Article], list[str]]:
    """The articles of a file, as a build reads them, and their gold stories ("" where there is none)."""
    settings = ReadingSettings.of(SiteConfig())
    articles, gold = [], []
    seen: Counter[str] = Counter()
    for record in records(path):
        # Ids need not be unique: two articles of one id are two articles.
        seen[record["id"]] += 1
        name = record["id"] + (f"#{seen[record['id']]}" if seen[record["id"]] > 1 else "")
        text = str(record.get(text_field) or "")
        reading = read_article(article_file(record, text).encode(), f"{name}.md", settings)
        found = reading.article or _headline(record, name)
        articles.append(msgspec.structs.replace(found, id=name, path=name, address=name))
        gold.append(str(record.get("story") or ""))
    return articles, gold


def _headline(record: Mapping[str, Any], name: str) -> Article:
    """An article that is a headline only."""
    return Article(
        id=name,
        path=name,
        address=name,
        digest=name,
        source_id=str(record.get("source") or ""),
        title=record["title"],
        text="",
        lede=Span(0, 0),
        published=_published(str(record.get("date") or "")),
    )


def _published(text: str) -> datetime | None:
    try:
        return parse(text, UTC).at
    except BadDate:
        return None


class Store:
    """Vectors of the model of a build by text, kept in a file between runs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.model = embedder_id(EmbeddingSection(), Path.cwd())
        self.known: dict[str, np.ndarray] = {}
        if path.exists():
            with np.load(path, allow_pickle=False) as kept:
                if str(kept["model"]) == self.model:
                    rows = kept["vectors"].astype(np.float32)
                    self.known = dict(zip(kept["texts"].tolist(), rows, strict=True))

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """Unit rows for `texts`, (n, d) float32, zeros where the model cannot read one; new ones are kept."""
        missing = sorted({text for text in texts if text not in self.known})
        if missing:
            made = open_embedder(EmbeddingSection(), Path.cwd()).encode(missing)
            self.known.update(zip(missing, made, strict=True))
            self.path.parent.mkdir(parents=True, exist_ok=True)
            every = sorted(self.known)
            vectors = np.stack([self.known[text] for text in every]).astype(np.float16)
            np.savez(self.path, model=np.array(self.model), texts=np.array(every), vectors=vectors)
        rows = np.stack([self.known[text] for text in texts])
        rows[[not reads(EmbeddingSection(), text) for text in texts]] = 0.0
        return rows


def group_all(articles: Sequence[Article], vectors: np.ndarray, tuning: Tuning = DEFAULT) -> list[int]:
    """The number of each article's thread."""
    found = group(articles, vectors, ThreadsSection(), None, tuning).groups
    of = {article_id: number for number, members in enumerate(found) for article_id in members}
    return [of[article.id] for article in articles]


def bcubed(gold: Sequence[str], found: Sequence[int]) -> tuple[float, float, float]:
    """Precision, recall and F1 (Bagga and Baldwin 1998), every article weighing 1."""
    both = Counter(zip(gold, found, strict=True))
    stories, threads = Counter(gold), Counter(found)
    precision = sum(count**2 / threads[thread] for (_, thread), count in both.items()) / len(gold)
    recall = sum(count**2 / stories[story] for (story, _), count in both.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def largest_wrong_merge(gold: Sequence[str], found: Sequence[int]) -> int:
    """The most articles of one thread that are not of the story which most of it is of."""
    main: Counter[int] = Counter()
    for (_, thread), count in Counter(zip(gold, found, strict=True)).items():
        main[thread] = max(main[thread], count)
    return max(size - main[thread] for thread, size in Counter(found).items())


def score(gold: Sequence[str], found: Sequence[int]) -> Scores:
    """Every measure of `found` against `gold`."""
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    return Scores(
        *bcubed(gold, found),
        ami=float(adjusted_mutual_info_score(gold, found)),
        ari=float(adjusted_rand_score(gold, found)),
        largest_wrong_merge=largest_wrong_merge(gold, found),
    )


def pin(path: Path, measured: Mapping[str, float], *, lower: bool) -> list[str]:
    """Write floors for the `measured` F1 into `path`; the names whose floor would sink, which stay unless `lower`."""
    baseline = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    floors = baseline.setdefault("threads", {})
    sunk = []
    for name, f1 in measured.items():
        floor = math.floor((f1 - SLACK) * 1000) / 1000
        if floor < floors.get(name, 0.0):
            sunk.append(f"{name}: {floors[name]} would become {floor}")
            if not lower:
                continue
        floors[name] = floor
    path.write_text(json.dumps(baseline, indent=2) + "\n", encoding="utf-8")
    return sunk


def set_name(path: Path, text_field: str) -> str:
    """`wikinews_2012` of `wikinews_2012.jsonl.gz`; with the field where it is another than the text."""
    stem = path.name.removesuffix(".gz").removesuffix(".jsonl")
    return stem if text_field == "text" else f"{stem}:{text_field}"


def main() -> int:
    """Read the arguments and run; 1 when a floor would have to be lowered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--text-field", default="text", help="the field that holds the text")
    parser.add_argument("--vectors", type=Path, default=Path(".digest-bench/threads.npz"), help="where they are kept")
    parser.add_argument("--json", action="store_true", help="print one JSON object a file")
    parser.add_argument("--pin", type=Path, metavar="BASELINE", help="raise the floors in this file")
    parser.add_argument("--lower-floors", action="store_true", help="let --pin lower floors too")
    given = parser.parse_args()
    store = Store(given.vectors)
    measured: dict[str, float] = {}
    if not given.json:
        print(f"{'set':28s} {'articles':>8s} {'threads':>7s}     P     R    F1   AMI   ARI  wrong merge  seconds")
    for path in given.files:
        articles, gold = load(path, given.text_field)
        if not any(gold):
            print(f"{path}: has no gold stories, left out", file=sys.stderr)
            continue
        vectors = store.of([thread_text(article) for article in articles])
        start = time.perf_counter()
        found = group_all(articles, vectors)
        seconds = time.perf_counter() - start
        scores, name = score(gold, found), set_name(path, given.text_field)
        measured[name] = scores.f1
        if given.json:
            print(json.dumps({"set": name, "articles": len(articles), **msgspec.to_builtins(scores)}))
            continue
        values = (scores.precision, scores.recall, scores.f1, scores.ami, scores.ari)
        cells = " ".join(f"{value:5.3f}" for value in values)
        counts = f"{len(articles):8d} {len(set(found)):7d}"
        print(f"{name:28s} {counts} {cells} {scores.largest_wrong_merge:12d} {seconds:8.1f}")
    sunk = pin(given.pin, measured, lower=given.lower_floors) if given.pin else []
    for line in sunk:
        print(line, file=sys.stderr)
    return 1 if sunk and not given.lower_floors else 0


if __name__ == "__main__":
    sys.exit(main())
