from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from builder.threads.features import apart, make_features, near, want_of_words
from builder.threads.linkage import link, spaced
from builder.threads.terms import article_terms
from builder.threads.tuning import Tuning
from tests.threads.make import article, units

WORDS = ["ferry", "reef", "onion", "grower", "strike", "slate", "court", "ward", "tram", "minister"]


def random_newsroom(seed: int, count: int, tuning: Tuning):
    generator = np.random.default_rng(seed)
    days = [None if generator.random() < 0.2 else float(generator.uniform(0, 6)) for _ in range(count)]
    articles = [article(f"{k:03d}", "", " ".join(generator.choice(WORDS, size=6)), day) for k, day in enumerate(days)]
    vectors = units(generator.normal(size=(count, 5)).tolist())
    features = make_features(articles, vectors, [article_terms(one) for one in articles], tuning)
    return features, generator.uniform(0, 0.2, count)


def plainly(similarity: np.ndarray, stop: float) -> list[list[int]]:
    """Average linkage by the book: every pair of groups, every time."""
    groups = [[row] for row in range(len(similarity))]
    while len(groups) > 1:
        means = {
            (a, b): similarity[np.ix_(groups[a], groups[b])].mean() for a, b in combinations(range(len(groups)), 2)
        }
        best = max(means, key=lambda pair: means[pair])
        if means[best] < stop:
            break
        groups[best[0]] += groups.pop(best[1])
    return sorted(sorted(group) for group in groups)


@pytest.mark.parametrize("seed", range(6))
def test_sums_of_rows_give_the_same_groups_as_all_pairs(seed: int) -> None:
    tuning = Tuning(cohesion=0.0, undated=0.05)
    features, offset = random_newsroom(seed, 24, tuning)
    left, right = (np.array(side) for side in zip(*combinations(range(24), 2), strict=True))
    score = sum(near(features, left, right)) - (offset[left] + offset[right]) / 2
    score = score - apart(features.days, left, right, tuning)
    similarity = np.zeros((24, 24))
    similarity[left, right] = similarity[right, left] = score
    found = link(features, left, right, score, offset, 0.15, tuning).groups
    assert found == plainly(similarity, 0.15)
    assert 1 < len(found) < 24


def test_pairs_that_are_no_candidates_count_all_the_same() -> None:
    # b is like a and like c; a and c have nothing in common, and nobody asked.
    tuning = Tuning(meaning=1.0, short_meaning=0.0, cohesion=0.0, words_want=0.0)
    articles = [article(name, "", "x", 0) for name in "abc"]
    vectors = units([[1, 0], [1, 1], [0, 1]])
    features = make_features(articles, vectors, [article_terms(one) for one in articles], tuning)
    left, right = np.array([0, 1]), np.array([1, 2])
    score = sum(near(features, left, right))
    assert link(features, left, right, score, np.zeros(3), 0.5, tuning).groups == [[0, 1], [2]]
    assert link(features, left, right, score, np.zeros(3), 0.3, tuning).groups == [[0, 1, 2]]


def test_meaning_alone_joins_nothing() -> None:
    vectors = units([[1, 0], [0.3, 0.95]])
    for titles, count in ((("Ferry aground", "Onion prices"), 2), (("Ferry aground", "Ferry afloat"), 1)):
        articles = [article(name, title, "", 0) for name, title in zip("ab", titles, strict=True)]
        features = make_features(articles, vectors, [article_terms(one) for one in articles], Tuning())
        meaning, words = near(features, np.array([0]), np.array([1]))
        score = meaning + words - want_of_words(words, Tuning())
        groups = link(features, np.array([0]), np.array([1]), score, np.zeros(2), 0.055, Tuning()).groups
        assert len(groups) == count


def test_two_tight_groups_stay_apart_where_a_loose_pair_would_join() -> None:
    # Within 1.0, between .5: by the mean alone they join at .4, by cohesion they do not.
    vectors = units([[1, 0]] * 4 + [[0.5, 0.75**0.5]] * 4)
    articles = [article(f"{k}", "", "x", 0) for k in range(8)]
    left, right = (np.array(side) for side in zip(*combinations(range(8), 2), strict=True))
    for cohesion, count in ((0.0, 1), (3.0, 2)):
        tuning = Tuning(meaning=1.0, short_meaning=0.0, cohesion=cohesion, words_want=0.0)
        features = make_features(articles, vectors, [article_terms(one) for one in articles], tuning)
        groups = link(features, left, right, sum(near(features, left, right)), np.zeros(8), 0.4, tuning).groups
        assert len(groups) == count


def test_many_times_are_sampled_with_both_ends() -> None:
    times = np.arange(1000.0)
    sample = spaced(times)
    assert len(sample) == 32
    assert (sample[0], sample[-1]) == (0, 999)
    assert spaced(times[:32]) is not sample
    assert len(spaced(times[:32])) == 32
