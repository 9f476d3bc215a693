"""Documents -> what each says of each word: impact and positions, many documents at a time.

BM25F (Robertson, Zaragoza and Taylor 2004): the counts of a word in the fields are weighed, set against the field's
length and added; `count / (K1 + count)` is what the document gives to a word's score, in `LEVELS` steps. Sums are made
of whole numbers, so that a document gives the same bytes whatever others it is counted with.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from builder.search import varint
from builder.search.documents import Document, Piece, text_pieces
from builder.search.fields import ARTICLE_STEP, BODY, FIELD_GAP, FIELDS, K1, LEVELS, MOST_POSITIONS, NAMES, TITLE
from builder.search.tokens import written
from builder.search.vocabulary import CAPITAL, LATER, Vocabulary

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

    piece: NDArray[np.int32]
    form: NDArray[np.int32]
    position: Ints
    name: NDArray[np.bool_]


def count(documents: Sequence[Document], vocabulary: Vocabulary) -> Counted:
    """Count the words of `documents`; new ones get numbers in `vocabulary`."""
    found = [list(text_pieces(document)) for document in documents]
    texts = list(chain.from_iterable(found))
    owner = np.repeat(np.arange(len(documents)), [len(rows) for rows in found])
    fields = np.array([piece.fields for piece in texts], dtype=np.int64)
    tokens = _tokens(texts, owner, fields, vocabulary)
    weights = _weights(tokens, owner, fields, len(documents))
    many = max(1, len(vocabulary.roots))

    kept = np.flatnonzero(tokens.form >= 0)
    roots = vocabulary.tables()[3][tokens.form[kept]]
    ordered, order = in_order(owner[tokens.piece[kept]] * many + roots)
    starts = _starts(ordered)
    heads = ordered[starts]
    order = kept[order]
    tf = np.add.reduceat(weights[order], starts) / _UNIT if len(starts) else np.zeros(0)
    impact = np.maximum(1, np.floor(LEVELS * tf / (K1 + tf) + 0.5)).astype(np.uint8)
    posting = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(order))))
    place_starts, place_bytes = _places(tokens.position[order], posting, len(starts))
    pairs = _distinct(tokens.piece[order].astype(np.int64) * max(1, len(starts)) + posting)
    form_document, form, form_title = _forms(tokens, kept, owner, fields, len(vocabulary.forms))
    return Counted(
        heads // many, heads % many, impact, place_starts, place_bytes, form_document, form, form_title,
        Sentences(texts, owner, pairs // max(1, len(starts)), pairs % max(1, len(starts))),
    )  # fmt: skip


def in_order(keys: NDArray[Any]) -> tuple[Ints, Ints]:
    """The keys (0 or more) in order, and the places where they were, of equal ones in order.

    Key and place are sorted as one number: many times faster than numpy's stable `argsort`.
    """
    bits = max(1, len(keys)).bit_length()
    assert int(keys.max(initial=0)).bit_length() + bits < 63, "key and place must fit one number"
    both = keys.astype(np.int64) << bits
    both |= np.arange(len(keys))
    both.sort()
    return both >> bits, both & ((1 << bits) - 1)


def _starts(ordered: NDArray[Any]) -> Ints:
    """Where a value of the ordered row differs from the one before it."""
    if not len(ordered):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))


def _distinct(values: Ints) -> Ints:
    """The values, sorted, each once."""
    ordered = np.sort(values)
    return ordered[_starts(ordered)]


def _tokens(texts: Sequence[Piece], owner: Ints, fields: Ints, vocabulary: Vocabulary) -> _Tokens:
    number, counts = written([text.text for text in texts], vocabulary)
    part_starts, part_forms, part_marks, _ = vocabulary.tables()
    sizes = part_starts[number + 1] - part_starts[number]
    # The parts of all that is written, one behind the other: their place in `part_forms` counts up from the first.
    ends = np.cumsum(sizes, dtype=np.int32)
    part = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int32)
    part += np.repeat(part_starts[number] - (ends - sizes), sizes)
    piece = np.repeat(np.repeat(np.arange(len(texts), dtype=np.int32), counts), sizes)
    marks = part_marks[part]
    # A capital means a name unless it begins the text: the first written word that has parts, and its first piece.
    name = (marks & CAPITAL > 0) & ((fields >> BODY) & 1 == 1)[piece]
    begins = _starts(piece)
    many = sizes[np.searchsorted(ends, begins, side="right")]
    for nth in range(int(many.max(initial=0))):
        first = begins[many > nth] + nth
        name[first[marks[first] & LATER == 0]] = False
    return _Tokens(piece, part_forms[part], _positions(texts, owner, piece), name)


def _positions(texts: Sequence[Piece], owner: Ints, piece: NDArray[np.int32]) -> Ints:
    """The position of each word in its document's stream, -1 for words of pieces that have none."""
    lengths = np.bincount(piece, minlength=len(texts)).astype(np.int64)
    placed = np.array([text.placed for text in texts], dtype=np.bool_)
    taken = np.where(placed, lengths, 0)
    title = np.array([text.fields == 1 << TITLE for text in texts], dtype=np.bool_)
    leap = np.array([FIELD_GAP if text.start else 0 for text in texts], dtype=np.int64)
    leap[title] = 0
    # Within an article (and what follows the last) positions count on; each article begins at a multiple.
    heads = np.flatnonzero(title)
    inner = np.cumsum(leap + taken) - taken
    ends = np.append(inner[heads[1:]], inner[-1:] + taken[-1:]) - inner[heads] + FIELD_GAP
    room = -(-ends // ARTICLE_STEP) * ARTICLE_STEP
    bases = np.cumsum(room) - room
    first = _starts(owner[heads])
    bases -= np.repeat(bases[first], np.diff(np.append(first, len(heads))))
    begins = inner + np.repeat(bases - inner[heads], np.diff(np.append(heads, len(texts))))
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
