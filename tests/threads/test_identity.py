from __future__ import annotations

from datetime import UTC, datetime, timedelta

from builder.model import Article, Inferred, Tie
from builder.threads.identity import Assignment, assign
from builder.threads.lockfile import Lock, dump, parse
from builder.threads.types import Grouping

START = datetime(2026, 3, 1, tzinfo=UTC)


def article(name: str, day: int | None = None, title: str = "", *, inferred: bool = False) -> Article:
    return Article(
        id=name,
        path=f"{name}.md",
        address=name,
        digest=name,
        source_id=f"source-{name}",
        title=title or f"Story {name}",
        published=None if day is None else START + timedelta(days=day),
        inferred=(Inferred("title", "the opening words"),) if inferred else (),
    )


ARTICLES = [article(name, day) for day, name in enumerate("abcdef")]


def run(groups: list[str], lock: Lock | None = None, articles: list[Article] | None = None) -> Assignment:
    present = {member for group in groups for member in group}
    chosen = [one for one in (articles or ARTICLES) if one.id in present]
    made = assign(Grouping(tuple(tuple(group) for group in groups)), chosen, lock or Lock())
    # Whatever is written can be read again, and says the same.
    assert parse(dump(made.lock)) == made.lock
    return made


def addresses(made: Assignment) -> dict[str, str]:
    return {"".join(thread.article_ids): thread.slug for thread in made.threads}


def former(made: Assignment) -> dict[str, list[str]]:
    return {thread.slug: [row.slug for row in thread.lineage] for thread in made.threads}


def test_a_new_thread_has_the_id_and_slug_of_its_founding_article() -> None:
    made = run(["cab", "d"])
    assert [(thread.id, thread.slug) for thread in made.threads] == [("d", "story-d"), ("a", "story-a")]
    assert made.threads[1].article_ids == ("a", "b", "c")
    assert made.threads[1].first == START
    assert made.threads[1].last == START + timedelta(days=2)


def test_a_late_earlier_article_does_not_move_the_address() -> None:
    before = run(["bc"])
    after = run(["abc"], before.lock)
    assert addresses(after) == {"abc": "story-b"}
    assert addresses(run(["abc"])) == {"abc": "story-a"}


def test_a_removed_article_never_renames_a_thread() -> None:
    before = run(["abc"])
    assert addresses(run(["bc"], before.lock)) == {"bc": "story-a"}
    assert addresses(run(["c"], run(["bc"], before.lock).lock)) == {"c": "story-a"}


def test_a_merge_keeps_the_older_address_and_the_younger_leads_there() -> None:
    before = run(["ab", "cde"])
    after = run(["abcde"], before.lock)
    assert former(after) == {"story-a": ["story-c"]}
    later = run(["abcdef"], after.lock)
    assert former(later) == {"story-a": ["story-c"]}


def test_what_was_merged_by_mistake_gets_its_address_back() -> None:
    before = run(["ab", "cd"])
    merged = run(["abcd"], before.lock)
    apart = run(["ab", "cd"], merged.lock)
    assert addresses(apart) == {"cd": "story-c", "ab": "story-a"}
    assert former(apart) == {"story-c": [], "story-a": []}


def test_a_split_leaves_the_address_with_the_larger_part() -> None:
    before = run(["abcde"])
    after = run(["ab", "cde"], before.lock)
    assert addresses(after)["cde"] == "story-a"
    # The founding article is in the smaller part: its id is taken, so that part is called after its next article.
    assert {thread.id for thread in after.threads} == {"a", "b"}
    assert addresses(after)["ab"] == "story-a-b"


def test_equal_parts_of_a_split_leave_it_with_the_earlier() -> None:
    before = run(["abcd"])
    assert addresses(run(["cd", "ab"], before.lock))["ab"] == "story-a"


def test_an_article_that_moves_between_threads_moves_neither_address() -> None:
    before = run(["abc", "def"])
    after = run(["ab", "cdef"], before.lock)
    assert addresses(after) == {"cdef": "story-d", "ab": "story-a"}


def test_a_story_that_vanishes_keeps_its_address_for_its_return() -> None:
    before = run(["ab", "cd"])
    without = run(["ab"], before.lock)
    assert [row.retired for row in without.lock.threads] == [False, True]
    # Another story of the same headline does not take its place.
    twin = [*ARTICLES, article("x", 9, "Story c")]
    other = run(["ab", "x"], without.lock, twin)
    assert addresses(other)["x"] == "story-c-x"
    back = run(["ab", "cd", "x"], other.lock, twin)
    assert addresses(back)["cd"] == "story-c"


def test_the_same_headline_twice_gives_two_addresses_whatever_the_order() -> None:
    twins = [article("p", 1, "Strike ends"), article("q", 2, "Strike ends")]
    assert addresses(run(["p", "q"], articles=twins)) == addresses(run(["q", "p"], articles=twins[::-1]))
    assert addresses(run(["q", "p"], articles=twins)) == {"q": "strike-ends-q", "p": "strike-ends"}


def test_undated_articles_come_last_and_found_nothing_dated() -> None:
    rows = [article("a"), article("b", 3), article("c")]
    made = run(["ab", "c"], articles=rows)
    assert addresses(made) == {"ba": "story-b", "c": "story-c"}
    assert [thread.last for thread in made.threads] == [START + timedelta(days=3), None]


def test_the_headline_is_the_most_central_one_that_was_really_given() -> None:
    rows = [article("a", 1), article("b", 2), article("c", 3, "Opening words of …", inferred=True)]
    grouping = Grouping((("a", "b", "c"),), centrality=(("a", 0.5), ("b", 0.7), ("c", 0.9)))
    (thread,) = assign(grouping, rows, Lock()).threads
    assert (thread.title, thread.title_from) == ("Story b", "b")


def test_ties_go_to_their_thread() -> None:
    tie = Tie(left="a", right="b", similarity=0.8, meaning=0.8, words=0.8, days=1.0)
    made = assign(Grouping((("a", "b"), ("c",)), (tie,)), ARTICLES[:3], Lock())
    assert {thread.id: thread.ties for thread in made.threads} == {"a": (tie,), "c": ()}
