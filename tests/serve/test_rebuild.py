"""Builds come one at a time, and none is lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from builder.errors import Notice, mistake
from builder.serve.events import Hub
from builder.serve.outcome import BuildOutcome
from builder.serve.rebuild import Rebuilder


def test_changes_during_a_build_lead_to_one_more() -> None:
    begun, go, done = threading.Semaphore(0), threading.Semaphore(0), threading.Semaphore(0)
    running: list[int] = []

    def build(hasty: bool) -> BuildOutcome:
        running.append(1)
        assert len(running) == 1
        begun.release()
        assert go.acquire(timeout=10)
        running.pop()
        done.release()
        return BuildOutcome()

    rebuilder = Rebuilder(build, Hub(), [], lambda _: None)
    rebuilder.start()
    rebuilder.tell(["a"])
    assert begun.acquire(timeout=10)
    for name in "bcd":
        rebuilder.tell([name])
    go.release()
    assert begun.acquire(timeout=10)
    go.release()
    assert done.acquire(timeout=10)
    assert done.acquire(timeout=10)
    assert not begun.acquire(timeout=0.1)
    rebuilder.end()


def test_what_the_build_wrote_is_no_reason_to_build(tmp_path: Path) -> None:
    lock = tmp_path / "threads.lock"
    built = threading.Semaphore(0)

    def build(hasty: bool) -> BuildOutcome:
        lock.write_text("by the build")
        built.release()
        return BuildOutcome()

    rebuilder = Rebuilder(build, Hub(), [], lambda _: None, [lock])
    rebuilder.build()
    assert built.acquire(timeout=10)
    rebuilder.start()
    rebuilder.tell([str(lock)])
    assert not built.acquire(timeout=0.1)
    lock.write_text("by hand")
    rebuilder.tell([str(lock)])
    assert built.acquire(timeout=10)
    rebuilder.end()


def test_what_comes_of_a_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.md").write_text("one\ntwo\n")
    wrong = Notice("a.md", 2, "error", "kind", "is wrong", "mend it")
    outcomes: list[BuildOutcome | Exception] = [
        BuildOutcome(changed=("index.html",), summary="built"),
        mistake("a.md", "is wrong", "mend it", line=2),
        BuildOutcome(notices=(wrong,)),
        ZeroDivisionError("a bug"),
        BuildOutcome(),
    ]

    def build(hasty: bool) -> BuildOutcome:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    hub = Hub()
    told: list[str] = []
    rebuilder = Rebuilder(build, hub, [tmp_path], told.append)
    first = hub.state.page
    rebuilder.build()
    page = hub.state.page
    assert (page != first, hub.state.problem, told) == (True, None, ["built"])
    kinds = []
    for _ in range(3):
        rebuilder.build()
        assert hub.state.problem is not None
        kinds.append((hub.state.problem.kind, hub.state.problem.notices[0].message))
        if len(kinds) == 1:
            assert [line.text for line in hub.state.problem.notices[0].lines if line.at] == ["two"]
    assert kinds == [("failed", "is wrong"), ("partial", "is wrong"), ("bug", "ZeroDivisionError: a bug")]
    assert told[1] == "a.md:2: is wrong (mend it)"
    assert told[2].endswith("ZeroDivisionError: a bug")
    rebuilder.build()
    assert (hub.state.page, hub.state.problem) == (page, None)


def test_what_a_hasty_build_leaves_is_done_when_nothing_changes_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.serve.rebuild.SETTLED", 0.05)
    asked: list[bool] = []
    done = threading.Semaphore(0)

    def build(hasty: bool) -> BuildOutcome:
        asked.append(hasty)
        done.release()
        return BuildOutcome(hasty=hasty)

    rebuilder = Rebuilder(build, Hub(), [], lambda _: None)
    rebuilder.build()
    rebuilder.start()
    rebuilder.tell(["a"])
    for _ in range(3):
        assert done.acquire(timeout=10)
    assert not done.acquire(timeout=0.3)
    assert asked == [False, True, False]
    rebuilder.end()
