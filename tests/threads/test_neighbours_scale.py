"""What is only used, or only matters, on large sites: cells, lists of heavy words, work on several cores."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from builder.config import ThreadsSection
from builder.model import Article
from builder.threads import cells, features, grouping, neighbours
from builder.threads.cells import Cells
from builder.threads.features import UNIT, Features, make_features, near
from builder.threads.heavywords import shared_heavy_words
from builder.threads.neighbours import Neighbourhood, find_neighbours
from builder.threads.terms import article_terms
from builder.threads.tuning import Tuning
from tests.threads.make import article, units

faiss = pytest.importorskip("faiss")


@pytest.fixture
def one_core() -> Iterator[None]:
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    yield
    faiss.omp_set_num_threads(before)


def made(count: int, undated: float = 0.4, size: int = 24) -> tuple[list[Article], np.ndarray]:
    """Stories of three articles, some of them undated, whose vectors lie together and that share a name."""
    chance = np.random.default_rng(count)
    middle = chance.normal(size=((count + 2) // 3, size))
    vectors = units((np.repeat(middle, 3, axis=0)[:count] + 0.5 * chance.normal(size=(count, size))).tolist())
    days = [None if chance.random() < undated else float(chance.uniform(0, 90)) for _ in range(count)]
    texts = [f"name{k // 3} word{chance.integers(9)} thing{chance.integers(40)} other{k}" for k in range(count)]
    return [article(f"{k:04d}", "", text, day) for k, (text, day) in enumerate(zip(texts, days, strict=True))], vectors


def featured(articles: list[Article], vectors: np.ndarray) -> Features:
    return make_features(articles, vectors, [article_terms(one) for one in articles], Tuning())


def pairs(found: Neighbourhood) -> set[tuple[int, int]]:
    return set(zip(found.left.tolist(), found.right.tolist(), strict=True))


def whole_rows(count: int, size: int = 16) -> np.ndarray:
    rows = units(np.random.default_rng(count).normal(size=(count, size)).tolist())
    return np.rint(rows * UNIT / 2).astype(np.float32)


# cells -------------------------------------------------------------------------------------------------------------


def test_cells_that_are_all_looked_into_find_what_exact_search_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = featured(*made(300))
    exact = find_neighbours(rows, 10, Tuning())
    monkeypatch.setattr(neighbours, "EXACT", 10)
    approximate = find_neighbours(rows, 10, Tuning())
    assert pairs(approximate) == pairs(exact)
    assert np.array_equal(approximate.crowd, exact.crowd)


def test_some_of_the_cells_find_nearly_all_that_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = featured(*made(1500))
    exact = find_neighbours(rows, 10, Tuning(near_words=0))
    alike = sum(near(rows, exact.left, exact.right)) > 0.3
    wanted = {
        pair
        for pair, good in zip(zip(exact.left.tolist(), exact.right.tolist(), strict=True), alike, strict=True)
        if good
    }
    monkeypatch.setattr(neighbours, "EXACT", 100)
    monkeypatch.setattr(cells, "PROBED", 60)
    found = pairs(find_neighbours(rows, 10, Tuning(near_words=0)))
    assert len(wanted) > 500
    assert len(found & wanted) >= 0.99 * len(wanted)
    assert found != pairs(exact)  # else this test tests nothing


def test_cells_are_the_same_on_one_core_and_on_several() -> None:
    rows = whole_rows(3000)
    answers = []
    for threads in (1, 2, 5):
        faiss.omp_set_num_threads(threads)
        answers.append(Cells(rows).search(rows[:200], 0, 3000, 30))
    assert all(np.array_equal(answers[0][1], places) for _, places in answers[1:])
    assert all(np.array_equal(answers[0][0], scores) for scores, _ in answers[1:])


@pytest.mark.usefixtures("one_core")
def test_scores_are_exact_and_places_lie_in_the_range() -> None:
    rows = whole_rows(800)
    scores, places = Cells(rows, 20).search(rows[:50], 200, 700, 12)
    assert ((places >= 200) & (places < 700)).all()
    wide = rows.astype(np.float64)
    assert np.array_equal(scores, (wide[:50, None, :] * wide[places]).sum(axis=2))


def test_more_cells_than_different_rows() -> None:
    rows = np.repeat(whole_rows(3), 20, axis=0)
    _, places = Cells(rows, 40).search(rows[:1], 0, 60, 20)
    assert sorted(places[0].tolist()) == list(range(20))


# heavy words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("products", [1, 500, 1 << 20])
def test_heavy_words_find_what_all_products_give(products: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.threads.heavywords.PRODUCTS", products)
    rows = featured(*made(120))
    found = set()
    for left, right in shared_heavy_words(rows.words, rows.days, 10, 4):
        found |= set(zip(left.tolist(), right.tolist(), strict=True))
    table = (rows.words @ rows.words.T).toarray()
    wanted = set()
    for row in range(120):
        gap = np.abs(rows.days - rows.days[row])
        usable = [k for k in range(120) if k != row and table[row, k] and (np.isnan(rows.days[row]) or gap[k] <= 10)]
        wanted |= {(row, k) for k in sorted(usable, key=lambda k: (-table[row, k], k))[:4]}
    assert found == wanted


# similarity --------------------------------------------------------------------------------------------------------


def test_near_is_the_product_of_rows_in_any_order_of_pairs() -> None:
    rows = featured(*made(60))
    chance = np.random.default_rng(2)
    left, right = chance.integers(60, size=400), chance.integers(60, size=400)
    meaning, words = near(rows, left, right)
    dense, sparse = rows.dense.astype(np.float64), rows.words.toarray().astype(np.float64)
    assert np.array_equal(meaning * UNIT**2, (dense[left] * dense[right]).sum(axis=1))
    assert np.array_equal(words * UNIT**2, (sparse[left] * sparse[right]).sum(axis=1))
    assert [len(part) for part in near(rows, left[:0], right[:0])] == [0, 0]


def test_rows_are_short_enough_for_exact_sums_in_float32() -> None:
    # One word is the shortest text, hence stretched the most.
    rows = featured([article("a", "", "word", 0), article("b", "", "word", 0)], units([[1, 0], [1, 0]]))
    meaning, words = near(rows, np.array([0]), np.array([0]))
    assert max(float(meaning[0]), float(words[0])) * UNIT**2 < 2**24


# the whole ---------------------------------------------------------------------------------------------------------


def test_cores_and_order_change_no_group(monkeypatch: pytest.MonkeyPatch) -> None:
    articles, vectors = made(600)
    results = []
    for count, order in ((1, np.arange(600)), (3, np.random.default_rng(3).permutation(600))):
        for module in (neighbours, __import__("builder.parallel").parallel):
            monkeypatch.setattr(module, "cores", lambda count=count: count)
        monkeypatch.setattr("builder.parallel.WORTH_FORKING", 2)
        monkeypatch.setattr(features, "_PAIRS", 50)
        monkeypatch.setattr(neighbours, "EXACT", 100)
        results.append(grouping.group([articles[k] for k in order], vectors[order], ThreadsSection()))
    assert results[0] == results[1]
    assert any(len(group) == 3 for group in results[0].groups)
