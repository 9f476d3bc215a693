"""Finding and opening a file of the live tree, never through a link and never outside it."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from urllib.parse import unquote_to_bytes

TYPES = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gif": "image/gif",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".opml": "text/x-opml; charset=utf-8",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
"""Types by ending; the machine's own table is not asked, so that every machine serves alike."""

_PACKED = ("text/", "application/json", "application/manifest+json", "image/svg+xml", "application/wasm")


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Folder(Exception):
    """The path leads to a folder."""


def media_type(name: str) -> str:
    """The media type that `name`'s ending stands for."""
    return TYPES.get(os.path.splitext(name)[1].lower(), "application/octet-stream")


def compresses(kind: str) -> bool:
    """Whether a body of this media type is worth compressing."""
    return kind.startswith(_PACKED) or kind.endswith("xml")


def split_path(raw: bytes) -> tuple[str, ...] | None:
    """The decoded segments of a request's path, the last one empty for `/` at its end; None for one that is no page's.

    Refused: control characters, backslashes, invalid UTF-8, `.` and `..`, empty segments, hidden files.
    """
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not path.startswith("/") or "\\" in path or _CONTROL.search(path):
        return None
    segments = tuple(path[1:].split("/"))
    if any(not name for name in segments[:-1]):
        return None
    if any(name.startswith(".") and name != ".well-known" for name in segments):
        return None
    return segments


def open_inside(tree: Path, segments: tuple[str, ...]) -> int:
    """A descriptor of the plain file at `segments` below `tree`.

    Raises `Folder` when it is a folder, and `OSError` when it is absent, a link or behind one, or not a plain file.
    """
    folder = os.open(tree, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in segments[:-1]:
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
            os.close(folder)
            folder = inner
        # Without O_NONBLOCK, opening a FIFO would wait for its writer.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        handle = os.open(segments[-1], flags, dir_fd=folder)
    finally:
        os.close(folder)
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return handle
    os.close(handle)
    if stat.S_ISDIR(mode):
        raise Folder
    raise FileNotFoundError(segments[-1])
