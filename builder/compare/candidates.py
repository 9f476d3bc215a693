"""Which sentences can carry a claim, and so are worth a vector."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from builder.model import Article, Sentence
from builder.text.normalise import fold
from builder.text.words import STOPWORDS, tokens

MIN_CONTENT_WORDS = 4
_SIGNATURE = re.compile(r"[—–-]\s*[^.!?]{2,60}\(@\w+\)")
"""`— Jo Lee (@jolee) May 4, 2026`: what stands below an embedded post."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """`tokens` of a sentence, kept: candidates, similarity and copies all ask for the same ones."""
    return tokens(text)


@lru_cache(maxsize=20_000)
def content_of(text: str) -> tuple[str, ...]:
    """`words_of` without stop words and single letters; `9,000` is one word, `9000`. Kept like them."""
    return tuple(
        word
        for word in words_of(_THOUSANDS.sub("", text))
        if word not in STOPWORDS and (len(word) > 1 or word.isdigit())
    )


def sentences_to_embed(articles: Sequence[Article]) -> tuple[Sentence, ...]:
    """The reporting sentences with something to compare, in the order of `articles`, then of reading.

    Left out: sentences with fewer than four different content words, questions that the article itself asks,
    signatures of embedded posts, and a sentence that the same article has already said word for word.
    """
    return tuple(sentence for article in articles for sentence in _of(article))


def _of(article: Article) -> list[Sentence]:
    seen: set[str] = set()
    kept = []
    for sentence in article.reporting:
        if sentence.text.rstrip().endswith("?") or _SIGNATURE.match(sentence.text):
            continue
        if len(set(content_of(sentence.text))) < MIN_CONTENT_WORDS:
            continue
        folded = fold(sentence.text)
        if folded not in seen:
            seen.add(folded)
            kept.append(sentence)
    return kept
