"""Queries over a small index: what is found, in which order, by words and by a stand-in for meaning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from builder.model import Comparison, Passage, Sentence, Span, Tension
from builder.search.ask import Answer, Asker, nearest
from builder.search.documents import documents
from builder.search.opened import OpenIndex, distance
from builder.search.passage import best_sentence
from builder.search.query import parse
from builder.search.roots import Roots
from tests.search.make import SETTING, ZONE, article, made, site

FERRY = article(
    "ferry", "Ferry aground in the fog", "The ferry ran aground.\nAll passengers of the ferries were safe.",
    day=1, source="daily-siren", tags="transport",
)  # fmt: skip
BOAT = article(
    "boat", "Boat sinks", "A fishing boat sank.\nThe aground ran ferry was not there.", day=5, source="telica"
)
BANK = article("bank", "Bank moves", "The bank of Zürich moves away.\nFog was no reason.", day=9, tags="sea-trade")
UNDATED = article("notes", "Lighthouse notes on the fog", "Fog, and fog again.", day=None)
SENTENCE = Sentence(article_id="bank", index=0, span=Span(0, 4), text="The ")
SIDE = Passage(SENTENCE, SENTENCE.span)
TENSE = Comparison(
    thread_id="bank",
    tensions=(
        Tension(id="t1", kind="figures", rule="r", left=SIDE, right=SIDE, thing="x", thing_span=Span(0, 1)),
    ),
)  # fmt: skip
WHOLE = site(FERRY, BOAT, BANK, UNDATED, comparisons={"bank": TENSE})
MADE = made(WHOLE)
FOUND = documents(WHOLE)
ASKER = Asker(OpenIndex(MADE.state, lambda marks: {mark: MADE.contents[mark] for mark in marks}), FOUND, ZONE)


def ask(typed: str, order: Any = "relevance", near: Mapping[str, float] | None = None, known: str = "") -> Answer:
    numbers = {document.thread.id: number for number, document in enumerate(FOUND)}
    cosines = {numbers[name]: value for name, value in (near or {}).items()}
    return ASKER.ask(parse(f"{typed} "), order, lambda words, also: cosines, lambda word: word in known.split())


def ids(answer: Answer) -> list[str]:
    return [FOUND[hit.number].thread.id for hit in answer.hits]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("ferries", ["ferry", "boat"]),
        ("FOGS", ["notes", "ferry", "bank"]),
        ("zurich", ["bank"]),
        ('"ran aground"', ["ferry"]),
        ('"ferry was ran"', []),
        ('"bank of zürich"', ["bank"]),
        ('"ferry"', ["ferry", "boat"]),
        ("fog -ferry", ["notes", "bank"]),
        ('ferry -"ran aground"', ["boat"]),
        ("boat OR zurich", ["bank", "boat"]),
        ("fog source:siren", ["ferry"]),
        ("fog source:sire", ["ferry"]),
        ("fog source:iren", []),
        ("source:siren OR source:telica", ["boat", "ferry"]),
        ("tag:sea", ["bank"]),
        ("-tag:sea -tag:transport", ["boat", "notes"]),
        ("has:tension", ["bank"]),
        ("after:2026-01-06", ["bank", "boat"]),
        ("before:2026-01-05", ["ferry"]),
        ("before:2025", []),
        ("the of", []),
        ("fog OR source:telica", ["notes", "ferry", "bank", "boat"]),
    ],
)
def test_what_is_found_and_in_which_order(typed: str, wanted: list[str]) -> None:
    assert ids(ask(typed)) == wanted


def test_other_orders() -> None:
    assert ids(ask("fog", "newest")) == ["bank", "ferry", "notes"]
    assert ids(ask("has:tension OR tag:transport", "sources")) == ["bank", "ferry"]
    # A story with little of what was asked has no place in a list by date.
    assert ids(ask("ferry aground passengers safe", "newest")) == ["ferry"]


def test_a_mistyped_word_is_corrected_and_said() -> None:
    answer = ask("agroudn fog -agroudn")
    assert answer.corrected == (("agroudn", "aground"),)
    assert answer.unknown == ()
    assert ids(ask("agroudn")) == ids(ask("aground")) == ["ferry", "boat"]
    assert ask("ligthuose").corrected == (("ligthuose", "lighthouse"),)
    assert ask("fgo bqqt").unknown == ("fgo", "bqqt"), "too short; nothing near"


def test_a_word_that_the_model_knows_is_no_mistake() -> None:
    answer = ask("banks boot", known="boot")
    assert answer.corrected == ()
    assert answer.unknown == ("boot",)
    assert ids(ask("boot", known="boot")) == ["boat"], "nothing came of it as it is"


def test_meaning_is_added_and_finds_more() -> None:
    answer = ask("boat", near={"boat": 0.5, "ferry": 0.45, "bank": 0.1})
    assert [(FOUND[hit.number].thread.id, hit.by) for hit in answer.hits] == [("boat", "both"), ("ferry", "meaning")]
    assert answer.hits[1].score == pytest.approx(0.8 * 0.45)
    assert answer.hits[0].score == pytest.approx(ask("boat").hits[0].score + 0.8 * 0.5)
    assert ids(ask("boat -source:siren", near={"ferry": 0.9})) == ["boat"]


def test_nearest_gives_the_stories_of_words_too() -> None:
    rows = np.eye(3, dtype=np.float32)
    found = nearest(rows, np.array([0.6, 0.8, 0.0], dtype=np.float32), np.array([2]))
    assert found == pytest.approx({0: 0.6, 1: 0.8, 2: 0.0})


def test_the_sentence_that_answers_best() -> None:
    ferry = next(document for document in FOUND if document.thread.id == "ferry")
    roots = Roots(SETTING.language)

    def sentence(*words: str) -> str:
        told = best_sentence(ferry, {roots.of(word): 1.0 for word in words}, roots)
        return told.text if told else ""

    assert sentence("passengers", "ferry") == "All passengers of the ferries were safe."
    assert sentence("ferry") == sentence() == "The ferry ran aground."


def test_distance_counts_swaps_as_one_and_stops() -> None:
    pairs = [("ferry", "ferry"), ("ferry", "fery"), ("ferry", "frery"), ("ferry", "merci"), ("a", "abcd"), ("ab", "")]
    assert [distance(a, b, 2) for a, b in pairs] == [0, 1, 1, 3, 3, 2]
