"""Pair similarity and the grouping into claims."""

import numpy as np
import pytest

from builder.compare import claims
from builder.compare.alignment import Similarity, stem
from builder.compare.claims import Texts, clearest, edges
from builder.model import Sentence, Span
from tests.compare.vectors import vectors


def sentences(*texts: str) -> list[Sentence]:
    return [Sentence(f"{i}", i, Span(0, len(text)), text) for i, text in enumerate(texts)]


def test_what_every_sentence_says_is_no_evidence() -> None:
    things = ["rust", "rust", *(f"thing{i}" for i in range(40))]
    made = sentences(*[f"The Tarn bridge inspection report mentions {thing}." for thing in things])
    square = Similarity(made, vectors([s.text for s in made])).block(np.arange(42), np.arange(42))
    assert square[0, 1] > claims.JOIN
    assert square[0, 2:].max() < claims.ONLY_HERE


def test_shared_figures_and_rare_words_count() -> None:
    made = sentences(
        "Rain closed 312 schools.", "In all 312 schools stayed shut.", "Rain closed several roads.", "Hail hit roads."
    )
    square = Similarity(made, np.zeros((4, 0), np.float32)).block(np.arange(4), np.arange(4))
    assert square[0, 1] > square[0, 2]
    assert np.allclose(square, square.T)


def test_blocks_are_the_square(monkeypatch: pytest.MonkeyPatch) -> None:
    made = sentences(*[f"Crew {i % 7} counted {i % 5} seals near buoy {i % 3} before noon." for i in range(40)])
    texts = Texts(tuple(made), tuple(i // 4 for i in range(40)), tuple(i // 8 for i in range(40)))
    whole = edges(texts, Similarity(made, vectors([s.text for s in made])))
    monkeypatch.setattr("builder.compare.alignment._SQUARE", 0)
    monkeypatch.setattr(claims, "_BLOCK_CELLS", 130)
    assert edges(texts, Similarity(made, vectors([s.text for s in made]))) == whole


def test_no_chaining() -> None:
    # a is like b and b is like c, but a is not like c: they must not become one claim.
    made = sentences(
        "Divers found rust and a broken bolt under the pier at noon.",
        "Divers found rust and a broken bolt near the ferry landing ramp.",
        "Tourists photographed swans near the ferry landing ramp.",
    )
    texts = Texts(tuple(made), (0, 1, 2), (0, 1, 2))
    similarity = Similarity(made, vectors([s.text for s in made]))
    found = claims.claims(texts, similarity, edges(texts, similarity), {"0": 0, "1": 1, "2": 2})
    assert [len(claim.sentences) for claim in found] == [2]


def test_the_clearest_wording_stands_by_itself() -> None:
    made = sentences(
        "However, it was closed.", "The bridge was closed on Monday after a crack was found.", "“It was closed"
    )
    assert clearest(made, np.full((3, 3), 0.6, np.float32)) == 1


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("revoked", "revok"),
        ("revokes", "revok"),
        ("revoking", "revok"),
        ("stopped", "stop"),
        ("2019", "2019"),
        ("città", "città"),
    ],
)
def test_stem(word: str, expected: str) -> None:
    assert stem(word) == expected
