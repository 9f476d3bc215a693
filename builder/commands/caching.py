"""`digest cache`: how large the store is, what of it is of use, whether it is sound."""

from __future__ import annotations

from pathlib import Path

import msgspec

from builder.commands.console import counted
from builder.progress import Watcher
from builder.questions import prune as forget
from builder.workspace import CACHE_NAME, STATE_FOLDER, Options, configured, open_cache

PLACE = f"{STATE_FOLDER}/{CACHE_NAME}"
_WORDS = {
    "reading": "articles read",
    "terms": "weighted words",
    "grouping": "groups",
    "comparing": "comparisons",
    "record": "the last build's record",
    "vectors": "vectors",
    "files": "files seen",
}


class Part(msgspec.Struct, frozen=True):
    """One kind of thing in the store: `bytes` are those of its values."""

    name: str
    what: str
    entries: int
    bytes: int


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """The store on disk: `bytes` with its side files, 0 when there is none yet."""

    path: str
    bytes: int
    parts: tuple[Part, ...] = ()


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the store is sound: `faults` of the file, `damaged` values by kind. Damage costs time only."""

    path: str
    entries: int
    sound: bool
    faults: tuple[str, ...] = ()
    damaged: tuple[tuple[str, int], ...] = ()
    removed: bool = False


class Pruned(msgspec.Struct, frozen=True, kw_only=True):
    """What was forgotten: (kind, number), and the bytes on disk before and after."""

    path: str
    forgotten: tuple[tuple[str, int], ...]
    before: int
    after: int


def disk_bytes(root: Path) -> int:
    """The store's bytes on disk, side files included."""
    total = 0
    for suffix in ("", "-wal", "-shm"):
        path = root / f"{PLACE}{suffix}"
        total += path.stat().st_size if path.is_file() else 0
    return total


def size(root: Path) -> Size:
    """How large the store of the site at `root` is. Raises `DigestError` where there is no site."""
    configured(root)
    total = disk_bytes(root)
    if not total:
        return Size(path=PLACE, bytes=0)
    with open_cache(root) as cache:
        rows = cache.sizes()
    return Size(path=PLACE, bytes=total, parts=tuple(Part(name, _WORDS.get(name, name), *row) for name, *row in rows))


def verify(root: Path, *, drop: bool = False) -> Verified:
    """Read every value of the store again; with `drop` damaged ones are forgotten."""
    configured(root)
    if not disk_bytes(root):
        return Verified(path=PLACE, entries=0, sound=True)
    with open_cache(root) as cache:
        if cache.damaged:
            return Verified(
                path=PLACE, entries=0, sound=False, faults=("was no store and is begun anew",), removed=True
            )
        faults = tuple(cache.faults())
        entries = sum(count for _, count, _ in cache.sizes())
        damaged = tuple(cache.unsound(drop=drop))
    sound = not faults and not damaged
    return Verified(
        path=PLACE, entries=entries, sound=sound, faults=faults, damaged=damaged, removed=drop and not sound
    )


def prune(root: Path, options: Options, watcher: Watcher | None) -> Pruned:
    """Forget what a build would not use, and give the space back."""
    before = disk_bytes(root)
    forgotten = forget(root, options, watcher)
    return Pruned(path=PLACE, forgotten=forgotten, before=before, after=disk_bytes(root))


def size_lines(found: Size) -> list[str]:
    """What a person reads of a size."""
    if not found.bytes:
        return [f"{found.path}: none yet, the first build makes it"]
    rows = [f"  {megabytes(part.bytes):>9}  {part.entries:>9,}  {part.what}" for part in found.parts]
    return [f"{found.path}: {megabytes(found.bytes)}", *rows]


def verify_lines(found: Verified) -> list[str]:
    """What a person reads of a verification."""
    if found.sound:
        return [f"{found.path}: {counted(found.entries, 'entry', 'entries')}, all sound"]
    lines = [f"{found.path}: {fault}" for fault in found.faults]
    lines += [f"{found.path}: {count:,} of the {_WORDS.get(name, name)} damaged" for name, count in found.damaged]
    return [*lines, "removed; it will be made again" if found.removed else "--fix removes it; it costs time only"]


def prune_lines(found: Pruned) -> list[str]:
    """What a person reads of a pruning."""
    told = ", ".join(f"{count:,} {_WORDS.get(name, name)}" for name, count in found.forgotten) or "nothing"
    return [f"{found.path}: forgot {told}; {megabytes(found.before)} before, {megabytes(found.after)} now"]


def megabytes(size: int) -> str:
    """`12.3 MB` (10^6 bytes); `840 kB` below one."""
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"
