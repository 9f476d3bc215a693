"""The claim x source matrix, derived from claims: who says it, in the same words or in others, and who is silent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from builder.model import Article, Comparison, Sentence
from builder.text.normalise import fold

Wording = Literal["same", "other", "silent"]


class Cell(msgspec.Struct, frozen=True):
    """What one source says of one claim: its `sentences` (empty when silent) beside the claim's chosen wording."""

    source_id: str
    wording: Wording
    sentences: tuple[Sentence, ...] = ()


class Row(msgspec.Struct, frozen=True):
    """One claim, with a cell for every source of the thread."""

    claim_id: str
    cells: tuple[Cell, ...]


def rows(comparison: Comparison, articles: Sequence[Article]) -> tuple[Row, ...]:
    """A row a claim in the comparison's order; cells by source, in the order of the sources' first articles.

    `same` means that a sentence of the source is the claim's chosen wording letter for letter, but for case, kind of
    quotation mark and white space.
    """
    source_of = {article.id: article.source_id for article in articles}
    sources = tuple(dict.fromkeys(article.source_id for article in articles))
    made = []
    for claim in comparison.claims:
        chosen = fold(claim.sentences[0].text)
        cells = []
        for source_id in sources:
            own = tuple(s for s in claim.sentences if source_of[s.article_id] == source_id)
            same = any(fold(sentence.text) == chosen for sentence in own)
            cells.append(Cell(source_id, "silent" if not own else "same" if same else "other", own))
        made.append(Row(claim.id, tuple(cells)))
    return tuple(made)
