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
    # … through a chain of pronouns; and nobody is both.
    (
        "Ada Quist opened the gate. She said that the well was dry. She said that the lake was low.",
        [("indirect", "the well", "Ada Quist", "said"), ("indirect", "the lake", "Ada Quist", "said")],
    ),
    (
        "Ada Quist opened the gate. She said that the well was dry. He said that the lake was low.",
        [("indirect", "the well", "Ada Quist", "said"), ("indirect", "the lake", "", "said")],
    ),
    ("Ada Quist, who runs the wells, said that the lake was low.", [("indirect", "the lake", "Ada Quist", "said")]),
    ("The town thanked Ada Quist, who said she had to go.", [("indirect", "she had", "Ada Quist", "said")]),
    (
        "Jo Lee of Tarn, Norway, said the lake was low.",
        [("indirect", "the lake", "Jo Lee of Tarn", "said")],
    ),
    ("Her husband Michael opened the gate. She said that the well was dry.", [("indirect", "the well", "", "said")]),
    # Subjects of any kind before verbs that only somebody can do.
    (
        "Pilots and harbour hands said the lock was closed. Some undecided herring fans argued it was open all day.",
        [
            ("indirect", "the lock", "Pilots and harbour hands", "said"),
            ("indirect", "it was", "Some undecided herring fans", "argued"),
        ],
    ),
    (
        "The lock was closed in June, according to a count of the port’s ships.",
        [("indirect", "The lock", "a count of the port’s ships", "according to")],
    ),
    ("The lock was closed in June, said Olaf Reit, the skipper of a tug.",
     [("indirect", "The lock", "Olaf Reit", "said")]),
    # A reported clause ends where the next one begins, and a concession where the main clause does.
    (
        "Olaf Reit said the lock was closed, adding that the ships had to wait.",
        [("indirect", "the lock was closed", "Olaf Reit", "said"),
         ("indirect", "the ships", "Olaf Reit", "adding")],
    ),
    ("Although Olaf Reit said the lock was closed, ships went through all day.",
     [("indirect", "the lock was closed", "Olaf Reit", "said")]),
    # What was not said is not shown as said.
    ("Olaf Reit did not say that the lock was closed.", [("indirect", "the lock", "Olaf Reit", "did not say")]),
    ("Olaf Reit would not say whether the lock was closed.",
     [("indirect", "whether the lock", "Olaf Reit", "would not say")]),
    # An aside: the whole sentence where what follows it is no clause of its own.
    ("The lock, Olaf Reit said, was closed for good.", [("indirect", "The lock, Olaf", "Olaf Reit", "said")]),
    ("Later, Olaf Reit said, the lock was closed for good.", [("indirect", "the lock", "Olaf Reit", "said")]),
    # What is asked of somebody begins with whom it is asked of.
    ("Ada Quist urged the town to open the lock.", [("indirect", "the town to", "Ada Quist", "urged")]),
    # Several signed quotations, a line each.
    ("“The well is dry.” ― Ada Quist\n“The lake is low.” ― Olaf Reit",
     [("direct", "The well", "Ada Quist", ""), ("direct", "The lake", "Olaf Reit", "")]),
    # A spokesman for somebody is not that somebody.
    (
        "A spokesman for the mayor of Tarn said that the road would open.",
        [("indirect", "the road", "A spokesman for the mayor of Tarn", "said")],
    ),
    # Not speech: scare quotes, titles, names that look like verbs.
    ("The so-called “experts” left the hall early.", []),
    ("A flag was added in the spring in memory of the herring.", []),
    ("Olaf Reit said at a news conference with the skippers.", []),
    ("The claim that the lake was low was repeated.", []),
    ("The tug passed a lock that Olaf Reit said was closed.", []),
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
