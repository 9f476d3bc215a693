"""One content-addressed store: `.digest/cache.sqlite`.

It holds what would be costly to make again: stage results by key, vectors as float16, what the last build saw of
each file, and the last build's own record. Deleting or damaging it changes time only: a file that SQLite cannot open
is begun anew (`is_damage` and `discard` serve damage that shows later), and every value carries a checksum, so that a
damaged one is as good as missing.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from urllib.parse import quote

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


class Cache:
    """The open store. Use it as a context manager; every `put` is durable when the block is left."""

    def __init__(self, path: Path) -> None:
        """Open or begin the store at `path`; `self.damaged` tells whether an unreadable one was set aside."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.damaged = False
        try:
            self._db = _open(path)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self.damaged = True
            discard(path)
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
            found.update(_sound(self._db.execute(query, (stage, *chunk))))
        return found

    def put(self, stage: str, values: Mapping[str, bytes]) -> None:
        """Store stage results."""
        # In order of the keys SQLite fills page after page: half the time of any other order.
        rows = ((stage, key, _sealed(values[key])) for key in sorted(values))
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
            found.update(_sound(self._db.execute(query, chunk)))
        return found

    def put_vectors(self, values: Mapping[str, bytes]) -> None:
        """Store vectors given as float16 bytes."""
        rows = ((key, _sealed(value)) for key, value in values.items())
        self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def files(self) -> dict[str, tuple[int, int, str]]:
        """What the last build saw: path -> (size, mtime in ns, digest)."""
        rows = self._db.execute("SELECT path, size, mtime_ns, digest FROM files")
        return {path: (size, mtime, digest) for path, size, mtime, digest in rows}

    def put_files(self, seen: Mapping[str, tuple[int, int, str]], gone: Iterable[str]) -> None:
        """Record files that are new or changed, and forget those that are gone."""
        self._db.executemany("DELETE FROM files WHERE path = ?", ((path,) for path in gone))
        rows = ((path, *row) for path, row in seen.items())
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", rows)

    def sizes(self) -> list[tuple[str, int, int]]:
        """(what, rows, bytes of their values) of each stage, of the vectors and of the files seen, by name."""
        stages = "SELECT stage, COUNT(*), SUM(LENGTH(value)) FROM results GROUP BY stage ORDER BY stage"
        rows = [*self._db.execute(stages)]
        rows += self._db.execute("SELECT 'vectors', COUNT(*), COALESCE(SUM(LENGTH(value)), 0) FROM vectors")
        rows += self._db.execute("SELECT 'files', COUNT(*), COALESCE(SUM(LENGTH(path) + LENGTH(digest)), 0) FROM files")
        return [(name, count, size) for name, count, size in rows]

    def unsound(self, *, drop: bool = False) -> list[tuple[str, int]]:
        """How many values of each stage and of the vectors are not what was put; with `drop` they are forgotten."""
        bad: dict[str, list[tuple[str, str]]] = {}
        rows = self._db.execute(
            "SELECT stage, key, value FROM results UNION ALL SELECT 'vectors', key, value FROM vectors"
        )
        for stage, key, sealed in rows:
            if not any(True for _ in _sound([(key, sealed)])):
                bad.setdefault(stage, []).append((stage, key))
        if drop:
            for stage, keys in bad.items():
                if stage == "vectors":
                    self._db.executemany("DELETE FROM vectors WHERE key = ?", ((key,) for _, key in keys))
                else:
                    self._db.executemany("DELETE FROM results WHERE stage = ? AND key = ?", keys)
        return [(stage, len(keys)) for stage, keys in sorted(bad.items())]

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the file itself, at most ten lines; empty for a sound one."""
        found = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check(10)")]
        return [] if found == ["ok"] else found

    def keep_only(self, stage: str, used: Iterable[str]) -> int:
        """Forget every result of `stage` (every vector for `vectors`) that is not in `used`; returns how many."""
        keep = set(used)
        if stage == "vectors":
            gone = [(key,) for (key,) in self._db.execute("SELECT key FROM vectors") if key not in keep]
            self._db.executemany("DELETE FROM vectors WHERE key = ?", gone)
            return len(gone)
        rows = self._db.execute("SELECT key FROM results WHERE stage = ?", (stage,))
        pairs = [(stage, key) for (key,) in rows if key not in keep]
        self._db.executemany("DELETE FROM results WHERE stage = ? AND key = ?", pairs)
        return len(pairs)

    def compact(self) -> None:
        """Give the space of what was forgotten back to the disk."""
        self._db.commit()
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def stored(path: Path, stage: str, key: str) -> bytes:
    """One result of `stage` in the store at `path`, read alone: usable in another process and while a store is open.

    Raises `sqlite3.DatabaseError` that counts as damage when it is not there.
    """
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=30)) as db:
        rows = db.execute("SELECT key, value FROM results WHERE stage = ? AND key = ?", (stage, key))
        for _, value in _sound(rows):
            return value
    raise sqlite3.DatabaseError(f"no {stage} {key} in the store")


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether `error` says that the file is no sound store (and not, say, that the disk is full)."""
    return type(error) is sqlite3.DatabaseError


def discard(path: Path) -> None:
    """Remove the store at `path` with its side files."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sealed(value: bytes) -> bytes:
    return zlib.crc32(value).to_bytes(4, "big") + value


def _sound(rows: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The rows whose value is what was put."""
    for key, sealed in rows:
        if zlib.crc32(sealed[4:]).to_bytes(4, "big") == sealed[:4]:
            yield key, sealed[4:]


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
