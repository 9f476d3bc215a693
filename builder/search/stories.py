"""What a result shows of a story: kind `s`, a few stories a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from builder.search.documents import Document, LinkTo, Piece, day_of
from builder.search.fields import CLAIMS, LEDE
from builder.search.terms import Counted, Ints

MOST_SENTENCES = 8
MOST_CHARACTERS = 900
LONGEST_SENTENCE = 400
"""Characters above which a sentence is not shown, and at which the beginning of the lede is cut."""
_PREFERRED = 1.25
"""How much more a word is worth in a sentence of the lede or of a claim."""
_SHORT = 60
"""Characters added to a sentence's length, so that the shortest do not win by being short."""


class Story(msgspec.Struct, frozen=True):
    """A record; the keys are in docs/reference/search-index.md, "Stories"."""

    u: str
    t: str
    d: tuple[date, ...]
    n: int
    o: int
    s: tuple[str, ...]
    x: int
    p: tuple[tuple[str, int, str], ...]


def story_records(documents: Sequence[Document], counted: Counted, zone: ZoneInfo, link: LinkTo) -> list[bytes]:
    """The records of a run of documents, as JSON."""
    chosen = _chosen(documents, counted)
    return [
        msgspec.json.encode(_story(document, pieces, zone, link))
        for document, pieces in zip(documents, chosen, strict=True)
    ]


def stories_file(records: Sequence[bytes]) -> bytes:
    """A file of kind `s`."""
    return b"[" + b",\n".join(records) + b"]"


def records_of(raw: bytes) -> list[bytes]:
    """The records of such a file: no string in JSON has a line break as such."""
    return raw[1:-1].split(b",\n")


def _story(document: Document, pieces: Sequence[Piece], zone: ZoneInfo, link: LinkTo) -> Story:
    thread, places = document.thread, {source: place for place, (source, _) in enumerate(document.sources)}
    days = [day for day in (day_of(thread.first, zone), day_of(thread.last, zone)) if day]
    shown = []
    for piece in pieces:
        article = document.members[piece.article]
        shown.append((_beginning(piece.text), places[article.source_id], link(article, piece.sentence)))
    return Story(
        u=thread.slug,
        t=thread.title,
        d=tuple(days),
        n=len(document.members),
        o=document.comparison.independent,
        s=tuple(name for _, name in document.sources),
        x=len(document.comparison.tensions),
        p=tuple(shown),
    )


def _beginning(text: str) -> str:
    """`text`, or its first words where it is long."""
    return text if len(text) <= LONGEST_SENTENCE else text[:LONGEST_SENTENCE].rsplit(None, 1)[0]


def _chosen(documents: Sequence[Document], counted: Counted) -> list[list[Piece]]:
    """The sentences of each document that together say most of its weighty words; the lede's beginning first.

    One sentence a document is added at a time, that whose words not yet said weigh most for its length.
    """
    pieces, owner, pair_piece, pair_posting = counted.sentences
    length = np.array([len(piece.text) for piece in pieces], dtype=np.int64)
    sentence = np.array([piece.sentence for piece in pieces], dtype=np.int64)
    fields = np.array([piece.fields for piece in pieces], dtype=np.int64)
    open_ = (sentence >= 0) & (length <= LONGEST_SENTENCE)
    worth = np.where(fields & (1 << LEDE | 1 << CLAIMS), _PREFERRED, 1.0) / (length + _SHORT)
    left = np.full(len(documents), MOST_CHARACTERS, dtype=np.int64)
    chosen: list[list[Piece]] = [[] for _ in documents]
    said = np.zeros(len(counted.root), dtype=np.bool_)
    best = _openings(documents, pieces, owner)
    for _ in range(MOST_SENTENCES):
        if not len(best):
            break
        for number, document in zip(best.tolist(), owner[best].tolist(), strict=True):
            chosen[document].append(pieces[number])
        now = np.zeros(len(pieces), dtype=np.bool_)
        now[best] = True
        said[pair_posting[now[pair_piece]]] = True
        open_[best] = False
        left[owner[best]] -= np.minimum(length[best], LONGEST_SENTENCE)
        open_ &= length <= left[owner]
        # What is said, and what can no more be chosen, counts in no later turn.
        kept = open_[pair_piece] & ~said[pair_posting]
        pair_piece, pair_posting = pair_piece[kept], pair_posting[kept]
        best = _best(
            np.bincount(pair_piece, weights=counted.impact[pair_posting], minlength=len(pieces)) * worth, owner
        )
    return chosen


def _best(gain: np.ndarray, owner: Ints) -> Ints:
    """The piece of the highest gain of each document, the first of equals; documents without a gain are left out."""
    some = np.flatnonzero(gain > 0)
    order = np.lexsort((-gain[some], owner[some]))
    mine = owner[some][order]
    best: Ints = some[order[np.append(True, mine[1:] != mine[:-1])[: len(order)]]]
    return best


def _openings(documents: Sequence[Document], pieces: Sequence[Piece], owner: Ints) -> Ints:
    """The first sentence of each document's headline article; of its first article where that has none."""
    wanted = [
        next((place for place, article in enumerate(document.members) if article.id == document.thread.title_from), 0)
        for document in documents
    ]
    found: dict[int, tuple[int, int]] = {}
    some = [number for number, piece in enumerate(pieces) if piece.start and piece.sentence >= 0]
    for number, document in zip(some, owner[some].tolist() if some else (), strict=True):
        rank = 0 if pieces[number].article == wanted[document] else 1
        if document not in found or rank < found[document][0]:
            found[document] = (rank, number)
    return np.array([number for _, number in found.values()], dtype=np.int64)
