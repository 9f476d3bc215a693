"""What a long run tells while it works: a protocol that the command line draws and everything else ignores."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

Advance = Callable[[int, int], None]
"""`advance(done, total)`."""
Watcher = Callable[[str, int, int], None]
"""`watcher(stage, done, total)`; total 0 means that the amount is not known."""


class StageCost(msgspec.Struct, frozen=True):
    """What a stage cost: wall `seconds`, and the process's peak memory in MB when it ended."""

    name: str
    seconds: float
    peak_mb: float


class Stopwatch:
    """Times the stages of one run and passes their progress on."""

    def __init__(self, watcher: Watcher | None = None) -> None:
        self._watcher = watcher
        self._began = time.perf_counter()
        self.costs: list[StageCost] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[Advance]:
        """Time the block as stage `name`; the block reports through the `advance(done, total)` that it is given."""
        began = time.perf_counter()

        def advance(done: int, total: int) -> None:
            if self._watcher:
                self._watcher(name, done, total)

        advance(0, 0)
        yield advance
        self.costs.append(StageCost(name, time.perf_counter() - began, peak_mb()))

    @property
    def seconds(self) -> float:
        """Wall seconds since this stopwatch was made."""
        return time.perf_counter() - self._began


def peak_mb() -> float:
    """The most memory that this process or one of its finished children has held at once, in MB (10^6 bytes)."""
    unit = 1 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, children) * unit / 1e6
