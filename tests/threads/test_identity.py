from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from builder.model import Article, Inferred, Span, Tie
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
    grouping = Grouping(tuple(tuple(group) for group in groups))
    made = assign(grouping, chosen, lock or Lock())
    # Whatever is written can be read again, and says the same; and a second build changes nothing.
    assert parse(dump(made.lock)) == made.lock
    assert assign(grouping, chosen, made.lock) == made
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


def test_a_merge_that_comes_apart_gives_each_part_its_own_address_back() -> None:
    merged = run(["abcde"], run(["ab", "cde"]).lock)
    # The part that had been swallowed is the larger one, and its founding article is gone.
    assert former(run(["ab", "de"], merged.lock)) == {"story-c": [], "story-a": []}
    assert addresses(run(["ab", "de"], merged.lock))["ab"] == "story-a"
    # What joined since the merge counts for the thread: now its larger part is elsewhere.
    grown = run(["abcdef"], merged.lock)
    assert addresses(run(["a", "bcdef"], grown.lock))["bcdef"] == "story-a"


def test_a_chain_of_merges_leads_every_address_to_the_oldest_and_comes_apart_in_any_order() -> None:
    lock = run(["ab", "cd", "ef"]).lock
    lock = run(["ab", "cdef"], lock).lock
    merged = run(["abcdef"], lock)
    assert former(merged) == {"story-a": ["story-c", "story-e"]}
    assert former(run(["abcd", "ef"], merged.lock)) == {"story-e": [], "story-a": ["story-c"]}
    assert former(run(["ab", "cdef"], merged.lock)) == {"story-c": ["story-e"], "story-a": []}
    assert set(addresses(run(["ab", "cd", "ef"], merged.lock)).values()) == {"story-a", "story-c", "story-e"}


def test_a_former_address_goes_where_its_articles_went() -> None:
    merged = run(["abcd", "ef"], run(["ab", "cd", "ef"]).lock)
    assert former(run(["ab", "cdef"], merged.lock)) == {"story-e": ["story-c"], "story-a": []}


def test_two_threads_that_exchange_articles_keep_the_addresses_with_their_larger_parts() -> None:
    before = run(["abc", "def"])
    assert addresses(run(["abd", "cef"], before.lock)) == {"cef": "story-d", "abd": "story-a"}
    assert addresses(run(["aef", "bcd"], before.lock)) == {"aef": "story-d", "bcd": "story-a"}


def test_a_thread_torn_in_equal_parts_takes_the_part_that_no_other_has() -> None:
    # One half joins an older thread: the address stays with the other half instead of becoming a redirect.
    before = run(["ab", "cdef"])
    assert former(run(["abcd", "ef"], before.lock)) == {"story-c": [], "story-a": []}


def test_the_smallest_part_of_an_older_thread_does_not_take_a_younger_threads_address() -> None:
    before = run(["abc", "def"])
    after = run(["adef", "b", "c"], before.lock)
    assert addresses(after) == {"adef": "story-d", "c": "story-c", "b": "story-a"}


def test_a_thread_of_which_nothing_is_left_waits_and_a_living_one_does_not_give_way_to_it() -> None:
    before = run(["ab", "cd"])
    without = run(["cd"], before.lock)
    assert [row.retired for row in without.lock.threads] == [True, False]
    assert former(run(["acd"], without.lock)) == {"story-c": ["story-a"]}


def test_articles_that_left_one_after_the_other_bring_their_address_back() -> None:
    lock = run(["bc"], run(["abc"]).lock).lock
    gone = run(["d"], lock)
    assert addresses(run(["a", "d"], gone.lock))["a"] == "story-a"


def renamed(one: Article, path: str, **changes: object) -> Article:
    return msgspec.structs.replace(one, id=f"id-of-{path}", path=path, **changes)


def test_articles_that_are_renamed_or_linked_all_at_once_keep_their_threads() -> None:
    before = run(["ab", "cd"])
    names = {"a": "x/a.md", "b": "x/b.md", "c": "c.md", "d": "other.md"}
    moved = [renamed(one, names.get(one.id, one.path)) for one in ARTICLES[:4]]
    groups = Grouping(((moved[0].id, moved[1].id), (moved[2].id, moved[3].id)))
    after = assign(groups, moved, before.lock)
    assert {thread.slug for thread in after.threads} == {"story-a", "story-c"}
    assert {thread.id for thread in after.lock.threads} == {"a", "c"}
    assert not [row for row in after.lock.threads if row.absent]


def test_an_article_is_not_taken_for_another_where_two_would_do() -> None:
    same = {"title": "Market report", "published": START}
    rows = [article(name) for name in "pq"]
    rows = [msgspec.structs.replace(one, **same) for one in rows]
    before = run(["p", "q"], articles=rows)
    moved = [renamed(one, f"{number}.md") for number, one in enumerate(rows)]
    after = assign(Grouping(((moved[0].id,), (moved[1].id,))), moved, before.lock)
    assert [row.retired for row in after.lock.threads if row.id in "pq"] == [True, True]
    # The folder says which is which.
    moved = [renamed(one, f"2026/{one.path}") for one in rows]
    after = assign(Grouping(((moved[0].id,), (moved[1].id,))), moved, before.lock)
    assert [(thread.article_ids[0], thread.slug) for thread in sorted(after.threads, key=lambda t: t.id)] == [
        ("id-of-2026/p.md", "market-report"),
        ("id-of-2026/q.md", "market-report-q"),
    ]


def test_a_text_that_is_new_is_not_taken_for_one_that_left() -> None:
    before = run(["a"])
    other = renamed(ARTICLES[0], "new.md", text="Another opening.", lede=Span(0, 16))
    after = assign(Grouping(((other.id,),)), [other], before.lock)
    assert after.threads[0].slug != "story-a"
    assert [row.retired for row in after.lock.threads] == [True, False]


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
