"""Echoes of articles -> sagas of threads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from builder.model import Thread, Tie
from builder.threads.sagas import follows, link_sagas

START = datetime(2026, 3, 1, tzinfo=UTC)


def thread(name: str, first: float | None, last: float | None = None, *articles: str, hidden: bool = False) -> Thread:
    end = first if last is None else last
    return Thread(
        id=name,
        slug=f"slug-{name}",
        title=f"Title {name}",
        title_from=name,
        article_ids=articles or (name,),
        first=None if first is None else START + timedelta(days=first),
        last=None if end is None else START + timedelta(days=end),
        hidden=hidden,
    )


def echo(left: str, right: str) -> Tie:
    return Tie(left=left, right=right, similarity=0.3, meaning=0.5, words=0.2, days=1.0, shared=("Aurora",))


def test_steps_are_in_order_of_time_and_name_their_pair() -> None:
    threads = [thread("c", 90), thread("a", 0, 2), thread("x", 4), thread("b", 30)]
    (saga,) = link_sagas(threads, [echo("b", "c"), echo("a", "b")])
    assert (saga.id, saga.slug, saga.title, saga.named) == ("a", "slug-a", "Title a", False)
    assert saga.thread_ids == ("a", "b", "c")
    assert [(step.earlier, step.later, step.tie.left) for step in saga.steps] == [("a", "b", "a"), ("b", "c", "b")]


def test_each_thread_continues_one_and_may_be_continued_by_several() -> None:
    threads = [thread("a", 0), thread("b", 10), thread("c", 20), thread("d", 30)]
    (saga,) = link_sagas(threads, [echo("a", "c"), echo("b", "c"), echo("a", "b"), echo("b", "d")])
    assert [(step.earlier, step.later) for step in saga.steps] == [("a", "b"), ("a", "c"), ("b", "d")]


def test_articles_that_an_editor_moved_tell_of_the_threads_they_are_in_now() -> None:
    echoes = [echo("a1", "b1"), echo("a2", "b1")]
    merged = [thread("a", 0, 30, "a1", "a2", "b1")]
    assert link_sagas(merged, echoes) == ()
    split = [thread("a", 0, 1, "a1"), thread("s", 2, 3, "a2"), thread("b", 30, 30, "b1")]
    (saga,) = link_sagas(split, echoes)
    assert saga.thread_ids == ("a", "b")
    (saga,) = link_sagas([thread("a", 0, 40, "a1"), *split[1:]], echoes)
    assert saga.thread_ids == ("s", "b"), "the second echo holds where the first is out of order"


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ((0, 2), (3, 4), True),
        ((0, 5), (3, 9), True),
        ((0, 9), (3, 4), False),
        ((3, 4), (0, 2), False),
        ((0, 2), (0, 4), False),
        ((None, None), (3, 4), False),
        ((0, 2), (None, None), False),
    ],
)
def test_order(earlier: tuple[float | None, ...], later: tuple[float | None, ...], expected: bool) -> None:
    assert follows(thread("b", *later), thread("a", *earlier)) is expected


def test_hidden_and_unknown_threads_are_in_none() -> None:
    assert link_sagas([thread("a", 0, hidden=True), thread("b", 9)], [echo("a", "b"), echo("gone", "b")]) == ()


def test_sagas_come_in_order_of_their_beginnings() -> None:
    threads = [thread("d", 9), thread("c", 8), thread("b", 2), thread("a", 1)]
    sagas = link_sagas(threads, [echo("c", "d"), echo("a", "b")])
    assert [saga.id for saga in sagas] == ["a", "c"]
    assert link_sagas(threads[::-1], [echo("c", "d"), echo("a", "b")]) == sagas


def test_a_thread_added_at_the_end_leaves_the_saga_its_id() -> None:
    threads = [thread("a", 0), thread("b", 10)]
    before = link_sagas(threads, [echo("a", "b")])
    after = link_sagas([*threads, thread("c", 20)], [echo("b", "c"), echo("a", "b")])
    assert after[0].id == before[0].id
    assert after[0].thread_ids == ("a", "b", "c")
