"""Which source files have changed, told in small batches."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, awatch

DEBOUNCE = 50
"""Milliseconds for which changes that come together are gathered."""
STEP = 20
_SETTLED = 0.2
"""Seconds after which a watch that was just begun surely sees every change."""
_IGNORED = frozenset({"node_modules", "__pycache__", "4913"})
_TEMPORARY = ("~", ".swp", ".swx", ".tmp", ".part", ".crdownload")

Tell = Callable[[Iterable[str]], None]


async def watch(paths: Sequence[Path], tell: Tell, since: int) -> None:
    """Call `tell` with the changed files below or at `paths`, until cancelled.

    A path may be a folder or a file, and may come and go: each one's parent folder is watched too, as an editor that
    saves by renaming would escape a watch on the file itself. `since` is when the sources were last read, in
    nanoseconds of the system's clock: what changed between then and the beginning of the watch is told as well.
    """
    given = [os.path.realpath(path) for path in paths]
    turned: set[str] = set()
    while True:
        folders = [path for path in given if os.path.isdir(path)]
        if turned:
            # One that was gone may be back by now, and nobody watched at that moment.
            tell(turned)
        inside = asyncio.create_task(_inside(folders, tell))
        missed = asyncio.create_task(_missed(given, tell, since))
        # Either ends when a folder has come or gone: then there is something else to watch.
        ends = [asyncio.create_task(_beside(given, folders, tell)), asyncio.create_task(_turned(given, folders, tell))]
        tasks = [inside, missed, *ends]
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            since = time.time_ns()
            turned = set().union(*(task.result() for task in done))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _inside(folders: Sequence[str], tell: Tell) -> None:
    """Whatever changes below `folders`."""
    if not folders:
        return

    def relevant(_: Change, path: str) -> bool:
        return any(counts(path, folder) for folder in folders)

    async for changes in awatch(*folders, watch_filter=relevant, debounce=DEBOUNCE, step=STEP):
        tell({path for _, path in changes})


async def _beside(given: Sequence[str], folders: Sequence[str], tell: Tell) -> set[str]:
    """Changes of `given` themselves; returns, with what has changed, when a folder was among them."""
    names = frozenset(given)
    parents = sorted({parent for path in given if os.path.isdir(parent := os.path.dirname(path))})

    def relevant(_: Change, path: str) -> bool:
        return path in names

    async for changes in awatch(*parents, watch_filter=relevant, recursive=False, debounce=DEBOUNCE, step=STEP):
        changed = {path for _, path in changes}
        tell(changed)
        if any(path in folders or os.path.isdir(path) for path in changed):
            return changed
    return set()


async def _turned(given: Sequence[str], folders: Sequence[str], tell: Tell) -> set[str]:
    """Returns those of `given` that came or went while this watch was being begun; never where none did."""
    await asyncio.sleep(_SETTLED)
    turned = {path for path in given if os.path.isdir(path) != (path in folders)}
    if not turned:
        await asyncio.Event().wait()
    tell(turned)
    return turned


async def _missed(given: Sequence[str], tell: Tell, since: int) -> None:
    """What changed before the watch had begun."""
    await asyncio.sleep(_SETTLED)
    if changed := await asyncio.to_thread(lambda: set(newer(given, since))):
        tell(changed)


def newer(paths: Iterable[str], than: int) -> Iterator[str]:
    """The files at or below `paths` that were written or moved there later than `than` (nanoseconds)."""
    # Clocks of file systems go in steps of some milliseconds.
    than -= 20_000_000
    for path in paths:
        rows = os.walk(path) if os.path.isdir(path) else [(os.path.dirname(path), [], [os.path.basename(path)])]
        for folder, folders, names in rows:
            folders[:] = [name for name in folders if counts(os.path.join(folder, name), path)]
            for name in names:
                full = os.path.join(folder, name)
                if os.path.lexists(full) and os.lstat(full).st_ctime_ns > than and (full == path or counts(full, path)):
                    yield full


def counts(path: str, folder: str) -> bool:
    """Whether a change of `path` below `folder` can change the site: no hidden, temporary or foreign tool's file."""
    parts = os.path.relpath(path, folder).split(os.sep)
    if any(part.startswith((".", "#")) or part in _IGNORED for part in parts):
        return False
    return not parts[-1].endswith(_TEMPORARY)
