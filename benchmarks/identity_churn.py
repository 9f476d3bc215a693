"""Do story addresses last? A site grows in steps of random articles, then loses some; every address is followed.

    python benchmarks/identity_churn.py ../shared/data/allsides_2016_2018.jsonl.gz /tmp/churn

The site begins with 90 % of the set, takes the rest in five steps and loses 2 % in a sixth. Each step reads real files,
groups and names them as a build does, and writes `threads.lock`. A second run with the cache deleted before every step
must write the same locks, byte for byte. Last, a site of `--whole` articles is built whole after each step, and once
more from nothing beside the lock of before its last step: all published files and the lock must be the same. Vectors
are kept in `--vectors` between runs, as embedding is not what is measured here. A story whose articles were all taken
away is `emptied`: its page says so, and it counts neither as kept nor as lost. Ends with 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
from corpus import article_file, records
from eval_threads import Store

from builder.cached import vectors
from builder.pipeline import build
from builder.questions import threads
from builder.threads.changes import compare
from builder.threads.lockfile import LOCK_NAME, Lock
from builder.workspace import Options, read_lock, write_lock

STEPS = 5
OPTIONS = Options(now=datetime(2026, 1, 1, tzinfo=UTC))


class Kept:
    """The model of a build, with its vectors kept in a file."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path)
        self.id = self.store.model

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """Unit rows for `texts`."""
        return self.store.of(texts)


