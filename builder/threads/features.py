"""Articles as numbers: one dense and one sparse row each, whose inner product is their similarity.

Everything is rounded to multiples of 1/2048, so that sums of products are exact whatever the order in which a
library adds them: the same groups on one core and on sixty-four. Rows are short enough (their squares sum to less than
2^24) for this to hold in float32 too; sums of rows need float64.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

import msgspec
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from builder.model import Article
from builder.parallel import map_ordered
from builder.threads import commonness
from builder.threads.terms import SCALE, Terms
from builder.threads.tuning import Tuning

UNIT = 2048
"""Rows hold whole numbers: UNIT stands for 1."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_PART = 4096
"""Articles whose terms are weighed together."""

_PAIRS = 1024
"""Pairs that are compared in one go."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Features(msgspec.Struct, frozen=True):
    """n articles, in order of id.

    `dense`: float32 (n, d) and `words`: CSR float32 (n, vocabulary), both whole numbers; `near(i, j)` is
    (dense_i . dense_j + words_i . words_j) / UNIT^2. `stretch_*` are what rows were multiplied with beyond length 1,
    `days` the times in days since 1970 (NaN: undated), `trust` (0 to 1) how much a text of that length tells of its
    crowd, `keys` the CRC-32 of each word's column. `languages` are numbers; all 0 where they do not matter.
    """

    dense: NDArray[np.float32]
    words: sparse.csr_array
    stretch_dense: Floats
    stretch_words: Floats
    days: Floats
    trust: Floats
    keys: NDArray[np.uint32]
    languages: Ints


def make_features(
    articles: Sequence[Article], vectors: NDArray[np.float32] | None, terms: Sequence[Terms], tuning: Tuning
) -> Features:
    """Features of `articles`; `vectors` has a unit row for each, or is None to go by words alone.

    A row of zeros says that the model cannot read the article, for which words alone count.
    """
    size = np.maximum(np.array([row.size for row in terms], dtype=np.float64), 1.0)
    rows = vectors if vectors is not None else np.zeros((len(articles), 1), dtype=np.float32)
    share = np.where(rows.any(axis=1), tuning.meaning, 0.0)
    stretch_dense = np.sqrt(share * (size + tuning.short_meaning) / size)
    stretch_words = np.sqrt((1 - share) * (size + tuning.short_words) / size)
    dense = np.empty(rows.shape, dtype=np.float32)
    for start in range(0, len(rows), _PART):
        part = slice(start, start + _PART)
        dense[part] = np.rint(rows[part] * (UNIT * stretch_dense[part])[:, None])
    words, keys = _word_rows(terms, UNIT * stretch_words, tuning)
    times = [article.published for article in articles]
    days = [(time - _EPOCH).total_seconds() / 86_400 if time else np.nan for time in times]
    return Features(
        dense=dense,
        words=words,
        stretch_dense=stretch_dense,
        stretch_words=stretch_words,
        days=np.array(days, dtype=np.float64),
        trust=size / (size + tuning.crowd_short),
        keys=keys,
        languages=np.zeros(len(articles), dtype=np.int64),
    )


def _word_rows(terms: Sequence[Terms], lengths: Floats, tuning: Tuning) -> tuple[sparse.csr_array, NDArray[np.uint32]]:
    """Rows of TF-IDF in whole numbers, each of its length (or 0), and the key of each column.

    Wide numbers are held for a part of the articles at a time: a site of 100,000 has fifty million terms.
    """
    starts = np.concatenate([[0], np.cumsum([len(row.weights) for row in terms])])
    starts = starts.astype(np.int32 if starts[-1] < 1 << 31 else np.int64)
    columns, indices, common = _columns(terms)
    counts = holders(indices, len(columns))
    idf = inverse_frequency(counts, common, len(terms), tuning)
    data = np.empty(len(indices), dtype=np.float32)
    for first in range(0, len(terms), _PART):
        part = terms[first : first + _PART]
        span = slice(starts[first], starts[first + len(part)])
        weights = np.frombuffer(b"".join(row.weights for row in part), dtype=np.uint8).astype(np.float64) / SCALE
        wide = weights * idf[indices[span]]
        row_of = np.repeat(np.arange(len(part)), np.diff(starts[first : first + len(part) + 1]))
        norms = np.sqrt(np.bincount(row_of, weights=wide**2, minlength=len(part)))
        wide = wide / np.maximum(norms, 1e-12)[row_of]
        data[span] = np.rint(wide * lengths[first : first + len(part)][row_of])
    return sparse.csr_array((data, indices, starts), shape=(len(terms), len(columns))), columns


def _columns(terms: Sequence[Terms]) -> tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.uint8]]:
    """The key of each column, the column of each term of each row, and how common each column is in English."""
    keys = np.frombuffer(b"".join(row.keys for row in terms), dtype="<u4")
    every = np.sort(keys)
    columns = every[np.flatnonzero(np.diff(every, prepend=~every[:1]))]
    del every
    indices = np.empty(len(keys), dtype=np.int32)
    starts = _bucket_starts(columns)
    common = np.zeros(len(columns), dtype=np.uint8)
    codes = np.frombuffer(b"".join(row.common for row in terms), dtype=np.uint8)
    for start in range(0, len(keys), 1 << 20):
        span = slice(start, start + (1 << 20))
        indices[span] = _places(columns, starts, keys[span])
        common[indices[span]] = codes[span]
    return columns, indices, common


def holders(indices: NDArray[np.int32], columns: int) -> Ints:
    """How many rows hold each column."""
    counts = np.zeros(columns, dtype=np.int64)
    for start in range(0, len(indices), 1 << 23):  # numpy widens what it counts
        counts += np.bincount(indices[start : start + (1 << 23)], minlength=columns)
    return counts


def starts_of(keep: NDArray[np.bool_], starts: NDArray[np.int32]) -> NDArray[np.int32]:
    """Where the rows of a CSR matrix start when only the entries of `keep` stay."""
    before = np.cumsum(keep, dtype=starts.dtype)
    found: NDArray[np.int32] = np.where(starts > 0, before[starts - 1] if len(before) else starts, 0)
    return found.astype(starts.dtype)


def _bucket_starts(columns: NDArray[np.uint32]) -> NDArray[np.int32]:
    """The first place in `columns` of each of 2^k equal parts of the range of keys, about one key in each."""
    shift = 32 - len(columns).bit_length()
    firsts = (np.arange(1 << (32 - shift), dtype=np.uint64) << np.uint64(shift)).astype(np.uint32)
    return np.searchsorted(columns, firsts).astype(np.int32)


def _places(columns: NDArray[np.uint32], starts: NDArray[np.int32], keys: NDArray[np.uint32]) -> NDArray[np.int32]:
    """The place of each of `keys` in `columns`, which holds them all: hashes lie evenly, it is a step or two away."""
    shift = np.uint32(32 - len(columns).bit_length())
    places: NDArray[np.int32] = starts[keys >> shift]
    behind = np.flatnonzero(columns[places] < keys)
    while len(behind):
        places[behind] += 1
        behind = behind[columns[places[behind]] < keys[behind]]
    return places


def inverse_frequency(counts: Ints, common: NDArray[np.uint8], articles: int, tuning: Tuning) -> Floats:
    """Weight of each word: ln of how rarely it occurs here and in English at large together; never below 0.

    A word that more than half of at least 50 articles hold is a filler of their language, whatever English says.
    """
    shares = np.array([commonness.share(level) for level in range(256)])[common]
    if articles >= 50:
        here = counts / articles
        shares = np.where(here > 0.5, np.maximum(shares, here), shares)
    assumed = tuning.assumed_articles
    return np.maximum(0.0, np.log((articles + assumed + 1) / (counts + assumed * shares + 0.5)))


def near(features: Features, left: Ints, right: Ints) -> tuple[Floats, Floats]:
    """The two parts of the similarity of each pair, by meaning and by words, weighted and stretched; on every core.

    Quickest when pairs of the same `left` stand together.
    """
    desk = np.zeros(features.words.shape[1], dtype=np.float32)

    def of(start: int) -> tuple[Floats, Floats]:
        a, b = left[start : start + _PAIRS], right[start : start + _PAIRS]
        meaning = np.einsum("ij,ij->i", features.dense[a], features.dense[b]).astype(np.float64)
        return meaning / UNIT**2, _word_products(features.words, a, b, desk) / UNIT**2

    parts = list(map_ordered(of, range(0, len(left), _PAIRS)))
    if not parts:
        return np.zeros(0), np.zeros(0)
    meaning, words = (np.concatenate(part) for part in zip(*parts, strict=True))
    return meaning, words


def _word_products(words: sparse.csr_array, left: Ints, right: Ints, desk: NDArray[np.float32]) -> Floats:
    """Inner products of sparse rows: a left one is laid out on the desk, those beside it look their words up there."""
    out = np.empty(len(left))
    edges = np.flatnonzero(np.diff(left, prepend=-1, append=-1)).tolist()
    for start, end in pairwise(edges):
        row = left[start]
        span = slice(words.indptr[row], words.indptr[row + 1])
        columns = words.indices[span]
        desk[columns] = words.data[span]
        out[start:end] = words[right[start:end]] @ desk
        desk[columns] = 0
    return out


def squares(dense: NDArray[np.float32], words: sparse.csr_array) -> Floats:
    """Each article's inner product with itself, in units of UNIT^2."""
    own = np.empty(len(dense))
    for start in range(0, len(dense), _PART):
        part = slice(start, start + _PART)
        starts = words.indptr[start : start + _PART + 1]
        row_of = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        weights = words.data[starts[0] : starts[-1]] ** 2
        own[part] = np.einsum("ij,ij->i", dense[part], dense[part])
        own[part] += np.bincount(row_of, weights=weights, minlength=len(starts) - 1)
    return own


def apart(days: Floats, left: Ints, right: Ints, tuning: Tuning) -> Floats:
    """The penalty for time apart of each pair."""
    gap = np.abs(days[left] - days[right])
    return np.where(np.isnan(gap), tuning.undated, time_cost(gap, tuning))


def want_of_words(words: Floats, tuning: Tuning, alike: Floats | float = 1.0) -> Floats:
    """The penalty for two articles, or groups, that share next to no words: `words` is their similarity by words.

    `alike` is the share (0 to 1) of their pairs that are in one language: of the others nobody expects it.
    """
    share = np.maximum(alike, 1e-9)
    return tuning.words_want * share * np.maximum(0.0, tuning.words_least - words / share)


def one_language(features: Features, left: Ints, right: Ints) -> Floats:
    """1 for each pair of one language, 0 for the others."""
    alike: Floats = (features.languages[left] == features.languages[right]).astype(np.float64)
    return alike


def time_cost(gap: Floats, tuning: Tuning) -> Floats:
    """The penalty for `gap` days: next to none on the same day, steepest about the second, then slow."""
    square = gap * gap
    cost: Floats = tuning.per_day * np.log1p(gap) + tuning.turn * square / (square + tuning.turn_days**2)
    return cost
