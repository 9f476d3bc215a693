"""Documents -> the whole index at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from builder.parallel import map_ordered
from builder.search import columns, shards, stories, varint
from builder.search.documents import Document, LinkTo
from builder.search.encode import spelling_shards, term_shards
from builder.search.fields import LONG_LIST, STORIES_PER_FILE
from builder.search.index import Kept, Made, Setting, State, forms_row
from builder.search.postings import Entry, Lists, listed
from builder.search.roots import Roots
from builder.search.spelling import Spelled, is_sure
from builder.search.terms import Counted, Ints, Sentences, count, cut
from builder.search.vocabulary import Vocabulary

RUN = 500
"""Documents counted at a time: bounds memory at some hundred bytes for each of their words."""

_WORTH_FORKING = 4
"""Runs from which they are cut into pieces in processes of their own."""

_AT_ONCE = 100_000
"""Postings moved at a time."""

Advance = Callable[[int, int], None]


class _Lists(NamedTuple):
    """All postings, by (root, document); `starts` where each begins in `places`."""

    root: Ints
    document: Ints
    impact: NDArray[np.uint8]
    starts: Ints
    places: NDArray[np.uint8]


def build(
    documents: Sequence[Document],
    keys: Sequence[str],
    setting: Setting,
    zone: ZoneInfo,
    link: LinkTo,
    advance: Advance = lambda done, total: None,
) -> Made:
    """The index of `documents` (in order of their numbers); `keys` stand for all that each is made of."""
    vocabulary = Vocabulary(Roots(setting.language), setting.stop)
    runs: list[Counted] = []
    forms: dict[str, bytes] = {}
    records: list[bytes] = []
    parts = [documents[start : start + RUN] for start in range(0, len(documents), RUN)]
    for run, done in zip(parts, map_ordered(cut, parts, worth=_WORTH_FORKING), strict=True):
        counted = count(run, vocabulary, done)
        records += stories.story_records(run, counted, zone, link)
        forms.update(_form_rows(run, counted, list(vocabulary.forms)))
        runs.append(_slim(counted))
        advance(min(RUN * len(runs), len(documents)), len(documents))
    contents: dict[bytes, bytes] = {}
    words, titles = _form_counts(runs, len(vocabulary.forms))
    rate = shards.rate(len(documents))
    entries = _entries(runs, vocabulary, words, titles)
    terms = term_shards(entries, rate, contents)
    spelled = [Spelled(entry.form, entry.words) for entry in entries if is_sure(entry.form, entry.words, entry.titles)]
    reverse = sorted(Spelled(row.form[::-1], row.words) for row in spelled)
    names, blocks = columns.names_and_columns(documents, zone)

    def keep(raw: bytes) -> Kept:
        kept = Kept.of(raw)
        contents[kept.mark] = raw
        return kept

    state = State(
        setting=setting,
        rate=rate,
        documents=tuple((document.thread.id, key) for document, key in zip(documents, keys, strict=True)),
        terms=tuple(terms),
        forward=tuple(spelling_shards(spelled, shards.spelling_rate(rate), contents)),
        backward=tuple(spelling_shards(reverse, shards.spelling_rate(rate), contents)),
        stories=tuple(
            keep(stories.stories_file(records[start : start + STORIES_PER_FILE]))
            for start in range(0, len(records), STORIES_PER_FILE)
        ),
        columns=tuple(keep(raw) for raw in blocks),
        names=keep(names),
    )
    return Made(state=state, contents=contents, forms=forms)


def _slim(counted: Counted) -> Counted:
    """What the lists are made of, in half the memory; the sentences are of no use once the stories are made."""
    none = Sentences([], *(np.zeros(0, dtype=np.int64),) * 3)
    return counted._replace(
        document=counted.document.astype(np.int32),
        root=counted.root.astype(np.int32),
        place_starts=counted.place_starts.astype(np.int32),
        form_document=counted.form_document[:0],
        form=counted.form.astype(np.int32),
        sentences=none,
    )


def form_row(counted: Counted, number: int, forms: Sequence[str]) -> bytes:
    """The forms of document `number` of the run, as `forms_row` gives them."""
    low, high = np.searchsorted(counted.form_document, [number, number + 1])
    return _row(counted.form[low:high], counted.form_title[low:high], forms)


def _row(numbers: Ints, titled: NDArray[np.bool_], forms: Sequence[str]) -> bytes:
    return forms_row(
        map(forms.__getitem__, numbers[titled].tolist()), map(forms.__getitem__, numbers[~titled].tolist())
    )


def _form_rows(run: Sequence[Document], counted: Counted, forms: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    bounds = np.searchsorted(counted.form_document, np.arange(len(run) + 1)).tolist()
    for number, document in enumerate(run):
        rows = slice(bounds[number], bounds[number + 1])
        yield document.thread.id, _row(counted.form[rows], counted.form_title[rows], forms)


def _form_counts(runs: Sequence[Counted], forms: int) -> tuple[list[int], list[int]]:
    """In how many documents each form stands, and in the headlines of how many."""
    words, titles = np.zeros(forms, dtype=np.int64), np.zeros(forms, dtype=np.int64)
    for run in runs:
        words += np.bincount(run.form, minlength=forms)
        titles += np.bincount(run.form[run.form_title], minlength=forms)
    return words.tolist(), titles.tolist()


def _entries(runs: list[Counted], vocabulary: Vocabulary, words: list[int], titles: list[int]) -> list[Entry]:
    """Every entry, sorted by form. `runs` is emptied on the way."""
    roots = list(vocabulary.roots)
    out = [
        Entry(form, roots[root], words[number], titles[number])
        for (form, number), root in zip(vocabulary.forms.items(), vocabulary.root_of, strict=True)
        if form != roots[root]
    ]
    lists = _merged(runs)
    bounds = np.searchsorted(lists.root, np.arange(len(roots) + 1))
    gaps = np.diff(lists.document, prepend=np.int32(-1))
    firsts = bounds[:-1][bounds[:-1] < bounds[1:]]
    gaps[firsts] = lists.document[firsts] + 1
    coded, at = varint.encode(gaps << 4 | lists.impact)
    del gaps
    postings, places = coded.tobytes(), lists.places.tobytes()
    cuts, place_cuts, limits = at[bounds].tolist(), lists.starts[bounds].tolist(), bounds.tolist()
    for root, form in enumerate(roots):
        number = vocabulary.forms.get(form)
        told = (words[number], titles[number]) if number is not None else (0, 0)
        low, high = limits[root], limits[root + 1]
        if high - low > LONG_LIST:
            out.append(listed(form, *told, _part(lists, places, low, high)))
            continue
        of_root, of_places = postings[cuts[root] : cuts[root + 1]], places[place_cuts[root] : place_cuts[root + 1]]
        out.append(Entry(form, "", *told, high - low, of_root, of_places))
    out.sort(key=lambda entry: entry.form)
    return out


def _part(lists: _Lists, places: bytes, low: int, high: int) -> Lists:
    """Postings `low` to `high`."""
    starts = lists.starts[low : high + 1].tolist()
    records = [places[start:end] for start, end in pairwise(starts)]
    return Lists(lists.document[low:high].astype(np.int64), lists.impact[low:high].astype(np.int64), records)


def _merged(runs: list[Counted]) -> _Lists:
    """The postings of all runs, by (root, document)."""
    shift = RUN * np.arange(len(runs))
    root = np.concatenate([run.root for run in runs] or [np.zeros(0, dtype=np.int64)])
    document = np.concatenate([run.document + np.int32(by) for run, by in zip(runs, shift, strict=True)] or [root])
    impact = np.concatenate([run.impact for run in runs] or [np.zeros(0, dtype=np.uint8)])
    sizes = np.concatenate([np.diff(run.place_starts) for run in runs] or [root])
    places = np.concatenate([run.place_bytes for run in runs] or [np.zeros(0, dtype=np.uint8)])
    runs.clear()
    starts = np.append(0, np.cumsum(sizes, dtype=np.int64))
    order = np.argsort(root, kind="stable").astype(np.int32)
    ends = np.append(0, np.cumsum(sizes[order], dtype=np.int64))
    moved = np.empty_like(places)
    for low in range(0, len(order), _AT_ONCE):
        some = order[low : low + _AT_ONCE]
        at, end = int(ends[low]), int(ends[low + len(some)])
        # Each byte's place in the old order: where its posting began, and how far it is in it.
        shifts = np.repeat(starts[some] - ends[low : low + len(some)], sizes[some])
        moved[at:end] = places[np.arange(at, end) + shifts]
    return _Lists(root[order], document[order], impact[order], ends, moved)
