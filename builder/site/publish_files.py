"""Publishing into a real folder, file by file, for hosts that take a folder and no link.

All pages are made first, in a staging folder inside the output (the same file system, so that renames will do); only
when the last one is there are they renamed into place, front page last, and then what is no longer wanted is deleted.
Only files that Digest published are ever replaced or deleted: `.public-files.json` beside the output knows them.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from builder.errors import DigestError, Notice, mistake
from builder.site.publish_link import remove, remove_empty
from builder.site.publish_record import Entry, Record, load, store
from builder.site.publish_work import make_pages
from builder.site.publish_write import Publishable

STAGING = ".digest-staging"
_UNKNOWN = Entry("", -1, -1)
_REMEDY = "move it away, or name another [build] output in site.toml"


def publish_files(
    output: Path,
    pages: Sequence[Publishable],
    old: Mapping[str, str] | None,
    workers: int,
    progress: Callable[[int], None] | None,
    durable: bool,
) -> tuple[Record, Record, set[str]]:
    """Publish `pages` into the folder `output`; returns the records of what was and of what is, and the paths written.

    Raises `DigestError` when a file or folder that Digest did not make is in the way, `WriteError` and `OSError` for
    trouble with files, and what a page's `make` raises. Until every page is made the live site is as it was.
    """
    _check_output(output)
    beside = output.with_name(f".{output.name}-files.json")
    before = load(beside) or Record({})
    staging, root = output / STAGING, str(output)
    remove(staging)
    blocked = _check_folders(root, [page.path for page in pages], before)
    files: dict[str, Entry] = {}
    missing = []
    for index, page in enumerate(pages):
        if before.holds(page, root, old):
            files[page.path] = before.files[page.path]
        else:
            missing.append(index)
    if not missing and len(files) == len(before.files):
        return before, before, set()
    report = None if progress is None else lambda count: progress(len(pages) - len(missing) + count)
    try:
        made = make_pages(pages, missing, lambda index: f"{staging}/{index}", root, workers=workers, progress=report)
        if durable:
            os.sync()
        files |= {pages[one.index].path: Entry(pages[one.index].key, one.size, one.mtime) for one in made}
        written = {pages[one.index].path: f"{staging}/{one.index}" for one in made if not one.same}
        _bring_live(root, beside, before, Record(files), written, blocked)
    finally:
        remove(staging)
    return before, Record(files), set(written)


def _bring_live(
    root: str, beside: Path, before: Record, after: Record, written: Mapping[str, str], blocked: set[str]
) -> None:
    """Turn the folder from `before` into `after`; `written` is each new file's path and where it is staged."""
    _check_foreign(root, written, before)
    _make_folders(root, written, blocked)
    # Killed from here on, the next build knows which files may be of either build.
    store(beside, Record(before.files | dict.fromkeys(written, _UNKNOWN)))
    _commit(root, written, before.files.keys() - after.files.keys(), blocked)
    store(beside, after)


def _make_folders(root: str, paths: Iterable[str], blocked: set[str]) -> None:
    """Make the folders that new files need, so that little can fail between the first rename and the last."""
    made: set[str] = set()
    for folder in sorted({os.path.dirname(path) for path in paths}):
        if blocked.isdisjoint((folder, *_above(folder))) and not os.path.isdir(f"{root}/{folder}"):
            try:
                os.makedirs(f"{root}/{folder}", exist_ok=True)
            except OSError:
                remove_empty(root, made | set(_above(folder)))
                raise
            made.add(folder)


def _commit(root: str, written: Mapping[str, str], gone: Iterable[str], blocked: set[str]) -> None:
    """Rename the new files into place and delete those that are gone; what stands in a new file's way goes first."""
    gone = set(gone)
    _delete(root, gone & blocked)
    for path in sorted(written, key=_order):
        target = f"{root}/{path}"
        try:
            os.replace(written[path], target)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.replace(written[path], target)
    _delete(root, gone - blocked)