def plan(ids: Sequence[str], chance: random.Random) -> list[list[str]]:
    """The articles that are there after each step: 90 %, a fifth of the rest more each time, then 2 % of all less."""
    order = sorted(ids)
    chance.shuffle(order)
    start = len(order) * 9 // 10
    ends = [start + (len(order) - start) * step // STEPS for step in range(STEPS + 1)]
    gone = set(chance.sample(order, max(1, len(order) // 50)))
    return [*(order[:end] for end in ends), [name for name in order if name not in gone]]


def fill(root: Path, texts: dict[str, str], names: Sequence[str]) -> None:
    """Make the site's folder hold exactly `names`; files that stay are not touched."""
    content = root / "content"
    content.mkdir(parents=True, exist_ok=True)
    (root / "site.toml").write_text('[site]\ntitle = "Corpus"\n', encoding="utf-8")
    here = {path.stem for path in content.iterdir()}
    for name in sorted(here - set(names)):
        (content / f"{name}.md").unlink()
    for name in sorted(set(names) - here):
        (content / f"{name}.md").write_text(texts[name], encoding="utf-8")


def grow(root: Path, texts: dict[str, str], steps: Sequence[Sequence[str]], *, cold: bool) -> list[bytes]:
    """Take the site through `steps` as far as its threads; returns the lock of each."""
    locks = []
    for names in steps:
        fill(root, texts, names)
        if cold:
            shutil.rmtree(root / ".digest", ignore_errors=True)
        write_lock(root, threads(root, OPTIONS).lock)
        locks.append((root / LOCK_NAME).read_bytes())
    return locks


def follow(before: Lock, after: Lock) -> dict[str, int]:
    """What became of every address that was a page in `before`, and of those that led to one."""
    pages = {row.slug for row in after.threads if not row.retired}
    leads = {one.slug for row in after.threads if not row.retired for one in row.lineage}
    waiting = {slug for row in after.threads if row.retired for slug in (row.slug, *(one.slug for one in row.lineage))}
    was = [row.slug for row in before.threads if not row.retired]
    led = [one.slug for row in before.threads for one in row.lineage]
    return {
        "stories": len(was),
        "kept": sum(slug in pages for slug in was),
        "redirected": sum(slug in leads for slug in was),
        "emptied": sum(slug in waiting for slug in was),
        "lost": sum(slug not in pages | leads | waiting for slug in (*was, *led)),
    }


def whole(root: Path, texts: dict[str, str], steps: Sequence[Sequence[str]]) -> bool:
    """Build the site whole after each step, and its last step once more from nothing: whether all is the same."""
    lock = b""
    for names in steps:
        lock = (root / LOCK_NAME).read_bytes() if (root / LOCK_NAME).exists() else b""
        fill(root, texts, names)
        build(root, OPTIONS)
    clean = root.with_name(f"{root.name}-clean")
    shutil.rmtree(clean, ignore_errors=True)
    fill(clean, texts, list(reversed(steps[-1])))
    (clean / LOCK_NAME).write_bytes(lock)
    build(clean, OPTIONS)
    return published(root) == published(clean)


def published(root: Path) -> dict[str, bytes]:
    """Every published file, and the lock."""
    public = root / "public"
    files = {str(path.relative_to(public)): path.read_bytes() for path in public.rglob("*") if path.is_file()}
    return files | {LOCK_NAME: (root / LOCK_NAME).read_bytes()}


def main() -> int:
    """Read the arguments, run, print; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("root", type=Path, help="a folder to work in; what is there is removed")
    parser.add_argument("--seed", type=int, nargs="*", default=[1])
    parser.add_argument("--whole", type=int, default=300, help="articles of the site that is built whole (0: none)")
    parser.add_argument("--vectors", type=Path, default=Path(".digest-bench/identity.npz"))
    given = parser.parse_args()
    texts = {record["id"]: article_file(record) for record in records(given.source)}
    model = Kept(given.vectors)
    vectors._open_embedders[model.id] = model
    right = True
    for seed in given.seed:
        start = time.perf_counter()
        steps = plan(list(texts), random.Random(seed))
        warm, cold = given.root / f"warm-{seed}", given.root / f"cold-{seed}"
        for root in (warm, cold):
            shutil.rmtree(root, ignore_errors=True)
        locks = grow(warm, texts, steps, cold=False)
        right &= report(given.root, seed, steps, locks)
        same = grow(cold, texts, steps, cold=True) == locks
        print(f"with the cache deleted before every step: {'the same locks' if same else 'OTHER LOCKS'}")
        right &= same
        print(f"{time.perf_counter() - start:.0f} s\n", flush=True)
    if given.whole:
        chosen = {name: texts[name] for name in sorted(texts)[: given.whole]}
        root = given.root / "whole"
        shutil.rmtree(root, ignore_errors=True)
        same = whole(root, chosen, plan(list(chosen), random.Random(given.seed[0])))
        print(f"{len(chosen)} articles built whole: incremental {'equals' if same else 'DIFFERS FROM'} clean")
        right &= same
    return 0 if right else 1


def report(folder: Path, seed: int, steps: Sequence[Sequence[str]], locks: Sequence[bytes]) -> bool:
    """Print a row for each step; whether 99 % of addresses are kept and none is lost."""
    place = folder / "lock"
    place.mkdir(parents=True, exist_ok=True)
    parsed = []
    for lock in locks:
        (place / LOCK_NAME).write_bytes(lock)
        parsed.append(read_lock(place))
    print(f"seed {seed}: {len(steps[0])} articles, {sum(not row.retired for row in parsed[0].threads)} stories")
    print("    step  stories   kept   share redirected  emptied  lost  changes")
    right = True
    rows = [*pairwise(parsed), (parsed[0], parsed[-1])]
    for number, (before, after) in enumerate(rows):
        found = follow(before, after)
        share = found["kept"] / (found["stories"] - found["emptied"])
        counts = ", ".join(f"{count} {kind}" for kind, count in compare(before, after).counts.items() if count)
        grown = len(steps[number + 1]) - len(steps[number]) if number < STEPS + 1 else len(steps[-1]) - len(steps[0])
        name = f"{grown:+d}" if number < STEPS + 1 else "in all"
        print(
            f"{name:>8s} {found['stories']:8d} {found['kept']:6d} {share:7.2%} {found['redirected']:10d} "
            f"{found['emptied']:8d} {found['lost']:5d}  {counts}"
        )
        right &= share >= 0.99 and not found["lost"]
    return right


if __name__ == "__main__":
    sys.exit(main())
