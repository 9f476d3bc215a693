"""One file's bytes -> one `Article`. Pure: no disk, no clock."""

from __future__ import annotations

import msgspec

from builder.errors import Notice
from builder.model import Article, Source
from builder.reading.settings import ReadingSettings

READING_VERSION = 6
"""Raised with every change of what the same bytes are read as; part of cache keys."""


class Reading(msgspec.Struct, frozen=True):
    """What came of one file: the article and its source, or neither, and what is to be said about it."""

    article: Article | None
    notices: tuple[Notice, ...]
    source: Source | None


def read_article(raw: bytes, path: str, settings: ReadingSettings) -> Reading:
    """Read one file. `path` is relative to the content folder, with `/`.

    Never raises for anything that a file can hold: what is wrong comes back as notices. A draft is an article too.
    """
    # Imported when there is something to read: the parsers of Markdown, YAML and HTML take longer to load than a
    # site where nothing has changed takes to check.
    from builder.reading.parse import parse_article

    return parse_article(raw, path, settings)
