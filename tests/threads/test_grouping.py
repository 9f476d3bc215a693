from __future__ import annotations

import numpy as np
import pytest

from builder.config import ThreadsSection
from builder.threads.grouping import group
from builder.threads.terms import article_terms
from tests.threads.make import VECTORS, article, newsroom, units

SETTINGS = ThreadsSection()
STORIES = (("f1", "f2", "f3"), ("o1", "o2"))


def test_articles_of_one_story_come_together_and_others_stay_apart() -> None:
    assert group(newsroom(), VECTORS, SETTINGS).groups == STORIES


def test_words_alone_will_do() -> None:
    assert group(newsroom(), None, SETTINGS).groups == STORIES


def test_undated_articles_take_part() -> None:
    assert group(newsroom((None, 0.0, None, None, 0.3)), VECTORS, SETTINGS).groups == STORIES


def test_order_changes_nothing() -> None:
    articles = newsroom()
    expected = group(articles, VECTORS, SETTINGS)
    generator = np.random.default_rng(0)
    for _ in range(5):
        order = generator.permutation(len(articles))
        assert group([articles[k] for k in order], VECTORS[order], SETTINGS) == expected


def test_terms_at_hand_are_used_as_they_are() -> None:
    articles = newsroom()
    terms = [article_terms(one) for one in articles]
    assert group(articles, VECTORS, SETTINGS, terms) == group(articles, VECTORS, SETTINGS)


def test_the_same_words_weeks_later_are_another_story() -> None:
    articles = newsroom((0.0, 0.1, 40.0, 0.0, 0.3))
    assert group(articles, VECTORS, SETTINGS).groups == (("f1", "f2"), ("f3",), ("o1", "o2"))
    wide = ThreadsSection(window_days=60.0, strictness=-1.0)
    assert group(articles, VECTORS, wide).groups[0] == ("f1", "f2", "f3")


def test_strictness_pulls_apart_and_together() -> None:
    articles = newsroom()
    sizes = [len(group(articles, VECTORS, ThreadsSection(strictness=s)).groups) for s in (-1.0, 0.0, 1.0)]
    assert sizes[0] <= sizes[1] <= sizes[2]


def test_every_article_is_in_one_group_whatever_it_holds() -> None:
    odd = [article("a"), article("b"), article("c", "Ferry", "", None), article("d", "", "???"), *newsroom()]
    vectors = np.vstack([units([[0.5, 0.5, 0.5, 0.5]] * 4), VECTORS])
    vectors[0] = 0.0
    found = group(odd, vectors, SETTINGS)
    assert sorted(name for members in found.groups for name in members) == sorted(one.id for one in odd)


@pytest.mark.parametrize("count", [0, 1])
def test_no_article_and_one(count: int) -> None:
    articles = newsroom()[:count]
    assert group(articles, VECTORS[:count], SETTINGS).groups == (("f1",),)[:count]


def test_ties_span_each_group_and_name_what_is_shared() -> None:
    found = group(newsroom(), VECTORS, SETTINGS)
    assert [{tie.left[0], tie.right[0]} for tie in found.ties] == [{"f"}, {"f"}, {"o"}]
    assert {name for tie in found.ties for name in (tie.left, tie.right)} == {"f1", "f2", "f3", "o1", "o2"}
    ferry = found.ties[0]
    assert "Aurora" in " ".join(ferry.shared)
    assert 0 < ferry.words < ferry.meaning <= 1
    assert 0 <= ferry.days <= 0.5
    assert len(ferry.shared) <= 6


def test_centrality_is_of_groups_of_several_only() -> None:
    articles = [*newsroom(), article("z", "Slate quarry walkout", "Nothing else here.", 3.0)]
    vectors = np.vstack([VECTORS, units([[0, 0, 1, 0]])])
    central = dict(group(articles, vectors, SETTINGS).centrality)
    assert set(central) == {"f1", "f2", "f3", "o1", "o2"}
    assert all(0 < value <= 1 for value in central.values())


def test_a_big_story_of_one_day_stays_whole() -> None:
    generator = np.random.default_rng(3)
    story = [
        article(f"s{k:02d}", "Quake in Vau Novo", "The quake in Vau Novo felled houses.", k / 80) for k in range(80)
    ]
    other = [
        article(f"t{k:02d}", f"Own{k} word{k}", f"Nothing{k} shared{k} with{k} others{k}.", -30 - k) for k in range(40)
    ]
    vectors = np.vstack(
        [
            units((np.eye(1, 64) + generator.normal(0, 0.03, (80, 64))).tolist()),
            units(generator.normal(size=(40, 64)).tolist()),
        ]
    )
    sizes = sorted(len(members) for members in group([*story, *other], vectors, SETTINGS).groups)
    assert sizes[-1] == 80
    assert sizes[-2] <= 2
