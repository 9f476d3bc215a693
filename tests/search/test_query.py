"""Queries are read as the case file says, which the reader's engine is held to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from builder.search.query import MOST_CLAUSES, FilterItem, Item, PhraseItem, WordItem, day_of, parse

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "queries.json").read_text(encoding="utf-8"))


def written(item: Item) -> dict[str, Any]:
    """An item as the case file has it."""
    match item:
        case FilterItem(kind, value):
            return {kind: value}
        case WordItem(word, prefix):
            told: dict[str, Any] = {"word": word}
        case PhraseItem(phrase, prefix):
            told = {"phrase": list(phrase)}
    return {**told, "prefix": True} if prefix else told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_queries(case: dict[str, Any]) -> None:
    found = parse(case["text"])
    assert {
        "text": case["text"],
        "clauses": [[written(item) for item in clause] for clause in found.clauses],
        "not": [written(item) for item in found.without],
        "unknown": list(found.unknown),
    } == case


def test_what_is_too_long_is_cut() -> None:
    assert len(parse("a b c d " * 50).clauses) == MOST_CLAUSES
    assert parse(" " * 500 + "ferry").clauses == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1900-2", "1900-02-01", "1900-02-28"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        ("0000", "", ""),
        ("2026-00-10", "", ""),
        ("2026-4-31", "", ""),
        ("26", "", ""),
        ("２０２６", "", ""),
    ],
)
def test_days(text: str, first: str, last: str) -> None:
    assert (day_of(text, last=False), day_of(text, last=True)) == (first, last)
