"""A save is shown at once and published in the next quiet moment; none is lost, and a mistake costs nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.errors import Notice, mistake
from builder.serve.events import Hub
from builder.serve.outcome import BuildOutcome
from builder.serve.preview import Preview, Shown
from builder.serve.rebuild import Rebuilder
from builder.serve.site import Busy, Ended

PAGE = "index.html"


class Running:
    """A build elsewhere: ends when told what with."""

    def __init__(self) -> None:
        self._outcome: BuildOutcome | Exception = Ended()
        self._over = threading.Event()
        self.cut_off = False

    def over(self, outcome: BuildOutcome | Exception) -> None:
        self._outcome = outcome
        self._over.set()

    def wait(self) -> BuildOutcome:
        assert self._over.wait(10)
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome

    def end(self) -> None:
        self.cut_off = True
        self._over.set()


class Site:
    """A site whose previews are given one after the other; every step that is asked of it is noted."""

    def __init__(self, tree: Path) -> None:
        self._tree = tree
        self.asked: list[str] = []
        self.previews: list[BuildOutcome | Exception] = []
        self.built: list[BuildOutcome | Exception] = []
        self.running: list[Running] = []
        self.before_preview: Callable[[], object] = lambda: None

    def build(self) -> BuildOutcome:
        return self._next("build", self.built)

    def preview(self, *, exact: bool) -> BuildOutcome:
        self.before_preview()
        return self._next("exact" if exact else "preview", self.previews)

    def _next(self, name: str, given: list[BuildOutcome | Exception]) -> BuildOutcome:
        self.asked.append(name)
        outcome = given.pop(0) if given else BuildOutcome()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def prepare(self, stop: Callable[[], bool]) -> None:
        self.asked.append("prepare")

    def publish(self) -> Running:
        self.asked.append("publish")
        self.running.append(Running())
        return self.running[-1]

    def tree(self) -> Path:
        return self._tree


class Bench:
    """A rebuilder at work on a site, with the hub, what is shown, and what was announced."""

    def __init__(self, tmp_path: Path, own: list[Path]) -> None:
        self.site, self.shown, self.hub, self.told = Site(tmp_path / "public"), Shown(), Hub(), list[str]()
        self.site.tree().mkdir()
        self.rebuilder = Rebuilder(self.site, self.shown, self.hub, [tmp_path], self.told.append, own)

    def begin(self, *previews: BuildOutcome | Exception) -> None:
        self.site.previews = list(previews)
        self.rebuilder.start()
        wait(lambda: self.site.asked == ["prepare"])

    def save(self, name: str = "a") -> None:
        before = len(self.site.asked)
        self.rebuilder.tell([name])
        wait(lambda: len(self.site.asked) > before)


@pytest.fixture
def make_bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Bench]]:
    """Benches whose quiet moments are short."""
    monkeypatch.setattr("builder.serve.rebuild.QUIET", 0.05)
    monkeypatch.setattr("builder.serve.rebuild.SETTLED", 0.1)
    made: list[Bench] = []

    def make(*own: Path) -> Bench:
        made.append(Bench(tmp_path, list(own)))
        return made[-1]

    yield make
    for bench in made:
        bench.rebuilder.end()


def wait(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def a_preview(text: str = "new", **more: Any) -> BuildOutcome:
    return BuildOutcome(changed=(PAGE,), preview=Preview({PAGE: text.encode}), **more)


def test_a_save_is_shown_at_once_and_published_in_the_quiet(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    mark, preview = bench.hub.state.page, a_preview(summary="shown")
    bench.begin(preview)
    bench.save()
    wait(lambda: bench.shown.preview is preview.preview)
    wait(lambda: bench.hub.state.page != mark)
    assert bench.rebuilder.unpublished
    wait(lambda: bench.site.running)
    bench.site.running[0].over(BuildOutcome(changed=("other.html",), summary="published"))
    wait(lambda: bench.site.asked == ["prepare", "preview", "publish", "prepare"])
    assert bench.shown.preview is None
    assert not bench.rebuilder.unpublished
    assert bench.told == ["shown", "published"]


@pytest.mark.parametrize("published", ["new", "newer"])
def test_pages_reload_after_publishing_only_where_the_two_differ(
    make_bench: Callable[..., Bench], published: str
) -> None:
    bench = make_bench()
    bench.begin(a_preview("new"))
    bench.save()
    wait(lambda: bench.site.running)
    assert bench.shown.preview is not None
    assert bench.shown.preview.page(PAGE) == b"new"
    mark = bench.hub.state.page
    (bench.site.tree() / PAGE).write_text(published)
    bench.site.running[0].over(BuildOutcome(changed=(PAGE,)))
    wait(lambda: bench.shown.preview is None and bench.site.asked[-1] == "prepare")
    assert (bench.hub.state.page != mark) == (published == "newer")


def test_a_save_cuts_off_publishing_and_changes_during_a_look_lead_to_one_more(
    make_bench: Callable[..., Bench],
) -> None:
    bench = make_bench()
    bench.begin(a_preview(), a_preview(), a_preview())
    bench.save()
    wait(lambda: bench.site.running)
    go = threading.Event()
    bench.site.before_preview = lambda: go.wait(10)
    bench.rebuilder.tell(["b"])
    wait(lambda: bench.site.running[0].cut_off)
    for name in "cde":
        bench.rebuilder.tell([name])
    go.set()
    wait(lambda: len(bench.site.running) == 2)
    assert bench.site.asked == ["prepare", "preview", "publish", "preview", "preview", "publish"]


def test_a_provisional_preview_is_made_exact_once_it_is_quiet(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.begin(a_preview(provisional=True), a_preview())
    bench.save()
    wait(lambda: bench.site.running)
    assert bench.site.asked == ["prepare", "preview", "exact", "publish"]


def test_what_publishing_wrote_is_no_change(make_bench: Callable[..., Bench], tmp_path: Path) -> None:
    lock = tmp_path / "threads.lock"
    bench = make_bench(lock)
    bench.begin(a_preview())
    bench.save()
    wait(lambda: bench.site.running)
    lock.write_text("by the build")
    bench.rebuilder.tell([str(lock)])
    bench.site.running[0].over(BuildOutcome())
    wait(lambda: bench.site.asked == ["prepare", "preview", "publish", "prepare"])
    bench.rebuilder.tell([str(lock)])
    time.sleep(0.1)
    assert not bench.site.running[0].cut_off
    assert bench.site.asked[-1] == "prepare"
    lock.write_text("by hand")
    bench.save(str(lock))
    assert bench.site.asked[-1] == "preview"


def test_what_comes_of_the_first_build(make_bench: Callable[..., Bench], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one\ntwo\n")
    wrong = Notice("a.md", 2, "error", "kind", "is wrong", "mend it")
    bench = make_bench()
    bench.site.built = [
        BuildOutcome(changed=(PAGE,), summary="built"),
        mistake("a.md", "is wrong", "mend it", line=2),
        BuildOutcome(notices=(wrong,)),
        ZeroDivisionError("a bug"),
        BuildOutcome(),
    ]
    hub, build = bench.hub, bench.rebuilder.build
    first = hub.state.page
    build()
    page = hub.state.page
    assert (page != first, hub.state.problem, bench.told) == (True, None, ["built"])
    kinds = []
    for _ in range(3):
        build()
        assert hub.state.problem is not None
        kinds.append((hub.state.problem.kind, hub.state.problem.notices[0].message))
        if len(kinds) == 1:
            assert [line.text for line in hub.state.problem.notices[0].lines if line.at] == ["two"]
    assert kinds == [("failed", "is wrong"), ("partial", "is wrong"), ("bug", "ZeroDivisionError: a bug")]
    assert bench.told[1] == "a.md:2: is wrong (mend it)"
    assert bench.told[2].endswith("ZeroDivisionError: a bug")
    build()
    assert (hub.state.page, hub.state.problem) == (page, None)


def test_a_site_that_cannot_be_planned_stays_as_it_is_shown(make_bench: Callable[..., Bench]) -> None:
    bench, good = make_bench(), a_preview()
    bench.begin(good, mistake("site.toml", "is wrong", "mend it"), BuildOutcome(preview=good.preview))
    bench.save()
    wait(lambda: bench.shown.preview is good.preview)
    mark = bench.hub.state.page
    bench.save()
    wait(lambda: bench.hub.state.problem)
    time.sleep(0.3)
    # What is wrong can only fail once more: nothing is published until it is mended.
    assert "publish" not in bench.site.asked[2:]
    assert (bench.shown.preview, bench.hub.state.page) == (good.preview, mark)
    bench.save()
    wait(lambda: bench.hub.state.problem is None)
    wait(lambda: bench.site.asked[-1] == "publish")
    assert bench.hub.state.page == mark


def test_a_page_of_each_kind_is_tried_and_a_fault_takes_the_preview_back(make_bench: Callable[..., Bench]) -> None:
    def broken() -> bytes:
        raise mistake("themes/own/templates/story.html", "is wrong", "mend it", line=3)

    bad = BuildOutcome(changed=(PAGE,), preview=Preview({"stories/a/index.html": broken}, {}, ["stories/a/index.html"]))
    bench, good = make_bench(), a_preview()
    bench.begin(good, bad, a_preview("mended"))
    bench.save()
    wait(lambda: bench.shown.preview is good.preview)
    bench.save()
    wait(lambda: bench.hub.state.problem)
    assert bench.hub.state.problem is not None
    assert bench.hub.state.problem.notices[0].where == "themes/own/templates/story.html:3"
    assert bench.shown.preview is good.preview
    mark = bench.hub.state.page
    bench.save()
    wait(lambda: bench.hub.state.problem is None and bench.hub.state.page != mark)
    assert bench.shown.preview is not None
    assert bench.shown.preview.page(PAGE) == b"mended"


def test_what_cannot_be_published_is_no_longer_shown_until_it_is_mended(make_bench: Callable[..., Bench]) -> None:
    bench, good = make_bench(), a_preview()
    # Mended by going back: against the last preview nothing has changed, but the published site is shown by then.
    bench.begin(good, BuildOutcome(preview=good.preview))
    bench.save()
    wait(lambda: bench.site.running)
    mark = bench.hub.state.page
    bench.site.running[0].over(mistake("public", "cannot publish", "free some space"))
    wait(lambda: bench.hub.state.problem)
    assert bench.shown.preview is None
    assert bench.hub.state.page != mark
    time.sleep(0.2)
    assert len(bench.site.running) == 1
    mark = bench.hub.state.page
    bench.save()
    wait(lambda: bench.shown.preview is good.preview and bench.hub.state.page != mark)
    wait(lambda: len(bench.site.running) == 2)


def test_while_somebody_else_builds_publishing_waits(make_bench: Callable[..., Bench]) -> None:
    bench, good = make_bench(), a_preview()
    bench.begin(good)
    bench.save()
    for number in range(2):
        wait(lambda count=number + 1: len(bench.site.running) == count)
        bench.site.running[number].over(Busy())
    wait(lambda: len(bench.site.running) == 3)
    assert (bench.shown.preview, bench.hub.state.problem) == (good.preview, None)


def test_a_bug_while_preparing_does_not_end_the_watch(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    bench.site.prepare = lambda stop: 1 / 0  # type: ignore[method-assign, assignment, return-value]
    bench.site.previews = [a_preview()]
    bench.rebuilder.start()
    wait(lambda: bench.hub.state.problem)
    bench.save()
    wait(lambda: bench.shown.preview)
    assert bench.hub.state.problem is None
