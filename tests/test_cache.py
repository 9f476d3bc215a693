from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from builder.cache import Cache


def test_what_is_put_is_there_after_reopening(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.sqlite") as cache:
        cache.put("stage", {"a": b"1", "b": b"2"})
        cache.put_vectors({"v": b"\0\1"})
        cache.put_files({"x.md": (3, 4, "d")}, ())
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert cache.get("stage", ["a", "b", "c"]) == {"a": b"1", "b": b"2"}
        assert cache.get("other", ["a"]) == {}
        assert cache.vectors(["v", "w"]) == {"v": b"\0\1"}
        assert cache.files() == {"x.md": (3, 4, "d")}


def test_more_keys_than_one_query_takes(tmp_path: Path) -> None:
    rows = {f"key{number}": str(number).encode() for number in range(2345)}
    with Cache(tmp_path / "cache.sqlite") as cache:
        cache.put("stage", rows)
        assert cache.get("stage", list(rows)) == rows


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100])
def test_a_damaged_store_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(damage)
    with Cache(path) as cache:
        assert cache.damaged == bool(damage)
        cache.put("stage", {"a": b"1"})
    with Cache(path) as cache:
        assert cache.get("stage", ["a"]) == {"a": b"1"}


def test_a_damaged_value_is_as_good_as_missing(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with Cache(path) as cache:
        cache.put("stage", {"a": b"first", "b": b"second"})
        cache.put_vectors({"v": b"third!"})
    with sqlite3.connect(path) as db:
        db.execute("UPDATE results SET value = X'0102030405' WHERE key = 'a'")
        db.execute("UPDATE vectors SET value = X'00'")
    db.close()
    with Cache(path) as cache:
        assert cache.get("stage", ["a", "b"]) == {"b": b"second"}
        assert cache.vectors(["v"]) == {}


def test_a_store_of_another_schema_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with Cache(path) as cache:
        assert cache.damaged


def test_rows_out_of_use_are_forgotten_once_they_outnumber_the_others(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.sqlite") as cache:
        cache.put("stage", {f"old{number}": b"" for number in range(1500)})
        cache.put("stage", {"new": b""})
        cache.put("kept", {"other": b""})
        assert cache.prune("stage", ["new"] + [f"old{number}" for number in range(700)]) == 0
        assert cache.prune("stage", ["new"]) == 1500
        assert cache.get("stage", ["new", "old1"]) == {"new": b""}
        assert cache.get("kept", ["other"]) == {"other": b""}
