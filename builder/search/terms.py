"""Documents -> what each says of each word: impact and positions, many documents at a time.

BM25F (Robertson, Zaragoza and Taylor 2004): the counts of a word in the fields are weighed, set against the field's
length and added; `count / (K1 + count)` is what the document gives to a word's score, in `LEVELS` steps. Sums are made
of whole numbers, so that a document gives the same bytes whatever others it is counted with.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from builder.search import varint
from builder.search.documents import Document, Piece, text_pieces
from builder.search.fields import BODY, FIELD_GAP, FIELDS, K1, LEVELS, MOST_POSITIONS, NAMES, TITLE
from builder.search.text import pieces
from builder.search.vocabulary import Vocabulary

_UNIT = 1 << 20
"""Fixed point: one occurrence of weight 1 in a field of average length."""

Ints = NDArray[np.int64]


class Counted(NamedTuple):
    """Postings of a run of documents, by (document, root); documents count from 0 in the run.

    `impact` 1 to 15; posting i has the bytes `place_bytes[place_starts[i]:place_starts[i + 1]]` as its record of
    positions. `form_document`, `form`, `form_title`: which forms stand in which document, and whether in a headline.
    `sentences` is what the choice of sentences needs.
    """

    document: Ints
    root: Ints
    impact: NDArray[np.uint8]
    place_starts: Ints
    place_bytes: NDArray[np.uint8]
    form_document: Ints
    form: Ints
    form_title: NDArray[np.bool_]
    sentences: Sentences


class Sentences(NamedTuple):
    """Pieces of the run, and pairs (piece, posting) for each word that a piece has, each pair once, in order."""

    pieces: list[Piece]
    document: Ints
    pair_piece: Ints
    pair_posting: Ints


class _Tokens(NamedTuple):
    """One row a word of the run: the piece it stands in, its form, its position or -1, whether it is a name."""

    piece: Ints
    form: Ints
    position: Ints
    name: NDArray[np.bool_]


class Cut(NamedTuple):
    """A run of documents cut into pieces of text: how many each `Piece` has, the different ones, and their numbers."""

    counts: array[int]
    pieces: list[str]
    numbers: array[int]


def cut(documents: Sequence[Document]) -> Cut:
    """The part of the counting that takes longest and needs no vocabulary: it can be done in another process."""
    known: dict[str, int] = {}
    counts, numbers = array("i"), array("i")
    for document in documents:
        for text in text_pieces(document):
            found = pieces(text.text)
            counts.append(len(found))
            numbers.extend([known.setdefault(piece, len(known)) for piece in found])
    return Cut(counts, list(known), numbers)


def count(documents: Sequence[Document], vocabulary: Vocabulary, done: Cut | None = None) -> Counted:
    """Count the words of `documents`; new ones get numbers in `vocabulary`. `done` is what `cut` gave for them."""
    found = [list(text_pieces(document)) for document in documents]
    texts = list(chain.from_iterable(found))
    owner = np.repeat(np.arange(len(documents)), [len(rows) for rows in found])
    fields = np.array([piece.fields for piece in texts], dtype=np.int64)
    tokens = _tokens(texts, owner, fields, done or cut(documents), vocabulary)
    weights = _weights(tokens, owner, fields, len(documents))
    root_of = vocabulary.tables()[3].astype(np.int64)

    kept = np.flatnonzero(tokens.form >= 0)
    roots, many = root_of[tokens.form[kept]] if len(kept) else kept, max(1, len(vocabulary.roots))
    keys = owner[tokens.piece[kept]] * many + roots
    order = np.argsort(keys, kind="stable")
    starts = _starts(keys[order])
    heads = keys[order][starts]
    tf = np.add.reduceat(weights[kept][order], starts) / _UNIT if len(starts) else np.zeros(0)
    impact = np.maximum(1, np.floor(LEVELS * tf / (K1 + tf) + 0.5)).astype(np.uint8)
    posting = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(order))))
    place_starts, place_bytes = _places(tokens.position[kept][order], posting, len(starts))
    pairs = _distinct(tokens.piece[kept][order] * max(1, len(starts)) + posting)
    form_document, form, form_title = _forms(tokens, kept, owner, fields, len(vocabulary.forms))
    return Counted(
        heads // many, heads % many, impact, place_starts, place_bytes, form_document, form, form_title,
        Sentences(texts, owner, pairs // max(1, len(starts)), pairs % max(1, len(starts))),
    )  # fmt: skip


def _starts(ordered: Ints) -> Ints:
    """Where a value of the ordered row differs from the one before it."""
    if not len(ordered):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))


def _distinct(values: Ints) -> Ints:
    """The values, sorted, each once."""
    ordered = np.sort(values)
    return ordered[_starts(ordered)]


def _tokens(texts: Sequence[Piece], owner: Ints, fields: Ints, done: Cut, vocabulary: Vocabulary) -> _Tokens:
    numbers = np.array([vocabulary[piece] for piece in done.pieces], dtype=np.int64)
    part_starts, part_forms, capital, _ = vocabulary.tables()
    found_in = np.repeat(np.arange(len(texts)), done.counts)
    number = numbers[np.array(done.numbers, dtype=np.int32)]
    sizes = part_starts[number + 1] - part_starts[number]
    # The parts of all pieces, one behind the other: their place in `part_forms` counts up from each piece's first.
    ends = np.cumsum(sizes)
    within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    form = part_forms[np.repeat(part_starts[number], sizes) + within].astype(np.int64)
    piece = np.repeat(found_in, sizes)
    first = np.append(True, found_in[1:] != found_in[:-1])[: len(number)]
    inside = ((fields >> BODY) & 1 == 1)[found_in]
    name = np.repeat(capital[number] & ~first & inside, sizes) if len(number) else np.zeros(0, dtype=np.bool_)
    return _Tokens(piece, form, _positions(texts, owner, piece), name)


def _positions(texts: Sequence[Piece], owner: Ints, piece: Ints) -> Ints:
    """The position of each word in its document's stream, -1 for words of pieces that have none."""
    lengths = np.bincount(piece, minlength=len(texts)).astype(np.int64)
    placed = np.array([text.placed for text in texts], dtype=np.bool_)
    leap = np.array([FIELD_GAP if text.start else 0 for text in texts], dtype=np.int64)
    begins = np.cumsum(leap + np.where(placed, lengths, 0)) - np.where(placed, lengths, 0)
    firsts = _starts(owner)
    begins -= np.repeat(begins[firsts], np.diff(np.append(firsts, len(owner)))) if len(owner) else 0
    if not len(piece):
        return np.zeros(0, dtype=np.int64)
    ends = np.cumsum(lengths)
    within = np.arange(len(piece)) - np.repeat(ends - lengths, lengths)
    return np.where(placed[piece], begins[piece] + within, -1)


