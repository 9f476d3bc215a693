"""Why an article stands where it stands: its nearest articles, or one other, with every number that decided."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from builder.config import ThreadsSection
from builder.errors import mistake
from builder.model import Article, Joint, Tie
from builder.threads.background import Background, find_background
from builder.threads.features import Ints, apart, near, one_language, want_of_words
from builder.threads.grouping import Evidence, gather, link_all
from builder.threads.linkage import Linkage, Step, meetings
from builder.threads.terms import Terms, term_key
from builder.threads.ties import joining_step, make_joints, make_pair_ties, rows_of, shared_terms

NEAREST = 10
"""Articles that an explanation without a second article lists."""


_BESIDE = 3
"""Groups beside a thread that are named."""


class Shared(msgspec.Struct, frozen=True):
    """A word, name or number that two articles have in common, and how many articles of the site hold it."""

    word: str
    articles: int


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for and against two articles being one story.

    `similarity` is `by_meaning` + `by_words` (the cosines of `tie`, weighted and stretched for short texts) and `score`
    what is left of it less `crowd`, `time` and `thin` (next to no words in common). `below` is the share of the
    background that is less alike.

    `together` tells whether grouping put them into one thread. `joint` is the step that did, for two in one thread;
    for two apart the nearest that their groups came, at whatever time, and `last` the groups that were left in the
    end. `met` is False when no article of one group was looked up as a neighbour of one of the other, so that the two
    groups were not compared.
    """

    tie: Tie
    shared: tuple[Shared, ...]
    by_meaning: float
    by_words: float
    similarity: float
    crowd: float
    time: float
    thin: float
    score: float
    below: float | None
    together: bool
    joint: Joint
    last: Joint
    met: bool


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """`reasons` are strongest first; `thread` are the articles grouped with `article_id`, in order of id.

    `joined` is the step by which the article came to others, `weakest` the one that its thread hangs by; both None for
    an article alone. `articles` is how many the site has.
    """

    article_id: str
    threshold: float
    articles: int
    thread: tuple[str, ...]
    joined: Joint | None
    weakest: Joint | None
    background: Background | None
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
    case = _Case(gather(articles, vectors, settings, terms), settings.window_days)
    row = case.ids.index(a)
    others = [case.ids.index(b)] if b is not None else case.nearest(row)
    return Explanation(
        article_id=a,
        threshold=round(case.evidence.stop, 4),
        articles=len(articles),
        thread=tuple(case.ids[member] for member in case.linkage.groups[case.number[row]]),
        joined=case.joined(row),
        weakest=case.weakest(row),
        background=case.background,
        reasons=tuple(case.reasons(row, [other for other in others if other != row])),
    )


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """A group from outside: the step that it hangs by (None for one article), and the groups nearest to it.

    `near` are comparisons of the group (left) with others (right) as they are in the end, most alike first.
    """

    threshold: float
    weakest: Joint | None
    near: tuple[Joint, ...]


def surroundings(
    a: str,
    articles: Sequence[Article],
    vectors: NDArray[np.float32] | None,
    settings: ThreadsSection,
    terms: Sequence[Terms] | None = None,
) -> Surroundings:
    """What holds the group of article `a` (an id) together, and what it was not joined with."""
    case = _Case(gather(articles, vectors, settings, terms), settings.window_days)
    row = case.ids.index(a)
    return Surroundings(threshold=round(case.evidence.stop, 4), weakest=case.weakest(row), near=case.beside(row))


