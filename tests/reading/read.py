"""Short ways to read a text in tests."""

from __future__ import annotations

from builder.model import Article
from builder.reading.read import Reading, read_article
from builder.reading.settings import ReadingSettings, SourceName

SETTINGS = ReadingSettings(
    timezone="America/New_York",
    title="The Lirio Post",
    sources=(SourceName("radio.example", "Radio Tamarel", "broadcaster"),),
)


def reading(text: str | bytes, path: str = "ferry.md") -> Reading:
    """What comes of a file with this text."""
    return read_article(text.encode() if isinstance(text, str) else text, path, SETTINGS)


def article(text: str | bytes, path: str = "ferry.md") -> Article:
    """The article of a file that must give one."""
    found = reading(text, path)
    assert found.article is not None, found.notices
    return found.article


def inferred(found: Article) -> dict[str, str]:
    """What was inferred, and from what."""
    return {entry.field: entry.how for entry in found.inferred}


def residue(found: Article) -> list[tuple[str, str]]:
    """Residue with its words."""
    return [(entry.kind, entry.span.of(found.text)) for entry in found.residue]


def blocks(found: Article) -> list[tuple[str, str]]:
    """Blocks with their words."""
    return [(block.kind, block.span.of(found.text)) for block in found.blocks]
