"""Words that are no reporting: what a page or a draft left in a text.

Only whole short blocks and whole closing sentences are recognised, by what they are from end to end, so that a
sentence of reporting that merely holds such words is kept.
"""

from __future__ import annotations

import re

from builder.model import ResidueKind
from builder.text.residue_patterns import CLOSING, CREDIT, CREDIT_NEEDLES, WHOLE, Table

_SOURCES = re.compile(
    r"(?:sources?|references?|citations?|notes|footnotes|works cited|bibliography|further reading|source list)\s*:?"
)
_SPELLINGS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})
_MAX_SENTENCE = 240


def _joined(table: Table) -> re.Pattern[str]:
    """All patterns as one, so that a block is looked at once; group `k3` is the table's row 3."""
    return re.compile("|".join(f"(?P<k{row}>{'|'.join(patterns)})" for row, (_, patterns) in enumerate(table)))


_WHOLE_PATTERN = _joined(WHOLE)
_CLOSING_PATTERN = _joined(CLOSING)
_CREDIT_PATTERN = re.compile(CREDIT)


def whole_residue(block: str) -> ResidueKind | None:
    """The kind of residue that a whole block is, or None. `block` is one short paragraph."""
    return _kind(_WHOLE_PATTERN, WHOLE, _plain(block).strip("*_>|~ "))


def closing_residue(sentence: str) -> ResidueKind | None:
    """The kind of residue that a sentence at the end of an article is, or None; words inside a quotation are none."""
    if len(sentence) > _MAX_SENTENCE or sentence.rstrip()[-1:] in '"”»':
        return None
    return _kind(_CLOSING_PATTERN, CLOSING, _plain(sentence))


def _kind(pattern: re.Pattern[str], table: Table, plain: str) -> ResidueKind | None:
    match = pattern.fullmatch(plain)
    if match and match.lastgroup:
        return table[int(match.lastgroup[1:])][0]
    if any(needle in plain for needle in CREDIT_NEEDLES) and _CREDIT_PATTERN.fullmatch(plain):
        return "credit"
    return None


def is_sources_heading(line: str) -> bool:
    """Whether a line is a heading over a list of sources (`Sources`, `References:`)."""
    return bool(_SOURCES.fullmatch(_plain(line).strip("*_# ")))


def _plain(text: str) -> str:
    return " ".join(text.casefold().translate(_SPELLINGS).split())
