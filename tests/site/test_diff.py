"""Which words are marked as one wording's own."""

from __future__ import annotations

import pytest

from builder.site.diff import marked, unshared


def own(reference: str, text: str) -> list[str]:
    """The marked runs; the segments always give the text back."""
    parts = marked(reference, text)
    assert "".join(part.text for part in parts) == text
    return [part.text for part in parts if part.own]


@pytest.mark.parametrize(
    ("reference", "text", "expected"),
    [
        ("The ferry ran aground.", "The ferry ran aground.", []),
        ("The ferry ran aground.", "The ferry struck a bank.", ["struck a bank"]),
        ("A woman of 63 was flown out.", "Ms Salcedo, 63, was flown out.", ["Ms Salcedo"]),
        ("He will resign.", "He will not resign.", ["not"]),
        ("Ten were hurt", "Ten in the boat were hurt", ["in the boat"]),
        ("Zürich’s mayor", "Zurich's Mayor", []),
        ("said on Monday", "said on a Monday", []),
        ("", "All new words", ["All new words"]),
        ("one two", "", []),
    ],
)
def test_marked(reference: str, text: str, expected: list[str]) -> None:
    assert own(reference, text) == expected


def test_figures_and_names_are_marked_more_strongly() -> None:
    parts = marked("A woman was flown out on Monday.", "Ms Salcedo, 63, was flown out late, with two others.")
    assert [part.text for part in parts if part.strong] == ["Ms Salcedo", "63", "two"]
    assert "late" in [part.text for part in parts if part.own and not part.strong]


def test_unshared_marks_what_no_other_headline_has() -> None:
    rows = unshared(["Ferry runs aground", "Ferry slams into bank", "Terror: ferry aground"])
    assert [[part.text for part in row if part.own] for row in rows] == [["runs"], ["slams into bank"], ["Terror"]]
