"""How alike two sentences of a thread are: meaning against the thread's background, words by their rarity in it.

Imported only when a thread with more than one source is compared (numpy, scipy). The weights were chosen on the odd
topics of ECB+ and measured on the even ones: `benchmarks/eval_claims.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from builder.compare.candidates import content_of
from builder.compare.stems import stem
from builder.model import Sentence

MEANING, WORDS, SHARED = 0.35, 0.35, 0.30
FIGURES = 0.10
"""Added for figures that both have, over and above their share in the words."""
ARTICLES = 0.15
"""Added (or taken off) as the two articles are more (or less) alike than the thread's articles are among each other:
two articles about the same turn of a story say the same more often."""
# Shared idf weight that counts as full evidence: about six rare words or figures in common.
_FULL_SHARED = 20.0
# A thread of n sentences is centred by n / (n + 10) and its rarity counted as if 20 other sentences were there:
# in a thread of two short items the mean is half the sentence itself, and every shared word would look common.
_CENTRING, _OTHERS = 10.0, 20.0
_FULL_FIGURES = 10.0
_FIGURE, _NAME = 1.5, 1.25
_SMALL_NUMBER = 12
# Words outside of speech of five or more words count half.
_AROUND, _SPOKEN_WORDS = 0.5, 5
_SPEECH = re.compile(r"[“\"«](.+?)(?:[”\"»]|$)|(?<!\w)‘(.+?)(?:’(?!\w)|$)", re.DOTALL)
_CAPITALISED = re.compile(r"(?<!^)\b[A-ZÀ-ÖØ-Þ]\w+")

# Blocks of up to so many cells, of which a large thread asks for thousands, are reckoned cell by cell: taking rows out
# of sparse matrices costs more than that.
_CELLS = 64
# Up to this many sentences the whole square is computed once (9 MB).
_SQUARE = 1500

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]

_Row = dict[int, tuple[float, float, float]]
"""Word -> its value in a sentence's row of each bag."""


class Similarity:
    """Pair similarities, about 0 (background) to 1 (the same words), at most 1.25, rounded to 1e-4.

    Rounding keeps last-bit differences between machines from reordering anything. `block` computes a
    rectangle at a time, so a large thread never needs the whole square.
    """

    def __init__(self, sentences: Sequence[Sentence], vectors: Floats) -> None:
        """`vectors`: (n, d) float32 unit rows, row i of `sentences[i]`; zero columns mean words alone."""
        self.size = len(sentences)
        self._vectors = _centred(np.asarray(vectors, dtype=np.float32))
        self._bags = _bags(sentences)
        places = {name: i for i, name in enumerate(dict.fromkeys(s.article_id for s in sentences))}
        self._article = np.array([places[s.article_id] for s in sentences], dtype=np.int64)
        self._nearness = ARTICLES * _nearness(self._vectors, self._article)
        everything = np.arange(self.size)
        self._rows: dict[int, _Row] = {}
        self._square = self._compute(everything, everything) if self.size <= _SQUARE else None

    def block(self, rows: Indices, columns: Indices) -> Floats:
        """Similarities (len(rows), len(columns)) float32."""
        if self._square is not None:
            return np.asarray(self._square[np.ix_(rows, columns)], dtype=np.float32)
        if len(rows) * len(columns) <= _CELLS:
            return self._few(rows, columns)
        return self._compute(rows, columns)

    def _few(self, rows: Indices, columns: Indices) -> Floats:
        """What `_compute` gives, from the sentences' own words."""
        score = np.asarray([[self._cell(i, j) for j in columns.tolist()] for i in rows.tolist()], dtype=np.float32)
        if self._vectors.shape[1]:
            score[:, :] += MEANING * (self._vectors[rows] @ self._vectors[columns].T)
        score += self._nearness[np.ix_(self._article[rows], self._article[columns])]
        return np.asarray(np.round(score, 4), dtype=np.float32)

    def _cell(self, one: int, other: int) -> float:
        left, right = self._row(one), self._row(other)
        common = left.keys() & right.keys()
        words = weight = figures = 0.0
        for column in sorted(common):
            (u, w, f), (v, x, g) = left[column], right[column]
            words, weight, figures = words + u * v, weight + w * x, figures + f * g
        score = WORDS * words + SHARED * _share(weight, _FULL_SHARED)
        if not self._vectors.shape[1]:
            score /= WORDS + SHARED
        return score + FIGURES * _share(figures, _FULL_FIGURES)

    def _row(self, number: int) -> _Row:
        if number not in self._rows:
            bags = self._bags
            parts = [
                dict(zip(bag.indices[span].tolist(), bag.data[span].tolist(), strict=True))
                for bag in (bags.unit, bags.weighted, bags.figures)
                for span in (slice(bag.indptr[number], bag.indptr[number + 1]),)
            ]
            unit, weighted, figures = parts
            self._rows[number] = {
                column: (value, weighted.get(column, 0.0), figures.get(column, 0.0)) for column, value in unit.items()
            }
        return self._rows[number]

    def _compute(self, rows: Indices, columns: Indices) -> Floats:
        unit, weighted, figures = self._bags.unit, self._bags.weighted, self._bags.figures
        down, across = _run(rows), _run(columns)
        # In place, step by step: what costs in a large thread is going over millions of cells.
        score = np.asarray((unit[down] @ unit[across].T).toarray(), dtype=np.float32)
        score *= WORDS
        _add_evidence(score, weighted[down] @ weighted[across].T, SHARED, _FULL_SHARED)
        if self._vectors.shape[1]:
            meaning = self._vectors[down] @ self._vectors[across].T
            meaning *= MEANING
            score += meaning
        else:
            score /= WORDS + SHARED
        _add_evidence(score, figures[down] @ figures[across].T, FIGURES, _FULL_FIGURES)
        beside = self._nearness[:, self._article[columns]]
        for row, article in zip(score, self._article[rows].tolist(), strict=True):
            row += beside[article]
        return np.asarray(np.round(score, 4, out=score), dtype=np.float32)


