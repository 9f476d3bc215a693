"""Which threads are taken to continue which, for a person to judge.

Run `python benchmarks/sagas.py --data FOLDER [--set allsides] [--sample 40] [--below 20] [--seed 1]
[--change NAME=VALUE]`.
Prints a seeded sample of steps (titles, days, the words shared) and those that come next below the threshold;
docs/explanation/sagas.md says how they are judged. `--change` tries another number of `builder/threads/saga_tuning.py`.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from eval_threads import Store, load

from builder.config import ThreadsSection
from builder.model import Article, Saga, SagaStep, Thread
from builder.threads.echoes import find_echoes
from builder.threads.grouping import Evidence, gather, link_all
from builder.threads.identity import assign
from builder.threads.lockfile import Lock
from builder.threads.saga_tuning import SAGAS, SagaTuning
from builder.threads.sagas import link_sagas
from builder.threads.terms import thread_text
from builder.threads.types import Grouping

LOWER = 0.75
"""Steps below the threshold are found with its numbers times this."""


def threads_of(evidence: Evidence) -> tuple[tuple[Thread, ...], list[list[int]]]:
    """The threads of a set, and their rows."""
    rows = link_all(evidence).groups
    ids = [article.id for article in evidence.articles]
    grouping = Grouping(groups=tuple(tuple(ids[row] for row in members) for members in rows))
    return assign(grouping, evidence.articles, Lock()).threads, rows


def steps_of(sagas: Sequence[Saga]) -> list[SagaStep]:
    """All steps, in order of the later thread's id."""
    return sorted((step for saga in sagas for step in saga.steps), key=lambda step: step.later)


def show(number: int, step: SagaStep, threads: dict[str, Thread], articles: dict[str, Article]) -> None:
    """One step in four lines."""
    left, right = threads[step.earlier], threads[step.later]
    print(
        f"{number:3d}. {step.tie.days:.0f} days apart; likeness {step.tie.similarity:.2f}; {', '.join(step.tie.shared)}"
    )
    for thread, name in ((left, step.tie.left), (right, step.tie.right)):
        days = f"{thread.first:%Y-%m-%d}" if thread.first else "undated"
        print(f"       {days}  {len(thread.article_ids):2d} articles  {articles[name].title[:110]}")


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="articles, one JSON object a line (see eval_threads.py)")
    parser.add_argument("--vectors", type=Path, default=Path(".digest-bench/threads.npz"), help="where they are kept")
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--below", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--change", action="append", default=[], metavar="NAME=VALUE")
    options = parser.parse_args()
    changes = {name: float(value) for name, value in (change.split("=") for change in options.change)}
    tuning = msgspec.structs.replace(SAGAS, **changes)
    found, _ = load(options.file)
    vectors = Store(options.vectors).of([thread_text(one) for one in found])
    evidence = gather(found, vectors, ThreadsSection())
    report(evidence, tuning, options.sample, options.below, options.seed)


def report(evidence: Evidence, tuning: SagaTuning, sample: int, below: int, seed: int) -> None:
    """Print counts, the sample, and what is just below."""
    threads, rows = threads_of(evidence)
    start = time.perf_counter()
    echoes = find_echoes(evidence.articles, evidence.features, evidence.offset, rows, tuning)
    seconds = time.perf_counter() - start
    sagas = link_sagas(threads, echoes)
    steps = steps_of(sagas)
    longest = max((len(saga.thread_ids) for saga in sagas), default=0)
    print(
        f"{len(threads)} threads, {len(steps)} steps in {len(sagas)} sagas, the longest of {longest}; {seconds:.2f} s"
    )
    by_id, articles = {thread.id: thread for thread in threads}, {one.id: one for one in evidence.articles}
    chosen = random.Random(seed).sample(steps, min(sample, len(steps)))
    for number, step in enumerate(chosen, start=1):
        show(number, step, by_id, articles)
    lower = msgspec.structs.replace(tuning, strength=tuning.strength * LOWER, names=tuning.names * LOWER)
    more = find_echoes(evidence.articles, evidence.features, evidence.offset, rows, lower)
    known = {step.later for step in steps}
    place = {(tie.left, tie.right): number for number, tie in enumerate(more)}
    missed = [step for step in steps_of(link_sagas(threads, more)) if step.later not in known]
    missed.sort(key=lambda step: place[step.tie.left, step.tie.right])
    print(f"\n{len(missed)} more with numbers {LOWER} times as high; the strongest {min(below, len(missed))}:")
    for number, step in enumerate(missed[:below], start=1):
        show(number, step, by_id, articles)


if __name__ == "__main__":
    main()
