"""Five messy articles on one story: whose words they quote, and where they disagree."""

from pathlib import Path

import pytest

from builder.compare import compare_thread, sentences_to_embed
from builder.config import EmbeddingSection, SiteConfig
from builder.embedding import open_embedder
from builder.model import Article, Comparison
from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings
from tests.compare.vectors import thread

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def seeds(shared_seeds: Path) -> tuple[dict[str, str], Comparison]:
    settings = ReadingSettings.of(SiteConfig())
    read = [read_article(path.read_bytes(), path.name, settings) for path in sorted(shared_seeds.iterdir())]
    articles: list[Article] = [one.article for one in read if one.article]
    sources = {one.source.id: one.source for one in read if one.source}
    vectors = open_embedder(EmbeddingSection(), Path.cwd()).encode([s.text for s in sentences_to_embed(articles)])
    compared = compare_thread(thread(articles), articles, tuple(sources.values()), vectors)
    return {article.id: article.path[:3] for article in articles}, compared


def test_words_verbatim_in_one_and_retold_in_two(seeds: tuple[dict[str, str], Comparison]) -> None:
    names, found = seeds
    (kaplan,) = [one for one in found.matches if "Kaplan" in one.speaker]
    assert [(names[entry.article_id], entry.relation) for entry in kaplan.entries] == [
        ("000", "verbatim"), ("001", "paraphrased"), ("002", "paraphrased"),
    ]  # fmt: skip


def test_the_quotation_that_only_the_last_one_has(seeds: tuple[dict[str, str], Comparison]) -> None:
    names, found = seeds
    (alone,) = [
        one for one in found.matches
        if "Access was terminated" in found.quotes[one.entries[0].quotes[0]].text
    ]  # fmt: skip
    assert [(names[entry.article_id], entry.relation) for entry in alone.entries] == [("004", "solo")]


def test_where_they_disagree(seeds: tuple[dict[str, str], Comparison]) -> None:
    """Silence against a comment, rate limits before, beside and after the cut-off, one readiness given to two."""
    names, found = seeds
    sides = {(t.kind, names[s.sentence.article_id]) for t in found.tensions for s in (t.left, t.right)}
    assert {kind for kind, _ in sides} == {"response", "order", "attribution"}
    silent = [s.sentence.text for t in found.tensions if t.kind == "response" for s in (t.left, t.right)]
    assert any("not publicly commented" in text for text in silent)
