"""How well articles are grouped into stories: BCubed on every given set with one setting, and what alternatives reach.

Run `python benchmarks/threads_quality.py --data FOLDER [--alternatives] [--write FOLDER] [--set NAME=VALUE ...]`. The
sets are described in that folder's README. `--write` leaves a JSON of article id -> thread for each set, for an outside
scorer. `--set crowd=0` tries another number of `builder/threads/tuning.py`. With `--alternatives` each row is the one
threshold that does best on all sets together, so that every alternative is shown at its own best.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import gzip
import json
import resource
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from builder.config import EmbeddingSection, ThreadsSection
from builder.embedding import embedder_id
from builder.model import Article, Span
from builder.threads.grouping import gather, group, link_all
from builder.threads.terms import Terms, article_terms, thread_text
from builder.threads.tuning import Tuning

SETS = ("allsides", "leads", "wikinews", "ecbplus", "basil", "headlines")
_FILES = {
    "allsides": "allsides_2016_2018",
    "leads": "allsides_2016_2018",
    "wikinews": "wikinews_2012",
    "ecbplus": "ecbplus_train_dev",
    "basil": "basil_2010_2014",
    "headlines": "uci_headlines_a",
    "scale": "scale_10k",
}
ALTERNATIVES = {
    "as it is": {},
    "meaning alone": {"meaning": 1.0},
    "words alone": {"meaning": 0.0},
    "no crowd": {"crowd": 0.0},
    "no cohesion": {"cohesion": 0.0},
    "no stretch for short texts": {"short_meaning": 0.0, "short_words": 0.0},
    "words counted here only": {"assumed_articles": 0.001},
    "no time penalty": {"per_day": 0.0},
    "sum of cosines, nothing else": {
        "crowd": 0.0,
        "cohesion": 0.0,
        "short_meaning": 0.0,
        "short_words": 0.0,
        "assumed_articles": 0.001,
        "per_day": 0.0,
    },
}


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a gzipped file of one JSON object a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def article(row: dict[str, Any], text: str) -> Article:
    """An article of a row; a date without a zone is UTC, a broken one none."""
    published = None
    with contextlib.suppress(ValueError):
        published = datetime.fromisoformat(row["date"]) if row.get("date") else None
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    lede = Span(0, max(0, text.find("\n\n")) or len(text))
    return Article(
        id=row["id"],
        path=row["id"],
        address=row["id"],
        digest=row["id"],
        source_id=row.get("source") or "",
        title=row["title"],
        text=text,
        lede=lede,
        published=published,
    )


def load(data: Path, name: str) -> tuple[list[Article], list[str]]:
    """Articles of a set and their gold stories (empty strings where there is no gold)."""
    found = rows(data / f"{_FILES[name]}.jsonl.gz")
    texts = [row["lead"] if name == "leads" else row["text"] for row in found]
    seen: Counter[str] = Counter()
    for row in found:
        # One set gives a few articles the same id.
        seen[row["id"]] += 1
        row["id"] += f"#{seen[row['id']]}" if seen[row["id"]] > 1 else ""
    return [article(row, text) for row, text in zip(found, texts, strict=True)], [r.get("story", "") for r in found]


def bcubed(gold: Sequence[str], found: Sequence[int]) -> tuple[float, float, float]:
    """Precision, recall and F1 (Bagga and Baldwin 1998), every article weighing 1."""
    both = Counter(zip(gold, found, strict=True))
    stories, threads = Counter(gold), Counter(found)
    precision = sum(count**2 / threads[thread] for (_, thread), count in both.items()) / len(gold)
    recall = sum(count**2 / stories[story] for (story, _), count in both.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


class Store:
    """Vectors of the default model by text, kept in a file between runs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.model = embedder_id(EmbeddingSection(), Path.cwd())
        self.known: dict[str, np.ndarray] = {}
        if path.exists():
            with np.load(path, allow_pickle=False) as kept:
                if str(kept["model"]) != self.model:
                    return
                self.known = dict(zip(kept["texts"].tolist(), kept["vectors"].astype(np.float32), strict=True))

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """Unit rows for `texts`, (n, d) float32; new ones are computed and kept."""
        missing = sorted({text for text in texts if text not in self.known})
        if missing:
            from builder.embedding import open_embedder

            made = open_embedder(EmbeddingSection(), Path.cwd()).encode(missing)
            self.known.update(zip(missing, made, strict=True))
            self.path.parent.mkdir(parents=True, exist_ok=True)
            every = sorted(self.known)
            vectors = np.stack([self.known[text] for text in every]).astype(np.float16)
            np.savez(self.path, model=np.array(self.model), texts=np.array(every), vectors=vectors)
        return np.stack([self.known[text] for text in texts])


def number(groups: Sequence[Sequence[Any]]) -> dict[Any, int]:
    """Member -> number of its group."""
    return {member: number for number, members in enumerate(groups) for member in members}


