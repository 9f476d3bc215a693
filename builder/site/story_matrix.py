"""The claim x source matrix: who says it, in the same words or in others, who is silent, who is in tension."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from builder.model import Article, Claim, Comparison, Sentence, Source
from builder.text.normalise import fold

State = Literal["same", "other", "tension", "copies", "silent"]
COPIES = ("whole-copy", "trimmed-copy", "rewritten-copy")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Cell(msgspec.Struct, frozen=True):
    """What one source says of one claim, and by which sentences (none when silent).

    `tension`: a sentence of it does not agree with another source's. `copies`: it stands only in copies of another
    source's article. `same`: letter for letter the claim's chosen wording, but for case, kind of quotation mark and
    white space.
    """

    source_id: str
    state: State
    sentences: tuple[Sentence, ...] = ()


class Row(msgspec.Struct, frozen=True):
    """One claim, with a cell for every source of the thread."""

    claim: Claim
    cells: tuple[Cell, ...]


def rows(comparison: Comparison, articles: Sequence[Article]) -> tuple[Row, ...]:
    """A row a claim in the comparison's order; cells in the order of the sources' first articles."""
    source_of = {article.id: article.source_id for article in articles}
    sources = tuple(dict.fromkeys(source_of.values()))
    copied = {row.article_id for row in comparison.provenance if row.relation in COPIES and row.copy_of in source_of}
    disputed = in_tension(comparison)
    made = []
    for claim in comparison.claims:
        own: dict[str, list[Sentence]] = {source: [] for source in sources}
        for sentence in claim.sentences:
            own[source_of[sentence.article_id]].append(sentence)
        chosen = fold(claim.sentences[0].text)
        cells = (Cell(source, _state(said, chosen, copied, disputed), tuple(said)) for source, said in own.items())
        made.append(Row(claim, tuple(cells)))
    return tuple(made)


def in_tension(comparison: Comparison) -> frozenset[tuple[str, int]]:
    """The sentences (article id, index) that one side of a tension consists of."""
    passages = [side for tension in comparison.tensions for side in (tension.left, tension.right)]
    return frozenset((s.article_id, s.index) for side in passages for s in (side.sentence, *side.same))


def _state(own: Sequence[Sentence], chosen: str, copied: set[str], disputed: frozenset[tuple[str, int]]) -> State:
    if not own:
        return "silent"
    if any((sentence.article_id, sentence.index) in disputed for sentence in own):
        return "tension"
    if all(sentence.article_id in copied for sentence in own):
        return "copies"
    return "same" if any(fold(sentence.text) == chosen for sentence in own) else "other"


def as_csv(made: Sequence[Row], sources: Mapping[str, Source]) -> bytes:
    """A line a claim: its number, id, chosen wording, then a column for each source with its state (UTF-8).

    A cell that a spreadsheet would take for a formula has an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = [cell.source_id for cell in made[0].cells] if made else []
    names = [sources[name].name if name in sources else name for name in columns]
    writer.writerow(["number", "claim", "wording", *map(_plain, names)])
    for number, row in enumerate(made, start=1):
        wording = _plain(row.claim.sentences[0].text)
        writer.writerow([number, row.claim.id, wording, *(cell.state for cell in row.cells)])
    return out.getvalue().encode("utf-8")


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
