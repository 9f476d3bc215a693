"""Groups -> threads with addresses that last.

Every locked thread goes to the group that holds most of its articles. A group to which several go is a merge: the
oldest gives it its address, the others become addresses that lead there. Where a locked thread's articles are now in
several groups it has been split: it stays with the largest part, the others are new. A group to which none goes is
new: its founding article (the earliest) gives id and slug.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from builder.model import Article, Lineage, Thread
from builder.text.digests import digest
from builder.text.slugs import slugify
from builder.threads.lockfile import Former, Lock, LockedThread
from builder.threads.types import Grouping

_UNDATED = datetime.max.replace(tzinfo=UTC)


class Assignment(msgspec.Struct, frozen=True):
    """The threads, newest first and undated last, and the lock to keep."""

    threads: tuple[Thread, ...]
    lock: Lock


def assign(grouping: Grouping, articles: Sequence[Article], lock: Lock) -> Assignment:
    """Give every group its thread. `articles` are all that are grouped, in any order."""
    by_id = {article.id: article for article in articles}
    groups = [tuple(sorted(group, key=lambda i: _order(by_id[i]))) for group in grouping.groups]
    groups.sort(key=lambda group: _order(by_id[group[0]]))
    heirs = _heirs(groups, lock)
    names = _Names(lock)
    locked = [
        _kept(group, by_id, heirs[number]) if heirs[number] else names.new(group, by_id)
        for number, group in enumerate(groups)
    ]
    locked = [names.without_reclaimed(thread) for thread in locked]
    kept = {former.id for thread in locked for former in thread.lineage} | {thread.id for thread in locked}
    retired = [
        names.without_reclaimed(msgspec.structs.replace(thread, retired=True))
        for thread in lock.threads
        if thread.id not in kept
    ]
    threads = _threads(grouping, locked, by_id)
    everything = sorted((*locked, *retired), key=lambda thread: thread.id)
    return Assignment(threads, Lock(threads=tuple(everything)))


def _heirs(groups: Sequence[tuple[str, ...]], lock: Lock) -> list[list[LockedThread]]:
    """For each group the locked threads that go to it, oldest first."""
    group_of = {member: number for number, group in enumerate(groups) for member in group}
    heirs: list[list[LockedThread]] = [[] for _ in groups]
    for thread in lock.threads:
        shares = Counter(group_of[member] for member in thread.members if member in group_of)
        if shares:
            # Of equal shares the group with the earlier founding article: groups are in that order.
            best = min(shares, key=lambda number: (-shares[number], number))
            heirs[best].append(thread)
    for rows in heirs:
        rows.sort(key=lambda thread: (thread.founded or _UNDATED, thread.id))
    return heirs


def _kept(group: tuple[str, ...], by_id: Mapping[str, Article], heirs: Sequence[LockedThread]) -> LockedThread:
    """The thread of a group that has been there before; all heirs but the first now lead to it."""
    first, *others = heirs
    lineage = set(first.lineage)
    for other in others:
        lineage |= {Former(other.id, other.slug), *other.lineage}
    return LockedThread(
        id=first.id,
        slug=first.slug,
        members={member: by_id[member].path for member in group},
        founded=first.founded,
        lineage=tuple(sorted(lineage)),
    )


class _Names:
    """Ids and slugs that are taken, now or formerly, and giving out new ones."""

    def __init__(self, lock: Lock) -> None:
        self._ids = {thread.id for thread in lock.threads}
        self._former = {former.id: former for thread in lock.threads for former in thread.lineage}
        self._slugs = {thread.slug for thread in lock.threads} | {former.slug for former in self._former.values()}
        self._reclaimed: set[str] = set()

    def new(self, group: tuple[str, ...], by_id: Mapping[str, Article]) -> LockedThread:
        """A thread for a group that none goes to; one that had been merged away gets its address back."""
        members = {member: by_id[member].path for member in group}
        founded = by_id[group[0]].published
        former = next((self._former[i] for i in group if i in self._former and i not in self._reclaimed), None)
        if former:
            self._reclaimed.add(former.id)
            return LockedThread(id=former.id, slug=former.slug, members=members, founded=founded)
        # A part that was split off may hold the article whose id the old thread bears.
        taken = self._ids | self._former.keys()
        name = next((member for member in group if member not in taken), digest(*group)[:16])
        self._ids.add(name)
        return LockedThread(id=name, slug=self._slug(by_id[group[0]].title, name), members=members, founded=founded)

    def _slug(self, title: str, name: str) -> str:
        slug = slugify(title)
        if slug in self._slugs:
            slug = f"{slug}-{name[:6]}"
        if slug in self._slugs:
            slug = f"{slug}-{name}"
        self._slugs.add(slug)
        return slug

    def without_reclaimed(self, thread: LockedThread) -> LockedThread:
        """`thread` without the former addresses that have been given back."""
        lineage = tuple(former for former in thread.lineage if former.id not in self._reclaimed)
        return msgspec.structs.replace(thread, lineage=lineage)


def _threads(grouping: Grouping, locked: Sequence[LockedThread], by_id: Mapping[str, Article]) -> tuple[Thread, ...]:
    owner = {member: number for number, thread in enumerate(locked) for member in thread.members}
    central = dict(grouping.centrality)
    threads = []
    for number, row in enumerate(locked):
        members = sorted((by_id[member] for member in row.members), key=_order)
        headline = _headline(members, central)
        dates = [article.published for article in members if article.published]
        threads.append(
            Thread(
                id=row.id,
                slug=row.slug,
                title=headline.title,
                title_from=headline.id,
                article_ids=tuple(article.id for article in members),
                first=min(dates, default=None),
                last=max(dates, default=None),
                lineage=tuple(Lineage(former.id, former.slug, row.id) for former in row.lineage),
                ties=tuple(tie for tie in grouping.ties if owner[tie.left] == owner[tie.right] == number),
            )
        )
    return tuple(sorted(threads, key=lambda t: (t.last is None, -t.last.timestamp() if t.last else 0.0, t.id)))


def _headline(members: Sequence[Article], central: Mapping[str, float]) -> Article:
    """The article whose headline stands for the thread: with a title of its own, most central, earliest."""
    titled = [a for a in members if all(row.field != "title" for row in a.inferred)] or list(members)
    return min(titled, key=lambda a: (-round(central.get(a.id, 0.0), 4), _order(a)))


def _order(article: Article) -> tuple[bool, float, str]:
    """By (published, id), undated last."""
    return (article.published is None, article.published.timestamp() if article.published else 0.0, article.id)
