"""One thread's articles -> its Comparison: every part in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from builder.compare.candidates import sentences_to_embed
from builder.compare.frames import Layout
from builder.compare.framing import framing
from builder.compare.independent import components
from builder.compare.ledger import ledger
from builder.compare.nearness import nearness
from builder.compare.outlets import Outlets
from builder.compare.provenance import provenance
from builder.compare.quotes import quotes_of
from builder.compare.tensions.kinds import Disagreements
from builder.compare.timeline import timeline
from builder.compare.transparency import transparency
from builder.model import Article, Claim, Comparison, Missing, Provenance, Quote, Sentence, Source, Thread, Timeline

if TYPE_CHECKING:
    import numpy as np

COMPARE_VERSION = 6


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
    sentences = sentences_to_embed(articles)
    aligned = _aligned(articles, sentences, vectors, groups.of_article, origins.provenance)
    found = _disagreements(articles, quotes, origins.provenance)
    every = tuple(quote for own in quotes for quote in own)
    facts = tuple(transparency(layout, own) for layout, own in zip(layouts, quotes, strict=True))
    return Comparison(
        thread_id=thread.id,
        claims=aligned.claims,
        only_here=aligned.only_here,
        missing=aligned.missing,
        quotes=every,
        matches=ledger(articles, every, nearness(sentences, vectors)),
        provenance=origins.provenance,
        transparency=facts,
        framing=framing(layouts, facts, {source.id: source for source in sources}),
        independent=groups.independent,
        tensions=found.tensions,
        updates=found.updates,
        timeline=timeline(articles, groups.of_article) if len(articles) > 1 else Timeline(),
    )


def _disagreements(
    articles: Sequence[Article], quotes: Sequence[tuple[Quote, ...]], origins: Sequence[Provenance]
) -> Disagreements:
    if len({article.source_id for article in articles}) < 2:
        return Disagreements()
    from builder.compare.tensions import disagreements

    return disagreements(articles, quotes, {row.article_id: row.copy_of for row in origins if row.copy_of})


class _Aligned(NamedTuple):
    claims: tuple[Claim, ...] = ()
    only_here: tuple[Sentence, ...] = ()
    missing: tuple[Missing, ...] = ()


def _aligned(
    articles: Sequence[Article],
    sentences: tuple[Sentence, ...],
    vectors: np.ndarray,
    independence: dict[str, int],
    origins: Sequence[Provenance],
) -> _Aligned:
    sources = {article.source_id: i for i, article in reversed(list(enumerate(articles)))}
    if len(sources) < 2:
        return _Aligned()
    from builder.compare import claims as claiming
    from builder.compare.alignment import Similarity
    from builder.compare.matches import Texts, edges
    from builder.compare.missing import missing

    if len(vectors) != len(sentences):
        raise ValueError(f"{len(vectors)} vectors for {len(sentences)} sentences")
    if not sentences:
        return _Aligned()
    place = {article.id: i for i, article in enumerate(articles)}
    source = {article.id: sources[article.source_id] for article in articles}
    texts = Texts(
        sentences, tuple(place[s.article_id] for s in sentences), tuple(source[s.article_id] for s in sentences)
    )
    similarity = Similarity(sentences, vectors)
    found = edges(texts, similarity)
    claims = claiming.claims(texts, similarity, found, independence, claiming.tops(articles))
    left_out = missing(claims, texts, similarity, articles, origins)
    return _Aligned(claims, claiming.only_here(texts, found), left_out)
