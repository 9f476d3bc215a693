"""The example newsroom's planted copies and origins, as docs/reference/example-newsroom.md lists them."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from builder.compare.frames import Layout
from builder.compare.outlets import Outlets
from builder.compare.provenance import provenance
from builder.config_file import load_config
from builder.model import Article, Comparison, Source
from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings
from tests.compare.vectors import compare

Newsroom = tuple[Mapping[str, Article], tuple[Source, ...]]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    settings = ReadingSettings.of(load_config(ROOT))
    articles, sources = {}, {}
    for path in sorted((ROOT / "content").rglob("*.*")):
        read = read_article(path.read_bytes(), path.relative_to(ROOT / "content").as_posix(), settings)
        if read.article and read.source:
            articles[path.stem] = read.article
            sources[read.source.id] = read.source
    return articles, tuple(sources.values())


def story(newsroom: Newsroom, *names: str) -> tuple[dict[str, str], Comparison]:
    articles, sources = newsroom
    return {articles[name].id: name for name in names}, compare([articles[name] for name in names], sources)


PLANTED = {
    "netfurrow-seiners-leave-sardines-for-ferry": ("telica-ferry-aground-cabo-tesso", "whole-copy"),
    "siren-terror-in-the-fog": ("telica-ferry-aground-cabo-tesso", "trimmed-copy"),
    "siren-hell-on-the-hill": ("telica-monte-ruivo-fire-evacuation", "rewritten-copy"),
}
"""Every text of the newsroom that is another's: of which one, and how."""


def test_every_planted_copy_and_no_other(newsroom: Newsroom) -> None:
    """All articles of each of the newsroom's stories; quotations change nothing here and are left out."""
    articles, sources = newsroom
    stories: dict[str, list[str]] = {}
    gold = json.loads((ROOT / "tests/eval/example_gold.json").read_text(encoding="utf-8"))["stories"]
    for path, story_name in gold.items():
        stories.setdefault(story_name, []).append(Path(path).stem)
    found = {}
    for names in stories.values():
        layouts = [Layout(articles[name]) for name in names if name in articles]
        of_id = {layout.article.id: Path(layout.article.path).stem for layout in layouts}
        outlets = Outlets.of([layout.article for layout in layouts], sources)
        for row in provenance(layouts, [() for _ in layouts], outlets).provenance:
            if row.copy_of:
                found[of_id[row.article_id]] = (of_id[row.copy_of], row.relation)
    assert found == PLANTED


def test_links_are_the_articles_they_lead_to(newsroom: Newsroom) -> None:
    names, ferry = story(
        newsroom, "telica-ferry-aground-cabo-tesso", "siren-terror-in-the-fog",
        "netfurrow-seiners-leave-sardines-for-ferry", "standard-island-cut-off-after-ferry-grounding",
        "onda-carrapel-ferry-all-safe",
    )  # fmt: skip
    known = {names[p.article_id]: p for p in ferry.provenance}
    linked = known["standard-island-cut-off-after-ferry-grounding"].origins
    assert [names[origin.article_id].split("-")[0] for origin in linked] == ["telica", "onda"]


def test_five_sources_and_one_missing_origin(newsroom: Newsroom) -> None:
    _, land = story(
        newsroom, "telica-farol-toxal-land", "onda-toxal-land-tojal-denies", "standard-toxal-brother-in-law",
        "courier-toxal-fourteen-hectares-of-mud", "opendrawer-what-farol-published",
    )  # fmt: skip
    ghosts = {(o.key, o.name) for p in land.provenance for o in p.origins if o.kind == "outlet" and not o.article_id}
    assert ghosts == {("farol", "Farol")}
    assert land.independent == 1


def test_an_origin_among_the_articles(newsroom: Newsroom) -> None:
    names, places = story(newsroom, "inkhorn-admissions-comma", "onda-university-ranking-error")
    cited = next(p for p in places.provenance if names[p.article_id].startswith("onda"))
    assert [names[origin.article_id] for origin in cited.origins] == ["inkhorn-admissions-comma"]
    assert places.independent == 1
