"""Five real texts, each in another form: no word of them is lost, and what they say of themselves is found."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings
from tests.reading.read import inferred, residue

WORD = re.compile(r"[^\W_]+")
SETTINGS = ReadingSettings(title="The Lirio Post")


@pytest.fixture
def seeds(shared_seeds: Path) -> list[Path]:
    return sorted(shared_seeds.glob("*.txt"))


def test_no_word_is_lost(seeds: list[Path]) -> None:
    for path in seeds:
        raw = path.read_bytes()
        article = read_article(raw, path.name, SETTINGS).article
        assert article is not None
        text = raw.decode().split("\n---\n", 1)[-1]
        text = re.sub(r"<[^>]+>", " ", text) if "<p>" in text else re.sub(r"(?m)^\d\. ", "", text)
        date = article.published.strftime("%B %d %Y").replace(" 0", " ") if article.published else ""
        given = Counter(WORD.findall(f"{article.title} {article.description} {date} {article.text}"))
        assert not Counter(WORD.findall(text)) - given, path.name


def test_what_is_said_and_what_is_inferred(seeds: list[Path]) -> None:
    readings = [read_article(path.read_bytes(), path.name, SETTINGS) for path in seeds]
    articles = [reading.article for reading in readings if reading.article]
    assert [reading.notices for reading in readings] == [()] * 5
    assert len({article.source_id for article in articles}) == 5
    assert [set(inferred(article)) for article in articles] == [
        {"source_id"},
        {"source_id", "title", "description", "published"},
        {"source_id", "title"},
        {"source_id", "title"},
        {"source_id", "title"},
    ]
    assert [[kind for kind, _ in residue(article)] for article in articles] == [
        [],
        ["repeated-title", "empty-sources", "share"],
        ["inspired-by"],
        ["call-to-comment"],
        ["image-suggestion", "stay-tuned"],
    ]
    assert articles[3].title.startswith("In a growing turf war")
    assert articles[3].title.endswith("…")
    assert {mark.target for mark in articles[1].citations} == {""}
    assert len(articles[0].links) == 3
