"""Claims: tight groups of sentences of different sources that report the same thing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from builder.compare.alignment import Similarity
from builder.compare.candidates import content_of
from builder.compare.matches import JOIN, Edges, Texts
from builder.compare.stems import stem
from builder.model import Article, Claim, Sentence
from builder.text.digests import digest
from builder.text.normalise import fold

# Set by eye on BASIL's stories and by ECB+: see docs/explanation/comparison.md and benchmarks/compare_quality.py.
FLOOR = 0.36
"""... and no single similarity inside a claim is below this."""
ONLY_HERE = 0.34
"""A sentence whose best similarity to every other source is below this is "only here"."""
ATTACH = 0.42
"""A sentence of a source that a claim lacks joins it afterwards, when its best match in all other sources is one of the
claim's sentences, at `JOIN` or above, and its mean similarity to all of them is at least this."""
PER_ARTICLE = 2


class Groups:
    """Groups under construction: merged strongest pair first, never by a chain of weak links."""

    def __init__(self, texts: Texts, similarity: Similarity) -> None:
        self._texts = texts
        self._similarity = similarity
        self._article = np.asarray(texts.article)
        self._of = list(range(len(texts.sentences)))
        self.members: dict[int, list[int]] = {i: [i] for i in range(len(texts.sentences))}

    def merge(self, left: int, right: int, *, founding: bool = True) -> None:
        """Join the groups of two sentences if every member fits; two single sentences only when `founding`."""
        a, b = self._of[left], self._of[right]
        if not founding and len(self.members[a]) + len(self.members[b]) == 2:
            return
        if a == b or not self._room(self.members[a] + self.members[b]):
            return
        block = self._similarity.block(np.asarray(self.members[a]), np.asarray(self.members[b]))
        # A second sentence of one article need not resemble the first: only other articles' sentences judge.
        judged = self._article[self.members[a]][:, None] != self._article[self.members[b]][None]
        means = [np.round(block[judged].mean(), 4), *_means(block, judged), *_means(block.T, judged.T)]
        if block[judged].min() < FLOOR or min(means) < JOIN:
            return
        keep, gone = min(a, b), max(a, b)
        self.members[keep] = sorted(self.members[keep] + self.members.pop(gone))
        for member in self.members[keep]:
            self._of[member] = keep

    def attach(self, found: Edges) -> None:
        """Give each sentence that is still alone to the claim of its best match, nearest first, if it fits."""
        alone = [i for i, best in enumerate(found.best) if len(self.members[self._of[i]]) == 1 and best >= JOIN]
        for i in sorted(alone, key=lambda i: (-found.best[i], i)):
            group = self._of[found.partner[i]]
            members = self.members[group]
            if self._of[i] == group or self._texts.source[i] in {self._texts.source[m] for m in members}:
                continue
            row = self._similarity.block(np.asarray([i]), np.asarray(members))
            if len(members) > 1 and row.min() >= FLOOR and np.round(row.mean(), 4) >= ATTACH:
                del self.members[i]
                self.members[group] = sorted([*members, i])
                self._of[i] = group

    def _room(self, members: Sequence[int]) -> bool:
        counts: dict[int, int] = {}
        for member in members:
            counts[self._texts.article[member]] = counts.get(self._texts.article[member], 0) + 1
        return max(counts.values()) <= (1 if len(members) == len(counts) else PER_ARTICLE)


def _means(block: np.ndarray, judged: np.ndarray) -> list[float]:
    """The mean similarity of each row over its judged columns; a row without any is left out."""
    return [float(np.round(row[mask].mean(), 4)) for row, mask in zip(block, judged, strict=True) if mask.any()]


class Top(msgspec.Struct, frozen=True):
    """What stands out of an article: where its lede ends, the stems of its headline, and how many sentences it has."""

    lede: int
    headline: frozenset[str]
    sentences: int


def tops(articles: Sequence[Article]) -> dict[str, Top]:
    """Article id -> its top."""
    return {
        article.id: Top(
            article.lede.end,
            frozenset(stem(word) for word in content_of(article.title)),
            max(1, len(article.sentence_spans)),
        )
        for article in articles
    }


def prominence(sentences: Sequence[Sentence], tops: Mapping[str, Top]) -> float:
    """How far up the articles tell it, 0 (nowhere near the top) to 1: a mean over `sentences`.

    For each sentence, in equal parts: its place in the article (1 at the head), whether it stands in the lede, and the
    share of the headline's words that it has.
    """
    total = 0.0
    for sentence in sentences:
        top = tops[sentence.article_id]
        shared = top.headline & {stem(word) for word in content_of(sentence.text)}
        total += 1 - sentence.index / max(top.sentences, sentence.index + 1)
        total += sentence.span.end <= top.lede
        total += len(shared) / max(1, len(top.headline))
    return round(total / (3 * len(sentences)), 4)


def claims(
    texts: Texts, similarity: Similarity, found: Edges, independence: Mapping[str, int], tops: Mapping[str, Top]
) -> tuple[Claim, ...]:
    """The claims of a thread, most independent sources first, then most sources, then the most prominent.

    `independence` gives for every article the number of the component (see `independent`) that it belongs to.
    """
    groups = Groups(texts, similarity)
    for _, left, right in found.pairs:
        groups.merge(left, right)
    for _, left, right in found.unclear:
        groups.merge(left, right, founding=False)
    groups.attach(found)
    ranked = []
    for members in groups.members.values():
        if len({texts.source[member] for member in members}) < 2:
            continue
        sentences = [texts.sentences[member] for member in members]
        components = len({independence[s.article_id] for s in sentences} - {-1})
        rank = (-components, -len({texts.source[m] for m in members}), -prominence(sentences, tops), members[0])
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
