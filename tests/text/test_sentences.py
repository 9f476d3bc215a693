"""Sentence splitting: the hard cases of sentences.txt, and what must always hold."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.text.sentences import split

LINES = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
CASES = [line for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize("case", CASES)
def test_hard_case(case: str) -> None:
    wanted = [part.strip() for part in case.split("¦")]
    text = " ".join(wanted)
    assert [span.of(text) for span in split(text)] == wanted


@pytest.mark.parametrize(
    ("text", "lang", "wanted"),
    [
        ("今日は雨です。明日は晴れです。", "ja", 2),
        ("今日は雨です。明日は晴れです。", "en", 2),
        ("Am 2. August kam Dr. Weber nach Köln. Er blieb.", "de", 2),
        ("😀 Eins. 😀 Zwei.", "de-AT", 2),
        ("", "en", 0),
        (" \n ", "", 0),
    ],
)
def test_other_languages(text: str, lang: str, wanted: int) -> None:
    assert len(split(text, lang)) == wanted


@given(st.text(alphabet=st.sampled_from("aB .?!…“”\"'’()[]1\n é。—"), max_size=60), st.sampled_from(["en", "de", ""]))
def test_no_character_is_lost_and_spans_are_in_order(text: str, lang: str) -> None:
    spans = split(text, lang)
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(span.of(text).strip() == span.of(text) != "" for span in spans)
