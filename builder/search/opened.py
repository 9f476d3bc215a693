"""An index as the builder holds it, asked for single words: what the reader's engine does with files."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from builder.search import varint
from builder.search.index import Shard, State
from builder.search.postings import Entry, Lists, entries_of, lists_of
from builder.search.roots import Roots
from builder.search.spelling import Spelled, spelled_of

Read = Callable[[Sequence[bytes]], Mapping[bytes, bytes]]
"""Marks of contents -> the contents."""

ONE_ERROR, TWO_ERRORS = 4, 8
"""Letters that a word must have for one error, and for two."""


class Postings(NamedTuple):
    """All that is known of a word: its root and the stories that have it."""

    root: str
    lists: Lists


class OpenIndex:
    """Looks words up in an index; each file is read once."""

    def __init__(self, state: State, read: Read) -> None:
        """`read` must give every content of `state`."""
        self.state = state
        self.stop = frozenset(state.setting.stop)
        self.roots = Roots(state.setting.language)
        self._read = read
        self._entries = lru_cache(maxsize=None)(self._entries_at)
        self._spelled = lru_cache(maxsize=None)(self._spelled_at)

    def find(self, form: str) -> Postings | None:
        """The stories with a word of the same root; None where there is none."""
        root = self.roots.of(form)
        place = bisect_right(self.state.terms, root, key=lambda shard: shard.first) - 1
        entry = self._entries(place).get(root) if place >= 0 else None
        return Postings(root, lists_of(entry)) if entry and entry.df else None

    def nearest(self, form: str) -> str:
        """The form nearest to a misspelt one: fewest errors, then one that differs in its ending alone, then most
        stories; empty where nothing is near.

        Of a word with one error, its first or its last half is whole; of one with two, mostly its first or last third.
        """
        if len(form) < ONE_ERROR or form.replace(".", "").isnumeric():
            return ""
        half = max(2, (len(form) - 1) // 2)
        found = self._nearest(form, half, max(half, len(form) // 2), 1)
        third = len(form) // 3
        return found or (self._nearest(form, third, third, 2) if len(form) >= TWO_ERRORS else "")

    def _nearest(self, form: str, head: int, tail: int, most: int) -> str:
        ahead = self._sharing(self.state.forward, form[:head])
        behind = self._sharing(self.state.backward, form[: -tail - 1 : -1])
        ranked = []
        for other, words in {*ahead, *((row.form[::-1], row.words) for row in behind)}:
            errors = distance(form, other, most)
            if errors <= most:
                ending = other.startswith(form) or form.startswith(other)
                ranked.append((errors, not ending, -words, other))
        return min(ranked)[-1] if ranked else ""

    def _sharing(self, shards: tuple[Shard, ...], part: str) -> Iterable[Spelled]:
        first = max(0, bisect_right(shards, part, key=lambda shard: shard.first) - 1)
        for place in range(first, len(shards)):
            if place > first and not shards[place].first.startswith(part):
                return
            yield from (row for row in self._spelled(shards[place]) if row.form.startswith(part))

    def _entries_at(self, place: int) -> dict[str, Entry]:
        shard = self.state.terms[place]
        marks = [kept.mark for kept in shard.files]
        raw = self._read(marks)
        terms, places, *rests = (raw[mark] for mark in marks)
        return {entry.form: entry for entry in entries_of(terms, places, varint.take_all(shard.counts), rests)}

    def _spelled_at(self, shard: Shard) -> list[Spelled]:
        mark = shard.files[0].mark
        return spelled_of(self._read([mark])[mark])


def distance(a: str, b: str, most: int) -> int:
    """Optimal string alignment: insertions, deletions, changes, swaps of neighbours; `most + 1` when there are more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        row = [i]
        for j, other in enumerate(b, start=1):
            value = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                value = min(value, before[j - 2] + 1)
            row.append(value)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