class _Case:
    """The evidence, how it was grouped, and what it is measured against."""

    def __init__(self, evidence: Evidence, window_days: float) -> None:
        self.evidence = evidence
        self.ids = [article.id for article in evidence.articles]
        self.linkage: Linkage = link_all(evidence)
        self.number: Ints = np.zeros(len(self.ids), dtype=np.int64)
        for number, members in enumerate(self.linkage.groups):
            self.number[members] = number
        self.background = find_background(evidence.features, self.number, window_days)
        self._holding = evidence.features.words.tocsc()

    def nearest(self, row: int) -> list[int]:
        """The candidates of `row` with the highest scores, ties by id."""
        evidence = self.evidence
        here = np.flatnonzero((evidence.left == row) | (evidence.right == row))
        others = evidence.left[here] + evidence.right[here] - row
        order = np.lexsort((others, -evidence.score[here]))[:NEAREST]
        return [int(other) for other in others[order]]

    def joined(self, row: int) -> Joint | None:
        """The first step of `row`: from one article to several."""
        step = next((step for step in self.linkage.steps if row in step[:2]), None)
        return self._joint(step, row) if step else None

    def weakest(self, row: int) -> Joint | None:
        """The step that the group of `row` hangs by."""
        members = self.linkage.groups[self.number[row]]
        found = make_joints(self.ids, Linkage([members], self.linkage.steps), self.evidence.stop)
        return found[0] if found else None

    def beside(self, row: int) -> tuple[Joint, ...]:
        """The groups nearest to that of `row`, of those that hold its articles' best candidates."""
        evidence, mine = self.evidence, self.number[row]
        left, right = self.number[evidence.left], self.number[evidence.right]
        across = np.flatnonzero((left == mine) != (right == mine))
        best: dict[int, int] = {}
        for place in across[np.argsort(-evidence.score[across], kind="stable")].tolist():
            other = evidence.right[place] if left[place] == mine else evidence.left[place]
            best.setdefault(int(self.number[other]), int(other))
            if len(best) == NEAREST:
                break
        found = [self._steps(row, other, together=False)[1] for other in best.values()]
        joints = [self._joint(step, row) for step in found]
        return tuple(sorted(joints, key=lambda joint: (-joint.score, joint.right))[:_BESIDE])

    def reasons(self, row: int, others: Sequence[int]) -> list[Reason]:
        """What joins `row` with each of `others`, or keeps it apart."""
        if not others:
            return []
        evidence = self.evidence
        left, right = np.full(len(others), row), np.array(others)
        ties = make_pair_ties(evidence.articles, evidence.features, left, right)
        meaning, words = near(evidence.features, left, right)
        crowd = (evidence.offset[left] + evidence.offset[right]) / 2
        time = apart(evidence.features.days, left, right, evidence.tuning)
        thin = want_of_words(words, evidence.tuning, one_language(evidence.features, left, right))
        return [
            self._reason(row, other, tie, *(round(float(part[k]), 4) for part in (meaning, words, crowd, time, thin)))
            for k, (tie, other) in enumerate(zip(ties, others, strict=True))
        ]

    def _reason(
        self, row: int, other: int, tie: Tie, meaning: float, words: float, crowd: float, time: float, thin: float
    ) -> Reason:
        similarity = round(meaning + words, 4)
        together = bool(self.number[row] == self.number[other])
        best, last = self._steps(row, other, together)
        return Reason(
            tie=tie,
            shared=self._shared(row, other),
            by_meaning=meaning,
            by_words=words,
            similarity=similarity,
            crowd=crowd,
            time=time,
            thin=thin,
            score=round(similarity - crowd - time - thin, 4),
            below=round(self.background.below(similarity), 4) if self.background else None,
            together=together,
            joint=self._joint(best, row),
            last=self._joint(last, row),
            met=together or self._met(row, other),
        )

    def _steps(self, row: int, other: int, together: bool) -> tuple[Step, Step]:
        """The step that joined two rows (twice); of two apart the best and the last comparison of their groups."""
        if together:
            step = joining_step(len(self.ids), self.linkage.steps, row, other)
            return step, step
        evidence = self.evidence
        found = meetings(evidence.features, evidence.offset, self.linkage.steps, evidence.tuning, row, other)
        return max(found, key=lambda step: step.score), found[-1]

    def _joint(self, step: Step, row: int) -> Joint:
        """A step with its articles, those of the group of `row` on the left."""
        sides = [rows_of(len(self.ids), self.linkage.steps, side) for side in step[:2]]
        if row in sides[1]:
            sides.reverse()
        left, right = (tuple(self.ids[member] for member in side) for side in sides)
        return Joint(left=left, right=right, score=round(step.score, 4), threshold=round(self.evidence.stop, 4))

    def _met(self, row: int, other: int) -> bool:
        """Whether any article of the one group is a candidate of any of the other's."""
        evidence = self.evidence
        keep = evidence.score >= evidence.stop - evidence.tuning.margin
        left, right = self.number[evidence.left[keep]], self.number[evidence.right[keep]]
        mine, yours = self.number[row], self.number[other]
        return bool(np.any((left == mine) & (right == yours) | (left == yours) & (right == mine)))

    def _shared(self, row: int, other: int) -> tuple[Shared, ...]:
        evidence = self.evidence
        found = shared_terms(evidence.articles, evidence.features, row, other, {})
        return tuple(Shared(shown, self._holders(parts)) for shown, parts in found)

    def _holders(self, parts: Sequence[str]) -> int:
        """How many articles hold all of these terms."""
        columns = np.searchsorted(self.evidence.features.keys, [term_key(part) for part in parts])
        starts = self._holding.indptr
        rows = np.concatenate([self._holding.indices[starts[column] : starts[column + 1]] for column in columns])
        return int(np.sum(np.bincount(rows) == len(columns)))
