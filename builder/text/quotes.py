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
        end = start + len(paragraph)
        found, running = _of_paragraph(paragraph, running, text[end : end + 8].lstrip()[:1])
        spans.extend(_trimmed(text, start + left, start + right) for left, right in found)
        start = end + len(_PARAGRAPH)
    return tuple(span for span in spans if span.start < span.end)


def _trimmed(text: str, start: int, end: int) -> Span:
    """Without the spaces that French puts inside its marks."""
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()))


_DOUBLE_MARKS = re.compile('["“”„«»「」『』]')
_ALL_MARKS = re.compile(r"[\"“”„«»「」『』‘’‹›]|(?<!\w)'(?=\w)|(?<=[\w.,!?…])'(?!\w)")
_SINGLE_OPENS = re.compile(r"[‘‹]|(?<!\w)'(?=\w)")


def _of_paragraph(paragraph: str, running: str, following: str) -> tuple[list[tuple[int, int]], str]:
    """Spans inside one paragraph, and the mark that runs on into the next (`following`: its first character)."""
    found: list[tuple[int, int]] = []
    mark, opened, depth = "", 0, 0
    single = any(char in paragraph for char in "'‘‹") and _SINGLE_OPENS.search(paragraph)
    marks = _ALL_MARKS if single else _DOUBLE_MARKS
    for match in marks.finditer(paragraph):
        char, at = match.group(), match.start()
        if mark:
            if _closes(paragraph, at, char, mark):
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


def _closes(paragraph: str, at: int, char: str, mark: str) -> bool:
    """Whether a character ends the open quotation; a mixed pair (`“so,"`) does where no true one follows."""
    if char in _CLOSERS[mark]:
        return _can_close(paragraph, at, mark)
    if mark == "“" and char == '"':
        return "”" not in paragraph[at:] and _can_close(paragraph, at, char)
    return mark == '"' and char == "”"


def _can_close(paragraph: str, at: int, mark: str) -> bool:
    if mark not in "\"'‘":
        return True
    before = paragraph[at - 1] if at else " "
    after = paragraph[at + 1] if at + 1 < len(paragraph) else " "
    if mark == '"':
        return not before.isspace() or not after.isalnum()
    return not after.isalnum() and (before in ".,!?…;:" or not before.isspace())
