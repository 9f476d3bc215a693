from __future__ import annotations

import json
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path

import msgspec
import pytest

from builder.errors import DigestError
from builder.threads.lockfile import Former, Lock, LockedThread, Member, addresses, dump, emptied, parse
from builder.workspace import read_lock, write_lock

FOUNDED = datetime(2026, 3, 1, tzinfo=UTC)


def thread(name: str, slug: str, *members: str, lineage: tuple[Former, ...] = ()) -> LockedThread:
    rows = {member: Member(path=f"{member}.md", mark=f"mark-{member}") for member in sorted(members)}
    return LockedThread(id=name, slug=slug, title=f"Title “{slug}”", founded=FOUNDED, members=rows, lineage=lineage)


LOCK = Lock(
    threads=(
        thread("a", "first", "z", "y", lineage=(Former(id="c", slug="third", founded=FOUNDED, members=("z",)),)),
        LockedThread(id="b", slug="second", absent={"x": Member(path="x.md")}),
    )
)


def test_a_lock_is_json_with_a_line_a_story_in_order() -> None:
    text = dump(Lock(threads=LOCK.threads[::-1]))
    assert [line[:10] for line in text.split("\n")] == ['{"version"', '{"id": "a"', '{"id": "b"', "]}", ""]
    assert list(json.loads(text)["threads"][0]["members"]) == ["y", "z"]
    assert parse(text) == LOCK
    assert dump(parse(text)) == text
    assert [row.retired for row in LOCK.threads] == [False, True]


def test_a_story_without_articles_is_emptied_unless_one_of_them_is_to_come() -> None:
    assert emptied(LOCK, frozenset()) == ("second",)
    assert emptied(LOCK, frozenset({"x"})) == ()


def test_an_empty_lock_can_be_read_back() -> None:
    assert parse(dump(Lock())) == Lock()


def test_a_headline_may_hold_anything() -> None:
    title = 'A "quote", a \\ and a line separator \u2028 <<<<<<< }\n{'
    row = msgspec.structs.replace(thread("a", "first", "z"), title=title)
    assert parse(dump(Lock(threads=(row,)))).threads == (row,)


def test_a_lock_of_the_first_version_is_understood() -> None:
    old = {
        "version": 1,
        "threads": [
            {
                "id": "a",
                "slug": "first",
                "members": {"y": "y.md", "z": "z.md"},
                "founded": "2026-03-01T00:00:00+00:00",
                "lineage": [{"id": "c", "slug": "third"}],
            },
            {"id": "b", "slug": "second", "members": {"x": "x.md"}, "retired": True},
        ],
    }
    assert parse(json.dumps(old, indent=1)) == Lock(
        threads=(
            LockedThread(
                id="a",
                slug="first",
                founded=FOUNDED,
                members={"y": Member(path="y.md"), "z": Member(path="z.md")},
                lineage=(Former(id="c", slug="third", members=("c",)),),
            ),
            LOCK.threads[1],
        )
    )


def damaged(old: str, new: str) -> str:
    text = dump(LOCK)
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"version": 2,\n<<<<<<< ours\n "threads": []\n=======\n}', "threads.lock:2: holds a merge conflict"),
        ('{"version": 2,\n "threads": [', "threads.lock:2: is damaged: expecting value"),
        ("", "threads.lock:1: is damaged"),
        ("\n\n", "threads.lock:3: is damaged"),
        ('{\n"version": 99, "threads": [], "more": 1}', "threads.lock:2: is of version 99, newer than this Digest"),
        ('{"threads": []}', "threads.lock:1: is damaged: it has no version that ever was"),
        ('{"version": 0, "threads": []}', "threads.lock:1: is damaged: it has no version that ever was"),
        ('{"version": 2, "threadz": []}', "threads.lock: is damaged: object contains unknown field"),
        ("[]", "threads.lock: is damaged"),
        ("[" * 100_000, "threads.lock:1: is damaged: nested too deep"),
        ('{"version": ' + "9" * 5000 + "}", "threads.lock: is damaged: exceeds the limit"),
        (damaged('"slug": "second", ', ""), "threads.lock:3: is damaged: object missing required field `slug`"),
        (damaged('"x.md"', "7"), "threads.lock:3: is damaged: expected `str`, got `int`"),
        (damaged("+00:00", ""), "threads.lock:2: is damaged"),
        (damaged("first", "../first"), 'threads.lock:2: has the address "../first", which cannot be one'),
        (damaged("third", "/etc/x"), 'threads.lock:2: has the address "/etc/x", which cannot be one'),
        (damaged("second", "s" * 151), "threads.lock:3: has the address"),
        (damaged("second", ""), 'threads.lock:3: has the address "", which cannot be one'),
        (damaged("second", "Zweite"), 'threads.lock:3: has the address "Zweite", which cannot be one'),
        (damaged("second", "third"), "threads.lock:3: gives the address `third` to two stories, c and b"),
        (damaged('"id": "b"', '"id": "a"'), "threads.lock:3: gives the story a two addresses, `first` and `second`"),
    ],
)
def test_a_lock_that_cannot_be_trusted_is_refused(text: str, message: str) -> None:
    with pytest.raises(DigestError) as raised:
        parse(text)
    assert str(raised.value).startswith(message)
    assert raised.value.notices[0].remedy


