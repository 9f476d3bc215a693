"""Cutting and folding of words: the cases that the reader's engine is held to as well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder.search.roots import Roots, language_of, search_stop_words
from builder.search.text import fold, forms, search_words

CASES = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["text"])[:40])
def test_words_of_a_text_and_their_places(case: dict[str, object]) -> None:
    assert [list(word) for word in search_words(str(case["text"]))] == case["words"]


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 80


def test_folding_is_done_when_it_is_done() -> None:
    for case in CASES:
        for form, _, _ in case["words"]:
            assert fold(form, number="." in form) == form


def test_roots_are_their_own_roots() -> None:
    roots = Roots("en")
    for form in forms("Ferries ferry's running skies universities happiness news 1,900 naïve Zürich 東京都"):
        assert roots.of(roots.of(form)) == roots.of(form) != ""
    assert roots.of("ferries") == roots.of("ferry")
    assert Roots("de").of("häuser") != Roots("en").of("häuser")
    assert Roots("ja").of("running") == "running"


def test_stop_words_are_folded() -> None:
    english = search_stop_words("en")
    assert {"the", "dont"} <= set(english)
    assert not {"us", "new", "may"} & set(english)
    assert "fur" in search_stop_words(language_of("de-AT"))
    assert search_stop_words("xx") == ()
