"""Pair similarity and the grouping into claims."""

import numpy as np
import pytest

from builder.compare import claims, matches
from builder.compare.alignment import Similarity
from builder.compare.claims import clearest
from builder.compare.matches import JOIN, Texts, edges
from builder.compare.stems import stem
from builder.model import Sentence, Span
from tests.compare.vectors import vectors


def sentences(*texts: str) -> list[Sentence]:
    return [Sentence(f"{i}", i, Span(0, len(text)), text) for i, text in enumerate(texts)]


def test_what_every_sentence_says_is_no_evidence() -> None:
    things = ["rust", "rust", *(f"thing{i}" for i in range(40))]
    made = sentences(*[f"The Tarn bridge inspection report mentions {thing}." for thing in things])
    square = Similarity(made, vectors([s.text for s in made])).block(np.arange(42), np.arange(42))
    assert square[0, 1] > JOIN
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
    monkeypatch.setattr(matches, "_BLOCK_CELLS", 130)
    assert edges(texts, Similarity(made, vectors([s.text for s in made]))) == whole


class Given(Similarity):
    """A square of similarities as it is."""

    def __init__(self, square: np.ndarray) -> None:
        self._square = square


@pytest.mark.parametrize("cells", [1, 40, 200, 10_000])
def test_best_matches_are_those_of_the_whole_square(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the definition, with many ties, blocks ending inside articles, and sources of two articles."""
    monkeypatch.setattr(matches, "_BLOCK_CELLS", cells)
    random = np.random.default_rng(3)
    article = np.sort(random.integers(0, 7, 30))
    source = article // 2
    square = np.triu(random.integers(40, 62, (30, 30)) / 100, 1).astype(np.float32)
    square += square.T
    found = edges(Texts(tuple(sentences(*"x" * 30)), tuple(article.tolist()), tuple(source.tolist())), Given(square))
    seen = np.where(source[:, None] == source[None], -1, square)
    assert found.best == tuple(seen.max(axis=1).tolist())
    assert found.partner == tuple(seen.argmax(axis=1).tolist())
    clear, unclear = [], []
    for i, j in zip(*np.nonzero(np.triu(seen >= JOIN)), strict=True):
        ones, others = seen[i, article == article[j]], seen[j, article == article[i]]
        if seen[i, j] < max(ones.max(), others.max()):
            continue
        following = max(np.sort(side)[-2] if len(side) > 1 else -1 for side in (ones, others))
        pair = (float(seen[i, j]), int(i), int(j))
        (clear if round(2 * pair[0] - float(following), 4) >= matches.CLEAR else unclear).append(pair)
    assert found.pairs == tuple(sorted(clear, key=lambda p: (-p[0], p[1:])))
    assert found.unclear == tuple(sorted(unclear, key=lambda p: (-p[0], p[1:])))
    assert clear
    assert unclear


TOPS = {f"{i}": claims.Top(0, frozenset(), 1) for i in range(9)}


def test_no_chaining() -> None:
    # a is like b and b is like c, but a is not like c: they must not become one claim.
    made = sentences(
        "Divers found rust and a broken bolt under the pier at noon.",
        "Divers found rust and a broken bolt near the ferry landing ramp.",
        "Tourists photographed swans near the ferry landing ramp.",
    )
    texts = Texts(tuple(made), (0, 1, 2), (0, 1, 2))
    similarity = Similarity(made, vectors([s.text for s in made]))
    found = claims.claims(texts, similarity, edges(texts, similarity), {"0": 0, "1": 1, "2": 2}, TOPS)
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


def test_a_pair_that_does_not_lead_clearly_founds_no_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    made = sentences(
        "Mayor Brandt asked the council for money for the Oster bridge on Monday.",
        "Mayor Brandt thanked the council for money for the Oster ferry.",
        "Mayor Brandt thanked the council for a loan for the Oster bridge.",
    )
    texts = Texts(tuple(made), (0, 1, 1), (0, 1, 1))
    similarity = Similarity(made, np.zeros((3, 0), np.float32))
    assert len(edges(texts, similarity).pairs) == 2
    monkeypatch.setattr(matches, "CLEAR", 0.7)
    found = edges(texts, similarity)
    assert found.pairs == ()
    assert len(found.unclear) == 2
    alone = claims.claims(texts, similarity, found, {"0": 0, "1": 1, "2": 1}, TOPS)
    assert alone == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [("shooting", "shot"), ("killed", "kills"), ("seventeen", "17"), ("deaths", "died"), ("evacuation", "evacuated")],
)
def test_forms_of_a_word_are_one(left: str, right: str) -> None:
    assert stem(left) == stem(right)


def test_speech_counts_more_than_who_speaks() -> None:
    who = "said Ilse Brandt, who leads the opposition in the district council"
    made = sentences(
        f"“Every pillar will be looked at by a diver before the summer,” {who}.",
        f"“Nobody told the bakers about the closed detour at all,” {who}.",
        "Ilse Brandt leads the opposition in the district council.",
    )
    square = Similarity(made, np.zeros((3, 0), np.float32)).block(np.arange(3), np.arange(3))
    assert square[0, 1] < JOIN
