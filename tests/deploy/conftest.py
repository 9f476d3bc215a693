"""A built site, and git repositories in folders of the test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

PAGES = {
    "index.html": "<h1>News</h1>",
    "404.html": "gone",
    "stories/ferry/index.html": "ferry",
    "stories/ferry/thread.json": "{}",
    "assets/style.css": "body{}",
}

Write = Callable[[Path, dict[str, str]], Path]
Git = Callable[..., str]


@pytest.fixture
def write() -> Write:
    """Writes {path: text} into a folder, which is returned."""

    def make(folder: Path, files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return folder

    return make


@pytest.fixture
def site(tmp_path: Path, write: Write) -> Path:
    """A site's folder with a built site in `public/`."""
    root = write(tmp_path / "site", {"site.toml": "", "content/a.md": "A"})
    write(root / "public", PAGES)
    return root


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Git:
    """`git(folder, "log", ...)`, with no settings but its own; returns what it prints."""
    for key in [key for key in os.environ if key.startswith("GIT_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (tmp_path / "gitconfig").write_text("[user]\nname = Test\nemail = test@example.org\n[init]\ndefaultBranch = main\n")

    def run(folder: Path, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"git {arguments}: {done.stderr}"
        return done.stdout

    return run


@pytest.fixture
def repository_site(site: Path, git: Git, tmp_path: Path) -> Path:
    """The site as a repository with a bare one as its origin."""
    git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    git(site, "init", "--quiet")
    (site / ".gitignore").write_text("/public\n*.css\n")
    git(site, "add", ".")
    git(site, "commit", "--quiet", "--message", "begin")
    git(site, "remote", "add", "origin", str(tmp_path / "origin.git"))
    return site
