"""The field table: which front matter keys mean what. The only place where a key is named."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from builder.errors import Notice
from builder.reading.values import flag_of, text_of

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "name"),
    "date": (
        "date", "published", "pubDate", "datePublished", "published_at", "publish_date", "publication_date",
        "publishedTime", "dateAdded", "created", "created_at",
    ),
    "updated": ("updated", "updated_at", "modified", "dateModified", "modified_at", "lastmod", "last_modified_at"),
    "url": ("link", "url", "canonical", "canonical_url", "isBasedOn", "original_url", "source_url"),
    "byline": ("author", "authors", "byline", "creator"),
    "source": ("source", "publisher", "site", "site_name", "outlet", "publication"),
    "description": ("description", "summary", "dek", "excerpt", "subtitle"),
    "tags": ("tags", "categories", "keywords", "tag", "category"),
    "image": ("cover_image", "image", "thumbnail", "og_image"),
    "lang": ("lang", "language", "inLanguage", "locale"),
    "slug": ("slug",),
    "draft": ("draft",),
    "syndicated_from": ("syndicated_from", "syndicatedFrom"),
    "thread": ("thread",),
    "based_on": ("isBasedOn",),
    "inferred": ("inferred",),
}  # fmt: skip
"""Field -> the keys it may stand under; the first that is there and not empty wins. Case, `-` and `_` do not matter."""

_JOINERS = re.compile(r"[-_ ]")


def _folded(key: str) -> str:
    return _JOINERS.sub("", key).lower()


_ALIASES: dict[str, tuple[str, ...]] = {field: tuple(_folded(key) for key in keys) for field, keys in FIELDS.items()}
_KNOWN: dict[str, str] = {_folded(key): key for keys in FIELDS.values() for key in keys}

_FOREIGN = frozenset(
    _folded(key)
    for key in """aliases article articles body comments content customLink data dates dateFolder footer header html
    icon id images index key label layout level links list locales menu meta mode names news note notes order
    page pages path permalink photo place places position post region series sites sources states status
    story style sub table target text theme titles toc topic topics translation type types updates urls
    user version video view weight""".split()
)
"""Keys that are a word of their own, however near to a known one."""


class Picked(msgspec.Struct, frozen=True):
    """What was found for a field: the key as written, its value and its line."""

    key: str
    value: Any
    line: int


def pick(data: Mapping[str, Any], lines: Mapping[str, int]) -> dict[str, Picked]:
    """For each field that the front matter gives, the value of the first alias that is not empty."""
    by_folded: dict[str, str] = {}
    for key in data:
        by_folded.setdefault(_folded(key), key)
    found: dict[str, Picked] = {}
    for field, aliases in _ALIASES.items():
        for alias in aliases:
            name = by_folded.get(alias)
            if name is None or _empty(data[name]) or (field == "date" and _is_flag(data[name])):
                continue
            found[field] = Picked(name, data[name], lines.get(name, 0))
            break
    return found


def _empty(value: Any) -> bool:
    return (
        value is None
        or value == []
        or value == {}
        or (not isinstance(value, (bool, int, float)) and not text_of(value))
    )


def _is_flag(value: Any) -> bool:
    """`published: true` says whether, not when."""
    return isinstance(value, bool) or text_of(value).lower() in ("true", "false", "yes", "no")


def is_draft(data: Mapping[str, Any], picked: Mapping[str, Picked]) -> bool | None:
    """Whether the front matter says that this is a draft (`draft: true`, `published: false`); None for neither."""
    if "draft" in picked:
        return flag_of(picked["draft"].value)
    published = next((data[key] for key in data if _folded(key) == "published"), None)
    return published is not None and _is_flag(published) and flag_of(published) is False


def unknown(data: Mapping[str, Any]) -> list[str]:
    """Keys that are no field's, as written and in order."""
    return [key for key in data if _folded(key) not in _KNOWN]


def typos(data: Mapping[str, Any], lines: Mapping[str, int], path: str) -> list[Notice]:
    """A warning for each unknown key that is very likely a misspelt known one."""
    notices = []
    for key in unknown(data):
        if guess := _meant(key):
            message = f"unknown key {key!r}, did you mean {guess!r}?"
            notices.append(
                Notice(path, lines.get(key, 0), "warning", "unknown-key", message, "it is kept as an extra value")
            )
    return notices


def _meant(key: str) -> str:
    """The known key that this one misspells, or empty: near it, no compound or plural, no word of its own."""
    folded = _folded(key)
    if len(folded) < 4 or folded in _FOREIGN or not folded.isalpha():
        return ""
    for near in difflib.get_close_matches(folded, _KNOWN, n=2, cutoff=0.79):
        if abs(len(near) - len(folded)) <= 1 and near + "s" != folded and folded + "s" != near:
            return _KNOWN[near]
    return ""
