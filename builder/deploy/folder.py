"""`digest deploy --to FOLDER`: a folder that a web server reads becomes the built site, changed files only.

Every file is written beside its place and renamed into it; pages after what they need, the front page last, deletions
after everything. A record in the folder tells which files are Digest's: no other is ever overwritten or deleted, and
nothing outside the folder is reached, not through links either.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from builder.deploy.files import Deployed, SiteFile, parents, writing_order
from builder.errors import DigestError, Notice, mistake

RECORD = ".digest-deployed.json"
_VERSION = 1
_SHOWN = 20
_NEW = ".digest-new"
"""Ends the name of a file that is being written."""


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """One file as Digest wrote it: SHA-256, size in bytes, time of writing in nanoseconds."""

    sha: str
    size: int
    mtime: int


class _Record(msgspec.Struct, frozen=True):
    """What Digest has written to the folder; `pending` may be there from a deployment that was killed."""

    files: dict[str, _Entry] = {}
    pending: dict[str, str] = {}
    version: int = _VERSION


class _Plan(msgspec.Struct, frozen=True):
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    kept: tuple[str, ...]
    as_before: dict[str, _Entry]


def deploy_folder(
    root: Path,
    tree: Path,
    files: Sequence[SiteFile],
    target: Path,
    *,
    source: Sequence[str] = (),
    take_over: bool = False,
    dry_run: bool = False,
) -> Deployed:
    """Make `target` the site in `tree`. A killed run is finished by the next one.

    Raises `DigestError` when the folder holds the site's source, when files that Digest did not write or links stand in
    the way (`take_over` replaces such files, never links), and for trouble with the disk. `source` names folders of the
    site that are no place for its pages.
    """
    top = _checked(root, tree, target, source)
    try:
        record = _read(top)
        wanted = {file.path: _sha(tree / file.path) for file in files}
        plan = _planned(top, record, wanted, take_over=take_over)
        if not dry_run:
            _carry_out(tree, top, record, wanted, plan)
    except OSError as error:
        what = f"failed at {error.filename or top}: {(error.strerror or str(error)).lower()}"
        raise mistake(
            str(target), what, "mend that and deploy again; every page there is whole", kind="disk"
        ) from error
    return Deployed(
        target=str(target),
        new=plan.new,
        changed=plan.changed,
        deleted=plan.gone,
        unchanged=len(wanted) - len(plan.new) - len(plan.changed),
        kept=plan.kept,
        dry_run=dry_run,
    )


def _checked(root: Path, tree: Path, target: Path, source: Sequence[str]) -> Path:
    """The folder, its own links resolved. Raises `DigestError` for one that cannot be meant."""
    name, top, site = str(target), target.resolve(), root.resolve()
    if (top / "site.toml").exists() or top == site:
        raise mistake(name, "holds a site.toml: it is a site's source", "name another folder", kind="target")
    real = tree.resolve()
    if real == top or real in top.parents or top in real.parents:
        raise mistake(name, "holds the built site, or lies in it", "name another folder", kind="target")
    inside = top.relative_to(site).parts[0] if site in top.parents else ""
    if inside in (".git", ".digest", ".github", "themes", *source):
        raise mistake(name, f"lies in {inside}/ of the site's source", "name another folder", kind="target")
    if os.path.lexists(top) and not top.is_dir():
        raise mistake(name, "is not a folder", "name a folder", kind="target")
    if not top.parent.is_dir():
        raise mistake(name, f"there is no {top.parent} to make it in", "make that folder first", kind="target")
    return top


def _read(top: Path) -> _Record:
    try:
        raw = (top / RECORD).read_bytes()
    except FileNotFoundError:
        return _Record()
    try:
        record = msgspec.json.decode(raw, type=_Record)
    except msgspec.MsgspecError:
        record = _Record(version=0)
    if record.version != _VERSION:
        remedy = "remove it; files that are as in the site are then taken for Digest's again"
        raise mistake(str(top / RECORD), "is damaged, or of another Digest", remedy, kind="target")
    return record


def _planned(top: Path, record: _Record, wanted: dict[str, str], *, take_over: bool) -> _Plan:
    """What has to change. Raises `DigestError` naming what stands in the way."""
    known = record.files.keys() | record.pending.keys()
    problems: list[Notice] = []
    new, changed, as_before = [], [], {}
    for path, sha in wanted.items():
        if blocked := _blocked(top, path):
            problems.append(_in_the_way(blocked, "is a link or a file where pages need a folder", "remove it"))
            continue
        there = _status(top / path)
        entry = record.files.get(path)
        if there is None:
            new.append(path)
        elif not stat.S_ISREG(there.st_mode):
            problems.append(_in_the_way(path, "is a link or a folder where a page has to be", "remove it"))
        elif entry and entry.sha == sha and _as_written(there, entry):
            as_before[path] = entry
        elif _sha(top / path) == sha:
            as_before[path] = _Entry(sha, there.st_size, there.st_mtime_ns)
        elif path in known or take_over:
            changed.append(path)
        else:
            problems.append(
                _in_the_way(path, "is there, and Digest did not write it", "remove it, or replace it with --take-over")
            )
    if problems:
        raise DigestError(*sorted(set(problems))[:_SHOWN])
    gone, kept = _leftovers(top, record, wanted)
    return _Plan(tuple(sorted(new)), tuple(sorted(changed)), gone, kept, as_before)


def _leftovers(top: Path, record: _Record, wanted: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Digest's files that the site has no more: those as they were written, and those that somebody has changed."""
    gone: list[str] = []
    kept: list[str] = []
    for path in sorted((record.files.keys() | record.pending.keys()) - wanted.keys()):
        there = None if _blocked(top, path) else _status(top / path)
        if there is None or not stat.S_ISREG(there.st_mode):
            continue
        entry = record.files.get(path)
        shas = {entry.sha} if entry else set()
        shas |= {record.pending[path]} if path in record.pending else set()
        unchanged = (entry is not None and _as_written(there, entry)) or _sha(top / path) in shas
        (gone if unchanged else kept).append(path)
    return tuple(gone), tuple(kept)


