"""What a published tree holds: kept beside the tree, written when it is complete, so that the two never disagree."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import msgspec

from builder.site.publish_write import Publishable

VERSION = 1


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One published file: the key of what it is made of, its size in bytes and its time of writing in nanoseconds."""

    key: str
    size: int
    mtime: int


class Record(msgspec.Struct, frozen=True):
    """The files of one tree by path."""

    files: dict[str, Entry]
    version: int = VERSION

    def holds(self, page: Publishable, root: str, old: Mapping[str, str] | None) -> bool:
        """Whether the tree at `root` has this very page, as it was written; `old` can only deny it."""
        entry = self.files.get(page.path)
        if entry is None or entry.key != page.key or (old is not None and old.get(page.path) != page.key):
            return False
        return untouched(f"{root}/{page.path}", entry)

    @property
    def manifest(self) -> dict[str, str]:
        """Path to key."""
        return {path: entry.key for path, entry in self.files.items()}


_DECODER = msgspec.json.Decoder(Record)


def untouched(path: str, entry: Entry) -> bool:
    """Whether the plain file at `path` is there as it was written: a hand or a power cut may have changed it."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return False
    return status.st_size == entry.size and status.st_mtime_ns == entry.mtime and stat.S_ISREG(status.st_mode)


def load(path: Path) -> Record | None:
    """The record at `path`; None when there is none that can be used."""
    try:
        record = _DECODER.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
    return record if record.version == VERSION else None


def store(path: Path, record: Record) -> None:
    """Write the record by rename, so that it is whole at any moment."""
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(msgspec.json.encode(record, order="sorted"))
    os.replace(new, path)
