"""What is opened, what is parsed, and what a file that cannot be opened costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.cache import Cache
from builder.cached import reading
from builder.cached.reading import Read, read_all
from builder.config import SiteConfig
from builder.errors import Notice
from builder.reading import files
from builder.reading.settings import ReadingSettings

TEXT = "---\ntitle: One\n---\nThe ferry ran aground off Cabo Lirio early on Monday.\n"


def read(root: Path) -> Read:
    content = root / "content"
    with Cache(root / "cache.sqlite") as cache:
        scan = files.scan(content)
        settings = ReadingSettings.of(SiteConfig())
        return read_all(content, scan.files, settings, cache, lambda done, total: None)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/one.md").write_text(TEXT)
    return tmp_path


def test_a_file_that_has_not_changed_is_not_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(root)
    monkeypatch.setattr(reading, "read_bytes", lambda *_: pytest.fail("opened"))
    again = read(root)
    assert (first.parsed, again.parsed) == (1, 0)
    assert again.readings == first.readings


def test_a_file_that_was_only_touched_is_not_parsed(root: Path) -> None:
    read(root)
    (root / "content/one.md").write_text(TEXT)
    assert read(root).parsed == 0


def test_a_file_that_cannot_be_opened_is_named_and_read_once_it_can(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = read(root)
    # The result is gone (another version, a damaged value), the file looks as recorded, and opening it fails.
    notice = Notice("one.md", 0, "error", "unreadable", "cannot be read")
    with monkeypatch.context() as patch:
        patch.setattr(reading, "READING_VERSION", "other")
        patch.setattr(reading, "read_bytes", lambda *_: notice)
        failed = read(root)
        assert (failed.readings, failed.notices) == ((), (notice,))
    monkeypatch.setattr(reading, "READING_VERSION", "other")
    assert read(root).readings == good.readings
