"""Where the example newsroom disagrees, of what docs/reference/example-newsroom.md lists: these, and nothing besides.

A pair of words that is listed there as no tension, or that nobody planted, fails the test.
"""

import json
from pathlib import Path

import pytest

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("example")]

PLANTED = {
    "figures": {
        ("340", "304"), ("74", "47"), ("38", "83"), ("1.85", "€1.58"), ("four", "five"),
        ("€2.4 million", "€4.2 million"), ("Eleven thousand", "14,000"), ("18", "22"), ("eight", "six"),
        ("Seventeen", "14"), ("€4.6 million", "€6.4 million"), ("120", "150"), ("2.3 million", "3.2 million"),
        ("14.2", "12.4"), ("11", "nine"), ("412", "421"), ("240", "420"), ("Around 80", "Some sixty"),
        ("1,900", "2,400"), ("84", "48"), ("64", "46"),
    },
    "times": {
        ("Saturday", "Friday"), ("1487", "1478"), ("Tuesday", "Wednesday"), ("Saturday", "Sunday"), ("6.38", "6.20am"),
        ("9 July", "9 June"), ("1420", "15.10"), ("1.30am", "shortly before midnight"),
    },
}  # fmt: skip
NUMBER = {"order": 2, "response": 8, "attribution": 4}


@pytest.fixture(scope="module")
def tensions(example_site: Path) -> list[tuple[str, str, str]]:
    """Kind and the differing words of both sides, of every tension that is published."""
    paths = sorted((example_site / "public" / "stories").glob("*/thread.json"))
    rows = [one for path in paths for one in json.loads(path.read_text(encoding="utf-8"))["tensions"]]
    return [(one["kind"], words(one["left"]), words(one["right"])) for one in rows]


def words(side: dict) -> str:
    sentence, (start, end) = side["sentence"], side["span"]
    return sentence["text"][start - sentence["span"][0] : end - sentence["span"][0]]


@pytest.mark.parametrize("kind", sorted(PLANTED))
def test_planted_and_nothing_else(kind: str, tensions: list[tuple[str, str, str]]) -> None:
    assert {frozenset(pair) for k, *pair in tensions if k == kind} == {frozenset(pair) for pair in PLANTED[kind]}


@pytest.mark.parametrize("kind", sorted(NUMBER))
def test_the_number_of_the_others(kind: str, tensions: list[tuple[str, str, str]]) -> None:
    assert sum(k == kind for k, *_ in tensions) == NUMBER[kind]


def test_no_other_kind(tensions: list[tuple[str, str, str]]) -> None:
    assert {kind for kind, *_ in tensions} == {*PLANTED, *NUMBER}
