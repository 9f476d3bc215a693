"""What a build has come to, as the person in front of the browser should see it."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from builder.errors import Notice
from builder.serve.preview import Preview

SHOWN = 20
"""Notices that the overlay lists; the rest is counted."""
AROUND = 2
"""Lines shown before and after the one at fault."""
_LONG_LINE = 240
_LARGE_FILE = 4 * 1024 * 1024


class BuildOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What has been made: the paths that changed, what was found along the way, and a line for the console.

    `preview` has the pages where they were not published; `provisional`: a closer look may come to others.
    """

    changed: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    summary: str = ""
    preview: Preview | None = None
    provisional: bool = False


class Line(msgspec.Struct, frozen=True):
    """A line of a file; `at` marks the one that a notice is about."""

    number: int
    text: str
    at: bool = False


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One notice with the lines that it is about."""

    where: str
    message: str
    remedy: str = ""
    lines: tuple[Line, ...] = ()


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why the site is not what the sources say.

    `failed`: nothing was published; `partial`: the site is new, but without these files; `bug`: Digest's own fault.
    """

    kind: Literal["failed", "partial", "bug"]
    title: str
    notices: tuple[Shown, ...]
    more: int = 0


def problem_of(notices: Iterable[Notice], roots: Sequence[Path], *, published: bool) -> Problem | None:
    """The problem that the `error` notices make up; None when there is none. Files are looked for below `roots`."""
    wrong = sorted(notice for notice in notices if notice.severity == "error")
    if not wrong:
        return None
    count = len(wrong)
    if published:
        title = f"The site is built, but {count} thing{'s are' if count > 1 else ' is'} wrong"
    else:
        title = "The site could not be built; this is the last good one"
    shown = tuple(
        Shown(where=one.where, message=one.message, remedy=one.remedy, lines=excerpt(one, roots))
        for one in wrong[:SHOWN]
    )
    return Problem(kind="partial" if published else "failed", title=title, notices=shown, more=count - len(shown))


def bug_of(error: BaseException) -> Problem:
    """The problem that an unforeseen exception is."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    lines = tuple(Line(frame.lineno or 0, f"{frame.name}: {frame.line or ''}") for frame in frames)
    shown = Shown(
        where=f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "",
        message=f"{type(error).__name__}: {error}",
        remedy="this is a bug in Digest; the terminal has all of it",
        lines=lines,
    )
    return Problem(kind="bug", title="Digest failed; this is the last good site", notices=(shown,))


def excerpt(notice: Notice, roots: Sequence[Path]) -> tuple[Line, ...]:
    """The lines around the notice's, from the first of `roots` that has its file; none when it names no line."""
    if notice.line < 1:
        return ()
    for root in roots:
        path = root / notice.path
        if not path.resolve().is_relative_to(root.resolve()) or not path.is_file():
            continue
        if path.stat().st_size > _LARGE_FILE:
            return ()
        text = path.read_bytes().decode("utf-8", "replace").split("\n")
        first = max(1, notice.line - AROUND)
        rows = enumerate(text[first - 1 : notice.line + AROUND], first)
        return tuple(Line(number, line.rstrip("\r")[:_LONG_LINE], number == notice.line) for number, line in rows)
    return ()
