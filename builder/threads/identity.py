"""Groups -> threads with addresses that last.

Every group gets the address that its articles had, by the rules of `heirs`; a group that has none is new, and its
founding article (the earliest) gives id and slug. No address is ever dropped: it is a thread's, or it leads to one, or
it waits in the lock for its articles to return.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import msgspec

from builder.model import Article, Lineage, Thread, Tie
from builder.text.digests import digest
from builder.text.slugs import slugify
from builder.threads.heirs import Heirs, find_heirs
from builder.threads.lockfile import Former, Lock, LockedThread, Member, addresses
from builder.threads.moved import follow_moved, member
from builder.threads.types import Grouping


class Assignment(msgspec.Struct, frozen=True):
    """The threads, newest first and undated last, and the lock to keep."""

    threads: tuple[Thread, ...]
    lock: Lock


def assign(grouping: Grouping, articles: Sequence[Article], lock: Lock) -> Assignment:
    """Give every group its thread. `articles` are all that are grouped, in any order."""
    by_id = {article.id: article for article in articles}
    groups = [tuple(sorted(group, key=lambda i: _order(by_id[i]))) for group in grouping.groups]
    groups.sort(key=lambda group: _order(by_id[group[0]]))
    lock = follow_moved(lock, articles)
    heirs = find_heirs(groups, lock)
    names = _Names(lock)
    here = {article.id: member(article) for article in articles}
    lineage, absent = _inherited(lock, heirs, here)
    locked: list[LockedThread] = []
    for number, group in enumerate(groups):
        owner = heirs.owner.get(number) or names.new(group, by_id)
        locked.append(
            LockedThread(
                id=owner.id,
                slug=owner.slug,
                founded=owner.founded,
                members={name: here[name] for name in sorted(group)},
                absent=dict(sorted(absent[number].items())),
                lineage=_by_id(lineage[number]),
            )
        )
    threads = _threads(grouping, locked, by_id)
    rows = sorted((*locked, *_retired(lock, heirs, here)), key=lambda row: row.id)
    return Assignment(threads, with_titles(Lock(threads=tuple(rows)), threads))


def with_titles(lock: Lock, threads: Iterable[Thread]) -> Lock:
    """`lock` with the headlines that `threads` have now; those of retired threads stay."""
    titles = {thread.id: thread.title for thread in threads}
    rows = (msgspec.structs.replace(row, title=titles.get(row.id, row.title)) for row in lock.threads)
    return Lock(threads=tuple(rows))


def _inherited(
    lock: Lock, heirs: Heirs, here: Mapping[str, Member]
) -> tuple[dict[int, list[Former]], dict[int, dict[str, Member]]]:
    """For each group the addresses that lead to it from now on, and the missing articles that it remembers."""
    owners = {row.id: number for number, row in heirs.owner.items()}
    lineage: dict[int, list[Former]] = defaultdict(list)
    absent: dict[int, dict[str, Member]] = defaultdict(dict)
    for row in lock.threads:
        number = owners.get(row.id, heirs.target.get(row.id))
        if number is not None:
            absent[number] |= _missing(row, here)
            if row.id not in owners:
                members = tuple(sorted(row.members or row.absent))
                lineage[number].append(Former(id=row.id, slug=row.slug, founded=row.founded, members=members))
        for former in row.lineage:
            if former.id in heirs.target:
                lineage[heirs.target[former.id]].append(former)
    return lineage, absent


def _missing(row: LockedThread, here: Mapping[str, Member]) -> dict[str, Member]:
    return {name: one for name, one in chain(row.absent.items(), row.members.items()) if name not in here}


def _retired(lock: Lock, heirs: Heirs, here: Mapping[str, Member]) -> list[LockedThread]:
    """The threads of which no article is here, each with the addresses that led to it and go nowhere else."""
    owners = {row.id for row in heirs.owner.values()}
    return [
        LockedThread(
            id=row.id,
            slug=row.slug,
            title=row.title,
            founded=row.founded,
            absent=dict(sorted(_missing(row, here).items())),
            lineage=_by_id(one for one in row.lineage if one.id not in owners and one.id not in heirs.target),
        )
        for row in lock.threads
        if row.id not in owners and row.id not in heirs.target
    ]


def _by_id(rows: Iterable[Former]) -> tuple[Former, ...]:
    return tuple(sorted(rows, key=lambda row: row.id))


class _Names:
    """Ids and slugs that are taken, now or formerly, and giving out new ones."""

    def __init__(self, lock: Lock) -> None:
        self._ids = {row.id for row in addresses(lock)}
        self._slugs = {row.slug for row in addresses(lock)}

    def new(self, group: tuple[str, ...], by_id: Mapping[str, Article]) -> Former:
        """An address for a group that has none, from its founding article."""
        # A part that was split off may hold the article whose id the old thread bears.
        name = next((one for one in group if one not in self._ids), "")
        while not name or name in self._ids:
            name = digest(*group, name)[:16]
        self._ids.add(name)
        founder = by_id[group[0]]
        return Former(id=name, slug=self._slug(founder.title, name), founded=founder.published)

    def _slug(self, title: str, name: str) -> str:
        slug = slugify(title)
        for tail in (name[:6], name):
            if slug in self._slugs:
                slug = f"{slug}-{tail}"
        while slug in self._slugs:
            slug += "-2"
        self._slugs.add(slug)
        return slug


def _threads(grouping: Grouping, locked: Sequence[LockedThread], by_id: Mapping[str, Article]) -> tuple[Thread, ...]:
    owner = {member: number for number, thread in enumerate(locked) for member in thread.members}
    central = dict(grouping.centrality)
    # A group that a person changed hangs by no step of the model's: its members are not those of any joint.
    joints = {frozenset((*joint.left, *joint.right)): joint for joint in grouping.joints}
    ties: dict[int, list[Tie]] = defaultdict(list)
    for tie in grouping.ties:
        if owner[tie.left] == owner[tie.right]:
            ties[owner[tie.left]].append(tie)
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
                ties=tuple(ties[number]),
                joint=joints.get(frozenset(row.members)),
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
