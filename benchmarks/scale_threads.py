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
from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from eval_threads import bcubed
from made_articles import base, make

from builder.config import ThreadsSection
from builder.model import Article
from builder.threads import grouping, neighbours
from builder.threads.terms import Terms

STAGES = ("make_features", "find_neighbours", "near", "link", "make_ties", "centralities", "find_echoes")


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
    made = list(make(real, arguments.one, arguments.undated[0] / 100, "denser" in arguments.span))
    articles, stories = made[0], made.pop()
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
    # As in a build, nothing but `group` holds the words and the vectors.
    result = grouping.group(articles, made.pop(1), ThreadsSection(), made.pop(1))
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


def recall(arguments: argparse.Namespace) -> None:
    """Print what cells find of the candidates that exact search finds, and what either takes.

    "Used" are candidates similar enough to be looked at by linkage, "joined" those whose articles came to one thread.
    """
    real = base(arguments.data, arguments.vectors)
    print("candidates by meaning and words; seconds of processor time of the whole search")
    for count, undated in product(arguments.sizes, arguments.undated):
        articles, vectors, terms, _ = make(real, count, undated / 100, "denser" in arguments.span)
        exact, seconds = _gathered(articles, vectors, terms, count)
        pairs = exact.left * count + exact.right
        used = exact.score >= exact.stop - exact.tuning.margin
        of = np.empty(count, dtype=np.int64)
        for place, rows in enumerate(grouping.link_all(exact).groups):
            of[rows] = place
        joined = used & (of[exact.left] == of[exact.right])
        del exact
        cells, seconds_cells = _gathered(articles, vectors, terms, count - 1)
        found = np.isin(pairs, cells.left * count + cells.right)
        shares = [f"{found[kind].mean():.4f} of {kind.sum()}" for kind in (pairs >= 0, used, joined)]
        print(
            f"{count:8d} articles, {undated:g} % undated: exact {seconds:.1f} s, cells {seconds_cells:.1f} s;"
            f" found {shares[0]} candidates, {shares[1]} used, {shares[2]} joined",
            flush=True,
        )


def _gathered(
    articles: list[Article], vectors: np.ndarray, terms: list[Terms], exact: int
) -> tuple[grouping.Evidence, float]:
    """Evidence with search that is exact up to `exact` articles, and the processor seconds that it took."""
    neighbours.EXACT = exact
    work = processor()
    return grouping.gather(articles, vectors, ThreadsSection(), terms), processor() - work


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
    parser.add_argument("--recall", action="store_true")
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments)
        return
    if arguments.recall:
        recall(arguments)
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
