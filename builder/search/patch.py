"""The last index and a few changed or added documents -> the index that a whole build would give, byte for byte.

Only the stretches in which their words stand are read and written. That holds while documents keep their numbers: where
one was taken away, or a new one does not come last, everything is built anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from builder.search import columns, shards, spelling, stories, varint
from builder.search.documents import Document, LinkTo
from builder.search.encode import spelling_shards, term_shards
from builder.search.fields import STORIES_PER_FILE
from builder.search.index import Kept, Made, Shard, State, forms_of
from builder.search.postings import Entry, Posting, entries_of
from builder.search.roots import Roots
from builder.search.runs import form_rows
from builder.search.spelling import Spelled, spelled_of
from builder.search.splice import Change, spliced
from builder.search.terms import Counted, count
from builder.search.vocabulary import Vocabulary

SHARE = 100
"""Patched is up to one document in so many (and at least ten): with more, a whole build is no slower."""

Read = Callable[[Sequence[bytes]], Mapping[bytes, bytes]]
"""Marks -> contents of the last index; a missing one is absent."""

E = TypeVar("E", Entry, Spelled)


class Missing(Exception):
    """A content of the last index is not to be had any more."""


class _Changes(msgspec.Struct):
    """What the changed documents do: to roots, and to the counts of forms (stories, headlines)."""

    postings: dict[str, list[Change]]
    words: dict[str, int]
    titles: dict[str, int]


def changed(last: State, rows: Sequence[tuple[str, str]]) -> list[int] | None:
    """The numbers of documents to be counted again; None where the last index is of no use for `rows`.

    `rows` are (thread id, key) by number.
    """
    old = last.documents
    if last.rate != shards.rate(len(rows)) or len(rows) < len(old):
        return None
    if any(before[0] != now[0] for before, now in zip(old, rows, strict=False)):
        return None
    found = [number for number, row in enumerate(rows) if number >= len(old) or old[number] != row]
    return found if len(found) <= max(10, len(rows) // SHARE) else None


def patch(
    last: State,
    documents: Sequence[Document],
    keys: Sequence[str],
    numbers: Sequence[int],
    zone: ZoneInfo,
    link: LinkTo,
    read: Read,
    forms: Mapping[str, bytes],
) -> Made:
    """The index of `documents`, of which those with `numbers` (from `changed`) are not as they were.

    `forms` gives the rows of forms of the last build by thread id. Raises `Missing` when `read` does not have what it
    is asked for.
    """
    vocabulary = Vocabulary(Roots(last.setting.language), last.setting.stop)
    run = [documents[number] for number in numbers]
    counted = count(run, vocabulary)
    made = form_rows(counted, len(run), list(vocabulary.forms))
    rows = {document.thread.id: row for document, row in zip(run, made, strict=True)}
    old = [forms.get(last.documents[number][0]) if number < len(last.documents) else b"\n\n" for number in numbers]
    if any(row is None for row in old):
        raise Missing
    changes = _changes(numbers, counted, vocabulary, [row or b"" for row in old], list(rows.values()))
    contents: dict[bytes, bytes] = {}
    terms = _Terms(last.terms, last.rate, read, contents)
    terms.change(changes, vocabulary)
    spelled = terms.spelled
    spelling_rate = shards.spelling_rate(last.rate)
    forward = _Spelling(last.forward, spelling_rate, read, contents)
    forward.change(spelled)
    backward = _Spelling(last.backward, spelling_rate, read, contents)
    backward.change({form[::-1]: words for form, words in spelled.items()})
    names, blocks = columns.names_and_columns(documents, zone)

    def keep(raw: bytes) -> Kept:
        kept = Kept.of(raw)
        contents[kept.mark] = raw
        return kept

    records = dict(zip(numbers, stories.story_records(run, counted, zone, link), strict=True))
    state = msgspec.structs.replace(
        last,
        documents=tuple((document.thread.id, key) for document, key in zip(documents, keys, strict=True)),
        terms=tuple(terms.shards),
        forward=tuple(forward.shards),
        backward=tuple(backward.shards),
        stories=_stories(last.stories, len(documents), records, read, keep),
        columns=tuple(keep(raw) for raw in blocks),
        names=keep(names),
    )
    return Made(state=state, contents=contents, forms=rows)


def _changes(
    numbers: Sequence[int], counted: Counted, vocabulary: Vocabulary, before: Sequence[bytes], after: Sequence[bytes]
) -> _Changes:
    found = _Changes(defaultdict(list), defaultdict(int), defaultdict(int))
    roots = list(vocabulary.roots)
    new: list[dict[str, Posting]] = [{} for _ in numbers]
    places, starts = counted.place_bytes.tobytes(), counted.place_starts.tolist()
    for at, (place, root, impact) in enumerate(
        zip(counted.document.tolist(), counted.root.tolist(), counted.impact.tolist(), strict=True)
    ):
        new[place][roots[root]] = Posting(numbers[place], impact, places[starts[at] : starts[at + 1]])
    for place, number in enumerate(numbers):
        old_forms, new_forms = forms_of(before[place]), forms_of(after[place])
        for by, some in ((-1, old_forms), (1, new_forms)):
            for form, titled in some.items():
                found.words[form] += by
                found.titles[form] += by * titled
        old_roots = {vocabulary.root(form) for form in old_forms}
        for root in sorted(old_roots | new[place].keys()):
            found.postings[root].append((number, new[place].get(root)))
    return found


class _Shards(Generic[E]):
    """Shards of one kind, of which some stretches are read, changed and made again."""

    def __init__(self, old: Sequence[Shard], rate: int, read: Read, contents: dict[bytes, bytes]) -> None:
        self.shards = list(old)
        self.rate = rate
        self.contents = contents
        self._read = read
        self._known: dict[bytes, bytes] = {}
        self._firsts = [shard.first for shard in old]
        self._begins = [place for place, shard in enumerate(old) if shard.stretch]

    def rebuild(self, forms: Iterable[str]) -> None:
        """Make those stretches again that `forms` belong to; `apply` is asked for the changes."""
        by_stretch: dict[int, list[str]] = defaultdict(list)
        for form in sorted(forms):
            by_stretch[self._stretch(form)].append(form)
        self._fetch(by_stretch)
        regions: list[tuple[int, int, list[E]]] = []
        for stretch in sorted(by_stretch):
            low, high = self._bounds(stretch)
            entries = {entry.form: entry for entry in self._entries(low, high)}
            self.apply(entries, by_stretch[stretch])
            rows = [entries[form] for form in sorted(entries)]
            # Without the group at its border a stretch goes on from the one before it.
            while low and not (rows and shards.begins(rows[0].form, self.rate)):
                if regions and regions[-1][1] == low:
                    low, _, before = regions.pop()
                else:
                    end, low = low, self._bounds(bisect_right(self._begins, low - 1) - 1)[0]
                    before = self._entries(low, end)
                rows = before + rows
            regions.append((low, high, rows))
        for low, high, rows in reversed(regions):
            self.shards[low:high] = self.encode(rows)

    def _stretch(self, form: str) -> int:
        """The place in `_begins` of the stretch that `form` stands in or would."""
        shard = max(0, bisect_right(self._firsts, form) - 1)
        found = max(0, bisect_right(self._begins, shard) - 1)
        # A group is never parted: its first form may now come before that with which the next stretch began.
        after = self._firsts[self._begins[found + 1]] if found + 1 < len(self._begins) else ""
        return found + (after[: shards.GROUP] == form[: shards.GROUP])

    def _bounds(self, stretch: int) -> tuple[int, int]:
        if not self._begins:
            return 0, 0
        end = self._begins[stretch + 1] if stretch + 1 < len(self._begins) else len(self._firsts)
        return self._begins[stretch], end

    def _fetch(self, stretches: Iterable[int]) -> None:
        wanted = [k.mark for s in stretches for shard in self.shards[slice(*self._bounds(s))] for k in shard.files]
        self._known.update(self._read(wanted))

    def content(self, kept: Kept) -> bytes:
        """A content of the last index."""
        if kept.mark not in self._known:
            self._known.update(self._read([kept.mark]))
        if kept.mark not in self._known:
            raise Missing
        return self._known[kept.mark]

    def _entries(self, low: int, high: int) -> list[E]:
        return [entry for shard in self.shards[low:high] for entry in self.decode(shard)]

    def decode(self, shard: Shard) -> list[E]:
        """The entries of a shard."""
        raise NotImplementedError

    def encode(self, rows: list[E]) -> list[Shard]:
        """The shards of sorted entries."""
        raise NotImplementedError

    def apply(self, entries: dict[str, E], forms: Sequence[str]) -> None:
        """Change `entries`, those of one stretch, in the places of `forms`."""
        raise NotImplementedError


class _Terms(_Shards[Entry]):
    """Terms and positions."""

    def change(self, changes: _Changes, vocabulary: Vocabulary) -> None:
        """Apply the changes; `spelled` then has the forms whose spelling is not as it was: their numbers (0: none)."""
        self._changes, self._vocabulary = changes, vocabulary
        self.spelled: dict[str, int] = {}
        counted = [form for form, by in changes.words.items() if by or changes.titles[form]]
        self.rebuild({*counted, *changes.postings})

    def decode(self, shard: Shard) -> list[Entry]:
        terms, places, *rests = (self.content(kept) for kept in shard.files)
        return list(entries_of(terms, places, varint.take_all(shard.counts), rests))

    def encode(self, rows: list[Entry]) -> list[Shard]:
        return term_shards(rows, self.rate, self.contents)

    def apply(self, entries: dict[str, Entry], forms: Sequence[str]) -> None:
        changes = self._changes
        for form in forms:
            entry = entries.get(form) or Entry(form)
            words, titles = changes.words.get(form, 0), changes.titles.get(form, 0)
            if words or titles:
                before = spelling.kept(form, entry.words, entry.titles)
                entry = msgspec.structs.replace(entry, words=entry.words + words, titles=entry.titles + titles)
                if (now := spelling.kept(form, entry.words, entry.titles)) != before:
                    self.spelled[form] = now
            root = self._vocabulary.root(form)
            if root != form:
                kept = entry.words > 0
                entry = msgspec.structs.replace(entry, root=root)
            else:
                entry = spliced(entry, changes.postings[form]) if form in changes.postings else entry
                kept = entry.df > 0
            if kept:
                entries[form] = entry
            else:
                entries.pop(form, None)


class _Spelling(_Shards[Spelled]):
    """Spelling, forward or backward."""

    def change(self, spelled: Mapping[str, int]) -> None:
        """Set how many stories have each form; 0 takes it out."""
        self._spelled = spelled
        self.rebuild(spelled)

    def decode(self, shard: Shard) -> list[Spelled]:
        return spelled_of(self.content(shard.files[0]))

    def encode(self, rows: list[Spelled]) -> list[Shard]:
        return spelling_shards(rows, self.rate, self.contents)

    def apply(self, entries: dict[str, Spelled], forms: Sequence[str]) -> None:
        for form in forms:
            if self._spelled[form]:
                entries[form] = Spelled(form, self._spelled[form])
            else:
                entries.pop(form, None)


def _stories(
    old: Sequence[Kept], documents: int, records: Mapping[int, bytes], read: Read, keep: Callable[[bytes], Kept]
) -> tuple[Kept, ...]:
    """The files of stories with some records new."""
    out = list(old)
    for number in sorted({number // STORIES_PER_FILE for number in records}):
        rows: list[bytes] = []
        if number < len(old):
            found = read([old[number].mark])
            if old[number].mark not in found:
                raise Missing
            rows = stories.records_of(found[old[number].mark])
        first = number * STORIES_PER_FILE
        for place in range(first, min(first + STORIES_PER_FILE, documents)):
            if place in records:
                rows[place - first : place - first + 1] = [records[place]]
        out[number : number + 1] = [keep(stories.stories_file(rows))]
    return tuple(out)
