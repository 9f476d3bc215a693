"""Where each article of a thread comes from: origins, copies and reporting of its own, put together."""

from __future__ import annotations

from collections import Counter
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
    holders = _holders(layouts, quotes)
    origins.learn(layouts, outlets)
    addresses = {
        url_key(canonical(layout.article.url)): layout.article.id for layout in reversed(layouts) if layout.article.url
    }
    found = [origins.origins_of(layout, outlets, addresses) for layout in layouts]
    copied = {}
    if len({layout.article.source_id for layout in layouts}) > 1:
        from builder.compare.copies import copies

        copied = copies(layouts, outlets, [named_sources(one, layouts) for one in found])
    made, own = [], set()
    for number, (layout, one) in enumerate(zip(layouts, found, strict=True)):
        article = layout.article
        rests = [origin for origin in one.origins if origin.kind != "unnamed-sources"]
        copy = copied.get(article.id)
        spoken = () if copy or one.leads else _own_words(layout, quotes[number], holders)
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


def named_sources(found: origins.Found, layouts: Sequence[Layout]) -> frozenset[str]:
    """The ids of the thread's sources that an article names as origins."""
    of_article = {layout.article.id: layout.article.source_id for layout in layouts}
    return frozenset(of_article.get(origin.article_id, origin.key) for origin in found.origins)


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


_Holders = dict[tuple[str, ...], list[Article]]


def _holders(layouts: Sequence[Layout], quotes: Sequence[tuple[Quote, ...]]) -> _Holders:
    """Each sequence of words of a quote that can be an article's own -> the articles in which it stands."""
    found: _Holders = {gram: [] for own in quotes for quote in own if _can_be_own(quote) for gram in _grams(quote.text)}
    for layout in layouts:
        grams: set[tuple[str, ...]] = set().union(*(_grams(sentence.text) for sentence in layout.reporting))
        for gram in grams & found.keys():
            found[gram].append(layout.article)
    return found


def _own_words(layout: Layout, quotes: Sequence[Quote], holders: _Holders) -> tuple[Sentence, ...]:
    """Where the article has a named speaker's direct words that no other source of the thread has."""
    source_id = layout.article.source_id
    return tuple(quote.sentence for quote in quotes if _can_be_own(quote) and _is_own(quote, source_id, holders))


def _grams(text: str) -> set[tuple[str, ...]]:
    words = words_of(text)
    return {words[i : i + _GRAM] for i in range(len(words) - _GRAM + 1)}


def _can_be_own(quote: Quote) -> bool:
    speaker = quote.speaker.split()
    named = bool(speaker) and is_name(speaker[-1])
    return named and quote.kind == "direct" and len(quote.text.split()) >= _UNIQUE_WORDS


def _is_own(quote: Quote, source_id: str, holders: _Holders) -> bool:
    grams = _grams(quote.text)
    others = Counter(other.id for gram in grams for other in holders[gram] if other.source_id != source_id)
    return bool(grams) and max(others.values(), default=0) <= _UNIQUE_SHARE * len(grams)
