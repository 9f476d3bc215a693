"""Where each article of a thread comes from: origins, copies and reporting of its own, put together."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from builder.compare import origins
from builder.compare.candidates import words_of
from builder.compare.frames import Layout
from builder.compare.outlets import Outlets
from builder.compare.speakers import is_name
from builder.model import Article, Origin, Provenance, Quote, Relation, Sentence
from builder.text.urls import canonical, url_key

_GRAM = 4
_UNIQUE_WORDS = 6
_UNIQUE_SHARE = 0.3


class Whole(msgspec.Struct, frozen=True):
    """The provenance of every article in order, and the ids of those that show reporting of their own."""

    provenance: tuple[Provenance, ...]
    own: frozenset[str]


def provenance(layouts: list[Layout], quotes: Sequence[tuple[Quote, ...]], outlets: Outlets) -> Whole:
    """`quotes`: those of each article, in the same order."""
    grams = [_article_grams(layout) for layout in layouts]
    origins.learn(layouts, outlets)
    addresses = {
        url_key(canonical(layout.article.url)): layout.article.id for layout in reversed(layouts) if layout.article.url
    }
    found = [origins.origins_of(layout, outlets, addresses) for layout in layouts]
    copied = {}
    if len({layout.article.source_id for layout in layouts}) > 1:
        from builder.compare.copies import copies

        copied = copies(layouts, outlets)
    made, own = [], set()
    for number, (layout, one) in enumerate(zip(layouts, found, strict=True)):
        article = layout.article
        rests = [origin for origin in one.origins if origin.kind != "unnamed-sources"]
        copy = copied.get(article.id)
        spoken = () if copy or one.leads else _own_words(number, layouts, quotes, grams)
        evidence = tuple(sorted({*one.own, *spoken}))
        shows = not copy and not one.leads and (bool(evidence) or outlets.kind(article.source_id) == "agency")
        relation: Relation = copy.relation if copy else "own" if shows else "cites" if rests else "unattributed"
        if shows:
            own.add(article.id)
        made.append(
            Provenance(
                article_id=article.id,
                relation=relation,
                origins=_placed(one.origins, article, layouts),
                copy_of=copy.of if copy else "",
                overlap=copy.overlap if copy else 0.0,
                evidence=copy.evidence if copy else evidence[:3] if shows else (),
            )
        )
    return Whole(tuple(made), frozenset(own))


def _placed(found: tuple[Origin, ...], article: Article, layouts: Sequence[Layout]) -> tuple[Origin, ...]:
    """Origins that are a source of the thread with one article in it are that article."""
    placed = []
    for origin in found:
        of_source = [
            other.article.id
            for other in layouts
            if other.article.source_id == origin.key and other.article.id != article.id
        ]
        if not origin.article_id and len(of_source) == 1:
            origin = msgspec.structs.replace(origin, article_id=of_source[0])
        placed.append(origin)
    return tuple(placed)


def _own_words(
    number: int,
    layouts: Sequence[Layout],
    quotes: Sequence[tuple[Quote, ...]],
    grams: Sequence[frozenset[tuple[str, ...]]],
) -> tuple[Sentence, ...]:
    """Where the article has a named speaker's direct words that no other source of the thread has."""
    candidates = [quote for quote in quotes[number] if _can_be_own(quote)]
    if not candidates:
        return ()
    source_id = layouts[number].article.source_id
    others = [own for layout, own in zip(layouts, grams, strict=True) if layout.article.source_id != source_id]
    return tuple(quote.sentence for quote in candidates if _is_own(quote, others))


def _article_grams(layout: Layout) -> frozenset[tuple[str, ...]]:
    return frozenset().union(*(_grams(sentence.text) for sentence in layout.reporting))


def _grams(text: str) -> frozenset[tuple[str, ...]]:
    words = words_of(text)
    return frozenset(words[i : i + _GRAM] for i in range(len(words) - _GRAM + 1))


def _can_be_own(quote: Quote) -> bool:
    speaker = quote.speaker.split()
    named = bool(speaker) and is_name(speaker[-1])
    return named and quote.kind == "direct" and len(quote.text.split()) >= _UNIQUE_WORDS


def _is_own(quote: Quote, others: Sequence[frozenset[tuple[str, ...]]]) -> bool:
    grams = _grams(quote.text)
    return bool(grams) and all(len(grams & other) <= _UNIQUE_SHARE * len(grams) for other in others)
