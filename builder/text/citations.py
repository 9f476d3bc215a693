"""Citation marks such as `[3]`, and the numbered lists that they point to."""

from __future__ import annotations

import re

from builder.model import Citation, Span

_MARK = re.compile(r"\[(\d{1,3})\]")
_LISTED = re.compile(r"\s*(?:\[(\d{1,3})\]|(\d{1,3})[.):])\s*")
_URL = re.compile(r"https?://[^\s<>\"”’)\]]+")


def citation_spans(text: str) -> tuple[Citation, ...]:
    """Every `[n]` of a text, n up to three digits, with no target yet."""
    if "[" not in text:
        return ()
    return tuple(Citation(Span(m.start(), m.end()), int(m[1])) for m in _MARK.finditer(text))


def listed_number(line: str) -> tuple[int, str] | None:
    """`[3] A report, https://…` or `3. A report` -> (3, the rest); None for a line without a number."""
    match = _LISTED.match(line)
    return (int(match[1] or match[2]), line[match.end() :]) if match else None


def first_url(text: str) -> str:
    """The first http(s) address written out in a text, without closing punctuation; empty when none."""
    match = _URL.search(text)
    return match.group().rstrip(".,;:!?") if match else ""
