"""Each folder under tests/sites is a newsroom with one mistake, and what the user is told of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from builder.errors import Notice
from builder.model import Article
from builder.reading.duplicates import drop_duplicates
from builder.reading.files import read_bytes, scan
from builder.reading.read import read_article
from builder.reading.selection import select
from builder.reading.settings import ReadingSettings

SITES = Path(__file__).resolve().parents[1] / "sites"
CASES = sorted(path.parent.name for path in SITES.glob("*/expected.txt") if not (path.parent / "site.toml").exists())
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def notices_of(content: Path) -> list[Notice]:
    """Everything that reading a newsroom says, in order."""
    found = scan(content)
    notices = list(found.notices)
    articles: list[Article] = []
    for file in found.files:
        raw = read_bytes(content, file.path)
        assert isinstance(raw, bytes)
        reading = read_article(raw, file.path, ReadingSettings(timezone="Europe/Lisbon", title="The Lirio Post"))
        notices.extend(reading.notices)
        articles.extend([reading.article] if reading.article else [])
    kept, repeated = drop_duplicates(articles)
    _, left_out = select(kept, NOW)
    return sorted([*notices, *repeated, *left_out])


def test_there_are_cases() -> None:
    assert len(CASES) >= 15


@pytest.mark.parametrize("case", CASES)
def test_the_user_is_told_exactly(case: str) -> None:
    told = "".join(f"{notice}\n" for notice in notices_of(SITES / case / "content"))
    assert told == (SITES / case / "expected.txt").read_text(encoding="utf-8")
