"""Articles known by a mark: a file that was renamed, or given another link, is the article that it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from builder.model import Article
from builder.text.digests import digest
from builder.threads.lockfile import Lock, LockedThread, Member

_MARK = 12
"""Hex digits of a mark: two of a million different articles share one with a chance of 1 in 500."""


class _Missing(NamedTuple):
    path: str
    id: str
    thread: str


def mark(article: Article) -> str:
    """What an article is known by when its path or its link changes: headline, opening and date, as far as given."""
    guessed = {row.field for row in article.inferred}
    title = "" if "title" in guessed else article.title
    when = article.published.isoformat() if article.published and "published" not in guessed else ""
    return digest(title, article.lede_text, when)[:_MARK]


def member(article: Article) -> Member:
    """What the lockfile keeps of `article`."""
    return Member(path=article.path, mark=mark(article))


def follow_moved(lock: Lock, articles: Sequence[Article]) -> Lock:
    """`lock` with the ids of articles that have moved replaced by those they have now.

    An article that no thread knows is one that a thread misses when their marks agree and nothing else is possible:
    first those with the same path, then with the same file name, then all that one thread misses under that mark.
    """
    here = {article.id for article in articles}
    known = {name for row in lock.threads for name in (*row.members, *row.absent)}
    missing: dict[str, list[_Missing]] = defaultdict(list)
    for row in lock.threads:
        for name, one in (*row.members.items(), *row.absent.items()):
            if one.mark and name not in here:
                missing[one.mark].append(_Missing(one.path, name, row.id))
    arrived: dict[str, list[tuple[str, str]]] = defaultdict(list)
    if missing:
        for article in articles:
            if article.id not in known:
                arrived[mark(article)].append((article.path, article.id))
    now: dict[str, str] = {}
    for key in sorted(missing.keys() & arrived.keys()):
        now |= _paired(sorted(set(missing[key])), sorted(arrived[key]))
    return Lock(threads=tuple(_renamed(row, now) for row in lock.threads)) if now else lock


def _paired(missing: list[_Missing], arrived: list[tuple[str, str]]) -> dict[str, str]:
    """Old id -> new id, as far as it is certain which is which."""
    now: dict[str, str] = {}

    def pair(old: _Missing, new: tuple[str, str]) -> None:
        now[old.id] = new[1]
        missing.remove(old)
        arrived.remove(new)

    for part in (str, _file_name):
        for old in list(missing):
            same = [new for new in arrived if part(new[0]) == part(old.path)]
            rivals = [one for one in missing if part(one.path) == part(old.path)]
            if len(same) == len(rivals) == 1:
                pair(old, same[0])
    if len({old.thread for old in missing}) == 1:
        # Whichever is which, they are of one thread.
        for old, new in zip(list(missing), list(arrived), strict=False):
            pair(old, new)
    return now


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _renamed(row: LockedThread, now: dict[str, str]) -> LockedThread:
    lineage = tuple(
        msgspec.structs.replace(one, members=tuple(sorted(now.get(name, name) for name in one.members)))
        for one in row.lineage
    )
    return msgspec.structs.replace(
        row,
        members={now.get(name, name): one for name, one in row.members.items()},
        absent={now.get(name, name): one for name, one in row.absent.items()},
        lineage=lineage,
    )
