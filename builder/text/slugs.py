"""Readable, stable, safe address segments."""

from __future__ import annotations

import re

from slugify import slugify as _transliterate

from builder.text.digests import digest


def slugify(text: str, max_length: int = 80) -> str:
    """Lower-case ASCII words joined by hyphens, at most `max_length` characters.

    Where the slug had to be cut, or nothing readable is left, 8 hex digits of the whole text are added so that
    two long texts with the same beginning stay apart.
    """
    slug = _transliterate(text[:2000], replacements=[["’", ""], ["'", ""]])
    if not slug:
        return f"untitled-{digest(text)[:8]}"
    if len(slug) <= max_length and len(text) <= 2000:
        return slug
    head = slug[: max_length - 9]
    if "-" in head:
        head = head[: head.rindex("-")]
    return f"{re.sub(r'-+$', '', head)}-{digest(text)[:8]}"
