from __future__ import annotations

import os
import threading

import pytest

from builder.parallel import WORTH_FORKING, map_ordered


def test_results_come_in_order_from_several_processes() -> None:
    items = list(range(WORTH_FORKING + 50))
    pairs = list(map_ordered(lambda item: (item * item, os.getpid()), items, workers=2))
    assert [square for square, _ in pairs] == [item * item for item in items]
    assert os.getpid() not in {pid for _, pid in pairs}


def test_few_items_stay_in_this_process() -> None:
    assert set(map_ordered(lambda _: os.getpid(), [1, 2, 3], workers=2)) == {os.getpid()}


def test_another_thread_than_the_main_one_does_not_fork() -> None:
    pids: list[int] = []
    items = list(range(WORTH_FORKING + 1))
    thread = threading.Thread(target=lambda: pids.extend(map_ordered(lambda _: os.getpid(), items, workers=2)))
    thread.start()
    thread.join()
    assert set(pids) == {os.getpid()}


def test_a_worker_s_error_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        list(map_ordered(lambda item: 1 // item, [1] * WORTH_FORKING + [0], workers=2))