def _order(path: str) -> tuple[bool, bool, str]:
    """Styles, data and pictures before the pages that need them; the front page last."""
    return path == "index.html", path.endswith(".html"), path


def _delete(root: str, paths: Iterable[str]) -> None:
    """Delete files of ours and the folders that they leave empty; never through a link."""
    folders = set()
    safe: dict[str, str] = {"": ""}
    for path in sorted(paths):
        folder = os.path.dirname(path)
        if _folder_state(root, folder, safe) == "":
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                os.unlink(f"{root}/{path}")
            folders.add(folder)
    remove_empty(root, folders)


def _check_output(output: Path) -> None:
    """Raise `DigestError` when `output` cannot be a folder of pages."""
    name = str(output)
    if output.is_symlink() and os.readlink(output).startswith(f".{output.name}-trees/"):
        raise mistake(name, 'is a link made with publish = "link"', "remove the link and build again", kind="output")
    if os.path.lexists(output) and not output.is_dir():
        raise mistake(name, "is not a folder", _REMEDY, kind="output")
    if os.path.lexists(output / "site.toml"):
        raise mistake(name, "holds a site.toml: it is a site's source", "name another [build] output", kind="output")


def _check_folders(root: str, paths: Iterable[str], before: Record) -> set[str]:
    """Look at every folder that a page needs; returns our own old files that stand in the way, to be deleted first.

    Raises `DigestError` naming links and foreign files that stand where a folder has to be.
    """
    wanted = set(paths)
    above = {folder for path in wanted for folder in _above(path)}
    blocked = {path for path in before.files if path in above or any(folder in wanted for folder in _above(path))}
    notices = []
    states: dict[str, str] = {"": ""}
    for folder in sorted(above, key=lambda name: (name.count("/"), name)):
        state = _folder_state(root, folder, states)
        if states.get(os.path.dirname(folder)):
            continue  # told already, or ours to delete
        if state == "link" or (state == "file" and folder not in before.files):
            what = "a link" if state == "link" else "a file that Digest did not publish"
            notices.append(_in_the_way(folder, f"is {what}, where pages need a folder"))
    if notices:
        raise DigestError(*notices)
    return blocked


def _above(path: str) -> Iterable[str]:
    """The folders that `path` lies in, nearest first."""
    while path := os.path.dirname(path):
        yield path


def _folder_state(root: str, folder: str, states: dict[str, str]) -> str:
    """`link` or `file` when such a thing stands at `folder` or above it; empty for a real folder or nothing."""
    if folder not in states:
        states[folder] = _folder_state(root, os.path.dirname(folder), states)
        if not states[folder]:
            try:
                mode = os.lstat(f"{root}/{folder}").st_mode
            except OSError:
                return ""
            states[folder] = "link" if stat.S_ISLNK(mode) else "" if stat.S_ISDIR(mode) else "file"
    return states[folder]


def _check_foreign(root: str, written: Iterable[str], before: Record) -> None:
    """Raise `DigestError` naming the files that would be overwritten though Digest did not publish them."""
    new = [path for path in sorted(written) if path not in before.files]
    foreign = [path for path in new if _is_foreign(f"{root}/{path}", path, before)]
    if foreign:
        notices = [_in_the_way(path, "is in the way of a page, and Digest did not publish it") for path in foreign[:20]]
        raise DigestError(*notices)


def _is_foreign(full: str, path: str, before: Record) -> bool:
    """Whether something stands at `path` that is not a folder of our own old files."""
    try:
        mode = os.lstat(full).st_mode
    except OSError:
        return False
    if not stat.S_ISDIR(mode):
        return True
    held = (f"{folder}/{name}" for folder, _, names in os.walk(full) for name in names)
    start = len(full) - len(path)
    return any(name[start:] not in before.files for name in held)


def _in_the_way(path: str, message: str) -> Notice:
    return Notice(path, 0, "error", "output", message, _REMEDY)
