"""Five messy articles on one story: whose words they quote, where they disagree, and what is left over in them."""

from pathlib import Path

import pytest

from builder.compare import compare_thread, sentences_to_embed
from builder.config import EmbeddingSection, SiteConfig
from builder.embedding import open_embedder
from builder.model import Article, Comparison
from builder.reading.read import Reading, read_article
from builder.reading.settings import ReadingSettings
from tests.compare.vectors import thread

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def texts(shared_seeds: Path) -> list[Reading]:
    settings = ReadingSettings.of(SiteConfig())
    return [read_article(path.read_bytes(), path.name, settings) for path in sorted(shared_seeds.iterdir())]


@pytest.fixture(scope="module")
def seeds(texts: list[Reading]) -> tuple[dict[str, str], Comparison]:
    articles: list[Article] = [one.article for one in texts if one.article]
    sources = {one.source.id: one.source for one in texts if one.source}
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


def test_one_missing_origin_named_by_two(seeds: tuple[dict[str, str], Comparison]) -> None:
    names, found = seeds
    ghosts = [
        (origin.key, names[row.article_id])
        for row in found.provenance
        for origin in row.origins
        if origin.kind != "unnamed-sources"
    ]
    assert sorted(ghosts) == [("wired", "000"), ("wired", "003")]
    assert all(not origin.article_id for row in found.provenance for origin in row.origins)
    assert found.independent == 1
    assert sorted(names[row.article_id] for row in found.provenance if row.relation == "unattributed") == [
        "001", "002", "004",
    ]  # fmt: skip


def test_marks_that_lead_nowhere_and_what_a_draft_left(
    seeds: tuple[dict[str, str], Comparison], texts: list[Reading]
) -> None:
    names, found = seeds
    assert {names[row.article_id]: row.dangling_citations for row in found.transparency} == {
        "000": 0, "001": 31, "002": 0, "003": 0, "004": 0,
    }  # fmt: skip
    left = {one.article.path[:3]: {residue.kind for residue in one.article.residue} for one in texts if one.article}
    assert "image-suggestion" in left["004"]
    assert "call-to-comment" in left["003"]
    assert "inspired-by" in left["002"]


def test_dates_that_an_undated_article_names_stay_open(seeds: tuple[dict[str, str], Comparison]) -> None:
    """ "On Tuesday" and "last month" stand in articles that give no date of their own."""
    _, found = seeds
    assert found.timeline.days == ()
    assert found.timeline.left_out == 5


def sides(found: Comparison, names: dict[str, str], kind: str) -> dict[str, str]:
    """Each article on a side of a tension of this kind, or that says the same, and its sentence."""
    passages = [side for t in found.tensions if t.kind == kind for side in (t.left, t.right)]
    return {names[one.article_id]: one.text for side in passages for one in (side.sentence, *side.same)}


def test_silence_in_one_and_a_comment_in_others(seeds: tuple[dict[str, str], Comparison]) -> None:
    names, found = seeds
    response = sides(found, names, "response")
    assert "not publicly commented" in response["004"]
    assert {"000", "001"} <= set(response)


def test_limits_before_beside_and_after_the_cut(seeds: tuple[dict[str, str], Comparison]) -> None:
    names, found = seeds
    order = sides(found, names, "order")
    for number, words in (("001", "follows"), ("002", "In the aftermath"), ("003", "At the same time")):
        assert words in order[number]


def test_one_readiness_given_to_two(seeds: tuple[dict[str, str], Comparison]) -> None:
    names, found = seeds
    readiness = sides(found, names, "attribution")
    assert "per OpenAI’s statement" in readiness["003"]
    assert "Anthropic indicated" in readiness["002"]
    assert "Anthropic has indicated" in readiness["001"]


def test_no_other_kind_of_tension(seeds: tuple[dict[str, str], Comparison]) -> None:
    _, found = seeds
    assert {tension.kind for tension in found.tensions} == {"response", "order", "attribution"}
