"""The meaning part of a site with the real model: what is kept, what an edit changes, and that it finds things."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from builder.cache import Cache
from builder.cached.meaning import Meaning, meaning_of
from builder.cached.vectors import Vectors
from builder.config import SiteConfig
from builder.model import Article, Site
from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings
from builder.search.codes import unpacked
from builder.search.documents import documents
from builder.search.exact import units
from builder.search.fit import DIMENSIONS
from builder.search.roots import search_stop_words
from builder.search.table import fnv1a, rows_of
from builder.search.text import forms
from tests.search.make import site

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("model")]

STOP = search_stop_words("en")


def made(one: Site, store: Path) -> Meaning:
    with Cache(store) as cache:
        vectors = Vectors(SiteConfig().embedding, store.parent, cache)
        return meaning_of(one, documents(one), STOP, vectors, cache, lambda done, total: None, [])


@pytest.fixture(scope="module")
def newsroom(repository: Path) -> list[Article]:
    settings = ReadingSettings.of(SiteConfig())
    found = []
    for path in sorted((repository / "content").rglob("*.md")):
        one = read_article(path.read_bytes(), path.name, settings).article
        if one is not None and one.published is not None and not one.draft:
            found.append(one)
    return found


@pytest.fixture(scope="module")
def first(newsroom: list[Article], tmp_path_factory: pytest.TempPathFactory) -> tuple[Meaning, Path]:
    store = tmp_path_factory.mktemp("meaning") / "cache.sqlite"
    return made(site(*newsroom), store), store


def test_the_same_bytes_with_and_without_a_store(
    first: tuple[Meaning, Path], newsroom: list[Article], tmp_path: Path
) -> None:
    def read(meaning: Meaning) -> dict[str, bytes]:
        return {page.path: page.make() for page in meaning.pages}

    warm = made(site(*newsroom), first[1])
    cold = made(site(*newsroom), tmp_path / "other.sqlite")
    assert read(warm) == read(cold) == read(first[0])
    assert warm.entry == cold.entry == first[0].entry
    assert warm.related == cold.related == first[0].related


def test_an_edit_below_the_opening_leaves_the_fit_or_changes_all_of_it(
    first: tuple[Meaning, Path], newsroom: list[Article]
) -> None:
    other = msgspec.structs.replace(newsroom[3], title="A goat wins the village lottery", digest="edited")
    edited = made(site(*newsroom[:3], other, *newsroom[4:]), first[1])
    # Of a small site all articles are fitted on: a new headline is a new fit, under other names.
    assert edited.entry["meaning"]["fit"] != first[0].entry["meaning"]["fit"]
    hidden = msgspec.structs.replace(newsroom[3], digest="same words, another file")
    assert made(site(*newsroom[:3], hidden, *newsroom[4:]), first[1]).entry == first[0].entry


def test_headlines_find_their_stories_without_the_model(first: tuple[Meaning, Path], newsroom: list[Article]) -> None:
    files = {page.path: page.make() for page in first[0].pages}
    entry = first[0].entry["meaning"]
    rows = {path: content for path, content in files.items() if f"/m/{entry['fit']}/" in path}
    count = len(rows) - 1

    def vector(text: str) -> np.ndarray:
        total = np.zeros(DIMENSIONS)
        for form in forms(text):
            found = rows_of(rows[f"search/m/{entry['fit']}/{fnv1a(form) % count}.bin"]).get(form)
            if found:
                total += found[0] * unpacked(found[1], DIMENSIONS)[0]
        return total

    pages = b"".join(files[f"search/v/{name}.bin"] for name in entry["vectors"]["pages"])
    ahead = 5 * entry["vectors"]["names"]  # Before the codes: the names of the files of these stories.
    codes = b"".join(files[f"search/v/{pages[at : at + 5].hex()}.bin"][ahead:] for at in range(0, len(pages), 5))
    stories = units(unpacked(codes, DIMENSIONS))
    found = documents(site(*newsroom))
    assert len(stories) == len(found)
    cosines = units(np.array([vector(" ".join(one.thread.title.split()[:4])) for one in found])) @ stories.T
    ranks = 1 + (cosines > np.diag(cosines)[:, None]).sum(axis=1)
    assert (1 / ranks).mean() > 0.5  # measured: see docs/explanation/search.md; chance is .07
