"""Which page paths can be published: checked before anything is written.

A site is copied to hosts and laptops of every kind, so a path must be plain enough for all of them: relative, with
`/`, no control characters, short segments, and no two pages that one file system would take for the same file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from builder.errors import Notice

MAX_SEGMENT = 200
"""Bytes of UTF-8 in one folder or file name; most file systems end at 255, and some add a suffix while copying."""
MAX_PATH = 1000
"""Bytes of UTF-8 in a whole path."""

_PLAIN = re.compile(r"(?:[a-z0-9_-][a-z0-9._-]{0,99}/){0,8}[a-z0-9_-][a-z0-9._-]{0,99}")
_REMEDY = "change the slug or the title that the address is made from"


def path_problem(path: str) -> str:
    """What is wrong with one page path; empty when nothing is."""
    try:
        size = len(path.encode("utf-8"))
    except UnicodeEncodeError:
        return "holds half of a surrogate pair"
    if not path:
        return "is empty"
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return "is absolute"
    if "\\" in path:
        return "holds a backslash"
    if any(unicodedata.category(char) == "Cc" for char in path):
        return "holds a control character"
    segments = path.split("/")
    if ".." in segments or "." in segments:
        return "leads out of its folder"
    if "" in segments:
        return "has an empty segment"
    if any(len(segment.encode("utf-8")) > MAX_SEGMENT for segment in segments):
        return f"has a segment of more than {MAX_SEGMENT} bytes"
    return f"is longer than {MAX_PATH} bytes" if size > MAX_PATH else ""


def check_paths(paths: Iterable[str]) -> tuple[Notice, ...]:
    """Every problem of a set of page paths, as `error` notices in the order of the paths.

    Reports bad paths, paths given twice, paths that differ only by case or Unicode composition, and a page whose path
    is another page's folder.
    """
    notices: list[Notice] = []
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        problem = "" if _PLAIN.fullmatch(path) else path_problem(path)
        if problem:
            notices.append(_notice(path, "page-path", f"the page path {path!r} {problem}"))
            continue
        key = _same(path)
        if key in seen:
            how = f"and {seen[key]!r} differ only by case or accents' spelling"
            how = "is planned twice" if seen[key] == path else how
            notices.append(_notice(path, "page-collision", f"the page path {path!r} {how}"))
            continue
        seen[key] = path
        folder = key.rpartition("/")[0]
        while folder and folder not in folders:
            folders[folder] = path
            folder = folder.rpartition("/")[0]
    for key in sorted(seen.keys() & folders.keys()):
        message = f"the page path {seen[key]!r} is also the folder of {folders[key]!r}"
        notices.append(_notice(seen[key], "page-collision", message))
    return tuple(notices)


def _same(path: str) -> str:
    """Equal for paths that some file system takes for one file."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _notice(path: str, kind: str, message: str) -> Notice:
    shown = path.encode("utf-8", "backslashreplace").decode("utf-8")
    return Notice(shown, 0, "error", kind, message, _REMEDY)
