"""Articles as numbers: one dense and one sparse row each, whose inner product is their similarity.

Everything is rounded to multiples of 1/2048, so that sums of products are exact whatever the order in which a
library adds them: the same groups on one core and on sixty-four.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from builder.model import Article
from builder.threads import commonness
from builder.threads.terms import SCALE, Terms
from builder.threads.tuning import Tuning

UNIT = 2048
"""Rows hold whole numbers: UNIT stands for 1."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Features(msgspec.Struct, frozen=True):
    """n articles, in order of id.

    `dense`: float32 (n, d) and `words`: CSR float64 (n, vocabulary), both whole numbers; `near(i, j)` is
    (dense_i . dense_j + words_i . words_j) / UNIT^2. `stretch_*` are what rows were multiplied with beyond length 1,
    `days` the times in days since 1970 (NaN: undated), `trust` (0 to 1) how much a text of that length tells of its
    crowd, `keys` the CRC-32 of each word's column.
    """

    dense: NDArray[np.float32]
    words: sparse.csr_array
    stretch_dense: Floats
    stretch_words: Floats
    days: Floats
    trust: Floats
    keys: NDArray[np.uint32]


def make_features(
    articles: Sequence[Article], vectors: NDArray[np.float32] | None, terms: Sequence[Terms], tuning: Tuning
) -> Features:
    """Features of `articles`; `vectors` has a unit row for each, or is None to go by words alone."""
    size = np.maximum(np.array([row.size for row in terms], dtype=np.float64), 1.0)
    share = tuning.meaning if vectors is not None else 0.0
    stretch_dense = np.sqrt(share * (size + tuning.short_meaning) / size)
    stretch_words = np.sqrt((1 - share) * (size + tuning.short_words) / size)
    rows = vectors if vectors is not None else np.zeros((len(articles), 1), dtype=np.float32)
    dense = np.rint(rows * (UNIT * stretch_dense)[:, None]).astype(np.float32)
    unit_words, keys = _unit_words(terms, tuning)
    unit_words.data = np.rint(unit_words.data * np.repeat(UNIT * stretch_words, np.diff(unit_words.indptr)))
    times = [article.published for article in articles]
    days = [(time - _EPOCH).total_seconds() / 86_400 if time else np.nan for time in times]
    return Features(
        dense=dense,
        words=unit_words,
        stretch_dense=stretch_dense,
        stretch_words=stretch_words,
        days=np.array(days, dtype=np.float64),
        trust=size / (size + tuning.crowd_short),
        keys=keys,
    )


def _unit_words(terms: Sequence[Terms], tuning: Tuning) -> tuple[sparse.csr_array, NDArray[np.uint32]]:
    """Rows of TF-IDF, each of length 1 (or 0), and the key of each column."""
    keys = np.frombuffer(b"".join(row.keys for row in terms), dtype="<u4")
    weights = np.frombuffer(b"".join(row.weights for row in terms), dtype=np.uint8).astype(np.float64) / SCALE
    common = np.frombuffer(b"".join(row.common for row in terms), dtype=np.uint8)
    columns, indices = np.unique(keys, return_inverse=True)
    starts = np.concatenate([[0], np.cumsum([len(row.weights) for row in terms])])
    idf = inverse_frequency(
        np.bincount(indices, minlength=len(columns)), _by_column(common, indices, len(columns)), len(terms), tuning
    )
    data = weights * idf[indices]
    row_of = np.repeat(np.arange(len(terms)), np.diff(starts))
    lengths = np.sqrt(np.bincount(row_of, weights=data**2, minlength=len(terms)))
    data = data / np.maximum(lengths, 1e-12)[row_of]
    shape = (len(terms), len(columns))
    return sparse.csr_array((data, indices.astype(np.int32), starts.astype(np.int64)), shape=shape), columns


def _by_column(common: NDArray[np.uint8], indices: Ints, columns: int) -> NDArray[np.uint8]:
    out = np.zeros(columns, dtype=np.uint8)
    out[indices] = common
    return out


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
    """The two parts of the similarity of each pair, by meaning and by words, weighted and stretched."""
    meaning = np.empty(len(left))
    words = np.empty(len(left))
    step = 8192
    for start in range(0, len(left), step):
        a, b = left[start : start + step], right[start : start + step]
        meaning[start : start + step] = np.einsum("ij,ij->i", features.dense[a], features.dense[b], dtype=np.float64)
        words[start : start + step] = features.words[a].multiply(features.words[b]).sum(axis=1)
    return meaning / UNIT**2, words / UNIT**2


def squares(dense: NDArray[np.float32], words: sparse.csr_array) -> Floats:
    """Each article's inner product with itself, in units of UNIT^2."""
    wide = dense.astype(np.float64)
    own: Floats = (wide**2).sum(axis=1) + np.asarray(words.multiply(words).sum(axis=1)).ravel()
    return own


def apart(days: Floats, left: Ints, right: Ints, tuning: Tuning) -> Floats:
    """The penalty for time apart of each pair."""
    gap = np.abs(days[left] - days[right])
    return np.where(np.isnan(gap), tuning.undated, tuning.per_day * np.log1p(gap))
