"""Quotations: the words between outer quotation marks."""

from __future__ import annotations

import re

from builder.model import Span

_CLOSERS = {
    "“": ("”",),
    "„": ("“", "”"),
    "«": ("»",),
    "‹": ("›",),
    "「": ("」",),
    "『": ("』",),
    "‘": ("’",),
    "»": ("«",),
    "”": ("”",),
    '"': ('"',),
    "''": ("''",),
    "'": ("'",),
}
_DOUBLE = ("''", *'"“”„«»「」『』')
_PARAGRAPH = "\n\n"


def quoted_spans(text: str) -> tuple[Span, ...]:
    """Spans of the outer quotations of a text, without their marks.

    Paragraphs are separated by a blank line. A quotation that runs over paragraphs or lines (each opening with a
    mark, only the last closing) gives one span for each. Single marks count only where they cannot be apostrophes
    and no double mark is open; two single ones in a row are a double one. A mark that is never closed quotes nothing.
    """
    spans: list[Span] = []
    start = 0
    running = ""
    for paragraph in text.split(_PARAGRAPH):
        end = start + len(paragraph)
        found, running = _of_paragraph(paragraph, running, text[end : end + 8].lstrip()[:2])
        spans.extend(_trimmed(text, start + left, start + right) for left, right in found)
        start = end + len(_PARAGRAPH)
    return tuple(span for span in spans if span.start < span.end)


def _trimmed(text: str, start: int, end: int) -> Span:
    """Without the spaces that French puts inside its marks."""
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()))


_DOUBLE_MARKS = re.compile("[\"“”„«»「」『』]|''")
_ALL_MARKS = re.compile(r"[\"“”„«»「」『』‘’‹›]|''|(?<!\w)'(?=\w)|(?<=[\w.,!?…])'(?!\w)")
_SINGLE_OPENS = re.compile(r"[‘‹]|(?<!\w)'(?=\w)")


class _Open:
    """The quotation that is open: its mark, where its words begin, the like ones inside it, a plain one inside it."""

    __slots__ = ("depth", "mark", "plain", "start")

    def __init__(self, mark: str, start: int) -> None:
        self.mark = mark
        self.start = start
        self.depth = 0
        self.plain = False


def _of_paragraph(paragraph: str, running: str, following: str) -> tuple[list[tuple[int, int]], str]:
    """Spans inside one paragraph, and the mark that runs on into the next (`following`: its first characters)."""
    found: list[tuple[int, int]] = []
    now: _Open | None = None
    single = any(char in paragraph for char in "'‘‹") and _SINGLE_OPENS.search(paragraph)
    marks = _ALL_MARKS if single else _DOUBLE_MARKS
    for match in marks.finditer(paragraph):
        char, at = match.group(), match.start()
        if now is None:
            if _can_open(paragraph, at, char, running):
                now = _Open(char, match.end())
        elif char == now.mark and paragraph[at - 1] == "\n" and char in _DOUBLE and now.depth < 2:
            # The next line opens anew: the speech goes on.
            found.append((now.start, at))
            now = _Open(char, match.end())
        elif _closes(paragraph, at, char, now):
            if now.depth:
                now.depth -= 1
            else:
                found.append((now.start, at))
                now = None
        else:
            _inside(paragraph, at, char, now)
    if now is not None and now.mark in _DOUBLE and following.startswith(now.mark):
        found.append((now.start, len(paragraph)))
        return found, now.mark
    return found, ""


def _inside(paragraph: str, at: int, char: str, now: _Open) -> None:
    """Note a quotation that opens inside the open one."""
    if (char == now.mark and char not in _CLOSERS[now.mark]) or (now.mark == '"' and char == "“"):
        now.depth += 1
    elif now.mark == "“" and char == '"':
        now.plain = not now.plain


def _sides(paragraph: str, at: int, mark: str) -> tuple[str, str]:
    """The characters before and after a mark, blanks at the ends of the paragraph."""
    after = at + len(mark)
    return paragraph[at - 1] if at else " ", paragraph[after] if after < len(paragraph) else " "


def _can_open(paragraph: str, at: int, char: str, running: str) -> bool:
    if char not in _CLOSERS or char == "’":
        return False
    before, after = _sides(paragraph, at, char)
    if char == "”" and not running:
        return before.isspace() and _turned(paragraph, at)
    if char in ('"', "'", "''", "”", "»"):
        return not before.isalnum() and not after.isspace() and before not in ".,!?"
    return not (char == "‘" and (before.isalnum() or after.isspace()))


def _turned(paragraph: str, at: int) -> bool:
    """Whether a closing mark stands where one opens (`”So it was,” he said`): the next mark closes as well."""
    following = _DOUBLE_MARKS.search(paragraph, at + 1)
    return following is not None and following.group() == "”" and not paragraph[following.start() - 1].isspace()


def _closes(paragraph: str, at: int, char: str, now: _Open) -> bool:
    """Whether a character ends the open quotation, or the like one inside it.

    A mixed pair (`“so,"`) does where no true one follows, or where it stands behind a stop and nothing plain is open;
    a second opening mark behind a word (`“so“ he`) is a closing one.
    """
    before, after = _sides(paragraph, at, char)
    if char == "“" == now.mark:
        return not before.isspace() and before not in "([—–-" and not after.isalnum()
    if char in _CLOSERS[now.mark]:
        return _can_close(before, after, now.mark)
    if now.mark == "“" and char == '"':
        ends = not now.plain and before in ",.!?" and after.isspace()
        return (ends or "”" not in paragraph[at:]) and _can_close(before, after, char)
    return now.mark == '"' and char == "”"


def _can_close(before: str, after: str, mark: str) -> bool:
    if mark not in ('"', "'", "‘", "''"):
        return True
    if mark in ('"', "''"):
        return not before.isspace() or not after.isalnum()
    return not after.isalnum() and (before in ".,!?…;:" or not before.isspace())
