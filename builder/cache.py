"""One content-addressed store: `.digest/cache.sqlite`.

It holds what would be costly to make again: stage results by key, vectors as float16, what the last build saw of
each file, and the last build's own record. Deleting or damaging it changes time only: a damaged file is set aside
and begun anew. Only `pipeline` uses this module.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TypeVar

SCHEMA = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS results (stage TEXT, key TEXT, value BLOB, PRIMARY KEY (stage, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, digest TEXT) WITHOUT ROWID;
"""
_CHUNK = 500
"""Keys per SELECT: below SQLite's oldest limit of 999 variables."""
_SLACK = 1000
"""Rows that may be out of use before a prune is worth its writes."""

T = TypeVar("T")


class Cache:
    """The open store. Use it as a context manager; every `put` is durable when the block is left."""

    def __init__(self, path: Path) -> None:
        """Open or begin the store at `path`; `self.damaged` tells whether an unreadable one was set aside."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.damaged = False
        try:
            self._db = _open(path)
        except sqlite3.DatabaseError:
            self.damaged = True
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    path.with_name(path.name + suffix).unlink()
            self._db = _open(path)

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.commit()
        self._db.close()

    def commit(self) -> None:
        """Make everything put so far durable: a long build that is killed keeps it."""
        self._db.commit()

    def get(self, stage: str, keys: Sequence[str]) -> dict[str, bytes]:
        """The stored values of `keys` in `stage`; missing keys are absent."""
        found: dict[str, bytes] = {}
        for chunk in _chunks(keys):
            marks = ",".join("?" * len(chunk))
            query = f"SELECT key, value FROM results WHERE stage = ? AND key IN ({marks})"
            found.update(self._db.execute(query, (stage, *chunk)))
        return found

    def put(self, stage: str, values: Mapping[str, bytes]) -> None:
        """Store stage results."""
        rows = ((stage, key, value) for key, value in values.items())
        self._db.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", rows)

    def prune(self, stage: str, used: Iterable[str]) -> int:
        """Forget results of `stage` that are not in `used`, once they outnumber those; returns how many."""
        keep = set(used)
        (count,) = self._db.execute("SELECT COUNT(*) FROM results WHERE stage = ?", (stage,)).fetchone()
        if count <= 2 * len(keep) + _SLACK:
            return 0
        rows = self._db.execute("SELECT key FROM results WHERE stage = ?", (stage,))
        gone = [(stage, key) for (key,) in rows if key not in keep]
        self._db.executemany("DELETE FROM results WHERE stage = ? AND key = ?", gone)
        return len(gone)

    def vectors(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The stored vectors of `keys`, as float16 bytes; missing keys are absent."""
        found: dict[str, bytes] = {}
        for chunk in _chunks(keys):
            query = f"SELECT key, value FROM vectors WHERE key IN ({','.join('?' * len(chunk))})"
            found.update(self._db.execute(query, chunk))
        return found

    def has_vectors(self, keys: Sequence[str]) -> set[str]:
        """Which of `keys` have a stored vector, without reading it."""
        found: set[str] = set()
        for chunk in _chunks(keys):
            query = f"SELECT key FROM vectors WHERE key IN ({','.join('?' * len(chunk))})"
            found.update(key for (key,) in self._db.execute(query, chunk))
        return found

    def put_vectors(self, values: Mapping[str, bytes]) -> None:
        """Store vectors given as float16 bytes."""
        self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", values.items())

    def files(self) -> dict[str, tuple[int, int, str]]:
        """What the last build saw: path -> (size, mtime in ns, digest)."""
        rows = self._db.execute("SELECT path, size, mtime_ns, digest FROM files")
        return {path: (size, mtime, digest) for path, size, mtime, digest in rows}

    def put_files(self, seen: Mapping[str, tuple[int, int, str]], gone: Iterable[str]) -> None:
        """Record files that are new or changed, and forget those that are gone."""
        self._db.executemany("DELETE FROM files WHERE path = ?", ((path,) for path in gone))
        rows = ((path, *row) for path, row in seen.items())
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", rows)


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=30)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        # The store can be made again, so a power cut may cost the last commits, never the file's soundness.
        db.execute("PRAGMA synchronous = NORMAL")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version not in (0, SCHEMA):
            raise sqlite3.DatabaseError(f"schema {version}")
        db.executescript(_TABLES)
        db.execute(f"PRAGMA user_version = {SCHEMA}")
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _chunks(keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
    rest = iter(keys)
    while chunk := tuple(islice(rest, _CHUNK)):
        yield chunk
