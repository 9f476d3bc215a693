"""What filters, facets and sorting need of every story: kinds `c` (columns) and `n` (names)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import msgspec

from builder.search import varint
from builder.search.documents import Document, day_of
from builder.search.fields import COLUMNS_PER_FILE
from builder.text.normalise import fold

_EPOCH = date(1970, 1, 1)


def names_and_columns(documents: Sequence[Document], zone: ZoneInfo) -> tuple[bytes, list[bytes]]:
    """The file of names and the files of columns."""
    sources = _ordered([source for source, _ in document.sources] for document in documents)
    tags = _ordered(_tags(document) for document in documents)
    source_names = dict(pair for document in documents for pair in document.sources)
    names = msgspec.json.encode(
        {
            "sources": [(source, source_names[source]) for source in sources],
            "tags": list(zip(tags, _spellings(documents, tags), strict=True)),
        }
    )
    columns = [
        _columns(documents[start : start + COLUMNS_PER_FILE], zone, sources, tags)
        for start in range(0, len(documents), COLUMNS_PER_FILE)
    ]
    return names, columns


def _tags(document: Document) -> list[str]:
    return list(dict.fromkeys(folded for tag in document.tags if (folded := fold(tag))))


def _ordered(rows: Iterable[Iterable[str]]) -> dict[str, int]:
    """Ids to places: by the number of binary digits of their count, falling, then by id.

    One story more seldom changes a place, so that an edit seldom writes every file of columns anew.
    """
    counts = Counter(name for row in rows for name in row)
    ordered = sorted(counts, key=lambda name: (-counts[name].bit_length(), name))
    return {name: place for place, name in enumerate(ordered)}


def _spellings(documents: Sequence[Document], tags: Iterable[str]) -> list[str]:
    """Each folded tag as it is mostly written; of equals the first in order."""
    counts = Counter(tag for document in documents for article in document.members for tag in set(article.tags))
    best: dict[str, str] = {}
    for tag in sorted(counts, key=lambda tag: (-counts[tag], tag)):
        best.setdefault(fold(tag), tag)
    return [best[tag] for tag in tags]


def _columns(documents: Sequence[Document], zone: ZoneInfo, sources: dict[str, int], tags: dict[str, int]) -> bytes:
    out = bytearray()
    before = 0
    for document in documents:
        first, last = day_of(document.thread.first, zone), day_of(document.thread.last, zone)
        if first is None:
            varint.put(out, 0)
        else:
            day = (first - _EPOCH).days
            varint.put(out, 1 + _zigzag(day - before))
            varint.put(out, ((last or first) - first) // timedelta(days=1))
            before = day
        comparison = document.comparison
        out.append(min(comparison.independent, 127) << 1 | bool(comparison.tensions))
        for ids in ([sources[source] for source, _ in document.sources], [tags[tag] for tag in _tags(document)]):
            varint.put(out, len(ids))
            for number in sorted(ids):
                varint.put(out, number)
    return bytes(out)


def _zigzag(number: int) -> int:
    return 2 * number if number >= 0 else -2 * number - 1