def test_everything_wrong_is_named_at_once() -> None:
    with pytest.raises(DigestError) as raised:
        parse(dump(LOCK).replace("first", "..").replace("second", "third"))
    assert [notice.line for notice in raised.value.notices] == [2, 3]


def test_what_cannot_be_read_as_a_file_is_refused(tmp_path: Path) -> None:
    assert read_lock(tmp_path) == Lock()
    lock = tmp_path / "threads.lock"
    lock.mkdir()
    with pytest.raises(DigestError, match=r"^threads.lock: is not a file \(move it away"):
        read_lock(tmp_path)
    with pytest.raises(DigestError, match=r"^threads.lock: cannot be written"):
        write_lock(tmp_path, LOCK)
    lock.rmdir()
    lock.write_bytes(b'{"version": 2,\n"threads": ["\xff"]}')
    with pytest.raises(DigestError, match=r"^threads.lock:2: is not UTF-8"):
        read_lock(tmp_path)


def test_a_lock_is_written_only_when_it_says_something_else(tmp_path: Path) -> None:
    path = tmp_path / "threads.lock"
    assert write_lock(tmp_path, LOCK)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_lock(tmp_path) == LOCK
    path.write_bytes(path.read_bytes()[3:])
    assert not write_lock(tmp_path, LOCK)
    (tmp_path / "elsewhere").mkdir()
    path.rename(tmp_path / "elsewhere/lock")
    path.symlink_to("elsewhere/lock")
    assert write_lock(tmp_path, Lock())
    assert path.is_symlink()
    assert read_lock(tmp_path) == Lock()


def both_kept(ours: str, theirs: str) -> str:
    """The lines of both sides, as a merge leaves them when every conflict is settled by keeping both."""
    left, right = ours.split("\n"), theirs.split("\n")
    out: list[str] = []
    for _, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        out += left[a:b] if left[a:b] == right[c:d] else [*left[a:b], *right[c:d]]
    return "\n".join(out)


@pytest.mark.parametrize("base", [Lock(), LOCK, Lock(threads=(thread("m", "middle", "m"),))])
def test_two_branches_settle_by_keeping_the_lines_of_both(base: Lock) -> None:
    first = base.threads[:1]
    grown = [msgspec.structs.replace(row, members={**row.members, "new": Member(path="new.md")}) for row in first]
    ours = Lock(threads=(*base.threads, thread("n", "ours", "n"), thread("q", "more", "q")))
    theirs = Lock(threads=(*grown, *base.threads[1:], thread("n1", "theirs", "n1"), thread("x", "last", "x")))
    lock = parse(both_kept(dump(ours), dump(theirs)))
    want = {row.slug for side in (ours, theirs) for row in addresses(side)}
    assert {row.slug for row in addresses(lock)} == want
    assert len(list(addresses(lock))) == len(want)
    members = {name for row in lock.threads for name in row.members}
    assert members == {name for side in (ours, theirs) for row in side.threads for name in row.members}


def test_lines_of_one_story_are_joined_whoever_merged_it_meanwhile() -> None:
    old, young = thread("a", "first", "x"), thread("b", "second", "y")
    one = thread("a", "first", "x", "y", lineage=(Former(id="b", slug="second", founded=FOUNDED, members=("y",)),))
    lines = [json.loads(dump(Lock(threads=(row,))))["threads"][0] for row in (old, one, young)]
    joined = parse(json.dumps({"version": 2, "threads": lines}))
    assert {row.slug: set(row.members) for row in joined.threads} == {"first": {"x", "y"}, "second": {"y"}}
    assert not joined.threads[0].lineage
