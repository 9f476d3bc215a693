"""One thread's articles -> its Comparison: every part in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from builder.compare.candidates import sentences_to_embed
from builder.compare.frames import Layout
from builder.compare.independent import components
from builder.compare.outlets import Outlets
from builder.compare.provenance import provenance
from builder.compare.quotes import quotes_of
from builder.compare.transparency import transparency
from builder.model import Article, Claim, Comparison, Sentence, Source, Thread

if TYPE_CHECKING:
    import numpy as np

COMPARE_VERSION = 2


def compare_thread(
    thread: Thread, articles: Sequence[Article], sources: Sequence[Source], vectors: np.ndarray
) -> Comparison:
    """What the sources of a thread say beside each other.

    `articles` are the thread's, in its order; `sources` every known source. `vectors`: (n, d) float32, unit rows,
    row i of `sentences_to_embed(articles)[i]`; an empty (0, d) array will do for a thread of one source, which has
    quotes, provenance and transparency, but no claims. Raises ValueError when the rows do not fit.
    """
    outlets = Outlets.of(articles, sources)
    layouts = [Layout(article) for article in articles]
    quotes = tuple(quotes_of(layout) for layout in layouts)
    origins = provenance(layouts, quotes, outlets)
    groups = components(articles, origins.provenance, origins.own)
    claims, alone = _aligned(articles, vectors, groups.of_article)
    return Comparison(
        thread_id=thread.id,
        claims=claims,
        only_here=alone,
        quotes=tuple(quote for found in quotes for quote in found),
        provenance=origins.provenance,
        transparency=tuple(transparency(layout, found) for layout, found in zip(layouts, quotes, strict=True)),
        independent=groups.independent,
    )


def _aligned(
    articles: Sequence[Article], vectors: np.ndarray, independence: dict[str, int]
) -> tuple[tuple[Claim, ...], tuple[Sentence, ...]]:
    sources = {article.source_id: i for i, article in reversed(list(enumerate(articles)))}
    if len(sources) < 2:
        return (), ()
    from builder.compare import claims as aligning
    from builder.compare.alignment import Similarity

    sentences = sentences_to_embed(articles)
    if len(vectors) != len(sentences):
        raise ValueError(f"{len(vectors)} vectors for {len(sentences)} sentences")
    if not sentences:
        return (), ()
    place = {article.id: i for i, article in enumerate(articles)}
    source = {article.id: sources[article.source_id] for article in articles}
    texts = aligning.Texts(
        sentences, tuple(place[s.article_id] for s in sentences), tuple(source[s.article_id] for s in sentences)
    )
    similarity = Similarity(sentences, vectors)
    found = aligning.edges(texts, similarity)
    return aligning.claims(texts, similarity, found, independence), aligning.only_here(texts, found)
