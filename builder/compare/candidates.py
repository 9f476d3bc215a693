"""Which sentences can carry a claim, and so are worth a vector."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Article, Sentence
from builder.text.normalise import fold
from builder.text.words import content_words

MIN_CONTENT_WORDS = 4


def sentences_to_embed(articles: Sequence[Article]) -> tuple[Sentence, ...]:
    """The reporting sentences with something to compare, in the order of `articles`, then of reading.

    Left out: sentences with fewer than four different content words, questions that the article itself asks,
    and a sentence that the same article has already said word for word.
    """
    return tuple(sentence for article in articles for sentence in _of(article))


def _of(article: Article) -> list[Sentence]:
    seen: set[str] = set()
    kept = []
    for sentence in article.reporting:
        if sentence.text.rstrip().endswith("?") or len(set(content_words(sentence.text))) < MIN_CONTENT_WORDS:
            continue
        folded = fold(sentence.text)
        if folded not in seen:
            seen.add(folded)
            kept.append(sentence)
    return kept
