"""The reader's engine reads text and queries as the case files say, in Chromium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.search.served import STATIC, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
WORDS = """async (texts) => {
  const { searchWords } = await import("/search/text.js");
  const points = (text, end) => [...text.slice(0, end)].length;
  return texts.map((text) =>
    searchWords(text).map(({ form, start, end }) => [form, points(text, start), points(text, end)]));
}"""
QUERIES = """async (texts) => {
  const { parseQuery } = await import("/search/query.js");
  return texts.map((text) => parseQuery(text));
}"""
KEYS = """async (keys) => {
  const { compareKeys } = await import("/search/bytes.js");
  return keys.toSorted(compareKeys);
}"""
DISTANCE = """async (pairs) => {
  const { distance } = await import("/search/spelling.js");
  return pairs.map(([a, b]) => distance([...a], [...b], 2));
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that can import the scripts."""
    with serving(STATIC) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        yield page
        context.close()


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return found


def test_words(page: Page) -> None:
    wanted = cases("words.json")
    found = page.evaluate(WORDS, [case["text"] for case in wanted])
    assert [
        (case["text"], case["words"], own)
        for case, own in zip(wanted, found, strict=True)
        if case["words"] != own
    ] == []  # fmt: skip


def test_queries(page: Page) -> None:
    wanted = cases("queries.json")
    assert len(wanted) >= 60
    found = page.evaluate(QUERIES, [case["text"] for case in wanted])
    for case, own in zip(wanted, found, strict=True):
        own = {**own, "clauses": [clause["any"] for clause in own["clauses"]], "text": case["text"]}
        assert own == case


def test_keys_are_in_order_of_code_points(page: Page) -> None:
    keys = ["a", "b", "ab", "é", "\uffee", "\U0001d49c", "\ue000", "日", "", "a\U00020000", "a\uffee"]
    assert page.evaluate(KEYS, keys) == sorted(keys)


def test_distance_counts_swaps_as_one_and_stops_above_two(page: Page) -> None:
    pairs = [("ferry", "ferry"), ("ferry", "fery"), ("ferry", "frery"), ("ferry", "merci"), ("a", "abcd"), ("ab", "")]
    assert page.evaluate(DISTANCE, pairs) == [0, 1, 1, 3, 3, 2]
