"""Which group has which address: locked threads and groups of articles, matched.

In order, each step for the groups that are still without an address:

1. A thread goes where more than half of its articles are. Where several come to one group it is a merge: the oldest
   address stays, the others lead there.
2. A thread whose articles are scattered stays with the largest of their groups that has no address.
3. A thread that had no article left takes the group with most of those that have come back.
4. An address that led elsewhere since a merge comes back where more than half of its articles of then are; of several
   the oldest.
5. Where a merge has come apart again and the merged thread's own articles are the smaller part, it goes back to
   them, and the address that it had swallowed to the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from builder.threads.lockfile import Former, Lock, LockedThread, age

Group = tuple[str, ...]


@dataclass(slots=True)
class Heirs:
    """`owner`: number of a group -> whose address it has. `target`: id of any other address -> the group it leads to.

    An address in neither leads to nothing that is here: a retired thread, or one that was merged into it.
    """

    owner: dict[int, LockedThread | Former] = field(default_factory=dict)
    target: dict[str, int] = field(default_factory=dict)


def find_heirs(groups: Sequence[Group], lock: Lock) -> Heirs:
    """Match `groups`, in order of their founding articles, with the threads and former addresses of `lock`."""
    return _Matching(groups, lock).run()


Address = LockedThread | Former
Row = tuple[Address, Mapping[int, int]]


class _Matching:
    def __init__(self, groups: Sequence[Group], lock: Lock) -> None:
        self.group_of = {member: number for number, group in enumerate(groups) for member in group}
        self.threads = sorted(lock.threads, key=age)
        self.live: list[tuple[LockedThread, Mapping[int, int]]] = []
        self.returned: list[Row] = []
        for row in self.threads:
            if shares := self.shares(row.members):
                self.live.append((row, shares))
            elif shares := self.shares(row.absent):
                self.returned.append((row, shares))
        self.carrier = {former.id: row.id for row in self.threads for former in row.lineage}
        former = sorted((former for row in lock.threads for former in row.lineage), key=age)
        self.former = [(row, shares) for row in former if (shares := self.shares(row.members))]
        self.holding: dict[str, list[frozenset[str]]] = defaultdict(list)
        for one in former:
            for member in one.members:
                self.holding[member].append(frozenset(one.members))
        self.owner: dict[int, Address] = {}

    def shares(self, members: Iterable[str]) -> Counter[int]:
        """How many of `members` are in which group."""
        return Counter(self.group_of[member] for member in members if member in self.group_of)

    def brought(self, former: Former) -> Iterator[str]:
        """Its articles but those that it had from a merge before its own."""
        own = frozenset(former.members)
        yield from (one for one in former.members if not any(part < own for part in self.holding[one]))

    def run(self) -> Heirs:
        scattered: list[Row] = []
        for thread, shares in self.live:
            group = _majority(shares)
            if group is None:
                scattered.append((thread, shares))
            else:
                self.owner.setdefault(group, thread)
        self._scattered(scattered)
        self._scattered(self.returned)
        for former, _ in self.former:
            group = _majority(self.shares(self.brought(former)))
            if group is not None:
                self.owner.setdefault(group, former)
        self._unmerge()
        heirs = Heirs(self.owner)
        owners = {row.id: group for group, row in self.owner.items()}
        every: list[Row] = [*self.live, *self.returned, *self.former]
        for row, shares in every:
            if row.id not in owners:
                heirs.target[row.id] = self._leads_to(row, shares, owners)
        self._follow(heirs, owners)
        return heirs

    def _scattered(self, rows: Sequence[Row]) -> None:
        """Largest share first, then the older address, then the earlier group."""
        pairs = [(-count, age(row), group, row) for row, shares in rows for group, count in shares.items()]
        done = {row.id for row in self.owner.values()}
        for _, _, group, row in sorted(pairs, key=lambda pair: pair[:3]):
            if group not in self.owner and row.id not in done:
                self.owner[group] = row
                done.add(row.id)

    def _unmerge(self) -> None:
        """Step 5, for each thread that carries former addresses."""
        owners = {row.id: group for group, row in self.owner.items()}
        for row, _ in self.live:
            at = owners.get(row.id)
            if at is None or not row.lineage:
                continue
            swallowed = {member for former in row.lineage for member in former.members}
            home = _majority(self.shares(member for member in row.members if member not in swallowed))
            if home is None or home in self.owner:
                continue
            shares = [(former, self.shares(former.members)) for former in row.lineage if former.id not in owners]
            there = [(-count[at], age(former), former) for former, count in shares if _majority(count) == at]
            if there:
                self.owner[home] = row
                self.owner[at] = min(there, key=lambda one: one[:2])[2]

    def _leads_to(self, row: Address, shares: Mapping[int, int], owners: Mapping[str, int]) -> int:
        """The group with most of its articles; of equal ones where it leads now, then the earlier."""
        now = owners.get(self.carrier.get(row.id, ""))
        return min(shares, key=lambda group: (-shares[group], group != now, group))

    def _follow(self, heirs: Heirs, owners: Mapping[str, int]) -> None:
        """A former address without any article here goes on leading to the thread that it led to."""
        for row in self.threads:
            place = owners.get(row.id, heirs.target.get(row.id))
            for former in row.lineage:
                if place is not None and former.id not in owners:
                    heirs.target.setdefault(former.id, place)


def _majority(shares: Mapping[int, int]) -> int | None:
    """The group with more than half of all, if any."""
    total = sum(shares.values())
    return next((group for group, count in shares.items() if 2 * count > total), None)
