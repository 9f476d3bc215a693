"""Quotations: the words between outer quotation marks."""

from __future__ import annotations

import re

from builder.model import Span

_CLOSERS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "‘": "’",
    "»": "«",
    "”": "”",
    '"': '"',
    "'": "'",
}
_DOUBLE = '"“”„«»「」『』'
_PARAGRAPH = "\n\n"


def quoted_spans(text: str) -> tuple[Span, ...]:
    """Spans of the outer quotations of a text, without their marks.

    Paragraphs are separated by a blank line. A quotation that runs over paragraphs (each opening with a mark,
    only the last closing) gives one span a paragraph. Single marks count only where they cannot be apostrophes
    and no double mark is open. A mark that is never closed quotes nothing.
    """
    spans: list[Span] = []
    start = 0
    running = ""
    for paragraph in text.split(_PARAGRAPH):
        found, running = _of_paragraph(paragraph, running, text[start + len(paragraph) :].lstrip()[:1])
        spans.extend(Span(start + left, start + right) for left, right in found if left < right)
        start += len(paragraph) + len(_PARAGRAPH)
    return tuple(spans)


_DOUBLE_MARKS = re.compile('["“”„«»「」『』]')
_ALL_MARKS = re.compile(r"[\"“”„«»「」『』‘’‹›]|(?<!\w)'(?=\w)|(?<=[\w.,!?…])'(?!\w)")
_SINGLE_OPENS = re.compile(r"[‘‹]|(?<!\w)'(?=\w)")


def _of_paragraph(paragraph: str, running: str, following: str) -> tuple[list[tuple[int, int]], str]:
    """Spans inside one paragraph, and the mark that runs on into the next (`following`: its first character)."""
    found: list[tuple[int, int]] = []
    mark, opened, depth = "", 0, 0
    marks = _ALL_MARKS if _SINGLE_OPENS.search(paragraph) else _DOUBLE_MARKS
    for match in marks.finditer(paragraph):
        char, at = match.group(), match.start()
        if mark:
            if char in _CLOSERS[mark] and _can_close(paragraph, at, mark):
                if depth:
                    depth -= 1
                    continue
                found.append((opened, at))
                mark = ""
            elif char == mark and char not in _CLOSERS[mark]:
                depth += 1
            continue
        if _can_open(paragraph, at, char, running):
            mark, opened, depth = char, at + 1, 0
    if not mark:
        return found, ""
    if following == mark and mark in _DOUBLE:
        found.append((opened, len(paragraph)))
        return found, mark
    return found, ""


def _can_open(paragraph: str, at: int, char: str, running: str) -> bool:
    if char not in _CLOSERS or (char == "”" and not running) or char == "’":
        return False
    before = paragraph[at - 1] if at else " "
    after = paragraph[at + 1] if at + 1 < len(paragraph) else " "
    if char in "\"'”»":
        return not before.isalnum() and not after.isspace() and before not in ".,!?"
    return not (char == "‘" and (before.isalnum() or after.isspace()))


def _can_close(paragraph: str, at: int, mark: str) -> bool:
    if mark not in "\"'‘":
        return True
    before = paragraph[at - 1] if at else " "
    after = paragraph[at + 1] if at + 1 < len(paragraph) else " "
    if mark == '"':
        return not before.isspace() or not after.isalnum()
    return not after.isalnum() and (before in ".,!?…;:" or not before.isspace())
