"""The fit: the same bytes everywhere, and rows that point where the model does."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from builder.search import codes, exact
from builder.search.fit import DIMENSIONS, Fit, Texts, fit
from builder.search.table import file_count, fnv1a, rows_of, table

SUBJECTS = [
    "harbour ferry pier captain sandbank".split(),
    "bakery loaf oven flour almond".split(),
    "election ballot senate vote recount".split(),
    "storm gale flood coast warning".split(),
]
WIDTH = 160


def direction(name: str, width: int = WIDTH) -> NDArray[np.float64]:
    """A fixed random direction for a name."""
    seed = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big")
    return np.random.Generator(np.random.PCG64(seed)).standard_normal(width)


def inputs(words: Sequence[str]) -> NDArray[np.float32]:
    """An input layer in which words of a subject are alike."""
    return np.array([meaning(word)[:32] for word in words], dtype=np.float32).reshape(len(words), 32)


def meaning(text: str) -> NDArray[np.float64]:
    """The made-up model: the sum of its words' subjects, and a little of each word."""
    total = np.zeros(WIDTH)
    for word in text.split():
        subject = next((number for number, words in enumerate(SUBJECTS) if word in words), None)
        total += direction(f"subject {subject}" if subject is not None else word) + 0.3 * direction(word)
    return total


def training() -> Texts:
    chance = np.random.Generator(np.random.PCG64(7))
    texts, owner, articles = [], [], []
    for number in range(40):
        words = SUBJECTS[number % len(SUBJECTS)]
        articles.append(" ".join(words))
        for _ in range(4):
            texts.append(" ".join(chance.choice(words[:4], size=3)))
            owner.append(number)
    return Texts(
        texts=texts,
        owner=np.array(owner),
        vectors=exact.units(np.array([meaning(text) for text in texts])).astype(np.float32),
        articles=exact.units(np.array([meaning(text) for text in articles])).astype(np.float32),
        opening=articles,
        opening_owner=np.arange(len(articles)),
    )


@pytest.fixture(scope="module")
def fitted() -> Fit:
    return fit(training(), ("recount", "warning", "almond", "the"), {"the"}, inputs, 3)


def row(fitted: Fit, word: str) -> NDArray[np.float64]:
    place = fitted.words.index(word)
    return fitted.steps[place] * codes.unpacked(fitted.codes[place].tobytes(), DIMENSIONS)[0]


def test_a_sum_of_rows_points_to_its_subject(fitted: Fit) -> None:
    stories = exact.units(fitted.space.reduce(np.array([meaning(" ".join(words)) for words in SUBJECTS])))
    for number, words in enumerate(SUBJECTS):
        query = exact.units((row(fitted, words[0]) + row(fitted, words[2]))[None])[0]
        cosines = stories @ query
        assert cosines.argmax() == number
        assert np.sort(cosines)[-2] < 0.5 < cosines[number]


def test_words_that_stand_nowhere_have_rows_from_the_input_layer(fitted: Fit) -> None:
    bare = fit(training(), ("zebra",), set(), lambda words: np.zeros((len(words), 0), dtype=np.float32), 3)
    assert "zebra" not in bare.words
    assert "ferry" in bare.words
    known = fit(training(), ("recount",), set(), inputs, 3)
    same = exact.units(np.array([row(known, "recount"), row(known, "ballot"), row(known, "oven")]))
    assert same[0] @ same[1] > 0.5 > same[0] @ same[2]


def test_stop_words_have_no_rows(fitted: Fit) -> None:
    assert "the" not in fitted.words


def test_the_same_bytes_on_any_number_of_threads(fitted: Fit) -> None:
    code = (
        "from tests.search.test_fit import training, inputs; from builder.search.fit import fit;"
        "from builder.search.table import table;"
        "print(table(fit(training(), ('recount', 'warning', 'almond', 'the'), {'the'}, inputs, 3), 40).name)"
    )
    for threads in ("1", "3"):
        limits = {f"{name}_NUM_THREADS": threads for name in ("OMP", "OPENBLAS", "MKL")}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=Path(__file__).parents[2], env={**os.environ, **limits},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.strip() == table(fitted, 40).name


def test_a_product_is_exact_whatever_the_order() -> None:
    chance = np.random.Generator(np.random.PCG64(3))
    left, right = chance.standard_normal((7, 3000)), chance.standard_normal((3000, 5))
    turned = chance.permutation(3000)
    assert (exact.product(left, right) == exact.product(left[:, turned], right[turned])).all()
    assert np.abs(exact.product(left, right) - left @ right).max() < 1e-3


def test_codes_come_back() -> None:
    numbers = np.random.Generator(np.random.PCG64(4)).integers(-7, 8, size=(9, DIMENSIONS), dtype=np.int8)
    assert (codes.unpacked(codes.packed(numbers).tobytes(), DIMENSIONS) == numbers).all()
    rows = np.random.Generator(np.random.PCG64(5)).standard_normal((200, DIMENSIONS))
    whole, steps = codes.coded(rows)
    assert np.abs(whole).max() == codes.LARGEST
    cosines = (exact.units(whole) * exact.units(rows)).sum(axis=1)
    assert cosines.min() > 0.97
    assert (codes.coded(np.zeros((1, DIMENSIONS)))[0] == 0).all()
    assert np.abs(whole * steps[:, None] - rows).max() <= steps.max() / 2 + 1e-12


def test_the_files_hold_every_row(fitted: Fit) -> None:
    made = table(fitted, 40)
    read = [rows_of(content) for content in made.files]
    assert sum(map(len, read)) == len(fitted.words)
    for word in fitted.words:
        step, code = read[fnv1a(word) % len(read)][word]
        place = fitted.words.index(word)
        assert code == fitted.codes[place].tobytes()
        assert step == pytest.approx(fitted.steps[place], abs=2e-5)
    assert fnv1a("") == 0x811C9DC5
    assert fnv1a("foobar") == 0xBF9CF968  # as published with the algorithm


def test_a_small_site_has_fewer_files() -> None:
    assert [file_count(22_000, articles) for articles in (1, 74, 300, 600, 3000)] == [256, 256, 512, 1024, 2048]
    assert file_count(100, 74) == 8
    assert file_count(60_000, 10_000) == 4096
