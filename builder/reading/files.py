"""The files of the content folder: which there are, and their bytes, never from outside it."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from builder.errors import Notice
from builder.reading.decode import MAX_BYTES

SUFFIXES = (".md", ".markdown", ".html", ".htm", ".txt")
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
"""Files that an article can show."""


class FoundFile(msgspec.Struct, frozen=True, order=True):
    """A file to read: its path relative to the content folder with `/`, size in bytes, and time of change in ns."""

    path: str
    size: int
    mtime_ns: int


class Scan(msgspec.Struct, frozen=True):
    """What a content folder holds: files by path, and a notice for each thing that is none.

    `pictures` are files that articles may show; each has its notice too, for no article may.
    """

    files: tuple[FoundFile, ...]
    notices: tuple[Notice, ...]
    pictures: tuple[FoundFile, ...] = ()


def scan(content: Path) -> Scan:
    """Every article file under `content`, sorted by path. Hidden names are passed over without a word."""
    files: list[FoundFile] = []
    notices: list[Notice] = []
    pictures: list[FoundFile] = []
    top = os.path.realpath(content)
    for entry in _entries(str(content), "", notices):
        path, item = entry
        found = _judge(path, item, top)
        (notices if isinstance(found, Notice) else files).append(found)  # type: ignore[arg-type]
        if isinstance(found, Notice) and found.kind == "file-type" and path.lower().endswith(PICTURES):
            with contextlib.suppress(OSError):
                status = item.stat(follow_symlinks=True)
                pictures.append(FoundFile(path, status.st_size, status.st_mtime_ns))
    return Scan(tuple(sorted(files)), tuple(sorted(notices)), tuple(sorted(pictures)))


def _entries(folder: str, prefix: str, notices: list[Notice]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda item: item.name)
    except OSError as error:
        notices.append(
            Notice(
                prefix or ".", 0, "error", "unreadable", f"cannot be listed: {error.strerror}", "check its permissions"
            )
        )
        return
    for item in entries:
        if item.name.startswith(".") or item.name.endswith("~"):
            continue
        path = f"{prefix}{item.name}"
        if item.is_dir(follow_symlinks=False):
            yield from _entries(item.path, f"{path}/", notices)
        else:
            yield path, item


def _judge(path: str, item: os.DirEntry[str], top: str) -> FoundFile | Notice:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        shown = path.encode("utf-8", "replace").decode("utf-8")
        return Notice(shown, 0, "error", "file-name", "has a name that is not UTF-8", "rename it")
    try:
        if item.is_symlink():
            target = os.path.realpath(item.path)
            if not target.startswith(top + os.sep):
                return Notice(
                    path,
                    0,
                    "skipped",
                    "link-out",
                    "is a link that leads out of the content folder",
                    "copy the file here instead",
                )
            if os.path.isdir(target):
                return Notice(
                    path, 0, "skipped", "link-folder", "is a link to a folder", "move the articles here instead"
                )
        status = item.stat(follow_symlinks=True)
    except OSError as error:
        return Notice(
            path, 0, "error", "unreadable", f"cannot be read: {error.strerror}", "check the file or remove it"
        )
    if not stat.S_ISREG(status.st_mode):
        return Notice(path, 0, "skipped", "not-a-file", f"is {_what(status.st_mode)}, not a file", "remove it")
    if not path.lower().endswith(SUFFIXES):
        kinds = ", ".join(SUFFIXES)
        return Notice(
            path, 0, "skipped", "file-type", "is not a kind of file that holds an article", f"articles are {kinds}"
        )
    return FoundFile(path, status.st_size, status.st_mtime_ns)


def _what(mode: int) -> str:
    names = (
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return next((name for test, name in names if test(mode)), "something else")


def read_bytes(content: Path, path: str, limit: int = MAX_BYTES) -> bytes | Notice:
    """The bytes of one found file, or why it cannot be read.

    At most `limit` + 1 bytes, so that the reader sees where a file is too long.

    Opened without waiting on a pipe and checked again, so that a file swapped for something else since the scan
    does no harm.
    """
    try:
        target = os.path.realpath(content / path)
        if not target.startswith(os.path.realpath(content) + os.sep):
            return Notice(
                path,
                0,
                "skipped",
                "link-out",
                "is a link that leads out of the content folder",
                "copy the file here instead",
            )
        descriptor = os.open(target, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0))
        with open(descriptor, "rb") as handle:
            if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
                return Notice(path, 0, "skipped", "not-a-file", "is not a file any more", "remove it")
            return handle.read(limit + 1)
    except OSError as error:
        return Notice(
            path, 0, "error", "unreadable", f"cannot be read: {error.strerror}", "check the file or remove it"
        )
