"""Words -> vectors without a model: rows fitted so that the sum of a text's rows points where the model points.

Ridge regression from bags of words onto the model's vectors, each pulled towards the vector of the article it stands
in; what the training texts leave open is decided by a linear map from the model's own input layer. The constants were
chosen with benchmarks/search_quality.py; docs/explanation/search.md has the figures.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Sequence

import msgspec
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from builder.search import cells
from builder.search.codes import Whole, coded, packed
from builder.search.exact import Floats, basis, orthonormal, product, solve, units
from builder.search.text import forms

DIMENSIONS = 128
"""Numbers of a vector. 64: mean reciprocal rank of titles -.01 fused; 192: +.00, at one and a half times the bytes."""
OWN_ARTICLE = 0.3
"""How far a text's target is moved from its own vector to its article's. 0: -.01 fused; 1: -.03."""
OPENING_WEIGHT = 0.4
"""What an opening's sentence counts against a text that was embedded; its target is its article's vector. 0: mean
reciprocal rank of three words by the table alone -.02."""
RIDGE = 0.5
"""Penalty on a row's distance from its prior. 0.1 to 1: within .01."""
PRIOR_RIDGE = 0.1
"""Penalty on the map from the input layer."""
_ROUNDS = 40
_NEAR_ENOUGH = 1e-3

Inputs = Callable[[Sequence[str]], NDArray[np.float32]]


class Texts(msgspec.Struct, frozen=True):
    """The training set: texts, the place of each one's article, and the vectors of texts and articles (units).

    `opening` are sentences that have no vectors of their own, `opening_owner` the places of their articles.
    """

    texts: Sequence[str]
    owner: NDArray[np.int64]
    vectors: NDArray[np.float32]
    articles: NDArray[np.float32]
    opening: Sequence[str]
    opening_owner: NDArray[np.int64]


class Space(msgspec.Struct, frozen=True):
    """How the model's vectors are reduced: `mean` taken off, then times `axes` (shape (d, DIMENSIONS))."""

    mean: Floats
    axes: Floats

    def reduce(self, vectors: NDArray[np.floating]) -> Floats:
        """Unit vectors of DIMENSIONS numbers; of zeros, zeros."""
        known = (vectors != 0).any(axis=1)
        reduced = units(product(vectors.astype(np.float64) - self.mean, self.axes))
        reduced[~known] = 0
        return reduced


class Fit(msgspec.Struct, frozen=True):
    """Everything fitted: the space, the centres of the cells, and for each of `words` (sorted) its row."""

    space: Space
    centres: Whole
    words: tuple[str, ...]
    codes: NDArray[np.uint8]
    steps: Floats


def fit(given: Texts, vocabulary: Sequence[str], stop: Collection[str], inputs: Inputs, cell_count: int) -> Fit:
    """Fit on `given`; `vocabulary` are words that get a row whether they stand there or not.

    A word of a single text has a row too, mostly its prior. Two texts at least: hit@5 of meaning-only queries by the
    table alone -.03, files a tenth smaller.
    """
    space = _space(given.articles)
    targets = (1 - OWN_ARTICLE) * given.vectors + OWN_ARTICLE * given.articles[given.owner]
    wanted = np.vstack([space.reduce(targets), OPENING_WEIGHT * space.reduce(given.articles)[given.opening_owner]])
    words, bags = _bags([*given.texts, *given.opening], stop)
    size = len(given.texts)
    weights = np.concatenate([np.ones(size), np.full(len(given.opening), OPENING_WEIGHT)])
    bags = sparse.csr_array(sparse.diags_array(weights) @ bags)
    extra = sorted({form for word in vocabulary for form in forms(word)[:1] if form == word} - set(words) - set(stop))
    features = inputs([*words, *extra]).astype(np.float64)
    prior = _prior(bags[:size], features[: len(words)], wanted[:size], features)
    rows = prior.copy()
    rows[: len(words)] += _ridge(bags, wanted - bags @ prior[: len(words)])
    every = [*words, *extra]
    kept = sorted((n for n in range(len(rows)) if rows[n].any()), key=lambda n: every[n])
    codes, steps = coded(rows[kept])
    centres = cells.centres(coded(space.reduce(given.articles))[0], cell_count)
    return Fit(space, centres, tuple(every[n] for n in kept), packed(codes), steps)


def _space(vectors: NDArray[np.float32]) -> Space:
    """The main axes of `vectors`, turned so that no axis carries more than the others: four bits then suffice."""
    mean = vectors.astype(np.float64).mean(axis=0)
    centred = vectors - mean
    axes = basis(product(centred.T, centred), DIMENSIONS)
    turn = orthonormal(np.random.Generator(np.random.PCG64(2)).standard_normal((DIMENSIONS, DIMENSIONS)))
    return Space(mean, product(axes, turn))


def _bags(texts: Sequence[str], stop: Collection[str]) -> tuple[list[str], sparse.csr_array]:
    """The words of all texts (sorted), and a row of unit length for each text."""
    counted = [Counter(form for form in forms(text) if form and form not in stop) for text in texts]
    words = sorted(set().union(*counted)) if counted else []
    place = {word: number for number, word in enumerate(words)}
    starts, columns, values = [0], [], []
    for count in counted:
        length = math.sqrt(sum(number * number for number in count.values()))
        for word, number in sorted(count.items()):
            columns.append(place[word])
            values.append(number / length)
        starts.append(len(columns))
    return words, sparse.csr_array((values, columns, starts), shape=(len(texts), len(words)))


def _prior(bags: sparse.csr_array, features: Floats, wanted: Floats, every: Floats) -> Floats:
    """Rows for `every` word from the model's input layer, by the one linear map that suits the training texts best."""
    if not features.shape[1]:
        return np.zeros((len(every), wanted.shape[1]))
    seen = bags @ features
    gram = product(seen.T, seen) + PRIOR_RIDGE * np.eye(features.shape[1])
    return product(every, solve(gram, product(seen.T, wanted)))


def _ridge(bags: sparse.csr_array, left: Floats) -> Floats:
    """Rows whose bags come near `left` and that are short: conjugate gradients, each column by itself.

    Sparse products run in one thread, and sums go along whole columns: the same bits anywhere.
    """
    across = sparse.csr_array(bags.T)
    residual = across @ left
    rows: Floats = np.zeros_like(residual)
    step = residual.copy()
    size = (residual * residual).sum(axis=0)
    enough = _NEAR_ENOUGH**2 * size.max(initial=0.0)
    for _ in range(_ROUNDS):
        if size.max(initial=0.0) <= enough:
            break
        pushed = across @ (bags @ step) + RIDGE * step
        along = (step * pushed).sum(axis=0)
        share = np.divide(size, along, out=np.zeros_like(size), where=along > 0)
        rows += share * step
        residual -= share * pushed
        new = (residual * residual).sum(axis=0)
        step = residual + np.divide(new, size, out=np.zeros_like(new), where=size > 0) * step
        size = new
    return rows
