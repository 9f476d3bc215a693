"""Tensions: the written cases by kind, and how pairs become tensions and updates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from builder.compare.frames import Layout
from builder.compare.quotes import quotes_of
from builder.compare.tensions import Disagreements, disagreements
from builder.model import Article, Passage
from tests.compare.make import article

CASES = tomllib.loads((Path(__file__).parent / "tensions.toml").read_text(encoding="utf-8"))
PAIRS = [
    pytest.param(kind, wanted, *pair, id=f"{kind}-{wanted}-{number}")
    for kind, rows in CASES.items()
    for wanted in ("tension", "alike")
    for number, pair in enumerate(rows[wanted], start=1)
]


def search(*articles: Article, copy_of: Mapping[str, str] | None = None) -> Disagreements:
    return disagreements(articles, [quotes_of(Layout(one)) for one in articles], copy_of or {})


def two(left: str, right: str, days: tuple[str, str] = ("2026-05-07", "2026-05-08")) -> tuple[Article, Article]:
    return article("a", "one", left, day=days[0]), article("b", "two", right, day=days[1])


def words(side: Passage) -> str:
    base = side.sentence.span.start
    return side.sentence.text[side.span.start - base : side.span.end - base]


@pytest.mark.parametrize(("kind", "wanted", "left", "right"), PAIRS)
def test_the_written_cases(kind: str, wanted: str, left: str, right: str) -> None:
    found = [tension.kind for tension in search(*two(left, right)).tensions]
    assert (kind in found) == (wanted == "tension"), found


def test_there_are_sixty_of_each() -> None:
    assert min(sum(len(rows[wanted]) for rows in CASES.values()) for wanted in ("tension", "alike")) >= 60


def test_both_passages_carry_the_words_that_differ_and_the_thing() -> None:
    (tension,) = search(*two("Police seized 42 parrots in Velm.", "Police seized 24 parrots in Velm.")).tensions
    assert (words(tension.left), words(tension.right), tension.thing) == ("42", "24", "parrots")
    assert tension.rule == "figures.digits"


def test_a_higher_toll_in_a_later_article_is_an_update() -> None:
    sentences = ("The tram crash at Lund Gate injured 14 people.", "The tram crash at Lund Gate injured 17 people.")
    later = search(*two(*sentences))
    assert not later.tensions
    assert [(words(one.earlier), words(one.later)) for one in later.updates] == [("14", "17")]
    assert len(search(*two(*sentences[::-1])).tensions) == 1
    assert len(search(*two(*sentences, days=("2026-05-07", "2026-05-07"))).tensions) == 1


def test_sources_that_say_the_same_count_once() -> None:
    told = "The tunnel at Skarn buried 42 sheep."
    third = article("c", "three", "The tunnel at Skarn buried 24 sheep.", day="2026-05-09")
    (tension,) = search(*two(told, told), third).tensions
    assert [one.article_id for one in (tension.left.sentence, *tension.left.same)] == ["a", "b"]


def test_an_id_stays_when_a_later_source_joins() -> None:
    pair = two("The tunnel at Skarn buried 42 sheep.", "The tunnel at Skarn buried 24 sheep.")
    third = article("c", "three", "The tunnel at Skarn buried 24 sheep.", day="2026-05-09")
    assert search(*pair).tensions[0].id == search(*pair, third).tensions[0].id


def test_one_source_is_not_in_tension_with_itself() -> None:
    same = [article(name, "one", f"Police seized {n} parrots in Velm.") for name, n in (("a", 42), ("b", 24))]
    assert search(*same) == Disagreements()