def measure(data: Path, store: Store, names: Sequence[str], tuning: Tuning, write: Path | None) -> None:
    """Print one row a set: precision, recall, F1, seconds for counting words and for grouping."""
    print(
        f"{'set':10s} {'articles':>8s} {'threads':>7s} {'P':>6s} {'R':>6s} {'F1':>6s} {'terms s':>8s} {'group s':>8s}"
    )
    for name in names:
        articles, gold = load(data, name)
        vectors = store.of([thread_text(one) for one in articles])
        start = time.perf_counter()
        terms = [article_terms(one) for one in articles]
        counted = time.perf_counter() - start
        start = time.perf_counter()
        grouping = group(articles, vectors, ThreadsSection(), terms, tuning)
        grouped = time.perf_counter() - start
        threads = number(grouping.groups)
        found = [threads[one.id] for one in articles]
        scores = " ".join(f"{value:6.3f}" for value in bcubed(gold, found)) if any(gold) else " " * 20
        print(f"{name:10s} {len(articles):8d} {len(grouping.groups):7d} {scores} {counted:8.2f} {grouped:8.2f}")
        if write is not None:
            write.mkdir(parents=True, exist_ok=True)
            (write / f"{name}.json").write_text(json.dumps(threads), encoding="utf-8")
    print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def pairs(data: Path, store: Store, tuning: Tuning) -> None:
    """The judged pairs of the Telegram contest, all their texts as one undated site: how many come out as judged."""
    with (data / "tgcontest_pairs" / "en_train_pool.tsv").open(encoding="utf-8", newline="") as lines:
        judged = list(csv.DictReader(lines, delimiter="\t"))
    articles: dict[str, Article] = {}
    for row in judged:
        for side in ("first", "second"):
            url, title, text = (row[f"INPUT:{side}_{part}"] for part in ("url", "title", "text"))
            articles[url] = article({"id": url, "title": title}, text)
    chosen = list(articles.values())
    vectors = store.of([thread_text(one) for one in chosen])
    threads = number(group(chosen, vectors, ThreadsSection(), None, tuning).groups)
    together = [threads[row["INPUT:first_url"]] == threads[row["INPUT:second_url"]] for row in judged]
    same = [row["GOLDEN:quality"] == "OK" for row in judged]
    right = sum(a == b for a, b in zip(together, same, strict=True))
    print(
        f"tgcontest  {right} of {len(judged)} pairs as judged ({sum(together)} together, {sum(same)} judged the same)"
    )


def alternatives(data: Path, store: Store, base: Tuning) -> None:
    """Print F1 on every set for each alternative, at the one threshold with the best mean."""
    loaded: dict[str, tuple[list[Article], list[str], np.ndarray, list[Terms]]] = {}
    for name in SETS:
        articles, gold = load(data, name)
        vectors = store.of([thread_text(one) for one in articles])
        loaded[name] = (articles, gold, vectors, [article_terms(one) for one in articles])
    print(f"{'':30s} {'stop':>5s} " + " ".join(f"{name:>9s}" for name in SETS) + "      mean")
    for title, changes in ALTERNATIVES.items():
        tuning = msgspec.structs.replace(base, **changes)
        stops = np.arange(0.03, 0.15, 0.02) if tuning.crowd else np.arange(0.1, 0.45, 0.025)
        scores = np.zeros((len(stops), len(SETS)))
        for column, name in enumerate(SETS):
            articles, gold, vectors, terms = loaded[name]
            evidence = gather(articles, vectors, ThreadsSection(), terms, tuning)
            ids = [one.id for one in evidence.articles]
            for line, stop in enumerate(stops):
                threads = number(link_all(msgspec.structs.replace(evidence, stop=float(stop))))
                of = {name: threads[row] for row, name in enumerate(ids)}
                scores[line, column] = bcubed(gold, [of[one.id] for one in articles])[2]
        best = int(scores.mean(axis=1).argmax())
        cells = " ".join(f"{value:9.3f}" for value in scores[best])
        print(f"{title:30s} {stops[best]:5.3f} {cells} {scores[best].mean():9.3f}", flush=True)


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, default=Path(".digest-bench/threads.npz"))
    parser.add_argument("--alternatives", action="store_true")
    parser.add_argument("--sets", nargs="*", default=SETS, choices=tuple(_FILES))
    parser.add_argument("--write", type=Path)
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE")
    arguments = parser.parse_args()
    changes = {name: type(getattr(Tuning(), name))(value) for name, value in (s.split("=") for s in arguments.set)}
    tuning = msgspec.structs.replace(Tuning(), **changes)
    store = Store(arguments.vectors)
    measure(arguments.data, store, arguments.sets, tuning, arguments.write)
    if tuple(arguments.sets) == SETS:
        pairs(arguments.data, store, tuning)
    if arguments.alternatives:
        alternatives(arguments.data, store, tuning)


if __name__ == "__main__":
    main()
