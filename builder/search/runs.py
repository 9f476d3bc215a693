"""Runs of documents -> all that the index needs of each, so that runs can be counted in processes of their own.

What a run gives names its words by themselves and not by numbers that only the counting process knows; `Words` then
numbers those of all runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from builder.search import stories
from builder.search.documents import Document, LinkTo
from builder.search.index import forms_row
from builder.search.terms import Counted, Ints, count
from builder.search.vocabulary import Vocabulary

RUN = 500
"""Documents counted at a time: bounds memory at some hundred bytes for each of their words."""

_Row = NDArray[Any]


class Run(NamedTuple):
    """Postings of a run of documents, by document; what they name by number stands in `roots` and `forms`.

    `root`, `document` (from 0 in the run), `impact` and `sizes` (bytes of the record of positions in `places`) have one
    value a posting. `words` and `titles` tell of each of `forms` in how many documents it stands, and in the headlines
    of how many; `root_of` its root. `rows` (`forms_row`) and `records` (stories) have one value a document.
    """

    roots: list[str]
    root: _Row
    document: _Row
    impact: NDArray[np.uint8]
    sizes: _Row
    places: NDArray[np.uint8]
    forms: list[str]
    root_of: _Row
    words: Ints
    titles: Ints
    rows: list[bytes]
    records: list[bytes]


class Counting:
    """Counts runs. What it learns of words serves the runs that come after."""

    def __init__(self, vocabulary: Vocabulary, zone: ZoneInfo, link: LinkTo) -> None:
        """`zone` and `link` are those of the records of stories."""
        self._vocabulary = vocabulary
        self._told = (zone, link)

    def run(self, documents: Sequence[Document]) -> Run:
        """Count `documents`, at most `RUN` of them."""
        vocabulary = self._vocabulary
        counted = count(documents, vocabulary)
        forms, roots = list(vocabulary.forms), list(vocabulary.roots)
        here, words = _here(counted.form, len(forms))
        own, _ = _here(counted.root, len(roots))
        place = np.zeros(len(roots), dtype=np.int32)
        place[own] = np.arange(len(own))
        titles = np.bincount(counted.form[counted.form_title], minlength=len(forms))
        return Run(
            roots=[roots[root] for root in own.tolist()],
            root=place[counted.root],
            document=counted.document.astype(np.int16),
            impact=counted.impact,
            sizes=np.diff(counted.place_starts).astype(np.int16),
            places=counted.place_bytes,
            forms=[forms[form] for form in here.tolist()],
            root_of=place[vocabulary.tables()[3][here]],
            words=words[here],
            titles=titles[here],
            rows=form_rows(counted, len(documents), forms),
            records=stories.story_records(documents, counted, *self._told),
        )


class Words:
    """Numbers for the forms and roots of all runs, in order of appearance, and the counts of forms."""

    def __init__(self) -> None:
        """None yet."""
        self.roots: dict[str, int] = {}
        self.forms: dict[str, int] = {}
        self.root_of: dict[int, int] = {}
        self.words = self.titles = np.zeros(0, dtype=np.int64)

    def take(self, run: Run) -> Run:
        """Add the words of `run`; gives it with these numbers, and without what is of no use any more."""
        root = _numbered(run.roots, self.roots)
        form = _numbered(run.forms, self.forms)
        self.root_of.update(zip(form.tolist(), root[run.root_of].tolist(), strict=True))
        self.words = _added(self.words, form, run.words, len(self.forms))
        self.titles = _added(self.titles, form, run.titles, len(self.forms))
        return run._replace(root=root[run.root], roots=[], forms=[], root_of=root[:0], rows=[], records=[])


def form_rows(counted: Counted, documents: int, forms: Sequence[str]) -> list[bytes]:
    """The forms of each document of the run, as `forms_row` gives them."""
    bounds = np.searchsorted(counted.form_document, np.arange(documents + 1)).tolist()
    every = np.array(forms, dtype=object)
    rows = []
    for low, high in pairwise(bounds):
        names, titled = every[counted.form[low:high]], counted.form_title[low:high]
        rows.append(forms_row(names[titled].tolist(), names[~titled].tolist()))
    return rows


def _here(numbers: Ints, many: int) -> tuple[Ints, Ints]:
    """Which of `many` numbers there are, in order, and how often each of all is there."""
    counts = np.bincount(numbers, minlength=many)
    return np.flatnonzero(counts), counts


def _numbered(names: Sequence[str], known: dict[str, int]) -> NDArray[np.int32]:
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int32)


def _added(counts: Ints, places: NDArray[np.int32], more: Ints, size: int) -> Ints:
    out = np.append(counts, np.zeros(size - len(counts), dtype=np.int64))
    out[places] += more
    return out
