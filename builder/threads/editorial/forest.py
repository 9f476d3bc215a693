"""Articles held together by ties, so that a group can be taken apart and put together again.

A maximum spanning forest: between two articles there is one way at most. A tie of the model can be cut, one that a
person made cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import msgspec

from builder.model import Tie
from builder.threads.editorial.file import Rule

_KEPT = -1.0
"""Strength of a tie between articles that are together only because their group was: it is cut first."""


class Bond(msgspec.Struct, frozen=True):
    """One tie: `rule` is the person's that made it, None for the model's, whose strength is 0 to 1 or `_KEPT`."""

    left: str
    right: str
    strength: float
    rule: Rule | None = None


class Forest:
    """The groups of a grouping as trees of bonds."""

    def __init__(self, groups: Iterable[Sequence[str]], ties: Iterable[Tie]) -> None:
        self._bonds: dict[str, dict[str, Bond]] = {name: {} for group in groups for name in group}
        for tie in sorted(ties, key=lambda tie: (-tie.similarity, tie.left, tie.right)):
            if tie.left in self._bonds and tie.right in self._bonds and not self.way(tie.left, tie.right):
                self._add(Bond(tie.left, tie.right, tie.similarity))
        for group in groups:
            self.keep(group)

    def _add(self, bond: Bond) -> None:
        self._bonds[bond.left][bond.right] = bond
        self._bonds[bond.right][bond.left] = bond

    def cut(self, bond: Bond) -> None:
        """Remove one bond."""
        del self._bonds[bond.left][bond.right]
        del self._bonds[bond.right][bond.left]

    def group(self, name: str, within: Callable[[str], bool] = lambda _: True) -> tuple[str, ...]:
        """Everything that hangs together with `name` (by articles that are `within`), sorted."""
        seen, todo = {name}, [name]
        while todo:
            for other in self._bonds[todo.pop()]:
                if other not in seen and within(other):
                    seen.add(other)
                    todo.append(other)
        return tuple(sorted(seen))

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """All groups, sorted."""
        done: set[str] = set()
        found = []
        for name in sorted(self._bonds):
            if name not in done:
                group = self.group(name)
                done.update(group)
                found.append(group)
        return tuple(found)

    def way(self, left: str, right: str) -> tuple[Bond, ...]:
        """The bonds from `left` to `right`; none when they do not hang together (or are the same)."""
        came: dict[str, Bond | None] = {left: None}
        todo = [left]
        while todo and right not in came:
            at = todo.pop()
            for other, bond in self._bonds[at].items():
                if other not in came:
                    came[other] = bond
                    todo.append(other)
        found: list[Bond] = []
        at = right
        while step := came.get(at):
            found.append(step)
            at = step.left if step.right == at else step.right
        return tuple(reversed(found))

    def weakest(self, left: str, right: str) -> Bond | None:
        """The weakest bond on the way that can be cut."""
        loose = [bond for bond in self.way(left, right) if bond.rule is None]
        return min(loose, key=lambda bond: (bond.strength, bond.left, bond.right), default=None)

    def link(self, names: Iterable[str], rule: Rule) -> None:
        """Hold `names` together for good; where they hang together already, the weakest bond gives way to this one."""
        for left, right in pairwise(sorted(set(names))):
            way = self.way(left, right)
            if way:
                loose = self.weakest(left, right)
                if loose is None:
                    continue
                self.cut(loose)
            self._add(Bond(left, right, 1.0, rule))

    def keep(self, names: Iterable[str]) -> None:
        """Hold `names` together as loosely as can be, where they do not hang together."""
        ordered = sorted(names)
        reached = set(self.group(ordered[0])) if ordered else set()
        for name in ordered[1:]:
            if name not in reached:
                self._add(Bond(ordered[0], name, _KEPT))
                reached.update(self.group(name))

    def around(self, name: str) -> tuple[Bond, ...]:
        """The bonds of one article."""
        return tuple(self._bonds[name].values())

    def take(self, names: Iterable[str]) -> None:
        """Take `names` out of their groups, each alone; what is left of each group stays together."""
        out = set(names)
        before = {self.group(name) for name in sorted(out)}
        for name in sorted(out):
            for bond in self.around(name):
                self.cut(bond)
        for group in sorted(before):
            self.keep(name for name in group if name not in out)
