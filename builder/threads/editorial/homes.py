"""What the lockfile knows of threads, while a person's rules are applied: whose articles are where, and new homes.

A rule must mean the same in every build, though the lock of each build already holds what the rule did in the one
before. So where a thread is, is judged by its articles that no rule has placed; and an article that a rule moves is
also moved in the lock, so that a moved crowd does not take an address along.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec

from builder.model import Article
from builder.text.digests import digest
from builder.text.slugs import slugify
from builder.threads.lockfile import Former, Lock, LockedThread, age
from builder.threads.moved import member

_UNDATED = datetime.max.replace(tzinfo=UTC)

Placed = Literal["split", "move"]


class Homes:
    """Locked threads (`rows`, by id), with the articles (`placed`) that rules take from wherever they are."""

    def __init__(self, lock: Lock, articles: Mapping[str, Article]) -> None:
        self.rows: dict[str, LockedThread] = {row.id: row for row in lock.threads}
        self.locked = frozenset(self.rows)
        self.placed: dict[str, Placed] = {}
        self._articles = articles
        self._founded: set[str] = set()

    def add(self, row: LockedThread) -> None:
        """Know a thread that the last build did not: its address was given by name."""
        taken = {name for other in self.rows.values() for name in other.members}
        members = {name: one for name, one in row.members.items() if name not in taken}
        self.rows[row.id] = msgspec.structs.replace(row, members=members)

    def found(self, value: str) -> LockedThread:
        """A thread that is still without articles, at the address that `value` makes."""
        slug = slugify(value)
        row = LockedThread(id=digest("thread", slug)[:16], slug=slug)
        self.add(row)
        self._founded.add(row.id)
        return row

    def voters(self, members: Iterable[str]) -> tuple[str, ...]:
        """Those of a thread's articles that tell where it is: not placed by a rule, else those that were split off."""
        here = sorted(name for name in members if name in self._articles)
        own = tuple(name for name in here if name not in self.placed)
        return own or tuple(name for name in here if self.placed.get(name) == "split")

    def owners(self, groups: Sequence[Sequence[str]]) -> dict[str, list[tuple[str, ...]]]:
        """Thread id -> the groups of which it has the most articles, largest part first."""
        groups = sorted(groups, key=lambda group: min(map(self._order, group)))
        of = {name: number for number, group in enumerate(groups) for name in group}
        counts: dict[int, list[tuple[int, LockedThread]]] = defaultdict(list)
        for row in self.rows.values():
            for number, count in Counter(of[name] for name in self.voters(row.members)).items():
                counts[number].append((count, row))
        owned: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, rows in counts.items():
            count, row = min(rows, key=lambda one: (-one[0], age(one[1])))
            owned[row.id].append((-count, number))
        return {name: [tuple(groups[number]) for _, number in sorted(found)] for name, found in owned.items()}

    def _order(self, name: str) -> tuple[datetime, str]:
        return (self._articles[name].published or _UNDATED, name)

    def settle(self, moved: Mapping[str, str]) -> None:
        """Give each article of `moved` to the thread of that id; a thread left empty leads to where most of it went."""
        before = dict(self.rows)
        for row in before.values():
            if leaving := [name for name in row.members if moved.get(name, row.id) != row.id]:
                self.leave(row.id, leaving)
        for name, home in sorted(moved.items()):
            row = self.rows[home]
            members = {**row.members, name: member(self._articles[name])}
            self.rows[home] = msgspec.structs.replace(row, members=members)
        for row in before.values():
            went = Counter(moved[name] for name in row.members if moved.get(name, row.id) != row.id)
            if went and not any(name in self._articles for name in self.rows[row.id].members):
                self._absorb(row, min(went, key=lambda home: (-went[home], home)))
        for home in sorted(self._founded & set(moved.values())):
            row = self.rows[home]
            dates = [when for name in row.members if (when := self._articles[name].published)]
            self.rows[home] = msgspec.structs.replace(row, founded=min(dates, default=None))

    def _absorb(self, row: LockedThread, home: str) -> None:
        """`row`, which has no article any more, becomes an address that leads to the thread `home`."""
        former = Former(id=row.id, slug=row.slug, founded=row.founded, members=tuple(sorted(row.members)))
        into = self.rows[home]
        self.rows[home] = msgspec.structs.replace(into, lineage=(*into.lineage, former, *row.lineage))
        del self.rows[row.id]

    def leave(self, thread: str, names: Collection[str]) -> None:
        """Take `names` from a thread."""
        row = self.rows[thread]
        rest = {name: one for name, one in row.members.items() if name not in names}
        self.rows[thread] = msgspec.structs.replace(row, members=rest)

    def lock(self) -> Lock:
        """The lock from which threads get their addresses."""
        return Lock(threads=tuple(row for _, row in sorted(self.rows.items())))
