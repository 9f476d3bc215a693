"""How each source tells the story: its own vocabulary, what it leads with, its length, its sources, its quotations.

Vocabulary is measured by the log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi and Quinn,
"Fightin' Words" (Political Analysis 16, 2008), section 3.4: the ratio, its variance, and z, the first by the second's
root.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter

import msgspec

from builder.compare.frames import Layout
from builder.model import Framing, OwnWord, Sentence, Source, Transparency
from builder.text.normalise import fold
from builder.text.words import STOPWORDS

PRIOR_WORDS = 100.0
"""Weight of the prior, in words: as if that many words of the whole thread had been read in each source before."""
SURE = 2.24
"""Standard errors by which the ratio must exceed zero: the 97.5 % interval excludes it.

With this and `FEWEST_WORDS`, dealing the sentences of the stories that it was set on to their sources by chance left a
tenth of the words."""
FEWEST = 3
"""Times that a word must stand in the source's own text."""
FEWEST_WORDS = 300
"""Words that a source, and the others together, must have: below that nothing is said about vocabulary."""
SHOWN = 8
"""Words shown of one source."""
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


class Leaning(msgspec.Struct, frozen=True):
    """A log-odds ratio and its standard error."""

    ratio: float
    error: float

    @property
    def z(self) -> float:
        """The ratio in standard errors."""
        return self.ratio / self.error


def leaning(own: int, own_total: int, other: int, other_total: int, prior: float, prior_total: float) -> Leaning:
    """How far a word leans to one of two texts: counts in each, words of each, its weight in the prior and the sum.

    All counts are of words; `prior` must be above 0 and below `prior_total`.
    """
    mine, theirs = own + prior, other + prior
    ratio = math.log(mine / (own_total + prior_total - mine)) - math.log(theirs / (other_total + prior_total - theirs))
    return Leaning(ratio, math.sqrt(1 / mine + 1 / theirs))


class _Text:
    """One source's own words: reporting sentences without what it quotes, its own name and its writers'."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.lower: Counter[str] = Counter()
        self._said: list[tuple[Sentence, list[str]]] = []
        self._folded: dict[str, str] = {}

    def add(self, layout: Layout, hidden: frozenset[str]) -> None:
        said = list(_own_words(layout))
        self._said += said
        for written, count in Counter(chain.from_iterable(words for _, words in said)).items():
            word = self._fold(written)
            if word in hidden:
                continue
            self.counts[word] += count
            if written[0].islower():
                self.lower[word] += count

    def places(self, word: str) -> tuple[Sentence, ...]:
        """The sentences in which a counted word stands."""
        return tuple(sentence for sentence, words in self._said if any(self._fold(one) == word for one in words))

    def _fold(self, written: str) -> str:
        word = self._folded.get(written)
        if word is None:
            word = self._folded[written] = fold(written).removesuffix("'s")
        return word


def _own_words(layout: Layout) -> Iterator[tuple[Sentence, list[str]]]:
    holes = sorted(layout.article.quote_spans, key=attrgetter("start"))
    text = layout.article.text
    at = 0
    for sentence in layout.reporting:
        begin, end = sentence.span.start, sentence.span.end
        while at < len(holes) and holes[at].end <= begin:
            at += 1
        if at == len(holes) or holes[at].start >= end:
            yield sentence, _WORD.findall(text, begin, end)
            continue
        words = []
        for match in _WORD.finditer(text, begin, end):
            while at < len(holes) and holes[at].end <= match.start():
                at += 1
            if at == len(holes) or holes[at].start >= match.end():
                words.append(match.group())
        yield sentence, words


def framing(
    layouts: Sequence[Layout], facts: Sequence[Transparency], sources: Mapping[str, Source]
) -> tuple[Framing, ...]:
    """One for each source of a thread, in the order of its first article; none where there is one source only.

    `facts` are the articles' in the order of `layouts`. The prior is the vocabulary of the whole thread, so that a
    source is measured against what everybody says in this story, and a word elsewhere on the site changes nothing.
    """
    by_source: dict[str, list[int]] = {}
    for number, layout in enumerate(layouts):
        by_source.setdefault(layout.article.source_id, []).append(number)
    if len(by_source) < 2:
        return ()
    texts: dict[str, _Text] = {}
    for source_id, own in by_source.items():
        texts[source_id] = _Text()
        hidden = _names_of(sources.get(source_id), [layouts[number] for number in own])
        for number in own:
            texts[source_id].add(layouts[number], hidden)
    words = vocabularies(texts)
    return tuple(
        _framing(source_id, [(layouts[number], facts[number]) for number in own], words[source_id])
        for source_id, own in by_source.items()
    )


def _names_of(source: Source | None, layouts: Sequence[Layout]) -> frozenset[str]:
    """The outlet's name, its writers', and where its dateline places it: said by every article of it."""
    told = [source.name if source else "", *(name for layout in layouts for name in layout.article.byline)]
    told += [layout.article.dateline.span.of(layout.article.text) for layout in layouts if layout.article.dateline]
    return frozenset(fold(word) for text in told for word in _WORD.findall(text))


def vocabularies(texts: Mapping[str, _Text]) -> dict[str, tuple[OwnWord, ...]]:
    """Each source's own words, the surest first: no stop words, no names, no figures; see the constants."""
    whole: Counter[str] = Counter()
    for text in texts.values():
        whole.update(text.counts)
    total = whole.total()
    out: dict[str, tuple[OwnWord, ...]] = {}
    for source_id, text in texts.items():
        size = text.counts.total()
        if min(size, total - size) < FEWEST_WORDS:
            out[source_id] = ()
            continue
        rows = []
        for word, count in text.counts.items():
            if count < FEWEST or word in STOPWORDS or len(word) < 3 or not text.lower[word]:
                continue
            prior = PRIOR_WORDS * whole[word] / total
            found = leaning(count, size, whole[word] - count, total - size, prior, PRIOR_WORDS)
            if found.z >= SURE:
                rows.append((word, count, whole[word] - count, round(found.ratio, 4), round(found.error, 4)))
        rows.sort(key=lambda row: (-row[3] / row[4], row[0]))
        out[source_id] = tuple(
            OwnWord(word=word, count=count, others=others, ratio=ratio, error=error, sentences=text.places(word))
            for word, count, others, ratio, error in rows[:SHOWN]
        )
    return out


def _framing(source_id: str, articles: Sequence[tuple[Layout, Transparency]], words: tuple[OwnWord, ...]) -> Framing:
    sizes = [sum(s.span.end - s.span.start for s in layout.reporting) for layout, _ in articles]
    quoted = sum(size * fact.quoted_share for size, (_, fact) in zip(sizes, articles, strict=True))
    return Framing(
        source_id=source_id,
        leads=tuple(lead for layout, _ in articles if (lead := _lead(layout))),
        words=words,
        length=sum(len(sentence.text.split()) for layout, _ in articles for sentence in layout.reporting),
        named=len({fold(name.split()[-1]) for _, fact in articles for name in fact.named}),
        unnamed=sum(len(fact.unnamed) for _, fact in articles),
        quoted_share=round(quoted / sum(sizes), 4) if sum(sizes) else 0.0,
    )


def _lead(layout: Layout) -> Sentence | None:
    """The first sentence of an article that reports, where it has four words and more, the dateline aside."""
    article = layout.article
    holes = [article.dateline.span] if article.dateline else []
    for sentence in layout.reporting:
        if len(sentence.text.split()) >= 4 and (not holes or sentence.span != holes[0]):
            return sentence
    return None
