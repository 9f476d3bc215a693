from __future__ import annotations

import numpy as np
import pytest

from builder.config import ThreadsSection
from builder.errors import DigestError
from builder.threads.background import find_background
from builder.threads.explain import explain, surroundings
from builder.threads.features import Features, make_features
from builder.threads.grouping import gather
from builder.threads.terms import article_terms
from builder.threads.tuning import DEFAULT
from tests.threads.make import VECTORS, article, newsroom, units

SETTINGS = ThreadsSection()


def test_the_nearest_come_first_with_what_decided() -> None:
    found = explain("f1", None, newsroom(), VECTORS, SETTINGS)
    assert found.thread == ("f1", "f2", "f3")
    assert {reason.tie.right for reason in found.reasons[:2]} == {"f2", "f3"}
    scores = [reason.score for reason in found.reasons]
    assert scores == sorted(scores, reverse=True)
    first = found.reasons[0]
    assert first.together
    assert first.joint.score > found.threshold == first.joint.threshold


def test_the_parts_make_up_the_score_that_grouping_went_by() -> None:
    articles = newsroom((0.0, 0.1, 1.5, None, 0.3))
    evidence = gather(articles, VECTORS, SETTINGS)
    known = dict(zip(zip(evidence.left.tolist(), evidence.right.tolist(), strict=True), evidence.score, strict=True))
    ids = [one.id for one in evidence.articles]
    seen = 0
    for name in ids:
        for reason in explain(name, None, articles, VECTORS, SETTINGS).reasons:
            pair = tuple(sorted((ids.index(name), ids.index(reason.tie.right))))
            parts = reason.by_meaning + reason.by_words - reason.crowd - reason.time - reason.thin
            assert parts == pytest.approx(known[pair], abs=4e-4)
            assert reason.score == pytest.approx(parts, abs=2e-4)
            seen += 1
    assert seen == 2 * len(known)


def test_how_an_article_came_in_and_what_its_story_hangs_by() -> None:
    found = explain("f3", "f1", newsroom(), VECTORS, SETTINGS)
    assert found.joined is not None
    assert found.weakest is not None
    assert found.joined.left == ("f3",)
    assert {*found.weakest.left, *found.weakest.right} == {"f1", "f2", "f3"}
    assert found.weakest.score <= found.joined.score
    (reason,) = found.reasons
    assert "f3" in reason.joint.left
    assert "f1" in reason.joint.right


def test_a_pair_that_is_apart_says_how_near_its_groups_came() -> None:
    found = explain("f1", "o1", newsroom(), VECTORS, SETTINGS)
    (reason,) = found.reasons
    assert not reason.together
    assert reason.joint.score < found.threshold
    assert reason.last.score <= reason.joint.score
    assert (reason.last.left, reason.last.right) == (("f1", "f2", "f3"), ("o1", "o2"))
    assert (reason.tie.left, reason.tie.right) == ("f1", "o1")


def test_shared_words_come_with_how_many_articles_hold_them() -> None:
    (reason,) = explain("f1", "f3", newsroom(), VECTORS, SETTINGS).reasons
    counts = {one.word: one.articles for one in reason.shared}
    assert counts["Sabot"] == 3 if "Sabot" in counts else counts["Sabot reef"] == 3
    assert counts["Carrapel"] == 2


def test_a_story_from_outside() -> None:
    found = surroundings("f2", newsroom(), VECTORS, SETTINGS)
    assert found.weakest is not None
    (beside,) = found.near
    assert (beside.left, beside.right) == (("f1", "f2", "f3"), ("o1", "o2"))
    assert beside.score < found.threshold


def test_an_article_alone_has_no_link() -> None:
    found = explain("o1", None, newsroom()[:4], VECTORS[:4], SETTINGS)
    assert (found.thread, found.joined, found.weakest) == (("o1",), None, None)


def test_an_unknown_article_is_named() -> None:
    with pytest.raises(DigestError, match="f9: is no article of this site"):
        explain("f9", None, newsroom(), VECTORS, SETTINGS)


def crowded(count: int, days: float) -> Features:
    generator = np.random.default_rng(3)
    articles = [article(f"{k:03d}", "", f"word{k % 7} word{k % 11}", days * k / count) for k in range(count)]
    return make_features(
        articles, units(generator.normal(size=(count, 4)).tolist()), [article_terms(one) for one in articles], DEFAULT
    )


def test_the_background_is_pairs_too_far_apart_in_time_to_be_one_story() -> None:
    features = crowded(40, days=100)
    found = find_background(features, np.arange(40), 10)
    assert found is not None
    assert found.of == "outside"
    pairs = sum(abs(a - b) > 10 for k, a in enumerate(features.days) for b in features.days[:k])
    assert found.pairs == pairs == len(found.values)
    assert found.below(1e9) == 1
    assert found.below(-1e9) == 0
    assert found.below(found.values[pairs // 2]) == pytest.approx(0.5, abs=0.02)


def test_on_a_site_of_a_week_the_background_is_other_stories_and_on_a_tiny_one_there_is_none() -> None:
    week = find_background(crowded(40, days=7), np.arange(40) // 2, 10)
    assert week is not None
    assert (week.of, week.pairs) == ("others", 40 * 39 // 2 - 20)
    assert find_background(crowded(5, days=100), np.arange(5), 10) is None


def test_a_large_site_is_sampled_all_over() -> None:
    from builder.threads.background import SAMPLE, _spread

    left, right = _spread(5000)
    assert np.all((left >= 0) & (left < right) & (right < 5000))
    assert len(np.unique(left * 5000 + right)) == len(left) == 16 * SAMPLE
    assert abs(np.mean(left) - 5000 / 3) < 50
    every = {(a, b) for b in range(30) for a in range(b)}
    assert {*zip(*(side.tolist() for side in _spread(30)), strict=True)} == every
