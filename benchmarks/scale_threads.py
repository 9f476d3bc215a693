"""How grouping grows with the site: time by stage, peak memory and growth exponent for 1,000 to 100,000 articles.

Run `python benchmarks/scale_threads.py --data FOLDER [--sizes N ...] [--undated PERCENT ...] [--span longer denser]
[--recall]`. FOLDER is described in its README. Articles are made of real ones: a story mixes the vectors and the words
of two real texts, each of its articles is a varied copy. With `longer` a larger site is a longer archive (20 articles a
day), with `denser` it has more articles a day (500 days). Embedding is not counted; vectors are kept in `--vectors`.
Each size runs in a process of its own, whose memory (with that of its workers, pages they share counted once) is
watched from outside. `--recall` compares the candidates of approximate search with those of exact search.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import gc
import hashlib
import json
import math
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from eval_threads import Store, bcubed, records

from builder.config import ThreadsSection
from builder.model import Article, Span
from builder.threads import grouping
from builder.threads.terms import Terms, article_terms, thread_text

SETS = ("scale_10k", "allsides_2016_2018", "wikinews_2012", "basil_2010_2014")
A_DAY = 20
DAYS = 500
STAGES = ("make_features", "find_neighbours", "near", "link", "make_ties", "centralities", "find_echoes")


class Base(msgspec.Struct):
    """Real articles, their vectors and words; `rare` marks words that at most two of them hold."""

    articles: list[Article]
    vectors: np.ndarray
    keys: list[np.ndarray]
    weights: list[np.ndarray]
    common: list[np.ndarray]
    rare: list[np.ndarray]
    single: np.ndarray


def base(data: Path, vectors: Path) -> Base:
    """The real texts that articles are made of; their words are counted once and kept beside the vectors."""
    articles = [_real(row) for name in SETS for row in records(data / f"{name}.jsonl.gz")]
    rows = Store(vectors).of([thread_text(one) for one in articles])
    kept = vectors.with_suffix(".terms")
    texts = [one.id for one in articles]
    found: tuple[list[str], list[Terms]] | None = None
    if kept.exists():
        found = msgspec.msgpack.decode(kept.read_bytes(), type=tuple[list[str], list[Terms]])
    if found is None or found[0] != texts:
        found = (texts, [article_terms(one) for one in articles])
        kept.write_bytes(msgspec.msgpack.encode(found))
    keys = [np.frombuffer(row.keys, dtype="<u4") for row in found[1]]
    columns, places, counts = np.unique(np.concatenate(keys), return_inverse=True, return_counts=True)
    del columns
    rare = np.split(counts[places] <= 2, np.cumsum([len(row) for row in keys])[:-1])
    return Base(
        articles=articles,
        vectors=rows.astype(np.float32),
        keys=keys,
        weights=[np.frombuffer(row.weights, dtype=np.uint8) for row in found[1]],
        common=[np.frombuffer(row.common, dtype=np.uint8) for row in found[1]],
        rare=rare,
        single=np.array([row.size / max(1, len(row.weights)) for row in found[1]]),
    )


def _real(row: Mapping[str, Any]) -> Article:
    """A real text; its date is not used."""
    name, text = row["id"], row["text"]
    lede = Span(0, max(0, text.find("\n\n")) or len(text))
    return Article(
        id=name, path=name, address=name, digest=name, source_id="", title=row["title"], text=text, lede=lede
    )


Made = tuple[list[Article], np.ndarray, list[Terms], list[int]]


def make(real: Base, count: int, undated: float, dense: bool) -> Made:
    """`count` articles, their vectors and words, and the number of the story of each."""
    chance = np.random.default_rng(count)
    days = DAYS if dense else count / A_DAY
    articles: list[Article] = []
    terms: list[Terms] = []
    stories: list[int] = []
    vectors = np.empty((count, real.vectors.shape[1]), dtype=np.float32)
    story = 0
    while len(articles) < count:
        first, second = chance.integers(len(real.articles), size=2).tolist()
        middle = _unit(real.vectors[first] + 0.8 * real.vectors[second])
        size = 1 if chance.random() < 0.6 else 2 + min(100, int(chance.pareto(1.5)))
        begin = float(chance.uniform(0, days))
        words = _story_words(real, first, second, chance)
        for _ in range(min(size, count - len(articles))):
            place = len(articles)
            vectors[place] = _unit(middle + 0.5 * real.vectors[int(chance.integers(len(real.articles)))])
            terms.append(_varied(real, words, float(real.single[first]), chance))
            day = None if chance.random() < undated else begin + min(6.0, float(chance.exponential(1.0)))
            articles.append(_article(real.articles[first], place, day, int(chance.integers(count * 10))))
            stories.append(story)
        story += 1
    return articles, vectors, terms, stories


def _unit(row: np.ndarray) -> np.ndarray:
    return row / np.linalg.norm(row)


Words = tuple[np.ndarray, np.ndarray, np.ndarray]


def _story_words(real: Base, first: int, second: int, chance: np.random.Generator) -> Words:
    """Half of the words of two texts; rare ones become names of this story alone, as each story brings new ones."""
    parts: list[Words] = []
    salt = np.uint32(chance.integers(1 << 32))
    for source in (first, second):
        keys = np.where(real.rare[source], real.keys[source] * np.uint32(2654435761) ^ salt, real.keys[source])
        chosen = chance.random(len(keys)) < 0.6
        parts.append((keys[chosen], real.weights[source][chosen], real.common[source][chosen]))
    return _joined(parts)


def _varied(real: Base, words: Words, single: float, chance: np.random.Generator) -> Terms:
    """Seven tenths of the words of a story and two tenths of those of any other text."""
    source = int(chance.integers(len(real.articles)))
    ours, theirs = chance.random(len(words[0])) < 0.7, chance.random(len(real.keys[source])) < 0.2
    other = (real.keys[source][theirs], real.weights[source][theirs], real.common[source][theirs])
    keys, weights, common = _joined([(words[0][ours], words[1][ours], words[2][ours]), other])
    size = max(1, round(single * len(keys)))
    return Terms(keys.astype("<u4").tobytes(), weights.tobytes(), common.tobytes(), size)


def _joined(parts: Sequence[Words]) -> Words:
    keys, first = np.unique(np.concatenate([part[0] for part in parts]), return_index=True)
    return keys, np.concatenate([part[1] for part in parts])[first], np.concatenate([part[2] for part in parts])[first]


def _article(real: Article, place: int, day: float | None, number: int) -> Article:
    """A copy under another id (in no order of time) whose text is a string of its own, as on a real site."""
    published = None if day is None else datetime(2012, 1, 1, tzinfo=UTC) + timedelta(days=day)
    name = f"{number:09d}-{place}"
    text = f"{real.text}\n\n{place}"
    return msgspec.structs.replace(real, id=name, path=name, address=name, digest=name, published=published, text=text)


class Clock:
    """Begin, end and processor seconds of each stage, by wrapping what `grouping` calls."""

    def __init__(self) -> None:
        self.stages: dict[str, tuple[float, float, float]] = {}
        for name in STAGES:
            if hasattr(grouping, name):
                setattr(grouping, name, self._timed(name, getattr(grouping, name)))

    def _timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            begin, work = time.monotonic(), processor()
            try:
                return function(*arguments, **named)
            finally:
                self.stages[name] = (begin, time.monotonic(), processor() - work)

        return timed


def processor() -> float:
    """Processor seconds of this process and the workers that it has waited for."""
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in both)


def one(arguments: argparse.Namespace) -> None:
    """Group one site and print what it took as JSON: the body of the process of a size."""
    real = base(arguments.data, arguments.vectors)
    made = make(real, arguments.one, arguments.undated[0] / 100, "denser" in arguments.span)
    articles, vectors, terms, stories = made
    del real
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)  # what making the articles took goes back to the system, where glibc can
    if arguments.cores:
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[: arguments.cores]))
    print("ready", flush=True)
    sys.stdin.readline()
    clock = Clock()
    wall, work = time.perf_counter(), processor()
    result = grouping.group(articles, vectors, ThreadsSection(), terms)
    wall, work = time.perf_counter() - wall, processor() - work
    threads = {name: place for place, names in enumerate(result.groups) for name in names}
    answer: dict[str, Any] = {
        "wall": wall,
        "work": work,
        "stages": clock.stages,
        "threads": len(result.groups),
        "largest": max(map(len, result.groups)),
        "f1": bcubed([str(story) for story in stories], [threads[one.id] for one in articles])[2],
        "digest": hashlib.sha256(msgspec.msgpack.encode(result)).hexdigest()[:12],
    }
    print("done", flush=True)
    sys.stdin.readline()
    print(json.dumps(answer), flush=True)


def watched(arguments: argparse.Namespace, count: int, undated: float, span: str) -> dict[str, Any]:
    """Run `one` in a process and watch its memory while it groups: `before` and `peak` in MB."""
    command = [sys.executable, __file__, "--data", str(arguments.data), "--vectors", str(arguments.vectors)]
    command += ["--one", str(count), "--undated", str(undated), "--span", span, "--cores", str(arguments.cores)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        if child.stdout.readline().strip() != "ready":
            raise SystemExit("the process of a size ended early")
        held = [(time.monotonic(), memory(child.pid))]
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.2):
                held.append((time.monotonic(), memory(child.pid)))

        watcher = threading.Thread(target=watch)
        watcher.start()
        child.stdin.write("go\n")
        child.stdin.flush()
        child.stdout.readline()
        ended.set()
        watcher.join()
        child.stdin.write("go\n")
        child.stdin.flush()
        answer: dict[str, Any] = json.loads(child.stdout.readline())
    stages = {
        name: (end - begin, work, max((size for at, size in held if begin <= at <= end), default=0.0))
        for name, (begin, end, work) in answer["stages"].items()
    }
    return {**answer, "stages": stages, "before": held[0][1], "peak": max(size for _, size in held)}


def memory(process: int) -> float:
    """MB that a process and its workers hold, pages that they share counted once."""
    total = 0
    for name in [process, *_children(process)]:
        try:
            rollup = Path(f"/proc/{name}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def _children(process: int) -> list[int]:
    try:
        listed = [path.read_text(encoding="ascii") for path in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return []
    return [int(name) for line in listed for name in line.split()]


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, default=Path(".digest-bench/scale.npz"))
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--undated", type=float, nargs="*", default=[0, 10, 44], metavar="PERCENT")
    parser.add_argument("--span", nargs="*", default=["longer", "denser"], choices=["longer", "denser"])
    parser.add_argument("--cores", type=int, default=0, help="use so many cores only")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments)
        return
    for span in arguments.span:
        for undated in arguments.undated:
            table(arguments, undated, span)


def table(arguments: argparse.Namespace, undated: float, span: str) -> None:
    """Print a row a size, and the exponents from each size to the next and from the first to the last."""
    print(f"\n{span} archive, {undated:g} % undated; seconds are wall (processor)")
    print(
        f"{'articles':>8s} {'threads':>7s} {'largest':>7s} {'F1':>5s} {'group s':>15s} {'peak MB':>8s} {'before':>7s}"
    )
    times: list[tuple[int, float, float]] = []
    for count in arguments.sizes:
        answer = watched(arguments, count, undated, span)
        parts = answer["stages"].items()
        stages = ", ".join(f"{name} {wall:.1f} ({work:.1f}) {peak:.0f} MB" for name, (wall, work, peak) in parts)
        whole = f"{answer['wall']:.1f} ({answer['work']:.1f})"
        print(
            f"{count:8d} {answer['threads']:7d} {answer['largest']:7d} {answer['f1']:5.3f} {whole:>15s}"
            f" {answer['peak']:8.0f} {answer['before']:7.0f}\n         {stages}; result {answer['digest']}",
            flush=True,
        )
        times.append((count, answer["wall"], answer["work"]))
    for (a, wall_a, work_a), (b, wall_b, work_b) in [*pairwise(times), (times[0], times[-1])]:
        if a != b:
            growth = [math.log(y / x) / math.log(b / a) for x, y in ((wall_a, wall_b), (work_a, work_b))]
            print(f"{a} to {b}: exponent {growth[0]:.2f} by wall, {growth[1]:.2f} by processor time")


if __name__ == "__main__":
    main()
