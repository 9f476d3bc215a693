"""Taking a published site away again: only what Digest put there, whichever way it was published."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from builder.site.publish_files import STAGING
from builder.site.publish_link import Trees, remove
from builder.site.publish_record import Record, load


class Unpublished(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken away: `places` as they lie beside site.toml, `files` and `bytes` in them.

    `left` are files of the output folder that Digest did not publish; they, and folders that hold them, stay.
    """

    places: tuple[str, ...]
    files: int
    bytes: int
    left: tuple[str, ...] = ()


def unpublish(output: Path, *, dry: bool = False) -> Unpublished:
    """Remove the published site at `output` with its trees and records; with `dry` only tell.

    Raises `DigestError` when `output` is something that Digest did not make.
    """
    beside = output.with_name(f".{output.name}-files.json")
    record = load(beside)
    places: list[Path] = []
    files = size = 0
    left: tuple[str, ...] = ()
    if output.is_dir() and not output.is_symlink() and record is not None:
        files, size, left = _ours(output, record)
        places += [output, beside]
        if not dry:
            _delete(output, record)
            beside.unlink()
    elif os.path.lexists(output) or os.path.lexists(output.with_name(f".{output.name}-trees")):
        trees = Trees.of(output)
        files, size = _weight(trees.home)
        places += [path for path in (output, trees.home) if os.path.lexists(path)]
        if not dry:
            # The link first: a reader then sees no site, never half of one.
            output.unlink(missing_ok=True)
            remove(trees.home)
    return Unpublished(places=tuple(path.name for path in places), files=files, bytes=size, left=left)


def _ours(output: Path, record: Record) -> tuple[int, int, tuple[str, ...]]:
    """How many files of the record are there, their bytes, and the other files, by path."""
    count = size = 0
    left = []
    for folder, names, found in os.walk(output):
        names[:] = sorted(name for name in names if not (Path(folder) == output and name == STAGING))
        for name in sorted(found):
            path = Path(folder, name)
            relative = path.relative_to(output).as_posix()
            if relative in record.files:
                count, size = count + 1, size + path.lstat().st_size
            else:
                left.append(relative)
    return count, size, tuple(left)


def _delete(output: Path, record: Record) -> None:
    remove(output / STAGING)
    real = output.resolve()
    for name in record.files:
        path = output / name
        # A folder that has been swapped for a link since may lead anywhere.
        if path.parent.resolve().is_relative_to(real):
            path.unlink(missing_ok=True)
    for folder, _, _ in os.walk(output, topdown=False):
        if not os.listdir(folder):
            os.rmdir(folder)


def _weight(home: Path) -> tuple[int, int]:
    """Files and bytes under `home`, a file with several names counted once."""
    seen: dict[tuple[int, int], int] = {}
    for folder, _, names in os.walk(home):
        for name in names:
            status = os.lstat(os.path.join(folder, name))
            seen[status.st_dev, status.st_ino] = status.st_size
    return len(seen), sum(seen.values())
