"""Bare text -> title, dek, date, byline and an HTML body, each line a paragraph of its own.

What is taken from the text into a field leaves the body; every other word stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo
from html import escape
from itertools import pairwise

import msgspec

from builder.text.dates import When, date_line
from builder.text.normalise import fold

_TERMINAL = re.compile(r"[.!?…;,:][\"”’')\]»]*$|[。！？]$")
_BULLET = re.compile(r"(?:[-*•–·▪◦‣]|—(?=\s))\s+(?=\S)")
_NUMBERED = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_BYLINE = re.compile(r"(?:[Bb]y|BY|Par|Von|Por|Words by|Reporting by|Written by)[: ]\s*(?P<names>[^\d.!?:]{3,80})$")
_CAPITALISED = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w.’'-]*|and|und|et|y|e|&|de|da|do|dos|van|von|der|la|le|del|bin|al|[,/])+$")

MAX_TITLE_WORDS, MAX_TITLE = 22, 160
MAX_HEADING_WORDS, MAX_HEADING = 12, 90
MAX_DEK = 320
MAX_NARROW, MIN_WIDTH, MAX_WIDTH = 110, 60, 140
"""Widths in characters that text is broken at by hand or by a program."""


class Head(msgspec.Struct, frozen=True):
    """What the lines over a text say; fields are empty when there is no such line."""

    title: str = ""
    dek: str = ""
    byline: str = ""
    published: When | None = None


class BareText(msgspec.Struct, frozen=True):
    """A bare text: its head, and the rest as HTML."""

    head: Head
    html: str


def looks_bare(text: str) -> bool:
    """Whether a text is one line a paragraph without markup, though its file name says Markdown."""
    lines = text.split("\n")
    marked = re.compile(r"\s{0,3}(?:#{1,6}\s|>|```|~~~|\|.*\|)|\[[^\]]+\]\(|\[\^?\w+\]:")
    if any(marked.match(line) or "](" in line for line in lines):
        return False
    return any(len(a) > 160 and b.strip() and not b[:1].isspace() for a, b in pairwise(lines))


def read_bare(text: str, zone: tzinfo, *, with_head: bool = True) -> BareText:
    """Take a bare text apart. Without `with_head` (front matter gave the title) all lines are body."""
    lines = _unwrapped([line.strip() for line in text.split("\n")])
    head = Head()
    if with_head:
        head, lines = _head(lines, zone)
        head, lines = _closing_date(head, lines, zone)
    return BareText(head, _html(lines))


def _closing_date(head: Head, lines: list[str], zone: tzinfo) -> tuple[Head, list[str]]:
    """A date that stands alone as the last line dates a text that has no other."""
    filled = [index for index, line in enumerate(lines) if line]
    if head.published is not None or len(filled) < 2:
        return head, lines
    when = date_line(lines[filled[-1]], zone)
    return (msgspec.structs.replace(head, published=when), lines[: filled[-1]]) if when else (head, lines)


def take_head(text: str, zone: tzinfo) -> tuple[Head, str]:
    """The head of a text without a title of its own, and the text that is left, line breaks as they were."""
    lines = text.split("\n")
    filled = [index for index, line in enumerate(lines) if line.strip()]
    if len(filled) < 2 or lines[filled[0] + 1].strip():
        return Head(), text
    head, rest = _head(lines, zone)
    return head, "\n".join(rest)


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Lines broken at a fixed width are joined again; others stay, each a paragraph.

    In a text that is not broken throughout, only a break in the middle of a sentence is taken for one.
    """
    throughout = _is_wrapped(lines)
    joined: list[str] = []
    for before, line in pairwise(("", *lines)):
        item = _BULLET.match(line) or _NUMBERED.match(line)
        broken = not _ends_early(joined[-1], line) if throughout and joined else _inside_sentence(before, line)
        if line and joined and joined[-1] and not item and broken:
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether a text is broken at a fixed width: sentences run on over many breaks, or no next word had found room."""
    filled = [line for line in lines if line]
    width = max(map(len, filled), default=0)
    if width <= MAX_NARROW:
        runs = sum(1 for a, b in pairwise(lines) if len(a) > 40 and b[:1].islower() and not _TERMINAL.search(a))
        if runs >= 3 and runs * 5 >= len(filled):
            return True
    breaks = [(a, b) for a, b in pairwise(lines) if a and b]
    full = sum(1 for a, b in breaks if len(a) + 1 + len(b.split(maxsplit=1)[0]) > width)
    return MIN_WIDTH <= width <= MAX_WIDTH and len(breaks) >= 3 and full == len(breaks)


def _inside_sentence(before: str, line: str) -> bool:
    return len(before) >= MIN_WIDTH and line[:1].islower() and not _TERMINAL.search(before)


def _ends_early(before: str, line: str) -> bool:
    """A short line before a capital is a line of its own (a title, a heading), not a broken one."""
    return len(before) < 40 and not line[:1].islower()


def _head(lines: Sequence[str], zone: tzinfo) -> tuple[Head, list[str]]:
    """The head and the remaining lines.

    A line under the title is a dek only when a date, a byline or the title again follows it: else it may be the lede.
    """
    filled = [index for index, line in enumerate(lines) if line.strip()]
    if not filled:
        return Head(), list(lines)
    if not _is_title(lines, filled):
        when = date_line(lines[filled[0]], zone)
        return Head(published=when), [line for i, line in enumerate(lines) if when is None or i != filled[0]]
    title = lines[filled[0]].strip()
    taken = {filled[0]}
    dek = byline = ""
    published: When | None = None
    pending = -1
    for index in filled[1:6]:
        line = lines[index].strip()
        when = date_line(line, zone) if published is None else None
        name = _byline(line) if not byline and when is None else ""
        if when or name:
            published, byline = when or published, name or byline
            taken.add(index)
        elif fold(line) != fold(title):
            if len(taken) > 1 or pending >= 0 or len(line) > MAX_DEK:
                break
            pending = index
            continue
        if pending >= 0 and not dek:
            dek = lines[pending].strip()
            taken.add(pending)
        if not (when or name):
            break
    return Head(title, dek, byline, published), [line for index, line in enumerate(lines) if index not in taken]


def _is_title(lines: Sequence[str], filled: Sequence[int]) -> bool:
    """A short first line that does not end as a sentence and has something after it."""
    line = lines[filled[0]].strip()
    if len(filled) < 2 or len(line) > MAX_TITLE or len(line.split()) > MAX_TITLE_WORDS or _BULLET.match(line):
        return False
    if re.search(r"[.,;:…][\"”’')\]»]*$", line) and not re.search(r"\b(?:[A-Z]\.){2,}$", line):
        return False
    return not re.fullmatch(r"https?://\S+", line) and any(char.isalpha() for char in line)


def _byline(line: str) -> str:
    match = _BYLINE.match(line)
    if not match:
        return ""
    names = match["names"].strip(" ,")
    words = names.replace(",", " ,").split()
    return names if len(words) <= 12 and all(_CAPITALISED.match(word) for word in words) and names[:1].isupper() else ""


def _is_heading(line: str, following: str = "x") -> bool:
    """A short line without closing punctuation (or with a colon or question mark) over something."""
    if not following or len(line) > MAX_HEADING or len(line.split()) > MAX_HEADING_WORDS:
        return False
    if (
        _BULLET.match(line)
        or _NUMBERED.match(line)
        or not (line[:1].isupper() or line[:1].isdigit() or line[:1] in "“\"'‘¿¡")
    ):
        return False
    if line.endswith((":", "?")):
        return True
    return (
        not _TERMINAL.search(line) and any(char.isalpha() for char in line) and not re.fullmatch(r"https?://\S+", line)
    )


def _html(lines: Sequence[str]) -> str:
    """Paragraphs, headings and lists."""
    out: list[str] = []
    open_list = ""
    filled = [line for line in lines if line]
    for index, line in enumerate(filled):
        following = filled[index + 1] if index + 1 < len(filled) else ""
        bullet, number = _BULLET.match(line), _NUMBERED.match(line)
        wanted = "ul" if bullet else "ol" if number else ""
        if wanted != open_list:
            if open_list:
                out.append(f"</{open_list}>")
            if wanted:
                out.append(f'<ol start="{number[1]}">' if number else "<ul>")
            open_list = wanted
        match = bullet or number
        if match:
            out.append(f"<li>{escape(line[match.end() :], quote=False)}</li>")
        else:
            tag = "h2" if _over(line, following) else "p"
            out.append(f"<{tag}>{escape(line, quote=False)}</{tag}>")
    if open_list:
        out.append(f"</{open_list}>")
    return "\n".join(out)


def _over(line: str, following: str) -> bool:
    """Whether a line is a heading over the next one: that one is longer, or a list."""
    if not _is_heading(line, following):
        return False
    return len(following) > 1.5 * len(line) or bool(_BULLET.match(following) or _NUMBERED.match(following))