def _share(weight: float, full: float) -> float:
    return min(math.log1p(weight) / math.log1p(full), 1.0)


def _run(places: Indices) -> Indices | slice:
    """A slice for places that follow each other: rows need no copying then."""
    follow = len(places) and places[-1] - places[0] == len(places) - 1 and bool((np.diff(places) == 1).all())
    return slice(int(places[0]), int(places[-1]) + 1) if follow else places


def _add_evidence(score: Floats, product: sparse.spmatrix, part: float, full: float) -> None:
    """Add `part` of the shared weight as 0 to 1, each further word counting less, to the cells that share any."""
    shared = sparse.csr_matrix(product)
    values = np.minimum(np.log1p(shared.data) / np.log1p(full), 1.0).astype(np.float32)
    begins = np.arange(len(score), dtype=np.int64) * score.shape[1]
    score.reshape(-1)[np.repeat(begins, np.diff(shared.indptr)) + shared.indices] += part * values


def _nearness(vectors: Floats, article: Indices) -> Floats:
    """Cosine of every two articles' mean vectors (a, a), less the median of all pairs: 0 in a thread of two articles.

    The median, since a few copies among the articles would make all the others look far apart.
    """
    count = int(article.max()) + 1 if len(article) else 0
    if count < 3 or not vectors.shape[1]:
        return np.zeros((count, count), np.float32)
    means = np.zeros((count, vectors.shape[1]), np.float32)
    np.add.at(means, article, vectors)
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6)
    cosines = means @ means.T
    return np.asarray(cosines - np.median(cosines[~np.eye(count, dtype=bool)]), dtype=np.float32)


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


class _Bags(NamedTuple):
    """Word sets as sparse rows (n, vocabulary).

    Products of `weighted` rows sum the shared idf, of `figures` rows that of shared figures; `unit` are idf unit rows.
    """

    weighted: sparse.csr_matrix
    figures: sparse.csr_matrix
    unit: sparse.csr_matrix


def _bags(sentences: Sequence[Sentence]) -> _Bags:
    vocabulary: dict[str, int] = {}
    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    capitalised: dict[int, int] = {}
    for sentence in sentences:
        row = {vocabulary.setdefault(stem(w), len(vocabulary)): 1.0 for w in content_of(sentence.text)}
        row.update(_around_speech(sentence.text, vocabulary))
        columns += sorted(row)
        values += [row[column] for column in sorted(row)]
        starts.append(len(columns))
        names = {stem(word.lower().rstrip("’'s")) for word in _CAPITALISED.findall(sentence.text)}
        for column in {vocabulary[word] for word in names & vocabulary.keys()}:
            capitalised[column] = capitalised.get(column, 0) + 1
    if not vocabulary:
        empty = sparse.csr_matrix((len(sentences), 1), dtype=np.float32)
        return _Bags(empty, empty, empty)
    shape = (len(sentences), len(vocabulary))
    present = sparse.csr_matrix((np.asarray(values, np.float32), columns, starts), shape=shape)
    frequency = np.bincount(np.asarray(columns), minlength=len(vocabulary))
    idf = np.log((len(sentences) + _OTHERS) / (frequency + 0.5))
    figure = np.array([_is_figure(word) for word in vocabulary])
    # A name is a word that has a capital inside at least half of the sentences that have it.
    name = np.array([2 * capitalised.get(column, 0) >= frequency[column] for column in range(len(vocabulary))])
    idf = np.maximum(idf * np.where(figure, _FIGURE, np.where(name, _NAME, 1.0)), 0.0).astype(np.float32)
    unit = present @ sparse.diags(idf)
    norms = np.sqrt(np.asarray(unit.multiply(unit).sum(axis=1)).ravel())
    unit = sparse.diags(1.0 / np.maximum(norms, 1e-6)) @ unit
    weighted = (present @ sparse.diags(np.sqrt(idf))).tocsr()
    return _Bags(weighted, (weighted @ sparse.diags(figure.astype(np.float32))).tocsr(), unit.tocsr())


def _around_speech(text: str, vocabulary: Mapping[str, int]) -> dict[int, float]:
    """The words of a sentence with quoted speech that stand only outside it, with what they count for.

    `“…,” said X, who leads the opposition` reports the words quoted; who X is stands beside everything that X says.
    """
    spoken = [words for words in map("".join, _SPEECH.findall(text)) if len(words.split()) >= _SPOKEN_WORDS]
    if not spoken:
        return {}
    inside = {stem(word) for words in spoken for word in content_of(words)}
    return {vocabulary[word]: _AROUND for word in map(stem, content_of(text)) if word not in inside}


def _is_figure(word: str) -> bool:
    """A number above twelve, or one with more than digits to it: `two` and `6` stand in too many sentences."""
    if word.isdecimal():
        return len(word) > 2 or int(word) > _SMALL_NUMBER
    return any(char.isdigit() for char in word)
