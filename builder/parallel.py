"""The same function over many items, on every core, in order.

Worker processes are forked, so a function and what it closes over need not be pickled; only results travel back.
Small jobs stay in this process: a fork costs more than it saves.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WORTH_FORKING = 200
"""Items below which one process is quicker."""

_job: tuple[Callable[[Any], Any], Sequence[Any]] | None = None
"""What forked workers inherit; set while a pool is at work."""


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_ordered(
    function: Callable[[T], R], items: Sequence[T], workers: int | None = None, worth: int = WORTH_FORKING
) -> Iterator[R]:
    """`function` of each item, in the order of `items`, as it becomes ready.

    `workers` defaults to the number of cores; 1 keeps everything in this process, and so do fewer items than `worth`.
    """
    count = cores() if workers is None else workers
    # A fork copies only the thread that calls it: from another than the main one, locks held elsewhere stay shut.
    main = threading.current_thread() is threading.main_thread()
    if count < 2 or len(items) < worth or not main or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(function, items)
        return
    global _job  # the only way to hand a closure to forked workers without pickling it
    _job = (function, items)
    try:
        chunk = max(1, min(64, len(items) // (4 * count)))
        with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork")) as pool:
            yield from pool.map(_run, range(len(items)), chunksize=chunk)
    finally:
        _job = None


def _run(index: int) -> Any:
    assert _job is not None, "a worker is forked while the job is set"
    function, items = _job
    return function(items[index])
