"""The search in a build: what is kept, what is patched, what a damaged store costs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest

from builder.cache import Cache
from builder.cached import searching
from builder.config import SearchSection, SiteConfig
from tests.search.make import article, site
from tests.search.reader import Reader

CONFIG = SiteConfig()
STORIES = [
    article(f"{i:02}", f"Ferry {i}", f"The ferry of pier {i} is late.\nNobody waits there.", day=i) for i in range(20)
]


def indexed(store: Path, *articles, config: SiteConfig = CONFIG) -> tuple[dict[str, bytes], int]:  # type: ignore[no-untyped-def]
    with Cache(store) as cache:
        found = searching.search_all(site(*articles), config, None, cache, lambda done, total: None)
    return {page.path: page.make() for page in found.pages}, found.made


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite"


def test_what_has_not_changed_is_not_counted_again(store: Path) -> None:
    first, made = indexed(store, *STORIES)
    assert made == 20
    assert indexed(store, *STORIES) == (first, 0)
    reader = Reader({path.removeprefix("search/"): raw for path, raw in first.items()})
    assert reader.terms()["ferri"].df == 20


def test_a_changed_and_a_new_story_give_what_a_whole_build_gives(store: Path, tmp_path: Path) -> None:
    indexed(store, *STORIES)
    changed = [
        *STORIES[:7],
        article("07", "Tram 7", "A tram.", day=7),
        *STORIES[8:],
        article("99", "Last", "x", day=99),
    ]
    patched, made = indexed(store, *changed)
    assert made == 2
    assert patched == indexed(tmp_path / "other.sqlite", *changed)[0]
    assert indexed(store, *changed) == (patched, 0)


def test_a_store_without_its_files_costs_time_only(store: Path, tmp_path: Path) -> None:
    indexed(store, *STORIES)
    with sqlite3.connect(store) as db:
        db.execute("UPDATE results SET value = x'00000000ff' WHERE stage = ?", (searching.FILES_STAGE,))
    changed = [article("00", "Tram", "A tram.", day=0), *STORIES[1:]]
    assert indexed(store, *changed)[0] == indexed(tmp_path / "other.sqlite", *changed)[0]


def test_another_setting_makes_another_index(store: Path) -> None:
    indexed(store, *STORIES)
    german = msgspec.structs.replace(CONFIG, site=msgspec.structs.replace(CONFIG.site, language="de"))
    files, made = indexed(store, *STORIES, config=german)
    assert made == 20
    assert b'"language":"de"' in files["search/index.json"]


def test_a_site_may_do_without(store: Path) -> None:
    assert indexed(store, *STORIES, config=msgspec.structs.replace(CONFIG, search=SearchSection(enabled=False))) == (
        {},
        0,
    )
