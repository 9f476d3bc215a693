"""Quotes: each case is a paragraph and what must come of it: (kind, words' beginning, speaker, cue)."""

import pytest

from builder.compare.quotes import quotes
from tests.compare.make import article

CASES = [
    ("“The well is dry,” said Ada Quist, the warden.", [("direct", "The well", "Ada Quist", "said")]),
    ("Quist said, “The well has been dry since June.”", [("direct", "The well", "Quist", "said")]),
    (
        "“The well is dry,” the warden’s deputy told the Lake Post on Friday.",
        [("direct", "The well", "the warden’s deputy", "told")],
    ),
    (
        "In a statement to Wired, a Norwire spokesperson said, “Nobody was asked.”",
        [("direct", "Nobody", "a Norwire spokesperson", "said")],
    ),
    (
        "“The well is dry,” said Mr. Quist. “It will stay dry until the snow melts.”",
        [("direct", "The well", "Mr. Quist", "said"), ("direct", "It will", "Mr. Quist", "")],
    ),
    (
        "Ada Quist, the warden of nine wells, called the plan “a hole with a budget”.",
        [("partial", "a hole", "Ada Quist", "called")],
    ),
    (
        "Norwire spokesman Olaf Reit said that the cable had been cut twice.",
        [("indirect", "the cable", "Norwire spokesman Olaf Reit", "said")],
    ),
    ("According to Ada Quist, the well ran dry in June.", [("indirect", "the well", "Ada Quist", "According to")]),
    ("The cable was cut twice in one night, said Olaf Reit.", [("indirect", "The cable", "Olaf Reit", "said")]),
    ("“Enough!” the skipper thundered.", [("direct", "Enough", "the skipper", "thundered")]),
    ("Skipper Bo Lund hit back: “Nobody asked the herring.”", [("direct", "Nobody", "Skipper Bo Lund", "hit back")]),
    ("“The well is dry,” said its warden, Ada Quist.", [("direct", "The well", "Ada Quist", "said")]),
    ("“The well is dry for good.” — Ada Quist", [("direct", "The well", "Ada Quist", "")]),
    # A pronoun takes the one named subject of the sentence before it, and stays open without one.
    ("Ada Quist opened the gate. “The well is dry,” she said.", [("direct", "The well", "Ada Quist", "said")]),
    ("The gate was opened early. “The well is dry,” she said.", [("direct", "The well", "", "said")]),
    # A spokesman for somebody is not that somebody.
    (
        "A spokesman for the mayor of Tarn said that the road would open.",
        [("indirect", "the road", "A spokesman for the mayor of Tarn", "said")],
    ),
    # Not speech: scare quotes, titles, names that look like verbs.
    ("The so-called “experts” left the hall early.", []),
    ("The choir sang “The Lake in Winter” until midnight.", []),
    ("The United States and Norway signed the herring treaty in the spring.", []),
    ("Republican claims about the herring treaty were repeated in every hall.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40] for text, _ in CASES])
def test_quotes(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = quotes(article("a", "s", text))
    assert [(q.kind, q.speaker, q.cue) for q in found] == [(kind, speaker, cue) for kind, _, speaker, cue in expected]
    for quote, (_, opening, _, _) in zip(found, expected, strict=True):
        assert quote.text.startswith(opening)
        assert quote.span.of(text) == quote.text
        assert not quote.speaker_span or quote.speaker_span.of(text) == quote.speaker
        assert not quote.cue_span or quote.cue_span.of(text) == quote.cue


def test_a_paragraph_of_nothing_but_quotation_has_the_speaker_before_it() -> None:
    found = quotes(article("a", "s", "“The well is dry,” said Ada Quist.", "“We will carry water from the lake.”"))
    assert [q.speaker for q in found] == ["Ada Quist", "Ada Quist"]


def test_headings_and_residue_are_left_out() -> None:
    assert quotes(article("a", "s", "# Warden: “The well is dry and will stay dry”")) == ()
