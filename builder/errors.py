"""What can go wrong through a person's doing, said as `path:line: what is wrong` and the remedy.

A `DigestError` is shown without a traceback; every other exception is a bug and keeps its own.
A `Notice` is something found along the way that does not stop the build: it is collected, counted
and shown in the summary.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "skipped", "info"]


class Notice(msgspec.Struct, frozen=True, order=True):
    """One thing to tell the user about one place.

    `severity`: `error` (this file or entry was left out because it is wrong), `skipped` (left out on
    purpose: draft, future, duplicate, no text), `warning` (used, but look at it), `info`.
    `kind` is a stable machine name such as `front-matter-alias`; `line` is 1-based, 0 when unknown.
    """

    path: str
    line: int
    severity: Severity
    kind: str
    message: str
    remedy: str = ""

    @property
    def where(self) -> str:
        """`path:line`, or `path` alone when no line is known."""
        return f"{self.path}:{self.line}" if self.line else self.path

    def __str__(self) -> str:
        """`path:line: message (remedy)`."""
        tail = f" ({self.remedy})" if self.remedy else ""
        return f"{self.where}: {self.message}{tail}"


class DigestError(Exception):
    """A user's mistake: carries every notice found, so that all are shown in one run."""

    def __init__(self, *notices: Notice) -> None:
        super().__init__("\n".join(str(notice) for notice in notices))
        self.notices = notices


def mistake(path: str, message: str, remedy: str = "", *, line: int = 0, kind: str = "mistake") -> DigestError:
    """A `DigestError` about one place."""
    return DigestError(Notice(path, line, "error", kind, message, remedy))
