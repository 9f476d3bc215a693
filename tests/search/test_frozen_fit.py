"""What is fitted stays, byte by byte, when a newest article comes or is edited: with a made-up model, so quickly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from builder.cache import Cache
from builder.cached.meaning import Meaning, meaning_of
from builder.cached.vectors import Vectors
from builder.model import Article
from builder.search.documents import documents
from builder.search.exact import units
from builder.search.text import forms
from builder.search.training import SMALL, size_of
from tests.search.make import article, site

COUNT = 340
WIDTH = 160
KINDS = "ferry pier harbour mill flour bakery ballot senate recount gale flood coast".split()


class Model:
    """A text's vector is the sum of its words' directions; counts the texts that it is asked for."""

    id = "made up"

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def of(self, texts: Sequence[str], advance: Callable[[int, int], None]) -> NDArray[np.float32]:
        self.asked.update(texts)
        rows = np.array([sum((direction(form) for form in forms(text)), np.zeros(WIDTH)) for text in texts])
        return units(rows).astype(np.float32)

    def reads(self, text: str) -> bool:
        return bool(text)

    def vocabulary(self) -> tuple[str, ...]:
        return ("lighthouse", "orchard")

    def inputs(self, words: Sequence[str]) -> NDArray[np.float32]:
        return np.array([direction(word)[:16] for word in words], dtype=np.float32)


_directions: dict[str, NDArray[np.float64]] = {}


def direction(word: str) -> NDArray[np.float64]:
    if word not in _directions:
        seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest(), "big")
        _directions[word] = np.random.Generator(np.random.PCG64(seed)).standard_normal(WIDTH)
    return _directions[word]


def written(number: int, more: str = "") -> Article:
    kinds = [KINDS[(number * step + step) % len(KINDS)] for step in (1, 5, 7)]
    text = f"The {kinds[0]} was seen near {kinds[1]}.{more}\nNobody of {kinds[2]} number{number % 9} answered."
    return article(f"{number:05}", f"{kinds[0]} and {kinds[1]} {number % 7}{more}", text, day=number)


def made(articles: Sequence[Article], store: Path, model: Model | None = None) -> Meaning:
    with Cache(store) as cache:
        one = site(*articles)
        vectors = cast(Vectors, model or Model())
        stop = {"the", "of"}
        return meaning_of(one, documents(one), stop, vectors, cache, lambda done, total: None, [])


def fitted(meaning: Meaning) -> dict[str, bytes]:
    return {page.path: page.make() for page in meaning.pages if page.path.startswith("search/m/")}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Meaning, dict[str, bytes], Path]:
    store = tmp_path_factory.mktemp("frozen") / "cache.sqlite"
    found = made([written(n) for n in range(COUNT)], store)
    return found, fitted(found), store


NEWEST = {
    "added": [*(written(n) for n in range(COUNT)), written(COUNT)],
    "edited": [
        *(written(n) for n in range(COUNT - 1)),
        msgspec.structs.replace(written(COUNT - 1, " Goats"), digest="x"),
    ],
    "gone": [written(n) for n in range(COUNT - 1)],
}


@pytest.mark.parametrize("change", NEWEST)
def test_the_newest_article_leaves_the_fit(
    before: tuple[Meaning, dict[str, bytes], Path], change: str, tmp_path: Path
) -> None:
    assert COUNT > SMALL
    warm, model = made(NEWEST[change], before[2]), Model()
    cold = made(NEWEST[change], tmp_path / "other.sqlite", model)
    assert fitted(warm) == fitted(cold) == before[1]
    assert warm.entry == cold.entry
    assert warm.entry["meaning"]["fit"] == before[0].entry["meaning"]["fit"]
    # And yet the new words are found: the newest story's own vector is another, or there is one more or less.
    assert warm.entry["meaning"] != before[0].entry["meaning"]
    assert len(model.asked) > COUNT


def test_an_old_article_that_is_fitted_on_makes_another_fit(
    before: tuple[Meaning, dict[str, bytes], Path], tmp_path: Path
) -> None:
    articles = [msgspec.structs.replace(written(0, " Goats"), digest="x"), *(written(n) for n in range(1, COUNT))]
    assert size_of(COUNT) < COUNT
    found = made(articles, tmp_path / "cache.sqlite")
    assert found.entry["meaning"]["fit"] != before[0].entry["meaning"]["fit"]
    assert not set(fitted(found)) & set(before[1])


def version(words: str) -> list[Article]:
    """Articles of which the oldest one is edited, so that each version has a fit of its own."""
    return [msgspec.structs.replace(written(0, words), digest=f"0{words}"), *(written(n) for n in range(1, COUNT))]


def test_a_fit_comes_back_after_two_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.cache._SLACK", 0)  # The store lets go of what is out of use as soon as it may.
    store = tmp_path / "cache.sqlite"
    seen: dict[str, dict[str, bytes]] = {}
    for words in ("", " Goats", " Geese", "", " Goats", " Goats"):
        found = made(version(words), store)
        files = {page.path: page.make() for page in found.pages}
        assert seen.setdefault(words, files) == files
    assert len({frozenset(files) for files in seen.values()}) == 3
    # What is stored is whole: made once more by another process, every file is read from the store.
    monkeypatch.setattr("builder.cached.meaning._fit", None)
    assert {page.path: page.make() for page in made(version(" Goats"), store).pages} == seen[" Goats"]
