"""One build at a time in one site."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.errors import mistake

LOCK_NAME = "build.lock"


@contextmanager
def lock_site(folder: Path, wait: float = 0.5) -> Iterator[None]:
    """Hold the build lock of `folder` (made when absent) for the length of the `with` block.

    The kernel lets the lock go when its holder ends, however it ends, so a killed build leaves nothing to clean.
    `wait` seconds are given to a build that is just ending. Raises `DigestError` naming the holder's process otherwise.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOCK_NAME
    # Rendering processes inherit the lock on purpose: it stays held while one that outlived its parent still writes.
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        _take(handle, path, wait)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _take(handle: int, path: Path, wait: float) -> None:
    """Lock the open file, trying again until `wait` seconds have passed."""
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= end:
                holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
                who = f" (pid {holder})" if holder.isdigit() else ""
                message = f"another build is running{who}"
                remedy = "wait until it is done, or stop it"
                raise mistake(str(path), message, remedy, kind="build-running") from None
        time.sleep(0.02)
