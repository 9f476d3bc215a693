"""Which changes are seen."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from builder.serve.watch import counts, newer, watch
from tests.serve.conftest import run_async


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("a.md", True),
        ("deep/er/a.md", True),
        (".a.md.swp", False),
        ("a.md~", False),
        ("#a.md#", False),
        ("4913", False),
        (".git/index", False),
        ("node_modules/x.js", False),
        ("a.tmp", False),
    ],
)
def test_what_counts(path: str, seen: bool) -> None:
    assert counts(f"/site/.hidden/content/{path}", "/site/.hidden/content") is seen


def test_what_changed_before_the_watch(tmp_path: Path) -> None:
    (tmp_path / "content" / ".git").mkdir(parents=True)
    (tmp_path / "content" / "old.md").touch()
    time.sleep(0.06)
    since = time.time_ns()
    for name in ("content/new.md", "content/.git/x", "site.toml"):
        (tmp_path / name).touch()
    paths = [str(tmp_path / name) for name in ("content", "site.toml", "themes")]
    assert {os.path.relpath(path, tmp_path) for path in newer(paths, since)} == {"content/new.md", "site.toml"}


def test_the_watch(tmp_path: Path) -> None:
    """Files in folders, files saved by renaming, and folders that come and go."""
    content, config, themes = tmp_path / "content", tmp_path / "site.toml", tmp_path / "themes"
    content.mkdir()
    config.touch()
    time.sleep(0.06)
    told: set[str] = set()

    def tell(paths: Iterable[str]) -> None:
        told.update(os.path.relpath(path, tmp_path.resolve()) for path in paths)

    async def see(act: Callable[[], object], expected: str) -> None:
        told.clear()
        act()
        for _ in range(500):
            if expected in told:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{expected} was not seen; seen: {told}")

    def rename() -> None:
        (tmp_path / "site.toml.new").touch()
        (tmp_path / "site.toml.new").replace(config)

    async def run() -> None:
        task = asyncio.create_task(watch([content, config, themes], tell, time.time_ns()))
        await asyncio.sleep(0.4)
        assert told == set()
        await see((content / "a.md").touch, "content/a.md")
        await see(rename, "site.toml")
        await see(rename, "site.toml")
        (tmp_path / "other.txt").touch()
        await see(lambda: (themes / "mine").mkdir(parents=True), "themes")
        await see((themes / "mine" / "x.css").touch, "themes/mine/x.css")
        await see((content / "a.md").unlink, "content/a.md")
        await see(content.rmdir, "content")
        await see(content.mkdir, "content")
        await see((content / "b.md").touch, "content/b.md")
        # Away and back at once, as when a branch is changed: there must be a watch on the new folder.
        content.rename(tmp_path / "gone")
        await see(content.mkdir, "content")
        await see((content / "c.md").touch, "content/c.md")
        assert "other.txt" not in told
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_async(run())
