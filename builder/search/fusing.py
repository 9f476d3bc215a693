"""Stories found by words and stories near in meaning -> one order, as `meaning.js` makes it in the reader's engine."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from builder.search.fusion import DOUBT, MEANING_FLOOR, MEANING_WEIGHT, SURE

By = Literal["words", "meaning", "both"]

LEAST = 1 / 3
"""A story with less than this part of what the best has of the query is left out: they share a common word only."""


class Hit(msgspec.Struct, frozen=True):
    """A story that answers; `score` 0 to about 1.8, `share` how much of what the query tells it has (0 to 1)."""

    number: int
    score: float
    share: float
    by: By


def weighed(score: NDArray[np.float64], share: NDArray[np.float64], told: float) -> NDArray[np.float64]:
    """Scores of words as they count beside meaning: less where no story has much of the query.

    A story that has one of three words has it by chance. `told` is how much the query tells; of the stories, the one
    that has most decides how far words are trusted, 0 to 1. See docs/reference/search-index.md, "Meaning".
    """
    best = float(share.max(initial=0.0))
    chance = SURE * math.log(len(score))
    trust = min(1.0, max(best, best * told / chance if chance else 1.0)) ** DOUBT
    counted: NDArray[np.float64] = score * trust * share ** (1 - trust)
    return counted


def fused(
    having: Iterable[int],
    score: NDArray[np.float64],
    share: NDArray[np.float64],
    cosines: Mapping[int, float],
    weight: float = MEANING_WEIGHT,
) -> list[Hit]:
    """Those that words found and those near in meaning: docs/reference/search-index.md, "Meaning"."""
    known = [int(number) for number in having]
    most = max((float(share[number]) for number in known), default=0.0)
    hits = []
    for number in known:
        cosine = max(0.0, cosines.get(number, 0.0))
        if share[number] >= LEAST * most or cosine >= MEANING_FLOOR:
            by: By = "both" if cosine >= MEANING_FLOOR else "words"
            hits.append(Hit(number, float(score[number]) + weight * cosine, float(share[number]), by))
    others = set(cosines).difference(known)
    hits += [Hit(n, weight * cosines[n], 0.0, "meaning") for n in others if cosines[n] >= MEANING_FLOOR]
    return hits
