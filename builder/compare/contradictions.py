"""`contradiction`: what a model for natural language inference finds among near sentences, where site.toml names one.

The model is asked elsewhere (a stage loads none); here stand the pairs worth asking about and what follows from the
answers. Only the near neighbours of claims are asked about, so that the model judges pairs about the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from builder.compare.candidates import sentences_to_embed
from builder.compare.tensions.passages import words_of
from builder.model import Article, Comparison, Judged, Passage, Sentence, Span, Tension
from builder.text.digests import digest
from builder.text.normalise import fold

if TYPE_CHECKING:
    import numpy as np

NEAR = 0.50
"""The cosine from which a sentence is a near neighbour of another."""
NEIGHBOURS = 3
"""How many neighbours of a sentence of a claim are asked about, the nearest first."""
PAIRS = 300
"""Pairs of a thread that are asked about, the nearest first; the others are counted."""
SURE = 0.90
"""The probability of a contradiction from which a pair is shown, in whichever order the sentences are read."""
LATER_DAYS = 1
"""Articles that appeared further apart are not compared: the later one may tell of another state of things."""

Pair = tuple[Sentence, Sentence]


class Asked(msgspec.Struct, frozen=True):
    """The pairs to ask a model about, nearest first, and how many more there are than the limit."""

    pairs: tuple[Pair, ...] = ()
    left_out: int = 0


def pairs_to_judge(comparison: Comparison, articles: Sequence[Article], vectors: np.ndarray) -> Asked:
    """Near sentences of different sources, one of them of a claim; the left one of the article that comes first.

    `vectors` as for `compare_thread`. Left out are copies, sentences that are the same, pairs of which a figure is an
    update, and articles that appeared more than `LATER_DAYS` apart.
    """
    sentences = sentences_to_embed(articles)
    if not comparison.claims or len(vectors) != len(sentences) or not vectors.shape[1]:
        return Asked()
    of = {article.id: article for article in articles}
    place = {article.id: number for number, article in enumerate(articles)}
    copied = {row.article_id: row.copy_of for row in comparison.provenance if row.copy_of}
    updated = {frozenset((one.earlier.sentence, one.later.sentence)) for one in comparison.updates}
    rows = {sentence: row for row, sentence in enumerate(sentences)}
    claimed = dict.fromkeys(s for claim in comparison.claims for s in claim.sentences if s in rows)
    found: dict[Pair, float] = {}
    for sentence in claimed:
        article, taken = of[sentence.article_id], 0
        # Four places: the last bits differ between machines.
        cosines = (vectors @ vectors[rows[sentence]]).round(4)
        for row in (-cosines).argsort(kind="stable").tolist():
            other = sentences[row]
            if cosines[row] < NEAR or taken == NEIGHBOURS:
                break
            if not _comparable(article, of[other.article_id], copied) or fold(sentence.text) == fold(other.text):
                continue
            taken += 1
            pair = (sentence, other) if place[sentence.article_id] < place[other.article_id] else (other, sentence)
            if frozenset(pair) not in updated:
                found[pair] = float(cosines[row])
    ordered = sorted(found, key=lambda pair: (-found[pair], pair))
    return Asked(tuple(ordered[:PAIRS]), max(0, len(ordered) - PAIRS))


def _comparable(one: Article, other: Article, copied: Mapping[str, str]) -> bool:
    if one.source_id == other.source_id or copied.get(one.id, one.id) == copied.get(other.id, other.id):
        return False
    days = (one.published, other.published)
    return days[0] is None or days[1] is None or abs((days[0].date() - days[1].date()).days) <= LATER_DAYS


def with_contradictions(comparison: Comparison, asked: Asked, scores: Sequence[float], model: str) -> Comparison:
    """The comparison with the pairs that the model holds for contradictions, each sentence once, surest first.

    `scores`: for each pair the lower of the model's two answers, 0 to 1. `model` is its name in site.toml. A pair that
    a rule has found already is left to the rule.
    """
    known = {frozenset((one.left.sentence, one.right.sentence)) for one in comparison.tensions}
    used: set[Sentence] = set()
    found = []
    ranked = sorted(zip(asked.pairs, scores, strict=True), key=lambda row: (-row[1], row[0]))
    for (left, right), score in ranked:
        if score < SURE or frozenset((left, right)) in known or used & {left, right}:
            continue
        used |= {left, right}
        found.append(_tension(left, right, score, model))
    judged = Judged(model=model, pairs=len(asked.pairs), left_out=asked.left_out)
    return msgspec.structs.replace(comparison, tensions=(*comparison.tensions, *found), judged=judged)


def _tension(left: Sentence, right: Sentence, score: float, model: str) -> Tension:
    parts = sorted(f"{s.article_id} {fold(s.text)}" for s in (left, right))
    thing = _thing(left, right)
    return Tension(
        id=digest("tension", "contradiction", *parts)[:16],
        kind="contradiction",
        rule="contradiction.nli",
        left=Passage(left, left.span),
        right=Passage(right, right.span),
        thing=left.text[thing.start - left.span.start : thing.end - left.span.start],
        thing_span=thing,
        model=model,
        score=score,
    )


def _thing(left: Sentence, right: Sentence) -> Span:
    """The longest word of weight that both have, in the left sentence; all of it where they share none."""
    roots = {word.root for word in words_of(right.text) if word.weighty}
    shared = [word for word in words_of(left.text) if word.weighty and word.root in roots]
    if not shared:
        return left.span
    word = min(shared, key=lambda w: (w.start - w.end, w.start))
    return Span(left.span.start + word.start, left.span.start + word.end)
