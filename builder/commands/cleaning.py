"""`digest clean`: what Digest made goes, what a person made stays."""

from __future__ import annotations

from pathlib import Path

import msgspec

from builder.commands.caching import PLACE, disk_bytes, megabytes
from builder.commands.console import counted
from builder.site.publish_clean import unpublish
from builder.site.publish_lock import lock_site
from builder.workspace import configured, discard_cache, state_folder


class Cleaned(msgspec.Struct, frozen=True, kw_only=True):
    """What was removed, beside site.toml; `left` are files in the output folder that Digest did not make."""

    removed: tuple[str, ...]
    files: int
    bytes: int
    left: tuple[str, ...]
    dry_run: bool


def clean(root: Path, *, cache: bool, dry: bool) -> Cleaned:
    """Remove the published site, and with `cache` the store. Content, `threads.lock` and fetched state stay.

    Raises `DigestError` while a build runs, and for an output folder that Digest did not make.
    """
    config = configured(root)
    with lock_site(state_folder(root)):
        gone = unpublish((root / config.build.output).absolute(), dry=dry)
        removed, files, size = list(gone.places), gone.files, gone.bytes
        if cache and (held := disk_bytes(root)):
            removed.append(PLACE)
            files, size = files + 1, size + held
            if not dry:
                discard_cache(root)
    return Cleaned(removed=tuple(removed), files=files, bytes=size, left=gone.left, dry_run=dry)


def lines(found: Cleaned) -> list[str]:
    """What a person reads."""
    if not found.removed:
        return ["nothing to remove"]
    word = "would remove" if found.dry_run else "removed"
    out = [f"{word} {', '.join(found.removed)}: {counted(found.files, 'file')}, {megabytes(found.bytes)}"]
    if found.left:
        shown = ", ".join(found.left[:5]) + (" …" if len(found.left) > 5 else "")
        out.append(f"left {counted(len(found.left), 'file')} there that Digest did not make: {shown}")
    return out
