"""Two stories in each of ten languages (invented: newsrooms.toml), grouped by their words alone.

Most of these scripts the carried model cannot read, so that words are all there is.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from builder.cached.grouping import vectors_of
from builder.config import EmbeddingSection, ThreadsSection
from builder.embedding.models import reads
from builder.model import Article
from builder.threads.grouping import group
from builder.threads.terms import thread_text
from tests.threads.make import article

NEWSROOMS = tomllib.loads((Path(__file__).parent / "newsrooms.toml").read_text(encoding="utf-8"))
STORIES = [("court0", "court1"), ("ferry0", "ferry1", "ferry2")]


def newsroom(lang: str) -> list[Article]:
    return [
        article(f"{lang}-{story}{k}", title, text, 0.2 * k)
        for story in ("ferry", "court")
        for k, (title, text) in enumerate(NEWSROOMS[lang][story])
    ]


@pytest.mark.parametrize("lang", sorted(NEWSROOMS))
def test_two_stories_of_one_day_stay_two(lang: str) -> None:
    found = group(newsroom(lang), None, ThreadsSection())
    assert list(found.groups) == [tuple(f"{lang}-{name}" for name in story) for story in STORIES]


def test_ten_languages_on_one_site_do_not_mix() -> None:
    every = [one for lang in NEWSROOMS for one in newsroom(lang)]
    found = group(every, None, ThreadsSection())
    assert sorted(found.groups) == sorted(
        tuple(f"{lang}-{name}" for name in story) for lang in NEWSROOMS for story in STORIES
    )


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", {"宪法法院", "埃尔瓦纳尔"}), ("ja", {"憲法裁判所", "エルバナル"}), ("ko", {"헌법재판소", "에르바날"})],
)
def test_shared_names_are_shown_whole(lang: str, said: set[str]) -> None:
    ties = group(newsroom(lang), None, ThreadsSection()).ties
    shared = next(set(tie.shared) for tie in ties if "court" in tie.left)
    assert said <= shared


@pytest.mark.parametrize("lang", ["zh", "ja", "ko", "th"])
def test_what_is_shown_stands_in_both_articles(lang: str) -> None:
    of = {one.id: f"{one.title} {one.text}" for one in newsroom(lang)}
    for tie in group(newsroom(lang), None, ThreadsSection()).ties:
        for word in tie.shared:
            assert all(word in of[name] or word.isascii() for name in (tie.left, tie.right)), word


def test_the_carried_model_reads_latin_letters_alone() -> None:
    carried, other = EmbeddingSection(), EmbeddingSection(model="some/multilingual")
    for lang in NEWSROOMS:
        text = thread_text(newsroom(lang)[0])
        assert reads(carried, text) is (lang in ("de", "es", "fr"))
        assert reads(other, text)
    assert reads(carried, "Xi Jinping (习近平) met the minister.")
    assert reads(carried, "2026")


def test_an_article_that_the_model_cannot_read_gets_no_vector() -> None:
    class Latin:
        """Vectors of the texts that can be read."""

        asked: tuple[str, ...] = ()

        def reads(self, text: str) -> bool:
            return reads(EmbeddingSection(), text)

        def of(self, texts: list[str], advance: object) -> np.ndarray:
            self.asked = tuple(texts)
            return np.ones((len(texts), 3), dtype=np.float32)

    vectors = Latin()
    articles = [newsroom("de")[0], newsroom("th")[0]]
    rows = vectors_of(articles, vectors, lambda done, total: None)  # type: ignore[arg-type]
    assert rows.tolist() == [[1, 1, 1], [0, 0, 0]]
    assert vectors.asked == (thread_text(articles[0]),)
    assert len(group(articles, rows, ThreadsSection()).groups) == 2
