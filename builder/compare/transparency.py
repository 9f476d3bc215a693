"""Facts about one article that a reader may want to know; counted, not judged."""

from __future__ import annotations

from collections.abc import Sequence

from builder.compare.frames import Layout
from builder.compare.speakers import is_name
from builder.model import Quote, Transparency


def transparency(layout: Layout, quotes: Sequence[Quote]) -> Transparency:
    """`quoted_share` is the share (0 to 1) of the reporting text's characters that stand in quotation marks."""
    article = layout.article
    reporting = sum(sentence.span.end - sentence.span.start for sentence in layout.reporting)
    quoted = sum(
        max(0, min(quote.end, sentence.span.end) - max(quote.start, sentence.span.start))
        for quote in article.quote_spans
        for sentence in layout.reporting
        if quote.overlaps(sentence.span)
    )
    return Transparency(
        article_id=article.id,
        has_byline=bool(article.byline),
        has_date=article.published is not None,
        has_link=bool(article.url),
        named=_named(quotes),
        unnamed=tuple(sentence for sentence, _ in layout.unnamed),
        quoted_share=round(quoted / reporting, 4) if reporting else 0.0,
        dangling_citations=sum(1 for citation in article.citations if not citation.target),
        residue=len(article.residue),
    )


def _named(quotes: Sequence[Quote]) -> tuple[str, ...]:
    """Speakers with a name, each once, in the fullest form that the article uses, in order of appearance."""
    named: list[str] = []
    for quote in quotes:
        words = quote.speaker.split()
        if not words or not is_name(words[-1]):
            continue
        same = [name for name in named if name.split()[-1] == words[-1]]
        if same and len(words) > len(same[0].split()):
            named[named.index(same[0])] = quote.speaker
        elif not same:
            named.append(quote.speaker)
    return tuple(named)
