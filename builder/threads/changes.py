"""What a build would change: the lockfile as it is against the lockfile as it would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

import msgspec

from builder.threads.lockfile import Lock, LockedThread, Member

Kind = Literal["new", "back", "merged", "split", "grown", "shrunk", "renamed", "redirected", "gone"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Piece(msgspec.Struct, frozen=True, order=True):
    """An article by its path; `slug` is the story that it came from or went to, empty when that is none."""

    path: str
    slug: str = ""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What would happen to the story `id` at `stories/<slug>/`, called `title` afterwards.

    - new: it has an address that never was, and no article of another story
    - back: it takes up an address again that had led elsewhere, or to nothing
    - merged: the stories at `addresses` would become part of it, and their addresses lead to it
    - split: it has an address that never was and articles that were of the stories at `addresses`
    - grown, shrunk: articles come or go otherwise than by a merge or split; one that moves is in both
    - renamed: its headline was `former_title`; its address stays
    - redirected: it is no story any more but a former address, and would lead to `addresses` instead of another story
    - gone: none of its articles is on the site any more; its address is kept

    `before` and `after` count its articles. `added` and `removed` are those that the kind is about.
    """

    kind: Kind
    id: str
    slug: str
    title: str
    before: int
    after: int
    added: tuple[Piece, ...] = ()
    removed: tuple[Piece, ...] = ()
    addresses: tuple[str, ...] = ()
    former_title: str = ""


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """All changes, by kind in the order of `KINDS`, then by address. `unchanged` counts the stories in none of them."""

    changes: tuple[Change, ...]
    counts: dict[str, int]
    unchanged: int


def compare(before: Lock, after: Lock) -> Changes:
    """What `after` changes against `before`, in which articles already bear the ids that they have in `after`."""
    found = _Comparison(before, after).run()
    order = {kind: number for number, kind in enumerate(KINDS)}
    rows = tuple(sorted(found, key=lambda row: (order[row.kind], row.slug)))
    counts = Counter(row.kind for row in rows)
    touched = {slug for row in rows for slug in (row.slug, *row.addresses)}
    unchanged = sum(not row.retired and row.slug not in touched for row in after.threads)
    return Changes(changes=rows, counts={kind: counts[kind] for kind in KINDS}, unchanged=unchanged)


class _Comparison:
    def __init__(self, before: Lock, after: Lock) -> None:
        self.before, self.after = before, after
        self.old = {row.id: row for row in before.threads if not row.retired}
        self.new = {row.id: row for row in after.threads if not row.retired}
        self.was_in = {name: row.id for row in before.threads for name in row.members}
        self.is_in = {name: row.id for row in after.threads for name in row.members}
        self.led = {former.id: row.id for row in before.threads for former in row.lineage}
        self.leads = {former.id: row.id for row in after.threads for former in row.lineage}
        self.known = {row.id for row in before.threads} | self.led.keys()
        self.slugs = {row.id: row.slug for row in (*before.threads, *after.threads)}

    def run(self) -> list[Change]:
        found: list[Change] = []
        for row in self.new.values():
            old = self.old.get(row.id)
            found += [self._appeared(row)] if old is None else self._stayed(old, row)
        for row in self.after.threads:
            if row.retired and row.id in self.old:
                pieces = self._pieces(self.old[row.id].members, {})
                found.append(self._change("gone", row, removed=pieces))
        return found + self._redirected()

    def _change(
        self,
        kind: Kind,
        row: LockedThread,
        *,
        added: tuple[Piece, ...] = (),
        removed: tuple[Piece, ...] = (),
        others: Iterable[str] = (),
        former_title: str = "",
    ) -> Change:
        return Change(
            kind=kind,
            id=row.id,
            slug=row.slug,
            title=row.title,
            before=len(self.old[row.id].members) if row.id in self.old else 0,
            after=len(row.members),
            added=added,
            removed=removed,
            addresses=tuple(sorted(self.slugs[other] for other in others)),
            former_title=former_title,
        )

    def _appeared(self, row: LockedThread) -> Change:
        """A story at an address where none was."""
        pieces = self._pieces(row.members, self.was_in)
        others = {self.was_in[name] for name in row.members if name in self.was_in}
        kind: Kind = "back" if row.id in self.known else "split" if others else "new"
        return self._change(kind, row, added=pieces, others=others)

    def _stayed(self, old: LockedThread, row: LockedThread) -> list[Change]:
        """A story that was there before."""
        found = []
        merged = {former.id for former in row.lineage if former.id in self.old}
        came = {n: one for n, one in row.members.items() if self.was_in.get(n) not in (row.id, *merged)}
        went = {
            n: one
            for n, one in old.members.items()
            # What a split took along is told there.
            if self.is_in.get(n) != row.id and (n not in self.is_in or self.is_in[n] in self.old)
        }
        if merged:
            brought = {n: one for n, one in row.members.items() if self.was_in.get(n) in merged}
            found.append(self._change("merged", row, added=self._pieces(brought, self.was_in), others=merged))
        if came:
            found.append(self._change("grown", row, added=self._pieces(came, self.was_in)))
        if went:
            found.append(self._change("shrunk", row, removed=self._pieces(went, self.is_in)))
        if old.title and old.title != row.title:
            found.append(self._change("renamed", row, former_title=old.title))
        return found

    def _redirected(self) -> list[Change]:
        """Former addresses that would lead to another story though the one that they led to is still there."""
        former = {one.id: one for row in self.after.threads for one in row.lineage}
        return [
            Change(
                kind="redirected",
                id=name,
                slug=former[name].slug,
                title="",
                before=0,
                after=0,
                addresses=(self.slugs[place],),
            )
            for name, place in self.leads.items()
            if name in self.led and self.led[name] != place and self.leads.get(self.led[name]) != place
        ]

    def _pieces(self, members: Mapping[str, Member], place: Mapping[str, str]) -> tuple[Piece, ...]:
        return tuple(sorted(Piece(one.path, self.slugs.get(place.get(name, ""), "")) for name, one in members.items()))
