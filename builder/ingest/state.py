"""What was fetched: validators of feeds and which file each item went to, in `.digest/fetch.sqlite`.

Files come first, this follows: a run that is killed between the two finds its files in the content folder and takes
them up again. Losing this store costs time, and deleted articles that a feed still holds come back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from builder.ingest.refresh import Origin

STATE_NAME = "fetch.sqlite"
_VERSION = 1

_TABLES = """
CREATE TABLE IF NOT EXISTS feeds (url TEXT PRIMARY KEY, etag TEXT, modified TEXT, settings TEXT, not_before REAL);
CREATE TABLE IF NOT EXISTS items (key TEXT PRIMARY KEY, path TEXT, written TEXT, told TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, row BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS origins (path TEXT PRIMARY KEY, head TEXT, body TEXT) WITHOUT ROWID;
"""


class FeedState(msgspec.Struct, frozen=True):
    """What a feed's server said last: validators for the next request, under which settings they were got.

    `not_before` is when it may be asked again, in seconds since 1970; 0 at once.
    """

    etag: str = ""
    modified: str = ""
    settings: str = ""
    not_before: float = 0.0


class ItemState(msgspec.Struct, frozen=True):
    """Where an item went: the file, the digest of the bytes written there (empty: unknown), that of what was told."""

    path: str
    written: str
    told: str


class State:
    """The store of one site. One thread uses it; each `save` is one transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._open()
        except sqlite3.DatabaseError:
            # A damaged store is begun again: what it held is in the content folder too.
            self.discard()
            self._open()

    def _open(self) -> None:
        self._base = sqlite3.connect(self._path, isolation_level=None, timeout=10)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        (version,) = self._base.execute("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError("made by another version")
        self._base.executescript(_TABLES)
        self._base.execute(f"PRAGMA user_version={_VERSION}")
        self._base.execute("SELECT count(*) FROM items").fetchone()

    def discard(self) -> None:
        """Remove the store."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the store."""
        if hasattr(self, "_base"):
            self._base.close()

    def feed(self, url: str) -> FeedState:
        """What is known of a feed."""
        row = self._base.execute(
            "SELECT etag, modified, settings, not_before FROM feeds WHERE url=?", (url,)
        ).fetchone()
        return FeedState(*row) if row else FeedState()

    def save_feed(self, url: str, feed: FeedState) -> None:
        """Remember a feed; call it when every item of it is in its file."""
        row = (url, feed.etag, feed.modified, feed.settings, feed.not_before)
        self._base.execute("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?)", row)

    def item(self, keys: Iterable[str]) -> ItemState | None:
        """The item that goes by any of these keys, the first that is known."""
        for key in filter(None, keys):
            row = self._base.execute("SELECT path, written, told FROM items WHERE key=?", (key,)).fetchone()
            if row:
                return ItemState(*row)
        return None

    def save_item(self, keys: Iterable[str], item: ItemState) -> None:
        """Remember an item under all its keys; call it when its file is written."""
        rows = [(key, item.path, item.written, item.told) for key in filter(None, keys)]
        with self._transaction():
            self._base.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?)", rows)

    def origin(self, path: str) -> Origin | None:
        """What the page of a file said when it was written."""
        row = self._base.execute("SELECT head, body FROM origins WHERE path=?", (path,)).fetchone()
        return Origin(*row) if row else None

    def save_origin(self, path: str, origin: Origin) -> None:
        """Remember what a page said; call it when its file is written."""
        row = (path, origin.head, origin.body)
        self._base.execute("INSERT OR REPLACE INTO origins VALUES (?, ?, ?)", row)

    def files(self) -> dict[str, tuple[int, int, bytes]]:
        """What was read of the content folder's files: path -> size, time of change, and the row as it was saved."""
        rows = self._base.execute("SELECT path, size, mtime_ns, row FROM files")
        return {path: (size, mtime, row) for path, size, mtime, row in rows}

    def save_files(self, rows: Sequence[tuple[str, int, int, bytes]], gone: Iterable[str]) -> None:
        """Remember what was read of files, and forget those that are gone."""
        with self._transaction():
            self._base.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", rows)
            self._base.executemany("DELETE FROM files WHERE path=?", [(path,) for path in gone])

    def _transaction(self) -> _Transaction:
        return _Transaction(self._base)


class _Transaction:
    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def __enter__(self) -> None:
        self._base.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        self._base.execute("ROLLBACK" if kind else "COMMIT")
