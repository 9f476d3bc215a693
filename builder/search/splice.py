"""One document's posting put into, changed in or taken out of a root's entry, without reading the others."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from builder.search import varint
from builder.search.fields import LONG_LIST
from builder.search.postings import Entry, Lists, Posting, listed, lists_of, record_starts

Change = tuple[int, Posting | None]
"""(document, its posting from now on, None for none)."""


def spliced(entry: Entry, changes: Sequence[Change]) -> Entry:
    """`entry` with the changes; the very bytes that it would have been given at once."""
    if entry.rest or entry.df + len(changes) > LONG_LIST:
        lists = lists_of(entry)
        for document, posting in changes:
            lists = _changed(lists, document, posting)
        return listed(entry.form, entry.words, entry.titles, lists)
    for document, posting in changes:
        entry = _one(entry, document, posting)
    return entry


def _changed(lists: Lists, document: int, posting: Posting | None) -> Lists:
    at = int(np.searchsorted(lists.document, document))
    after = at + int(at < len(lists.document) and lists.document[at] == document)
    new = [document] if posting else []
    impact = [posting.impact] if posting else []
    return Lists(
        np.concatenate((lists.document[:at], new, lists.document[after:])).astype(np.int64),
        np.concatenate((lists.impact[:at], impact, lists.impact[after:])).astype(np.int64),
        [*lists.places[:at], *([posting.places] if posting else []), *lists.places[after:]],
    )


def _one(entry: Entry, document: int, posting: Posting | None) -> Entry:
    values, bounds = varint.decode(entry.postings)
    documents = np.cumsum(values >> 4) - 1
    at = int(np.searchsorted(documents, document))
    there = at < len(documents) and int(documents[at]) == document
    if posting is None and not there:
        return entry
    after = at + there
    before = int(documents[at - 1]) if at else -1
    middle = bytearray()
    if posting is not None:
        varint.put(middle, (document - before) << 4 | posting.impact)
        before = document
    low, high = int(bounds[at]), int(bounds[after])
    if after < len(documents):
        varint.put(middle, (int(documents[after]) - before) << 4 | int(values[after]) & 15)
        high = int(bounds[after + 1])
    starts = record_starts(entry.places, after)
    first, last = starts[at], starts[after]
    return msgspec.structs.replace(
        entry,
        df=entry.df + (posting is not None) - there,
        postings=entry.postings[:low] + bytes(middle) + entry.postings[high:],
        places=entry.places[:first] + (posting.places if posting else b"") + entry.places[last:],
    )