def _weights(tokens: _Tokens, owner: Ints, fields: Ints, documents: int) -> Ints:
    """What each occurrence adds to its word's count, in units of `_UNIT`."""
    lengths = np.bincount(tokens.piece, minlength=len(fields)).astype(np.int64)
    of_piece = np.zeros(len(fields), dtype=np.int64)
    names = np.zeros(documents, dtype=np.int64)
    for number, field in enumerate(FIELDS):
        has = ((fields >> number) & 1).astype(np.int64)
        if number == NAMES:
            total = np.bincount(owner[tokens.piece[tokens.name]], minlength=documents)
        else:
            total = np.bincount(owner, weights=lengths * has, minlength=documents)
        share = 1 - field.b + field.b * total / field.length
        each = np.floor(_UNIT * field.weight / share + 0.5).astype(np.int64)
        if number == NAMES:
            names = each
        else:
            of_piece += has * each[owner]
    return of_piece[tokens.piece] + np.where(tokens.name, names[owner[tokens.piece]], 0)


def _places(position: Ints, posting: Ints, postings: int) -> tuple[Ints, NDArray[np.uint8]]:
    """The record of positions of each posting: how many, the first plus one, differences."""
    kept = np.flatnonzero(position >= 0)
    position, posting = position[kept], posting[kept]
    counts = np.bincount(posting, minlength=postings)
    nth = np.arange(len(posting)) - np.repeat(np.cumsum(counts) - counts, counts)
    few = np.flatnonzero(nth < MOST_POSITIONS)
    gaps = np.where(nth == 0, position + 1, np.diff(position, prepend=0))[few]
    counts = np.minimum(counts, MOST_POSITIONS)
    before = np.cumsum(counts + 1) - (counts + 1)
    numbers = np.empty(len(gaps) + postings, dtype=np.int64)
    numbers[before] = counts
    numbers[before[posting[few]] + 1 + nth[few]] = gaps
    coded, at = varint.encode(numbers)
    return np.append(at[before], at[-1]), coded


def _forms(tokens: _Tokens, kept: Ints, owner: Ints, fields: Ints, forms: int) -> tuple[Ints, Ints, Any]:
    """Each form of each document once, by (document, form), and whether it stands in a headline there."""
    many = max(1, forms)
    keys = owner[tokens.piece[kept]] * many + tokens.form[kept]
    titled = _distinct(keys[(fields[tokens.piece[kept]] >> TITLE) & 1 == 1])
    each = _distinct(keys)
    return each // many, each % many, np.isin(each, titled, assume_unique=True)
