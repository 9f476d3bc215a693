"""An entry -> the text of its file: YAML front matter in the order of the alphabet, then the markup of its text.

Written by hand, not by a YAML library: long words folded with `>-`, everything ambiguous in single quotes, so that a
person can edit it and reading gets back exactly what was meant.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any

from builder.ingest.entry import Entry
from builder.text.dates import When

_WIDTH = 78
_PLAIN = re.compile(r"[^\W\d_][\w ,.()/’–—-]*\Z")
_WORDS = frozenset("true false yes no on off null none y n".split())
_BAD = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff\u200b\u2060\u202a-\u202e\u2066-\u2069]"
)
_MAX_TEXT = 2_000
_NAMES = {
    "title": "title",
    "url": "link",
    "authors": "author",
    "source": "source",
    "published": "date",
    "updated": "updated",
    "lang": "lang",
    "description": "description",
    "tags": "tags",
    "image": "cover_image",
}
"""Field of an entry -> key of the front matter."""


def article_text(entry: Entry, zone: tzinfo) -> str:
    """The whole file of an article; whole days are written as days of `zone`."""
    fields: dict[str, Any] = {
        "author": list(entry.authors) if len(entry.authors) > 1 else "".join(entry.authors),
        "cover_image": entry.image,
        "date": moment(entry.published, zone),
        "description": entry.description,
        "guid": entry.guid if entry.guid != entry.url else "",
        "inferred": {_NAMES[field]: how for field, how in entry.inferred if field in _NAMES},
        "lang": entry.lang,
        "link": entry.url,
        "source": entry.source,
        "tags": list(entry.tags),
        "title": entry.title,
        "updated": moment(entry.updated, zone) if entry.updated != entry.published else "",
    }
    return f"---\n{front_matter(fields)}---\n{entry.body}\n"


def moment(when: When | None, zone: tzinfo) -> str:
    """`2025-08-02T18:48:18.683Z`, or `2025-08-02` for a whole day; empty for none."""
    if when is None:
        return ""
    if when.day_only:
        return when.at.astimezone(zone).date().isoformat()
    at = when.at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S") + (f".{at.microsecond // 1000:03d}" if at.microsecond else "") + "Z"


def front_matter(fields: Mapping[str, Any]) -> str:
    """The lines of `fields` (texts, lists of texts, mappings of texts), those that say nothing left out."""
    lines: list[str] = []
    for key, value in fields.items():
        if isinstance(value, Mapping):
            rows = [f"  {_scalar(name)}: {_quoted(line_of(text))}" for name, text in value.items() if line_of(text)]
            lines += [f"{key}:", *rows] if rows else []
        elif isinstance(value, Sequence) and not isinstance(value, str):
            items = [f"  - {_scalar(text)}" for item in value if (text := line_of(item))]
            lines += [f"{key}:", *items] if items else []
        elif text := line_of(str(value)):
            lines += _pair(key, text)
    return "".join(line + "\n" for line in lines)


def line_of(text: str) -> str:
    """One line without characters that YAML does not take or nobody sees, at most 2,000 long."""
    return " ".join(_BAD.sub(" ", text).split())[:_MAX_TEXT].strip()


def _pair(key: str, text: str) -> list[str]:
    scalar = _scalar(text)
    if len(key) + 2 + len(scalar) <= _WIDTH + 2:
        return [f"{key}: {scalar}"]
    # Cut at single spaces only: folding joins the lines with one space each.
    wrapped = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [f"{key}: >-", *(f"  {line}" for line in wrapped)]


def _scalar(text: str) -> str:
    safe = _PLAIN.match(text) and text.lower() not in _WORDS and not text.endswith(" ")
    return text if safe else _quoted(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
