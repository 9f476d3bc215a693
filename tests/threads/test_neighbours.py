from __future__ import annotations

import numpy as np
import pytest

from builder.threads.features import make_features
from builder.threads.neighbours import Neighbourhood, find_neighbours
from builder.threads.terms import article_terms
from builder.threads.tuning import Tuning
from tests.threads.make import article, units


def around(days: list[float | None], vectors: np.ndarray, tuning: Tuning, window: float = 10) -> Neighbourhood:
    articles = [article(f"{k:03d}", "", f"word{k} other{k} third{k}", day) for k, day in enumerate(days)]
    features = make_features(articles, vectors, [article_terms(one) for one in articles], tuning)
    return find_neighbours(features, window, tuning)


def pairs(found: Neighbourhood) -> set[tuple[int, int]]:
    return set(zip(found.left.tolist(), found.right.tolist(), strict=True))


def test_only_articles_within_the_window_are_candidates_but_the_undated_may_be_near_any() -> None:
    found = around([0, 9, 12, None], units([[1, 0]] * 4), Tuning())
    assert pairs(found) == {(0, 1), (1, 2), (0, 3), (1, 3), (2, 3)}


def test_each_article_gets_its_nearest_only() -> None:
    angles = np.linspace(0, np.pi / 2, 30)
    found = around([0.0] * 30, units([[np.cos(a), np.sin(a)] for a in angles]), Tuning(near=2, near_words=0))
    assert (0, 1) in pairs(found)
    assert (0, 5) not in pairs(found)


def test_words_bring_together_what_vectors_do_not() -> None:
    articles = [article("a", "", "Carrapel lighthouse", 0), article("b", "", "Carrapel lighthouse", 0)]
    articles += [article(f"c{k:02d}", "", f"thing{k}", 0) for k in range(5)]
    vectors = units([[1, 0], [-1, 0]] + [[1, 0.1 * k] for k in range(5)])
    tuning = Tuning(near=2)
    features = make_features(articles, vectors, [article_terms(one) for one in articles], tuning)
    assert (0, 1) in pairs(find_neighbours(features, 10, tuning))


def test_the_crowd_lies_outside_the_window() -> None:
    # Twenty alike articles on one day are one story, not a crowd; the same ones half a year before are.
    alike = units([[1, 0]] * 20)
    tuning = Tuning()
    assert around([0.0] * 20, alike, tuning).crowd == pytest.approx(tuning.crowd_unknown)
    later = around([0.0] * 19 + [180.0], alike, tuning).crowd
    assert later[19] > tuning.crowd_unknown
    assert later[0] == pytest.approx(tuning.crowd_unknown)


def test_the_crowd_of_an_undated_article_is_bounded() -> None:
    tuning = Tuning()
    assert around([None] * 20, units([[1, 0]] * 20), tuning).crowd.max() <= tuning.crowd_most


def test_blocks_do_not_change_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(1)
    days: list[float | None] = [*np.sort(generator.uniform(0, 60, 80)).tolist(), *[None] * 20]
    vectors = units(generator.normal(size=(100, 6)).tolist())
    tuning = Tuning(near=200)
    whole = around(days, vectors, tuning)
    monkeypatch.setattr("builder.threads.neighbours.BLOCK", 7)
    parts = around(days, vectors, tuning)
    assert pairs(whole) == pairs(parts)
