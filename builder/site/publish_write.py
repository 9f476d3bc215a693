"""Rendering a page and writing it as a new file."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Protocol

import msgspec

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the system says when there is no room left."""


class Publishable(Protocol):
    """A page that can be made: where it will stand, the digest of all that it is made of, and how to make it."""

    @property
    def path(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def make(self) -> Callable[[], bytes]: ...


class Made(msgspec.Struct, frozen=True, array_like=True):
    """A page that was made. `same`: its bytes equal the live file's, nothing was written. `mtime` in nanoseconds."""

    index: int
    size: int
    mtime: int
    same: bool


class WriteError(Exception):
    """The file system refused page number `index`, or the process that had it was lost (`error` says so)."""

    def __init__(self, index: int, error: OSError) -> None:
        super().__init__(index, error)
        self.index, self.error = index, error


def write_new(path: str, content: bytes) -> os.stat_result:
    """Write a file that does not exist yet, making its folders; returns its status.

    Raises `OSError`, and leaves no half-written file behind.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        handle = os.open(path, flags, 0o666)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(handle, view) :]
        return os.fstat(handle)
    except BaseException:
        os.unlink(path)
        raise
    finally:
        os.close(handle)


def make_page(page: Publishable, index: int, target: str, live: str | None) -> Made:
    """Render one page; write it as the new file `target` unless the file below `live` has the same bytes.

    Raises whatever `make` raises, and `WriteError` for trouble with files and for a full disk.
    """
    try:
        content = page.make()
    except OSError as error:
        if error.errno in FULL:
            raise WriteError(index, error) from error
        raise RuntimeError(f"{page.path} could not be made") from error
    try:
        if live is not None:
            status = same_file(f"{live}/{page.path}", content)
            if status is not None:
                return Made(index, status.st_size, status.st_mtime_ns, True)
        status = write_new(target, content)
    except OSError as error:
        raise WriteError(index, error) from error
    return Made(index, status.st_size, status.st_mtime_ns, False)


def same_file(path: str, content: bytes) -> os.stat_result | None:
    """The status of the plain file at `path` if it holds exactly `content`."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        status = os.fstat(handle)
        if status.st_size != len(content):
            return None
        return status if os.read(handle, len(content) + 1) == content else None
    except OSError:
        return None
    finally:
        os.close(handle)
