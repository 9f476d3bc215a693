"""Claims: tight groups of sentences of different sources that report the same thing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from builder.compare.alignment import Indices, Similarity
from builder.model import Claim, Sentence
from builder.text.digests import digest
from builder.text.normalise import fold

# Set by eye on BASIL's stories and by ECB+: see docs/explanation/comparison.md and benchmarks/compare_quality.py.
JOIN = 0.50
"""A sentence joins a claim when its mean similarity to the claim's other sentences is at least this."""
FLOOR = 0.36
"""... and no single similarity inside a claim is below this."""
ONLY_HERE = 0.30
"""A sentence whose best similarity to every other source is below this is "only here"."""
PER_ARTICLE = 2
_BLOCK_CELLS = 2_000_000


class Edges(msgspec.Struct, frozen=True):
    """Mutual best matches `(similarity, left, right)`, strongest first; `best` of each sentence in other sources."""

    pairs: tuple[tuple[float, int, int], ...]
    best: tuple[float, ...]


class Texts(msgspec.Struct, frozen=True):
    """The sentences to compare, with the number of each one's article and source (articles in thread order)."""

    sentences: tuple[Sentence, ...]
    article: tuple[int, ...]
    source: tuple[int, ...]


def edges(texts: Texts, similarity: Similarity) -> Edges:
    """Best matches between every two articles of different sources that choose each other.

    Computed in blocks of rows: memory stays below about 2 million similarities at a time, plus one figure for each
    sentence and article.
    """
    count = len(texts.sentences)
    article = np.asarray(texts.article)
    source = np.asarray(texts.source)
    firsts = np.flatnonzero(np.r_[True, article[1:] != article[:-1]])
    column_article = np.repeat(np.arange(len(firsts)), np.diff(np.r_[firsts, count]))
    best = np.full((count, len(firsts)), -1.0, dtype=np.float32)
    candidates: list[tuple[Indices, Indices, np.ndarray]] = []
    everything = np.arange(count)
    for begin in range(0, count, step := max(1, _BLOCK_CELLS // count)):
        rows = everything[begin : begin + step]
        block = similarity.block(rows, everything)
        block[source[rows][:, None] == source[None]] = -1.0
        best[rows] = np.maximum.reduceat(block, firsts, axis=1)
        chosen_by_row = (block >= JOIN) & (block >= best[rows][:, column_article])
        left, right = np.nonzero(chosen_by_row & (rows[:, None] < everything[None]))
        candidates.append((rows[left], right, block[left, right]))
    left = np.concatenate([part[0] for part in candidates])
    right = np.concatenate([part[1] for part in candidates])
    score = np.concatenate([part[2] for part in candidates])
    mutual = score >= best[right, column_article[left]]
    chosen = sorted(zip((-score[mutual]).tolist(), left[mutual].tolist(), right[mutual].tolist(), strict=True))
    return Edges(tuple((-s, i, j) for s, i, j in chosen), tuple(best.max(axis=1).tolist()))


class Groups:
    """Groups under construction: merged strongest pair first, never by a chain of weak links."""

    def __init__(self, texts: Texts, similarity: Similarity) -> None:
        self._texts = texts
        self._similarity = similarity
        self._of = list(range(len(texts.sentences)))
        self.members: dict[int, list[int]] = {i: [i] for i in range(len(texts.sentences))}

    def merge(self, left: int, right: int) -> None:
        """Join the groups of two sentences if every member fits."""
        a, b = self._of[left], self._of[right]
        if a == b or not self._room(self.members[a] + self.members[b]):
            return
        block = self._similarity.block(np.asarray(self.members[a]), np.asarray(self.members[b]))
        # A second sentence of one article need not resemble the first: only other articles' sentences judge.
        article = np.asarray(self._texts.article)
        judged = article[self.members[a]][:, None] != article[self.members[b]][None]
        means = [np.round(block[judged].mean(), 4), *_means(block, judged), *_means(block.T, judged.T)]
        if block[judged].min() < FLOOR or min(means) < JOIN:
            return
        keep, gone = min(a, b), max(a, b)
        self.members[keep] = sorted(self.members[keep] + self.members.pop(gone))
        for member in self.members[keep]:
            self._of[member] = keep

    def _room(self, members: Sequence[int]) -> bool:
        counts: dict[int, int] = {}
        for member in members:
            counts[self._texts.article[member]] = counts.get(self._texts.article[member], 0) + 1
        return max(counts.values()) <= (1 if len(members) == len(counts) else PER_ARTICLE)


def _means(block: np.ndarray, judged: np.ndarray) -> list[float]:
    """The mean similarity of each row over its judged columns; a row without any is left out."""
    return [float(np.round(row[mask].mean(), 4)) for row, mask in zip(block, judged, strict=True) if mask.any()]


def claims(texts: Texts, similarity: Similarity, found: Edges, independence: Mapping[str, int]) -> tuple[Claim, ...]:
    """The claims of a thread, most independent sources first, then most sources, then the nearest to the top.

    `independence` gives for every article the number of the component (see `independent`) that it belongs to.
    """
    groups = Groups(texts, similarity)
    for _, left, right in found.pairs:
        groups.merge(left, right)
    length: dict[str, int] = {}
    for sentence in texts.sentences:
        length[sentence.article_id] = max(length.get(sentence.article_id, 1), sentence.index + 1)
    ranked = []
    for members in groups.members.values():
        if len({texts.source[member] for member in members}) < 2:
            continue
        sentences = [texts.sentences[member] for member in members]
        place = sum(s.index / length[s.article_id] for s in sentences) / len(sentences)
        components = len({independence[s.article_id] for s in sentences} - {-1})
        rank = (-components, -len({texts.source[m] for m in members}), round(place, 4), members[0])
        first = clearest(sentences, similarity.block(np.asarray(members), np.asarray(members)))
        others = [s for k, s in enumerate(sentences) if k != first]
        ranked.append((rank, Claim(claim_id(sentences[0]), (sentences[first], *others))))
    return tuple(claim for _, claim in sorted(ranked, key=lambda item: item[0]))


def claim_id(founder: Sentence) -> str:
    """16 hex digits of the claim's first sentence in thread order: a later source that says it too changes nothing."""
    return digest("claim", founder.article_id, fold(founder.text))[:16]


_LEANING = re.compile(
    r"(?:he|she|it|they|this|that|these|those|his|her|their|its|but|and|so|yet|however|meanwhile|also|still|then|instead|"
    r"moreover|furthermore|additionally|nevertheless|similarly|in addition|for instance|for example|as a result)\b",
    re.I,
)


def clearest(sentences: Sequence[Sentence], square: np.ndarray) -> int:
    """Which sentence words the claim best: near the others, 8 to 40 words, standing by itself.

    `square`: similarities (n, n). Taken off: leaning on an earlier sentence (`He`, `However`), being mostly a
    quotation or half of one, being a question.
    """
    scores = []
    for k, sentence in enumerate(sentences):
        words = len(sentence.text.split())
        score = (float(square[k].sum()) - float(square[k, k])) / max(1, len(sentences) - 1)
        score -= 0.01 * max(0, words - 40) + 0.02 * max(0, 8 - words)
        score -= 0.15 if _LEANING.match(sentence.text) else 0.0
        score -= 0.15 if sentence.text[:1] in "\"“'‘«" or _unbalanced(sentence.text) else 0.0
        scores.append(round(score, 4))
    return max(range(len(sentences)), key=lambda k: (scores[k], -k))


def _unbalanced(text: str) -> bool:
    return text.count("“") != text.count("”") or text.count('"') % 2 == 1


def only_here(texts: Texts, found: Edges) -> tuple[Sentence, ...]:
    """Sentences with no counterpart in another source, in thread order.

    Between `ONLY_HERE` and `JOIN` lies what is neither: too near to call unique, not near enough to call the same.
    """
    return tuple(s for s, best in zip(texts.sentences, found.best, strict=True) if best < ONLY_HERE)
