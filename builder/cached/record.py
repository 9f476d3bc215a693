"""The last build's own record: what it was made from and what it found."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from builder.cache import Cache
from builder.errors import Notice
from builder.progress import StageCost
from builder.text.digests import digest

STAGE = "record"


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did, in numbers."""

    files: int = 0
    articles: int = 0
    parsed: int = 0
    threads: int = 0
    several_sources: int = 0
    embedded: int = 0
    from_cache: int = 0
    compared: int = 0
    pages: int = 0
    written: int = 0
    unchanged: int = 0
    deleted: int = 0


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What the last build was made from (`fingerprint`), its counts and notices.

    `due` is the earliest date of an article that was left out as lying in the future, or the end of a rule of
    `editorial.toml`: from then on the same files make another site. `tree` is where the published tree is. `costs` are
    what its stages took.
    """

    fingerprint: str
    counts: Counts
    notices: tuple[Notice, ...]
    due: datetime | None
    tree: str
    costs: tuple[StageCost, ...] = ()


def fingerprint(*parts: object) -> str:
    """A digest of everything that a build is made from."""
    return digest(*(msgspec.json.encode(part) for part in parts))


def stat_tree(folder: Path) -> list[tuple[str, int, int]]:
    """(path, size, mtime in ns) of every file under `folder`, sorted; empty when there is no such folder."""
    if not folder.is_dir():
        return []
    rows = []
    for path in sorted(folder.rglob("*")):
        stat = path.lstat()
        rows.append((path.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime_ns))
    return rows


def load(cache: Cache) -> Record | None:
    """The last build's record, or None when there is none that this version can read."""
    found = cache.get(STAGE, ("last",))
    try:
        return msgspec.msgpack.decode(found["last"], type=Record) if found else None
    except msgspec.DecodeError:
        return None


def save(cache: Cache, record: Record) -> None:
    """Store the record of the build that has just published."""
    cache.put(STAGE, {"last": msgspec.msgpack.encode(record)})
