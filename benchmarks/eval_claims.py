"""Quality of claims on ECB+: do sentences of different articles that report the same event come first, and together?

Run `python benchmarks/eval_claims.py ecbplus.jsonl.gz`. A pair is two validated sentences of different articles of one
topic; it is positive when they share a chain of events. Every topic holds two look-alike events and is compared as if
it were one thread. **Odd topics were used for tuning, even topics were not**: the figures that count are the even ones.

similarity  average precision of `builder.compare.alignment`, beside the cosine of the vectors, the cosine of plain
            TF-IDF rows and the sum of these two, all over the same pairs
claims      the groups as shown: of the pairs that stand in one claim the share that is positive (precision), and of
            the positive pairs the share that stands in one claim (recall; an event that 15 articles tell makes
            hundreds of pairs, and a claim wants the same statement, so it is low by nature)
bands       the share of positive pairs by similarity: what a figure means
"""

from __future__ import annotations

import argparse
import math
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from compare_quality import Encoder, rows

from builder.compare import claims, matches
from builder.compare.alignment import Similarity
from builder.compare.candidates import content_of
from builder.model import Sentence, Span

SHORTEST = 5
"""Sentences with fewer words (page addresses, bylines) are left out."""
BANDS = (-1.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 2.0)


class Topic(NamedTuple):
    """The sentences of a topic, each with its article's number and chains; `picked` are those that are judged."""

    number: int
    sentences: list[Sentence]
    article: np.ndarray
    chains: list[set[str]]
    picked: np.ndarray


class Pairs(NamedTuple):
    """What is known of the judged pairs of one topic."""

    topic: int
    positive: np.ndarray
    scores: dict[str, np.ndarray]
    same_claim: np.ndarray


def topics(file: Path) -> list[Topic]:
    """Every topic of the file, in order."""
    documents: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(file):
        documents[row["topic"]].append(row)
    return [_topic(number, found) for number, found in sorted(documents.items())]


def _topic(number: int, documents: list[dict[str, Any]]) -> Topic:
    sentences, places, chains, picked = [], [], [], []
    for place, document in enumerate(documents):
        events: dict[int, set[str]] = defaultdict(set)
        for mention in document["mentions"]:
            if mention["tag"].startswith(("ACTION", "NEG_ACTION")) and mention["kind"] == "CROSS_DOC_COREF":
                events[mention["sentence"]].add(mention["chain"])
        for index, text in enumerate(document["sentences"]):
            text = re.sub(r"(\w) ' s\b", r"\1's", text).replace(" - ", "-")
            if len(text.split()) < SHORTEST:
                continue
            sentences.append(Sentence(document["id"], index, Span(0, len(text)), text))
            places.append(place)
            chains.append(events[index])
            picked.append(bool(document["validated"][index] and events[index]))
    return Topic(number, sentences, np.array(places), chains, np.array(picked))


def compared(topic: Topic, encode: Encoder) -> Pairs:
    """Every judged pair of a topic with each method's score, and whether the two stand in one claim."""
    vectors = encode([sentence.text for sentence in topic.sentences])
    everything = np.arange(len(topic.sentences))
    similarity = Similarity(topic.sentences, vectors)
    words = _tfidf(topic.sentences)
    cosine, lexical = vectors @ vectors.T, words @ words.T
    left, right = np.nonzero(
        (topic.article[:, None] < topic.article[None]) & topic.picked[:, None] & topic.picked[None]
    )
    squares = {
        "similarity": similarity.block(everything, everything),
        "cosine": cosine,
        "TF-IDF": lexical,
        "cosine + TF-IDF": cosine + lexical,
    }
    positive = np.array([bool(topic.chains[i] & topic.chains[j]) for i, j in zip(left, right, strict=True)])
    group = _grouped(topic, similarity)
    same = (group[left] == group[right]) & (group[left] >= 0)
    return Pairs(topic.number, positive, {name: square[left, right] for name, square in squares.items()}, same)


def _grouped(topic: Topic, similarity: Similarity) -> np.ndarray:
    """The number of each sentence's claim, -1 without one. Every article counts as a source of its own."""
    numbers = tuple(topic.article.tolist())
    texts = matches.Texts(tuple(topic.sentences), numbers, numbers)
    independence = {sentence.article_id: number for sentence, number in zip(topic.sentences, numbers, strict=True)}
    tops = {sentence.article_id: claims.Top(0, frozenset(), 1) for sentence in topic.sentences}
    found = claims.claims(texts, similarity, matches.edges(texts, similarity), independence, tops)
    place = {(s.article_id, s.index): i for i, s in enumerate(topic.sentences)}
    group = np.full(len(topic.sentences), -1)
    for number, claim in enumerate(found):
        group[[place[s.article_id, s.index] for s in claim.sentences]] = number
    return group


def _tfidf(sentences: list[Sentence]) -> np.ndarray:
    """Plain TF-IDF rows of unit length: the control."""
    vocabulary: dict[str, int] = {}
    bags = [[vocabulary.setdefault(w, len(vocabulary)) for w in content_of(s.text)] for s in sentences]
    counts = np.zeros((len(sentences), max(1, len(vocabulary))), np.float32)
    for row, bag in enumerate(bags):
        np.add.at(counts[row], bag, 1.0)
    weighted = counts * (math.log(len(sentences)) - np.log(np.maximum((counts > 0).sum(axis=0), 1)) + 1.0)
    return np.asarray(weighted / np.maximum(np.linalg.norm(weighted, axis=1, keepdims=True), 1e-6))


def average_precision(positive: np.ndarray, scores: np.ndarray) -> float:
    """Area under the precision-recall steps; ties by position."""
    hits = positive[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / hits.sum())


def report(name: str, found: list[Pairs]) -> None:
    """Print the figures of some topics taken together."""
    positive = np.concatenate([pairs.positive for pairs in found])
    same = np.concatenate([pairs.same_claim for pairs in found])
    print(f"{name}: {len(found)} topics, {len(positive)} pairs, {positive.mean():.3f} positive")
    for method in found[0].scores:
        scores = np.concatenate([pairs.scores[method] for pairs in found])
        print(f"  {method:<16} average precision {average_precision(positive, scores):.4f}")
    right = int((same & positive).sum())
    print(
        f"  claims: {same.sum()} pairs, precision {right / max(1, same.sum()):.3f}, recall {right / positive.sum():.3f}"
    )


def bands(found: list[Pairs]) -> None:
    """Print the share of positive pairs by similarity."""
    positive = np.concatenate([pairs.positive for pairs in found])
    scores = np.concatenate([pairs.scores["similarity"] for pairs in found])
    for low, high in pairwise(BANDS):
        inside = (scores >= low) & (scores < high)
        share = positive[inside].mean() if inside.any() else 0.0
        print(f"  similarity {low:4.1f} to {high:3.1f}: {inside.sum():6} pairs, {share:.2f} positive")


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--store", type=Path, default=Path(".digest/eval_claims.npz"))
    options = parser.parse_args()
    encode = Encoder(options.store)
    found = [compared(topic, encode) for topic in topics(options.file)]
    encode.keep()
    report("even topics (not tuned on)", [pairs for pairs in found if pairs.topic % 2 == 0])
    bands([pairs for pairs in found if pairs.topic % 2 == 0])
    report("odd topics (tuned on)", [pairs for pairs in found if pairs.topic % 2])
    report("all topics", found)


if __name__ == "__main__":
    main()
