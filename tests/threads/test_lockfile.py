from __future__ import annotations

from datetime import UTC, datetime

import pytest

from builder.errors import DigestError
from builder.threads.lockfile import Former, Lock, LockedThread, dump, parse

LOCK = Lock(
    threads=(
        LockedThread(id="b", slug="second", members={"y": "y.md", "x": "x.md"}, retired=True),
        LockedThread(
            id="a", slug="first", members={"z": "z.md"}, founded=datetime(2026, 3, 1, tzinfo=UTC),
            lineage=(Former("c", "third"),),
        ),
    )
)  # fmt: skip


def test_a_lock_is_text_with_a_member_a_line_in_order() -> None:
    text = dump(LOCK)
    assert text.index('"a"') < text.index('"b"')
    assert text.index('    "x": "x.md"') < text.index('    "y": "y.md"')
    assert '"retired": true' in text
    assert dump(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"version": 1,\n<<<<<<< ours\n "threads": []\n=======\n}', "threads.lock:2: holds a merge conflict"),
        ('{"version": 1,\n "threads": [', "threads.lock:2: is damaged: expecting value"),
        ("", "threads.lock:1: is damaged"),
        ('{"version": 99, "threads": [], "more": 1}', "threads.lock: is of version 99, newer than this Digest knows"),
        ('{"version": 1, "threads": [{"id": "a"}]}', "threads.lock: is damaged: object missing required field"),
        ('{"version": 1, "threadz": []}', "threads.lock: is damaged: object contains unknown field"),
        ("[]", "threads.lock: is damaged"),
        ("[" * 100_000, "threads.lock:1: is damaged: nested too deep"),
    ],
)
def test_a_lock_that_cannot_be_trusted_is_refused(text: str, message: str) -> None:
    with pytest.raises(DigestError) as raised:
        parse(text)
    assert str(raised.value).startswith(message)


def test_an_address_or_an_article_claimed_twice_is_named_with_its_line() -> None:
    first, second = LOCK.threads
    twice = dump(Lock(threads=(first, LockedThread(id="d", slug="third", members={}), second)))
    with pytest.raises(DigestError, match=r"threads.lock:\d+: gives the address `third` twice"):
        parse(twice)
    shared = dump(Lock(threads=(second, LockedThread(id="d", slug="fourth", members={"z": "z.md"}))))
    with pytest.raises(DigestError, match=r"threads.lock:\d+: has the article z in `first` and in `fourth`"):
        parse(shared)
