"""How near sentences are in meaning, by the vectors at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from builder.model import Sentence

if TYPE_CHECKING:
    import numpy as np


def nearness(
    sentences: Sequence[Sentence], vectors: np.ndarray
) -> Callable[[Sentence, Sequence[Sentence]], Sequence[float]] | None:
    """A function that gives the cosines (-1 to 1, four places) of a sentence to others; None without vectors.

    `vectors`: row i of `sentences[i]`, unit length. A sentence without a row is near nothing (0).
    """
    if not len(vectors) or not vectors.shape[1]:
        return None
    rows = {(s.article_id, s.index): row for row, s in enumerate(sentences)}

    def of(sentence: Sentence, others: Sequence[Sentence]) -> Sequence[float]:
        own = rows.get((sentence.article_id, sentence.index))
        places = [rows.get((other.article_id, other.index)) for other in others]
        known = [place for place in places if place is not None]
        if own is None or not known:
            return [0.0] * len(others)
        # Four places: the last bits differ between machines.
        cosines = iter(round(float(value), 4) for value in vectors[known] @ vectors[own])
        return [0.0 if place is None else next(cosines) for place in places]

    return of
