"""The files of a built site, and what a deployment did with them."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from builder.errors import mistake
from builder.site.publish_paths import path_problem


class SiteFile(msgspec.Struct, frozen=True, order=True):
    """One file of the built site: its path in the output folder, with `/`, and its size in bytes."""

    path: str
    size: int


class Deployed(msgspec.Struct, frozen=True, kw_only=True):
    """What a deployment did, or would do (`dry_run`): paths written (new or changed) and deleted, each sorted.

    `kept` are files there that Digest did not write, or that somebody has edited since: they were left alone.
    `commit` is the branch's new commit, empty for a folder and where nothing changed.
    """

    target: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: int
    kept: tuple[str, ...] = ()
    commit: str = ""
    dry_run: bool = False

    @property
    def nothing(self) -> bool:
        """Whether everything was there already."""
        return not (self.new or self.changed or self.deleted)


def site_files(tree: Path) -> tuple[SiteFile, ...]:
    """The files of the built site in the folder `tree`, by path.

    Raises `DigestError` when there is none, or when one is a link or has a name that hosts do not take.
    """
    if not (tree / "index.html").is_file():
        raise mistake(str(tree), "there is no built site here", "run `digest build`", kind="no-site")
    found = []
    for folder, folders, names in os.walk(tree):
        for name in (*folders, *names):
            full = os.path.join(folder, name)
            path = Path(full).relative_to(tree).as_posix()
            problem = "is a link" if os.path.islink(full) else path_problem(path)
            if problem:
                raise mistake(path, f"cannot be deployed: it {problem}", "build the site anew", kind="output")
            if name in names:
                found.append(SiteFile(path, os.stat(full).st_size))
    return tuple(sorted(found))


def writing_order(path: str) -> tuple[bool, bool, str]:
    """Styles, data and pictures before the pages that need them; the front page last."""
    return path == "index.html", path.endswith(".html"), path


def parents(path: str) -> list[str]:
    """The folders that `path` lies in, nearest first."""
    pieces = path.split("/")[:-1]
    return ["/".join(pieces[:count]) for count in range(len(pieces), 0, -1)]
