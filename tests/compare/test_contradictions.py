"""Contradictions by a model: which pairs it is asked about and what becomes of its answers."""

from __future__ import annotations

import msgspec
import pytest

from builder.compare import contradictions, sentences_to_embed
from builder.compare.contradictions import Asked, pairs_to_judge, with_contradictions
from builder.model import Article, Comparison
from tests.compare.make import article
from tests.compare.vectors import compare, vectors

OPEN = "The old mill bridge at Lower Brack stayed open to all traffic on Monday evening."
SHUT = "The old mill bridge at Lower Brack stayed closed to all traffic on Monday evening."
PARADE = "Sixty goats in paper hats walked across the market square of Velm."


def two(right: str = SHUT, days: tuple[str, str] = ("2026-05-07", "2026-05-07")) -> tuple[Article, Article]:
    return article("a", "one", OPEN, PARADE, day=days[0]), article("b", "two", right, day=days[1])


def ask(articles: tuple[Article, ...]) -> tuple[Comparison, Asked]:
    found = compare(articles)
    assert found.claims
    return found, pairs_to_judge(found, articles, vectors([s.text for s in sentences_to_embed(articles)]))


def test_near_sentences_of_two_sources_are_asked_about_and_nothing_else() -> None:
    _, asked = ask(two())
    assert [(left.text, right.text) for left, right in asked.pairs] == [(OPEN, SHUT)]


@pytest.mark.parametrize("articles", [two(OPEN), two(days=("2026-05-07", "2026-05-10"))], ids=["the same", "later"])
def test_the_same_sentence_and_a_later_day_are_not(articles: tuple[Article, Article]) -> None:
    assert ask(articles)[1] == Asked()


def test_what_is_over_the_limit_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = (*two(), article("c", "three", SHUT.replace("evening", "night"), day="2026-05-07"))
    monkeypatch.setattr(contradictions, "PAIRS", 1)
    found, asked = ask(articles)
    assert (len(asked.pairs), asked.left_out) == (1, 2)
    judged = with_contradictions(found, asked, [0.2], "nli").judged
    assert judged is not None
    assert (judged.model, judged.pairs, judged.left_out) == ("nli", 1, 2)


def test_only_what_the_model_is_sure_of_is_shown_with_its_name_and_score() -> None:
    found, asked = ask(two())
    assert not with_contradictions(found, asked, [contradictions.SURE - 0.001], "nli").tensions
    (tension,) = with_contradictions(found, asked, [0.97], "nli").tensions
    assert (tension.kind, tension.rule, tension.model, tension.score) == (
        "contradiction",
        "contradiction.nli",
        "nli",
        0.97,
    )
    assert tension.left.span == tension.left.sentence.span
    assert OPEN[tension.thing_span.start : tension.thing_span.end] == tension.thing == "traffic"


def test_what_a_rule_has_found_is_left_to_the_rule() -> None:
    found, asked = ask(two())
    once = with_contradictions(found, asked, [0.97], "nli")
    assert with_contradictions(once, asked, [0.99], "nli").tensions == once.tensions
    assert msgspec.structs.replace(once, tensions=(), judged=None) == found
