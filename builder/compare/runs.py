"""Runs: quotations of one speaker that follow each other in an article, and which of them share words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from builder.compare.people import People
from builder.compare.wording import Word, words_of
from builder.model import Article, Quote
from builder.text.words import STOPWORDS

_BREAK = 15
"""Words of attribution (`the mayor of Tarn told reporters on Friday`) that may stand inside one utterance."""
POSTINGS = 200
"""Wordings that one word sequence leads to; a sequence that more have tells nothing apart."""


class Run(msgspec.Struct, frozen=True):
    """Quotations of one speaker that follow each other, broken only by their attribution; `known`: by a name."""

    quotes: tuple[int, ...]
    words: tuple[Word, ...]
    person: int
    known: bool
    article: int
    source: str
    whole: bool


def runs_of(articles: Sequence[Article], quotes: Sequence[Quote], people: People) -> list[Run]:
    place = {article.id: number for number, article in enumerate(articles)}
    runs: list[Run] = []
    parts: list[int] = []
    for number, quote in enumerate(quotes):
        if quote.kind == "indirect":
            continue
        if parts and not _goes_on(articles[place[quote.sentence.article_id]], quotes, people, parts[-1], number):
            runs.append(_run(articles, place, quotes, people, parts))
            parts = []
        parts.append(number)
    if parts:
        runs.append(_run(articles, place, quotes, people, parts))
    return [run for run in runs if run.words]


def _goes_on(article: Article, quotes: Sequence[Quote], people: People, before: int, now: int) -> bool:
    one, two = quotes[before], quotes[now]
    if one.sentence.article_id != two.sentence.article_id:
        return False
    between = article.text[one.span.end : two.span.start]
    if people.of[before] != people.of[now] or len(between.split()) > _BREAK:
        return False
    return "\n\n" not in between or not any(char.isalnum() for char in between)


def _run(
    articles: Sequence[Article], place: Mapping[str, int], quotes: Sequence[Quote], people: People, parts: Sequence[int]
) -> Run:
    number = place[quotes[parts[0]].sentence.article_id]
    article = articles[number]
    words = words_of(article.text, [quotes[part].span for part in parts])
    whole = any(quotes[part].kind == "direct" for part in parts)
    person = people.of[parts[0]]
    return Run(tuple(parts), words, person, people.named(person), number, article.source_id, whole)


def texts_of(run: Run) -> list[str]:
    return [word.text for word in run.words]


def sharing(runs: Sequence[Run]) -> list[tuple[int, int]]:
    """Pairs of runs with three words in a row in common, the earlier first."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    pairs: set[tuple[int, int]] = set()
    for number, run in enumerate(runs):
        for sequence in sequences(run):
            pairs.update((other, number) for other in holders[sequence] if other != number)
            if len(holders[sequence]) < POSTINGS:
                holders[sequence].append(number)
    return sorted(pairs)


def sequences(run: Run) -> set[tuple[str, ...]]:
    """Three words in a row, each once; nothing may hang on their order."""
    texts = texts_of(run)
    return set(zip(texts, texts[1:], texts[2:], strict=False))


def weight(run: Run) -> set[str]:
    return {word.text for word in run.words if word.text not in STOPWORDS and len(word.text) > 1}
