"""Why an article stands where it stands: its nearest articles, or one other, with every number that decided."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import msgspec
import numpy as np
from numpy.typing import NDArray

from builder.config import ThreadsSection
from builder.errors import mistake
from builder.model import Article, Tie
from builder.threads.features import apart, near
from builder.threads.grouping import Evidence, gather, link_all
from builder.threads.terms import Terms
from builder.threads.ties import make_pair_ties

NEAREST = 10
"""Articles that an explanation without a second article lists."""

_MOST_PAIRS = 4096


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for and against two articles being one story.

    `score` is `tie.similarity` less `crowd` (how alike each is to articles that cannot be its story) and `time`.
    `together` tells whether they stand in one thread: that is decided by `between`, the mean score over all pairs of
    their two threads (of `tie.left` and the rest of the thread, when it is one), against the threshold.
    """

    tie: Tie
    crowd: float
    time: float
    score: float
    together: bool
    between: float


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """`reasons` are strongest first; `thread` are the articles of `article_id`'s thread, in order of id."""

    article_id: str
    threshold: float
    thread: tuple[str, ...]
    reasons: tuple[Reason, ...]


def explain(
    a: str,
    b: str | None,
    articles: Sequence[Article],
    vectors: NDArray[np.float32] | None,
    settings: ThreadsSection,
    terms: Sequence[Terms] | None = None,
) -> Explanation:
    """Explain article `a` (an id) by its nearest articles, or by article `b` alone.

    The other arguments are those of `grouping.group`. Raises `DigestError` when there is no such article.
    """
    known = {article.id for article in articles}
    for name in (a, b):
        if name is not None and name not in known:
            raise mistake(name, "is no article of this site", "run `digest threads` for their ids", kind="no-article")
    evidence = gather(articles, vectors, settings, terms)
    ids = [article.id for article in evidence.articles]
    groups = link_all(evidence)
    of = {row: members for members in groups for row in members}
    row = ids.index(a)
    others = [ids.index(b)] if b is not None else _nearest(evidence, row)
    reasons = _reasons(evidence, row, [other for other in others if other != row], of)
    return Explanation(
        article_id=a,
        threshold=round(evidence.stop, 4),
        thread=tuple(ids[member] for member in of[row]),
        reasons=tuple(reasons),
    )


def _nearest(evidence: Evidence, row: int) -> list[int]:
    """The candidates of `row` with the highest scores, ties by id."""
    here = np.flatnonzero((evidence.left == row) | (evidence.right == row))
    others = evidence.left[here] + evidence.right[here] - row
    order = np.lexsort((others, -evidence.score[here]))[:NEAREST]
    return [int(other) for other in others[order]]


def _reasons(evidence: Evidence, row: int, others: Sequence[int], of: dict[int, list[int]]) -> list[Reason]:
    if not others:
        return []
    left, right = np.full(len(others), row), np.array(others)
    ties = make_pair_ties(evidence.articles, evidence.features, left, right)
    crowd = (evidence.offset[left] + evidence.offset[right]) / 2
    time = apart(evidence.features.days, left, right, evidence.tuning)
    score = scores(evidence, left, right)
    return [
        Reason(
            tie=tie,
            crowd=round(float(crowd[k]), 4),
            time=round(float(time[k]), 4),
            score=round(float(score[k]), 4),
            together=of[row] is of[other],
            between=_between(evidence, row, other, of),
        )
        for k, (tie, other) in enumerate(zip(ties, others, strict=True))
    ]


def scores(evidence: Evidence, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """The score of each pair of rows, candidates or not."""
    meaning, words = near(evidence.features, left, right)
    crowd = (evidence.offset[left] + evidence.offset[right]) / 2
    return meaning + words - crowd - apart(evidence.features.days, left, right, evidence.tuning)


def _between(evidence: Evidence, row: int, other: int, of: dict[int, list[int]]) -> float:
    """Mean score of the pairs of two threads, or of `row` with the rest of the one that holds both."""
    if of[row] is of[other]:
        pairs = [(row, member) for member in of[row] if member != row]
    else:
        pairs = list(product(of[row], of[other]))
    chosen = np.array(pairs[:_MOST_PAIRS])
    return round(float(scores(evidence, chosen[:, 0], chosen[:, 1]).mean()), 4)
