"""Words and meaning in one order: how far words are trusted, and that builder and reader's engine give the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from builder.search.fusing import fused, weighed
from builder.search.fusion import FUSION
from tests.search.served import STATIC, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FUSED = """async ([cases, constants]) => {
  const { fused, weighed } = await import("/search/meaning.js");
  return cases.map(({ words, told, documents, near }) => {
    const hits = weighed(words, told, documents, constants);
    const allowed = new Set(Array.from({ length: documents }, (_, story) => story));
    const found = fused(hits, new Map(near), allowed, constants);
    return found.map(({ story, score, by }) => [story, score, by]).sort((a, b) => a[0] - b[0]);
  });
}"""


def trusted(best: float, told: float, documents: int = 1000) -> float:
    """What is left of the words' score of a story that has all that any story has."""
    score, share = np.zeros(documents), np.zeros(documents)
    score[3] = share[3] = best
    return float(weighed(score, share, told)[3]) / best


def test_words_count_whole_where_a_story_has_all_of_them_or_very_many() -> None:
    assert trusted(1.0, 3.0) == 1.0
    assert trusted(0.5, 60.0) == 1.0


def test_one_word_of_three_counts_little_and_less_the_less_it_tells() -> None:
    assert 0.3 < trusted(2 / 3, 12.0) < 0.5
    assert trusted(1 / 3, 12.0) < 0.06
    assert trusted(1 / 5, 12.0) < trusted(1 / 4, 12.0) < trusted(1 / 3, 12.0)


def test_a_story_of_chance_words_comes_behind_one_that_is_near() -> None:
    score, share = np.array([0.3, 0.0, 0.25]), np.array([0.4, 0.0, 0.3])
    plain = {hit.number: hit.score for hit in fused([0, 2], score, share, {0: 0.1, 1: 0.45, 2: 0.05})}
    hits = fused([0, 2], weighed(score, share, 3.0), share, {0: 0.1, 1: 0.45, 2: 0.05})
    assert max(plain, key=lambda number: plain[number]) == 0
    assert max(hits, key=lambda hit: hit.score).number == 1
    assert weighed(np.zeros(1), np.zeros(1), 0.0).tolist() == [0.0]


def made(chance: random.Random) -> dict[str, Any]:
    documents = chance.choice((1, 2, 40, 900))
    having = [number for number in range(documents) if chance.random() < 0.3]
    near = [number for number in range(documents) if chance.random() < 0.3]
    words = [{"story": n, "score": 0.9 * (share := chance.uniform(0.05, 0.8)), "share": share} for n in having]
    cosines = [[number, chance.uniform(-0.2, 0.9)] for number in near]
    return {"words": words, "told": chance.uniform(1, 40), "documents": documents, "near": cosines}


def in_the_builder(case: dict[str, Any]) -> list[tuple[int, float, str]]:
    score, share = np.zeros(case["documents"]), np.zeros(case["documents"])
    for hit in case["words"]:
        score[hit["story"]], share[hit["story"]] = hit["score"], hit["share"]
    having = [hit["story"] for hit in case["words"]]
    hits = fused(having, weighed(score, share, case["told"]), share, dict(case["near"]))
    return sorted((hit.number, hit.score, hit.by) for hit in hits)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that can import the scripts."""
    with serving(STATIC) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        yield page
        context.close()


@pytest.mark.browser
def test_the_reader_s_engine_gives_the_same(page: Page) -> None:
    chance = random.Random(4)
    cases = [made(chance) for _ in range(40)]
    there = page.evaluate(FUSED, [cases, FUSION])
    for case, found in zip(cases, there, strict=True):
        here = in_the_builder(case)
        assert [(number, by) for number, _, by in here] == [(number, by) for number, _, by in found]
        assert [score for _, score, _ in here] == pytest.approx([score for _, score, _ in found], abs=1e-12)
    assert sum(map(len, there)) > 1000
