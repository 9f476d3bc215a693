"""Vectors without a model: hashed word counts, so that sentences with the same words are near each other."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from builder.compare import compare_thread, sentences_to_embed
from builder.compare.stems import stem
from builder.model import Article, Comparison, Source, Thread
from builder.text.words import content_words

DIMENSIONS = 256


def vectors(texts: Sequence[str]) -> np.ndarray:
    """(n, 256) float32, unit rows."""
    made = np.zeros((len(texts), DIMENSIONS), np.float32)
    for row, text in enumerate(texts):
        for word in content_words(text):
            place = int.from_bytes(hashlib.blake2b(stem(word).encode(), digest_size=4).digest(), "big")
            made[row, place % DIMENSIONS] += 1.0
    return made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-6)


def thread(articles: Sequence[Article]) -> Thread:
    """A thread of the articles in the order given."""
    return Thread(id="t", slug="t", title="", title_from="", article_ids=tuple(article.id for article in articles))


def compare(articles: Sequence[Article], sources: Sequence[Source] = ()) -> Comparison:
    """`compare_thread` with these vectors."""
    made = vectors([sentence.text for sentence in sentences_to_embed(articles)])
    return compare_thread(thread(articles), articles, sources, made)
