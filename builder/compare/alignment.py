"""How alike two sentences of a thread are: meaning against the thread's background, words by their rarity in it.

Imported only when a thread with more than one source is compared (numpy, scipy).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from builder.compare.candidates import content_of
from builder.model import Sentence

MEANING, WORDS, SHARED = 0.5, 0.3, 0.2
# Shared idf weight that counts as full evidence: about six rare words or figures in common.
_FULL_SHARED = 20.0
# A thread of n sentences is centred by n / (n + 10) and its rarity counted as if 20 other sentences were there:
# in a thread of two short items the mean is half the sentence itself, and every shared word would look common.
_CENTRING, _OTHERS = 10.0, 20.0
_FIGURE, _NAME = 1.5, 1.25
_CAPITALISED = re.compile(r"(?<!^)\b[A-ZÀ-ÖØ-Þ]\w+")

# Up to this many sentences the whole square is computed once (9 MB).
_SQUARE = 1500

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]


class Similarity:
    """Pair similarities, about 0 (background) to 1 (the same words), rounded to 1e-4.

    Rounding keeps last-bit differences between machines from reordering anything. `block` computes a
    rectangle at a time, so a large thread never needs the whole square.
    """

    def __init__(self, sentences: Sequence[Sentence], vectors: Floats) -> None:
        """`vectors`: (n, d) float32 unit rows, row i of `sentences[i]`; zero columns mean words alone."""
        self.size = len(sentences)
        self._vectors = _centred(np.asarray(vectors, dtype=np.float32))
        self._weighted, self._unit = _bags(sentences)
        everything = np.arange(self.size)
        self._square = self._compute(everything, everything) if self.size <= _SQUARE else None

    def block(self, rows: Indices, columns: Indices) -> Floats:
        """Similarities (len(rows), len(columns)) float32."""
        if self._square is not None:
            return np.asarray(self._square[np.ix_(rows, columns)], dtype=np.float32)
        return self._compute(rows, columns)

    def _compute(self, rows: Indices, columns: Indices) -> Floats:
        words = _dense(self._unit[rows] @ self._unit[columns].T)
        shared = np.log1p(_dense(self._weighted[rows] @ self._weighted[columns].T)) / np.log1p(_FULL_SHARED)
        score = WORDS * words + SHARED * np.minimum(shared, 1.0)
        if self._vectors.shape[1]:
            score += MEANING * (self._vectors[rows] @ self._vectors[columns].T)
        else:
            score /= WORDS + SHARED
        return np.asarray(np.round(score, 4), dtype=np.float32)


def _centred(vectors: Floats) -> Floats:
    """Unit rows after the thread's mean vector is taken away: what every sentence says is evidence of nothing.

    The effect is the "common component removal" of Arora, Liang and Ma (2017), with the thread as the corpus.
    """
    if not vectors.size:
        return vectors
    count = len(vectors)
    moved = vectors - vectors.mean(axis=0, keepdims=True) * (count / (count + _CENTRING))
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-6), dtype=np.float32)


def _bags(sentences: Sequence[Sentence]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Word sets as sparse rows (n, vocabulary): weighted so that a product sums the shared idf, and unit idf rows."""
    vocabulary: dict[str, int] = {}
    columns: list[int] = []
    starts = [0]
    factors: dict[int, float] = {}
    for sentence in sentences:
        capitalised = {stem(word.lower().rstrip("’'s")) for word in _CAPITALISED.findall(sentence.text)}
        row = sorted({vocabulary.setdefault(stem(word), len(vocabulary)) for word in content_of(sentence.text)})
        columns += row
        starts.append(len(columns))
        for word in capitalised & vocabulary.keys():
            factors[vocabulary[word]] = _NAME
    if not vocabulary:
        empty = sparse.csr_matrix((len(sentences), 1), dtype=np.float32)
        return empty, empty
    shape = (len(sentences), len(vocabulary))
    present = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape=shape)
    frequency = np.bincount(np.asarray(columns), minlength=len(vocabulary))
    idf = np.log((len(sentences) + _OTHERS) / (frequency + 0.5))
    for word, column in vocabulary.items():
        idf[column] *= _FIGURE if any(char.isdigit() for char in word) else factors.get(column, 1.0)
    unit = present @ sparse.diags(idf)
    norms = np.sqrt(np.asarray(unit.multiply(unit).sum(axis=1)).ravel())
    unit = sparse.diags(1.0 / np.maximum(norms, 1e-6)) @ unit
    return (present @ sparse.diags(np.sqrt(np.maximum(idf, 0.0)))).tocsr(), unit.tocsr()


def _dense(product: sparse.spmatrix) -> Floats:
    return np.asarray(product.toarray(), dtype=np.float32)


_ENDINGS = ("ings", "ing", "edly", "ed", "es", "s", "ly")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A light English stem: `revoked`, `revokes`, `revoking` -> `revok`; figures and other scripts stay as they are."""
    if not word.isascii() or not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    if len(word) > 3 and word[-1] == "e":
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word[-1] == "y" else word
