"""Sentences of one paragraph: sentencex, with a thin layer for what news text does to it.

Chosen by measurement, see docs/explanation/sentence-splitting.md and benchmarks/sentence_splitters.py.
"""

from __future__ import annotations

import sentencex

from builder.model import Span


def split(text: str, lang: str = "en") -> tuple[Span, ...]:
    """Spans of the sentences inside one paragraph, in order, without the white space between them.

    `text` is one paragraph (a line break in it is white space); `lang` a language tag, of which the first part
    counts (`pt-BR` -> `pt`). Every character that is not white space lies in exactly one span.
    """
    spans: list[Span] = []
    for found in sentencex.get_sentence_boundaries(lang.split("-")[0] or "en", text):
        start, end = found["start_index"], found["end_index"]
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start < end:
            spans.append(Span(start, end))
    return tuple(spans)
