from __future__ import annotations

import msgspec

from builder.threads.changes import Change, Changes, Piece, compare
from builder.threads.identity import assign
from builder.threads.lockfile import Lock
from builder.threads.types import Grouping
from tests.threads.test_identity import ARTICLES, run


def changes(before: list[str], after: list[str], *, through: list[str] | None = None) -> Changes:
    """What building `after` changes against `before`, which `through` came between when given."""
    lock = run(before).lock if before else Lock()
    lock = run(through, lock).lock if through else lock
    return compare(lock, run(after, lock).lock)


def only(found: Changes) -> Change:
    (change,) = found.changes
    return change


def told(found: Changes) -> list[str]:
    """Each change as `kind slug: articles with where they were or went`."""
    return [
        f"{row.kind} {row.slug}: "
        + " ".join(
            f"{sign}{piece.path.removesuffix('.md')}{piece.slug and f'({piece.slug})'}"
            for sign, pieces in (("+", row.added), ("-", row.removed))
            for piece in pieces
        )
        for row in found.changes
    ]


def test_without_a_lockfile_everything_is_new() -> None:
    found = changes([], ["ab", "c"])
    assert told(found) == ["new story-a: +a +b", "new story-c: +c"]
    assert found.counts["new"] == 2
    assert found.unchanged == 0


def test_nothing_has_changed() -> None:
    found = changes(["ab", "c"], ["c", "ba"])
    assert found.changes == ()
    assert found.unchanged == 2
    assert not any(found.counts.values())


def test_grown_and_shrunk() -> None:
    row = only(changes(["ab", "c"], ["abd", "c"]))
    assert (row.kind, row.before, row.after, row.added) == ("grown", 2, 3, (Piece("d.md"),))
    row = only(changes(["abc"], ["ab"]))
    assert (row.kind, row.before, row.after, row.removed) == ("shrunk", 3, 2, (Piece("c.md"),))


def test_an_article_that_moves_is_told_at_both_ends() -> None:
    assert told(changes(["abc", "def"], ["ab", "cdef"])) == [
        "grown story-d: +c(story-a)",
        "shrunk story-a: -c(story-d)",
        "renamed story-d: ",
    ]


def test_a_merge_is_told_once_with_the_address_that_leads_there() -> None:
    found = changes(["ab", "cd", "e"], ["abcdf", "e"])
    assert told(found) == ["merged story-a: +c(story-c) +d(story-c)", "grown story-a: +f"]
    assert found.changes[0].addresses == ("story-c",)
    assert found.unchanged == 1


def test_a_split_is_told_at_the_new_address() -> None:
    found = changes(["abcde"], ["abc", "def"])
    assert told(found) == ["split story-d: +d(story-a) +e(story-a) +f"]
    assert only(found).addresses == ("story-a",)
    assert found.unchanged == 0


def test_a_former_address_is_taken_back() -> None:
    found = changes(["ab", "cd"], ["ab", "cd"], through=["abcd"])
    assert told(found) == ["back story-c: +c(story-a) +d(story-a)"]


def test_gone_and_back_again() -> None:
    row = only(changes(["ab", "c"], ["ab"]))
    assert (row.kind, row.slug, row.before, row.after, row.removed) == ("gone", "story-c", 1, 0, (Piece("c.md"),))
    assert told(changes(["ab", "c"], ["ab", "c"], through=["ab"])) == ["back story-c: +c"]


def test_an_address_that_leads_elsewhere() -> None:
    found = changes(["ab", "cd", "ef"], ["ab", "cdef"], through=["abcd", "ef"])
    assert told(found) == [
        "grown story-e: +c(story-a) +d(story-a)",
        "shrunk story-a: -c(story-e) -d(story-e)",
        "renamed story-e: ",
        "redirected story-c: ",
    ]
    assert found.changes[3].addresses == ("story-e",)


def test_a_headline_that_changes_renames_a_story_and_leaves_its_address() -> None:
    lock = run(["ab"]).lock
    after = assign(Grouping((("a", "b"),), centrality=(("b", 0.9),)), ARTICLES[:2], lock).lock
    row = only(compare(lock, after))
    assert (row.kind, row.slug, row.former_title, row.title) == ("renamed", "story-a", "Story a", "Story b")
    # A lock of before there were headlines in it renames nothing.
    bare = Lock(threads=tuple(msgspec.structs.replace(thread, title="") for thread in lock.threads))
    assert compare(bare, after).changes == ()