def _carry_out(tree: Path, top: Path, record: _Record, wanted: dict[str, str], plan: _Plan) -> None:
    writing = sorted((*plan.new, *plan.changed), key=writing_order)
    if not writing and not plan.gone and plan.as_before == record.files and not record.pending:
        return
    top.mkdir(exist_ok=True)
    # Killed from here on, the next run knows which files may be Digest's.
    pending = record.pending | {path: wanted[path] for path in writing}
    _store(top, _Record(record.files | plan.as_before, pending))
    for path in pending:
        with contextlib.suppress(OSError):  # What a killed run was writing.
            _beside(top / path).unlink()
    files = dict(plan.as_before)
    for path in writing:
        files[path] = _write(tree / path, top / path, wanted[path])
    for path in plan.gone:
        with contextlib.suppress(FileNotFoundError):
            (top / path).unlink()
    _remove_empty(top, plan.gone)
    _store(top, _Record(files))


def _write(source: Path, place: Path, sha: str) -> _Entry:
    """Copy one file, whole or not at all. Readable for all, as a web server needs it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    raw = source.read_bytes()
    new = _beside(place)
    # O_EXCL follows no link that somebody has put there meanwhile.
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as handle:
        handle.write(raw)
    os.replace(new, place)
    status = place.stat()
    return _Entry(sha, status.st_size, status.st_mtime_ns)


def _beside(place: Path) -> Path:
    """Where a file is written before it is renamed into its place."""
    return place.with_name(f".{place.name}{_NEW}")


def _remove_empty(top: Path, paths: Iterable[str]) -> None:
    """Remove folders that the deleted files have left empty."""
    for folder in sorted({folder for path in paths for folder in parents(path)}, key=len, reverse=True):
        with contextlib.suppress(OSError):  # Not empty, or gone.
            (top / folder).rmdir()


def _store(top: Path, record: _Record) -> None:
    new = top / f"{RECORD}.new"
    new.write_bytes(msgspec.json.encode(record, order="sorted"))
    os.replace(new, top / RECORD)


def _blocked(top: Path, path: str) -> str:
    """The outermost folder of `path` that is a link or a file; empty when there is none."""
    for folder in reversed(parents(path)):
        there = _status(top / folder)
        if there is None:
            return ""
        if not stat.S_ISDIR(there.st_mode):
            return folder
    return ""


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _as_written(there: os.stat_result, entry: _Entry) -> bool:
    return there.st_size == entry.size and there.st_mtime_ns == entry.mtime


def _sha(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _in_the_way(path: str, message: str, remedy: str) -> Notice:
    return Notice(path, 0, "error", "foreign", message, remedy)
