"""The sentence of a story that answers a query best, word for word."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from builder.model import Article
from builder.search.documents import Document, text_pieces
from builder.search.roots import Roots
from builder.search.text import forms


class Told(msgspec.Struct, frozen=True):
    """A sentence, its article and its number there."""

    text: str
    article: Article
    sentence: int


def best_sentence(document: Document, weights: Mapping[str, float], roots: Roots) -> Told | None:
    """The sentence that has most of what is asked (`weights` of roots, each counted once); None without sentences.

    Of equals, and where none has any, the first; the article that gave the headline goes before the others.
    """
    found = [piece for piece in text_pieces(document) if piece.sentence >= 0]
    found.sort(key=lambda piece: document.members[piece.article].id != document.thread.title_from)
    if not found:
        return None

    def weight(text: str) -> float:
        return sum(weights.get(root, 0.0) for root in sorted({roots.of(form) for form in forms(text) if form}))

    best = max(found, key=lambda piece: weight(piece.text))  # Of equals the first.
    return Told(best.text, document.members[best.article], best.sentence)
