"""Which files of a folder are read, and that nothing outside it ever is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder.errors import Notice
from builder.reading.decode import MAX_BYTES
from builder.reading.files import read_bytes, scan


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "2025" / "08").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("secret")
    (folder / "b.md").write_text("b")
    (folder / "2025" / "08" / "a.TXT").write_text("a")
    return folder


def kinds(content: Path) -> list[tuple[str, str, str]]:
    return [(notice.path, notice.severity, notice.kind) for notice in scan(content).notices]


def test_files_come_sorted_with_posix_paths(content: Path) -> None:
    found = scan(content)
    assert [(file.path, file.size) for file in found.files] == [("2025/08/a.TXT", 1), ("b.md", 1)]
    assert found.files[0].mtime_ns > 0
    assert found.notices == ()


def test_hidden_and_backup_files_are_passed_over(content: Path) -> None:
    for name in (".hidden.md", "b.md~"):
        (content / name).write_text("x")
    (content / ".git").mkdir()
    (content / ".git" / "x.md").write_text("x")
    assert len(scan(content).files) == 2
    assert kinds(content) == []


def test_links_out_are_named_and_never_followed(content: Path) -> None:
    (content / "out.md").symlink_to("../secret.md")
    (content / "up").symlink_to("..")
    (content / "gone.md").symlink_to("nowhere.md")
    (content / "inside.md").symlink_to("b.md")
    assert [file.path for file in scan(content).files] == ["2025/08/a.TXT", "b.md", "inside.md"]
    assert kinds(content) == [
        ("gone.md", "error", "unreadable"),
        ("out.md", "skipped", "link-out"),
        ("up", "skipped", "link-out"),
    ]
    refused = read_bytes(content, "out.md")
    assert isinstance(refused, Notice)
    assert refused.kind == "link-out"
    assert isinstance(read_bytes(content, "../secret.md"), Notice)


def test_pipes_are_named_and_never_opened(content: Path) -> None:
    os.mkfifo(content / "pipe.md")
    assert kinds(content) == [("pipe.md", "skipped", "not-a-file")]
    found = read_bytes(content, "pipe.md")
    assert isinstance(found, Notice)
    assert found.kind == "not-a-file"


def test_reading_stops_past_the_limit(content: Path) -> None:
    (content / "big.md").write_bytes(b"x" * (MAX_BYTES + 100))
    raw = read_bytes(content, "big.md")
    assert isinstance(raw, bytes)
    assert len(raw) == MAX_BYTES + 1


def test_missing_and_forbidden(content: Path) -> None:
    missing = read_bytes(content, "no.md")
    assert isinstance(missing, Notice)
    assert missing.kind == "unreadable"
    assert scan(content / "nowhere").notices[0].kind == "unreadable"


def test_names_that_are_not_utf8(content: Path) -> None:
    try:
        (content / os.fsdecode(b"f\xff.md")).write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (notice,) = scan(content).notices
    assert (notice.path, notice.kind) == ("f?.md", "file-name")
