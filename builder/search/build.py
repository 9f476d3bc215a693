"""Documents -> the whole index at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from builder.parallel import map_ordered
from builder.search import columns, shards, spelling, stories, varint
from builder.search.documents import Document, LinkTo
from builder.search.encode import spelling_shards, term_shards
from builder.search.fields import LONG_LIST, STORIES_PER_FILE
from builder.search.index import Kept, Made, Setting, State
from builder.search.postings import Entry, Lists, listed
from builder.search.roots import Roots
from builder.search.runs import RUN, Counting, Run, Words
from builder.search.spelling import Spelled
from builder.search.terms import Ints, in_order
from builder.search.vocabulary import Vocabulary

_WORTH_FORKING = 4
"""Runs from which they are counted in processes of their own."""

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
    counting = Counting(Vocabulary(Roots(setting.language), setting.stop), zone, link)
    runs: list[Run] = []
    forms: dict[str, bytes] = {}
    records: list[bytes] = []
    words = Words()
    parts = [documents[start : start + RUN] for start in range(0, len(documents), RUN)]
    for part, run in zip(parts, map_ordered(counting.run, parts, worth=_WORTH_FORKING), strict=True):
        records += run.records
        forms.update(zip((document.thread.id for document in part), run.rows, strict=True))
        runs.append(words.take(run))
        advance(len(records), len(documents))
    contents: dict[bytes, bytes] = {}
    rate = shards.rate(len(documents))
    entries = _entries(runs, words)
    terms = term_shards(entries, rate, contents)
    told = ((entry.form, spelling.kept(entry.form, entry.words, entry.titles)) for entry in entries)
    spelled = [Spelled(form, words) for form, words in told if words]
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


def _entries(runs: list[Run], known: Words) -> list[Entry]:
    """Every entry, sorted by form. `runs` is emptied on the way."""
    roots, words, titles = list(known.roots), known.words.tolist(), known.titles.tolist()
    out = [
        Entry(form, name, words[number], titles[number])
        for form, number in known.forms.items()
        if form != (name := roots[known.root_of[number]])
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
        number = known.forms.get(form)
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


def _merged(runs: list[Run]) -> _Lists:
    """The postings of all runs, by (root, document)."""
    none = np.zeros(0, dtype=np.int32)
    root = np.concatenate([run.root for run in runs] or [none])
    document = np.concatenate([run.document + np.int32(RUN * place) for place, run in enumerate(runs)] or [none])
    impact = np.concatenate([run.impact for run in runs] or [none.astype(np.uint8)])
    sizes = np.concatenate([run.sizes for run in runs] or [none])
    places = np.concatenate([run.places for run in runs] or [none.astype(np.uint8)])
    runs.clear()
    starts = np.append(0, np.cumsum(sizes, dtype=np.int64))
    root, order = in_order(root)
    ends = np.append(0, np.cumsum(sizes[order], dtype=np.int64))
    moved = np.empty_like(places)
    for low in range(0, len(order), _AT_ONCE):
        some = order[low : low + _AT_ONCE]
        at, end = int(ends[low]), int(ends[low + len(some)])
        # Each byte's place in the old order: where its posting began, and how far it is in it.
        shifts = np.repeat(starts[some] - ends[low : low + len(some)], sizes[some])
        moved[at:end] = places[np.arange(at, end) + shifts]
    return _Lists(root, document[order], impact[order], ends, moved)
