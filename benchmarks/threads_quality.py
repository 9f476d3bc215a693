"""What each idea and each method of grouping is worth, and how the numbers of `builder/threads/tuning.py` carry over.

    python benchmarks/threads_quality.py --data FOLDER                  the sets with one setting, and the judged pairs
    python benchmarks/threads_quality.py --data FOLDER --set crowd=0    the same with another number
    python benchmarks/threads_quality.py --data FOLDER --alternatives   what is lost by leaving an idea out
    python benchmarks/threads_quality.py --data FOLDER --methods        other ways of making groups of the same scores
    python benchmarks/threads_quality.py --data FOLDER --cross-validate numbers chosen on all sets but the one scored
    python benchmarks/threads_quality.py --data FOLDER --errors 10      wrong merges and misses of each set, to read

The sets are described in that folder's README; `eval_threads.py` scores any other file. Alternatives and methods are
each shown at the one threshold that does best on all sets together, so that each is seen at its own best.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import networkx
import numpy as np
from eval_threads import Store, bcubed, group_all, load
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import HDBSCAN

from builder.config import SiteConfig, ThreadsSection
from builder.model import Article
from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings
from builder.threads.features import UNIT, apart, want_of_words
from builder.threads.grouping import Evidence, gather, link_all
from builder.threads.terms import Terms, article_terms, thread_text
from builder.threads.tuning import Tuning

SETS = {
    "allsides": ("allsides_2016_2018.jsonl.gz", "text"),
    "leads": ("allsides_2016_2018.jsonl.gz", "lead"),
    "wikinews": ("wikinews_2012.jsonl.gz", "text"),
    "ecbplus": ("ecbplus_train_dev.jsonl.gz", "text"),
    "basil": ("basil_2010_2014.jsonl.gz", "text"),
    "headlines": ("uci_headlines_a.jsonl.gz", "text"),
}
PLAIN = {
    "crowd": 0.0,
    "cohesion": 0.0,
    "short_meaning": 0.0,
    "short_words": 0.0,
    "assumed_articles": 0.001,
    "words_want": 0.0,
    "turn": 0.0,
}
ALTERNATIVES: Mapping[str, Mapping[str, float]] = {
    "as it is": {},
    "meaning alone": {"meaning": 1.0, "words_want": 0.0},
    "words alone": {"meaning": 0.0},
    "no crowd": {"crowd": 0.0},
    "no cohesion": {"cohesion": 0.0},
    "no stretch for short texts": {"short_meaning": 0.0, "short_words": 0.0},
    "words counted here only": {"assumed_articles": 0.001},
    "meaning alone may join": {"words_want": 0.0},
    "time: 0.07 ln(1 + days)": {"per_day": 0.07, "turn": 0.0},
    "no time penalty": {"per_day": 0.0, "turn": 0.0},
    "sum of cosines and time, nothing else": {**PLAIN, "per_day": 0.07},
    "sum of cosines, nothing else": {**PLAIN, "per_day": 0.0},
}
GRID: Mapping[str, Sequence[float]] = {
    "meaning": (0.2, 0.25, 0.3),
    "threshold": (0.045, 0.055, 0.065),
    "turn": (0.06, 0.12, 0.18),
    "crowd_most": (0.2, 0.25, 0.35),
}
"""The numbers that cross-validation chooses between: all 81 combinations, about ten seconds each."""

Matrix = np.ndarray[Any, np.dtype[np.float64]]


class Set(msgspec.Struct, frozen=True):
    """One set, ready to be grouped again and again."""

    articles: Sequence[Article]
    gold: Sequence[str]
    vectors: Any
    terms: Sequence[Terms]

    def evidence(self, tuning: Tuning) -> Evidence:
        """Features and scores with these numbers."""
        return gather(self.articles, self.vectors, ThreadsSection(), self.terms, tuning)

    def f1(self, evidence: Evidence, labels: Sequence[int]) -> float:
        """BCubed F1; `labels` are of `evidence.articles`."""
        of = {article.id: label for article, label in zip(evidence.articles, labels, strict=True)}
        return bcubed(self.gold, [of[article.id] for article in self.articles])[2]


def load_sets(data: Path, store: Store, names: Sequence[str]) -> dict[str, Set]:
    """The sets by name."""
    found = {}
    for name in names:
        file, field = SETS[name]
        articles, gold = load(data / file, field)
        vectors = store.of([thread_text(article) for article in articles])
        found[name] = Set(articles, gold, vectors, [article_terms(article) for article in articles])
    return found


def grouped(evidence: Evidence, stop: float) -> list[int]:
    """The thread of each of `evidence.articles`, by the code of a build."""
    labels = [0] * len(evidence.articles)
    for number, rows in enumerate(link_all(msgspec.structs.replace(evidence, stop=stop)).groups):
        for row in rows:
            labels[row] = number
    return labels


def measure(sets: Mapping[str, Set], tuning: Tuning) -> None:
    """Print one row a set: precision, recall, F1."""
    print(f"{'set':10s} {'articles':>8s} {'threads':>7s}      P      R     F1")
    for name, one in sets.items():
        found = group_all(one.articles, one.vectors, tuning)
        cells = " ".join(f"{value:6.3f}" for value in bcubed(one.gold, found))
        print(f"{name:10s} {len(one.articles):8d} {len(set(found)):7d} {cells}")


def pairs(data: Path, store: Store, tuning: Tuning) -> None:
    """The judged pairs of the Telegram contest, all their texts as one undated site: how many come out as judged."""
    with (data / "tgcontest_pairs" / "en_train_pool.tsv").open(encoding="utf-8", newline="") as lines:
        judged = list(csv.DictReader(lines, delimiter="\t"))
    articles: dict[str, Article] = {}
    for row in judged:
        for side in ("first", "second"):
            url, title, text = (row[f"INPUT:{side}_{part}"] for part in ("url", "title", "text"))
            file = f"---\ntitle: {msgspec.json.encode(title).decode()}\n---\n\n{text}\n".encode()
            found = read_article(file, "a.md", ReadingSettings.of(SiteConfig())).article
            assert found is not None
            articles[url] = msgspec.structs.replace(found, id=url, path=url, published=None)
    chosen = list(articles.values())
    labels = group_all(chosen, store.of([thread_text(one) for one in chosen]), tuning)
    threads = dict(zip(articles, labels, strict=True))
    together = [threads[row["INPUT:first_url"]] == threads[row["INPUT:second_url"]] for row in judged]
    same = [row["GOLDEN:quality"] == "OK" for row in judged]
    right = sum(a == b for a, b in zip(together, same, strict=True))
    print(
        f"tgcontest  {right} of {len(judged)} pairs as judged ({sum(together)} together, {sum(same)} judged the same)"
    )


def show(title: str, stops: Sequence[float], scores: Matrix) -> None:
    """Print the row of `scores` (stops x sets) with the best mean."""
    best = int(scores.mean(axis=1).argmax())
    cells = " ".join(f"{value:9.3f}" for value in scores[best])
    print(f"{title:38s} {stops[best]:5.3f} {cells} {scores[best].mean():9.3f}", flush=True)


def alternatives(sets: Mapping[str, Set], base: Tuning) -> None:
    """Print F1 on every set for each alternative, at the one threshold with the best mean."""
    print(f"{'':38s}  stop " + " ".join(f"{name:>9s}" for name in sets) + "      mean")
    for title, changes in ALTERNATIVES.items():
        tuning = msgspec.structs.replace(base, **changes)
        stops = np.arange(0.025, 0.145, 0.015) if tuning.crowd else np.arange(0.1, 0.45, 0.025)
        scores = np.zeros((len(stops), len(sets)))
        for column, one in enumerate(sets.values()):
            evidence = one.evidence(tuning)
            for line, stop in enumerate(stops):
                scores[line, column] = one.f1(evidence, grouped(evidence, float(stop)))
        show(title, stops.tolist(), scores)


def all_scores(evidence: Evidence) -> Matrix:
    """The score of every pair, candidates or not, n x n; those further apart than the window have none (-1)."""
    features, tuning = evidence.features, evidence.tuning
    words = (features.words @ features.words.T).toarray() / UNIT**2
    dense = features.dense.astype(np.float64)
    left, right = np.divmod(np.arange(len(dense) ** 2), len(dense))
    time = apart(features.days, left, right, tuning).reshape(words.shape)
    offset = (evidence.offset[:, None] + evidence.offset[None]) / 2
    scores: Matrix = dense @ dense.T / UNIT**2 + words - offset - time - want_of_words(words, tuning)
    far = np.abs(features.days[:, None] - features.days[None]) > ThreadsSection().window_days
    scores[far] = -1.0
    return scores


def hierarchy(method: str) -> Callable[[Matrix, float], Sequence[int]]:
    """Single, complete or average linkage of every pair."""

    def run(scores: Matrix, stop: float) -> Sequence[int]:
        distance = 1.0 - np.clip(scores, -1.0, 1.0)
        np.fill_diagonal(distance, 0.0)
        found: list[int] = fcluster(
            linkage(squareform(distance, checks=False), method), 1.0 - stop, "distance"
        ).tolist()
        return found

    return run


def online(scores: Matrix, stop: float) -> Sequence[int]:
    """One article after the other joins the group that is most like it on average, or begins one."""
    groups: list[list[int]] = []
    labels = []
    for row in range(len(scores)):
        means = [float(scores[row, members].mean()) for members in groups]
        best = int(np.argmax(means)) if means else -1
        if best < 0 or means[best] < stop:
            best = len(groups)
            groups.append([])
        groups[best].append(row)
        labels.append(best)
    return labels


def communities(find: Callable[[Any], Any]) -> Callable[[Matrix, float], Sequence[int]]:
    """Communities of the graph of pairs above the threshold, weighted by how far they are above it."""

    def run(scores: Matrix, stop: float) -> Sequence[int]:
        graph = networkx.Graph()
        graph.add_nodes_from(range(len(scores)))
        left, right = np.nonzero(np.triu(scores >= stop, 1))
        weights = (scores[left, right] - stop + 1e-6).tolist()
        graph.add_weighted_edges_from(zip(left.tolist(), right.tolist(), weights, strict=True))
        labels = [0] * len(scores)
        for number, members in enumerate(find(graph)):
            for row in members:
                labels[row] = number
        return labels

    return run


def hdbscan(scores: Matrix, stop: float) -> Sequence[int]:
    """HDBSCAN (Campello et al. 2013) on every pair, noise standing alone; it finds its own threshold."""
    distance = 1.0 - np.clip(scores, -1.0, 1.0)
    np.fill_diagonal(distance, 0.0)
    model = HDBSCAN(min_cluster_size=2, min_samples=1, metric="precomputed", cluster_selection_method="leaf", copy=True)
    labels = model.fit_predict(distance)
    alone = labels < 0
    labels[alone] = np.arange(alone.sum()) + labels.max() + 1
    found: list[int] = labels.tolist()
    return found


METHODS: Mapping[str, Callable[[Matrix, float], Sequence[int]]] = {
    "single linkage (connected components)": hierarchy("single"),
    "complete linkage": hierarchy("complete"),
    "average linkage": hierarchy("average"),
    "online, best group on average": online,
    "Louvain communities": communities(lambda g: networkx.community.louvain_communities(g, seed=0)),
    "label propagation": communities(lambda g: networkx.community.asyn_lpa_communities(g, weight="weight", seed=0)),
    "HDBSCAN": hdbscan,
}


def methods(sets: Mapping[str, Set], tuning: Tuning) -> None:
    """Print F1 on every set for each method on the same scores, at the one threshold with the best mean."""
    print(f"{'':38s}  stop " + " ".join(f"{name:>9s}" for name in sets) + "      mean")
    evidences = {name: one.evidence(tuning) for name, one in sets.items()}
    stops = np.arange(0.025, 0.2, 0.015)
    own = [[sets[name].f1(e, grouped(e, float(stop))) for name, e in evidences.items()] for stop in stops]
    show("average linkage with cohesion (Digest)", stops.tolist(), np.array(own))
    matrices = {name: all_scores(evidence) for name, evidence in evidences.items()}
    for title, run in METHODS.items():
        wide = np.arange(0.025, 0.5, 0.03) if "linkage" in title or "label" in title else stops
        wide = np.zeros(1) if run is hdbscan else wide
        scores = [
            [sets[name].f1(evidences[name], run(matrix, float(stop))) for name, matrix in matrices.items()]
            for stop in wide
        ]
        show(title, wide.tolist(), np.array(scores))


def cross_validate(sets: Mapping[str, Set], base: Tuning) -> None:
    """Print for each set the F1 with the numbers of `GRID` that do best on the others (leads and texts go together)."""
    table: dict[tuple[float, ...], dict[str, float]] = {}
    for values in itertools.product(*GRID.values()):
        tuning = msgspec.structs.replace(base, **dict(zip(GRID, values, strict=True)))
        table[values] = {}
        for name, one in sets.items():
            evidence = one.evidence(tuning)
            table[values][name] = one.f1(evidence, grouped(evidence, evidence.stop))
    for name in sets:
        held = {name, "allsides", "leads"} if name in ("allsides", "leads") else {name}
        others = [other for other in sets if other not in held]
        best = max(table, key=lambda values: sum(table[values][other] for other in others))
        chosen = ", ".join(f"{key} {value}" for key, value in zip(GRID, best, strict=True))
        most = max(row[name] for row in table.values())
        print(f"{name:10s} {table[best][name]:.3f} with {chosen}; at its own best {most:.3f}", flush=True)


def errors(sets: Mapping[str, Set], tuning: Tuning, count: int, seed: int) -> None:
    """Print `count` wrong merges and misses of each set, a seeded sample, at most one of each thread or story."""
    for name, one in sets.items():
        evidence = one.evidence(tuning)
        labels = grouped(evidence, evidence.stop)
        of = {article.id: story for article, story in zip(one.articles, one.gold, strict=True)}
        gold = [of[article.id] for article in evidence.articles]
        every = list(itertools.combinations(range(len(gold)), 2))
        random.Random(seed).shuffle(every)
        for kind in ("wrong merge", "miss"):
            merged, seen, shown = kind == "wrong merge", set(), 0
            for a, b in every:
                whole = labels[a] if merged else gold[a]
                if (labels[a] == labels[b]) is not merged or (gold[a] == gold[b]) is merged or whole in seen:
                    continue
                seen.add(whole)
                shown += 1
                print(f"\n{name}, {kind} {shown}")
                for row in (a, b):
                    found = evidence.articles[row]
                    day = f"{found.published:%Y-%m-%d}" if found.published else "undated   "
                    print(f"  {day} {found.title[:90]} | {' '.join(found.text.split()[:22])} | {gold[row][-60:]}")
                if shown == count:
                    break


def main() -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, default=Path(".digest-bench/threads.npz"))
    parser.add_argument("--alternatives", action="store_true")
    parser.add_argument("--methods", action="store_true")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--errors", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=tuple(SETS))
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE")
    given = parser.parse_args()
    changes = {name: type(getattr(Tuning(), name))(value) for name, value in (s.split("=") for s in given.set)}
    tuning = msgspec.structs.replace(Tuning(), **changes)
    store = Store(given.vectors)
    sets = load_sets(given.data, store, given.sets)
    if given.alternatives:
        alternatives(sets, tuning)
    if given.methods:
        methods(sets, tuning)
    if given.cross_validate:
        cross_validate(sets, tuning)
    if given.errors:
        errors(sets, tuning, given.errors, given.seed)
    if not (given.alternatives or given.methods or given.cross_validate or given.errors):
        measure(sets, tuning)
        pairs(given.data, store, tuning)
    return 0


if __name__ == "__main__":
    sys.exit(main())
