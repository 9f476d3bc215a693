"""Frames: a paragraph cut at the ends of the article's own sentences, with quoted words masked.

A sentence that ends inside a quotation ends only for the speaker, so a frame can hold several of the article's
sentences: `“It broke. We left,” said Jo Lee.` is one.
"""

from __future__ import annotations

import bisect
from functools import cached_property
from operator import attrgetter

from builder.compare import unnamed
from builder.model import Article, Quote, Sentence, Span

MASK = "□"
MARKS = "\"'“”„‟«»‹›‘’「」『』"
_KINDS = ("paragraph", "item", "quote", "cell")


class Frame:
    """One of the article's own sentences: `text` is masked, `start` its place in `Article.text`."""

    __slots__ = ("paragraph", "quotes", "span", "text")

    def __init__(self, text: str, span: Span, quotes: tuple[Span, ...], paragraph: int) -> None:
        self.text = text
        self.span = span
        self.quotes = quotes
        self.paragraph = paragraph

    @property
    def bare(self) -> bool:
        """Whether nothing but quotations stands in it."""
        return not any(char.isalnum() for char in self.text)


class Layout:
    """An article's frames and sentences, ready to look up by place."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.reporting = article.reporting
        self._starts = [sentence.span.start for sentence in self.reporting]

    def sentence_at(self, position: int) -> Sentence | None:
        """The reporting sentence that holds this character, or None."""
        i = bisect.bisect_right(self._starts, position) - 1
        if i >= 0 and position < self.reporting[i].span.end:
            return self.reporting[i]
        return None

    @cached_property
    def unnamed(self) -> tuple[tuple[Sentence, str], ...]:
        """The sentences that lean on people without a name, each with the words that do."""
        found = ((sentence, unnamed.find(sentence.text)) for sentence in self.reporting)
        return tuple((sentence, phrase) for sentence, phrase in found if phrase)

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame of the reporting text, in order."""
        article = self.article
        masked = _masked(article.text, article.quote_spans)
        paragraphs = [block.span for block in article.blocks if block.kind in _KINDS] or [Span(0, len(article.text))]
        made: list[Frame] = []
        cursor = 0
        for number, paragraph in enumerate(paragraphs):
            inside = []
            while cursor < len(self.reporting) and self.reporting[cursor].span.start < paragraph.end:
                if self.reporting[cursor].span.start >= paragraph.start:
                    inside.append(self.reporting[cursor].span)
                cursor += 1
            for span in _merged(inside, article.quote_spans):
                quotes = tuple(quote for quote in article.quote_spans if span.overlaps(quote))
                made.append(Frame(masked[span.start : span.end], span, quotes, number))
        return tuple(made)


def _masked(text: str, quotes: tuple[Span, ...]) -> str:
    pieces = []
    position = 0
    for quote in sorted(quotes, key=attrgetter("start")):
        if quote.start >= position:
            # The quotation's own last comma or stop stays: it tells speech from a word in quotation marks.
            last = text[quote.end - 1 : quote.end] if text[quote.end - 1] in ",.!?" else MASK
            pieces += [text[position : quote.start], MASK * (quote.end - quote.start - 1), last]
            position = quote.end
    return "".join([*pieces, text[position:]])


def _merged(sentences: list[Span], quotes: tuple[Span, ...]) -> list[Span]:
    """Neighbouring sentences joined where the boundary lies inside a quotation or just before its closing mark."""
    merged: list[Span] = []
    for span in sentences:
        if merged and any(
            q.start < span.start <= q.end + 1 and q.start < merged[-1].end <= q.end + 1 and span.start <= q.end
            for q in quotes
        ):
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged


def by_sentence(quotes: list[Quote]) -> list[Quote]:
    """Quotes in reading order."""
    return sorted(quotes, key=lambda quote: (quote.span, quote.kind))
