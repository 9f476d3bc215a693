"""Rendering pages and writing them below a folder: in this process, or shared with forked ones.

Forked processes inherit the pages' `make` closures, so that only page numbers and file sizes travel between them.
Each page is written by whoever took its chunk; what is written does not depend on who that was.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence

import msgspec

from builder.site.publish_write import Made, Publishable, WriteError, make_page

CHUNK = 32
"""Pages that a process takes at a time."""
FORK_FROM = 256
"""With fewer pages to make, starting processes costs more than it saves."""


class Failed(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """A page that a forked process could not make or write; `trace` is for a bug that does not happen again here."""

    index: int
    trace: str
    errno: int = 0


class Done(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """The pages of one chunk."""

    pages: tuple[Made, ...]


def make_pages(
    pages: Sequence[Publishable],
    indexes: Sequence[int],
    place: Callable[[int], str],
    live: str | None,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> list[Made]:
    """Render and write `pages[i]` as the new file `place(i)` for every i of `indexes`; results come in that order.

    What equals the file below `live` is not written. `progress` is told how many are done. Up to `workers` processes
    share the work where that is safe and worth it.
    Raises `WriteError` for trouble with files, and what a page's `make` raises.
    """
    if _may_fork() and min(workers, len(indexes) // (FORK_FROM // 2)) > 1:
        made = _Crew(pages, indexes, place, live, progress).run(workers)
    else:
        made = []
        for index in indexes:
            made.append(make_page(pages[index], index, place(index), live))
            if progress is not None:
                progress(len(made))
    if workers > 1:
        order = {index: place for place, index in enumerate(indexes)}
        made.sort(key=lambda one: order[one.index])
    return made


def _may_fork() -> bool:
    """Only the main thread forks: elsewhere another thread may hold a lock that a child would wait for in vain."""
    return sys.platform == "linux" and threading.current_thread() is threading.main_thread()


class _Crew:
    """Processes that share one list of chunks through a pipe; the parent works too, and gathers the results."""

    def __init__(
        self,
        pages: Sequence[Publishable],
        indexes: Sequence[int],
        place: Callable[[int], str],
        live: str | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.pages, self.indexes, self.place = pages, indexes, place
        self.live, self.progress = live, progress
        self.made: list[Made] = []

    def run(self, workers: int) -> list[Made]:
        """Fork `workers - 1` processes, work, and return every page made."""
        chunks = range(0, len(self.indexes), CHUNK)
        self.queue, feed = os.pipe()
        # 4 bytes a chunk: a pipe holds 16,384 of them, and a read of 4 bytes is never shared between two readers.
        if len(chunks) * 4 > 65536:
            chunks = range(0, len(self.indexes), len(self.indexes) // 16000 + 1)
        self.step = chunks.step
        os.write(feed, b"".join(start.to_bytes(4, "little") for start in chunks))
        os.close(feed)
        children: dict[int, _Child] = {}
        gc.freeze()
        try:
            for _ in range(workers - 1):
                child = self._fork()
                children[child.pipe] = child
            for start in self._take():
                self._add(self._chunk(start))
                self._gather(children, wait=False)
            while children:
                self._gather(children, wait=True)
        finally:
            gc.unfreeze()
            os.close(self.queue)
            for child in children.values():
                child.end()
        return self.made

    def _take(self) -> Iterator[int]:
        while start := os.read(self.queue, 4):
            yield int.from_bytes(start, "little")

    def _chunk(self, start: int) -> tuple[Made, ...]:
        """Make the pages of the chunk that begins at `start`."""
        chunk = self.indexes[start : start + self.step]
        return tuple(make_page(self.pages[index], index, self.place(index), self.live) for index in chunk)

    def _add(self, made: Sequence[Made]) -> None:
        self.made += made
        if self.progress is not None:
            self.progress(len(self.made))

    def _fork(self) -> _Child:
        """Start one process; returns (in the parent) its handle."""
        parent = os.getpid()
        read, write = os.pipe()
        with warnings.catch_warnings():
            # Python warns when other threads run (a progress bar's); children touch nothing that those could hold.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid:
            os.close(write)
            return _Child(pid, read)
        try:
            os.close(read)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            _die_with(parent)
            self._work(write)
        finally:
            os._exit(0)

    def _work(self, pipe: int) -> None:
        """A child's whole life: take chunks, make their pages, report each chunk, stop at the first failure."""
        at = -1
        try:
            for start in self._take():
                made = []
                for at in self.indexes[start : start + self.step]:
                    made.append(make_page(self.pages[at], at, self.place(at), self.live))
                _send(pipe, Done(tuple(made)))
        except WriteError as error:
            _send(pipe, Failed(at, str(error.error), error.error.errno or 0))
        except BaseException:
            _send(pipe, Failed(at, traceback.format_exc()))

    def _gather(self, children: dict[int, _Child], *, wait: bool) -> None:
        """Read what the children have reported; drops those that have ended."""
        ready = select.select(list(children), [], [], None if wait else 0)[0]
        for pipe in ready:
            child = children[pipe]
            data = os.read(pipe, 1 << 16)
            for message in child.read(data):
                if isinstance(message, Failed):
                    self._fail(message)
                else:
                    self._add(message.pages)
            if not data:
                del children[pipe]
                child.end(kill=False)

    def _fail(self, failed: Failed) -> None:
        """Raise what a child met: a bug is met again here, so that it comes with its own traceback."""
        if failed.errno:
            raise WriteError(failed.index, OSError(failed.errno, os.strerror(failed.errno)))
        if failed.index >= 0:
            self.pages[failed.index].make()
        raise RuntimeError(f"a rendering process failed:\n{failed.trace}")


class _Child:
    """A forked process: its id, the pipe of its reports, and what has been read of an unfinished report."""

    def __init__(self, pid: int, pipe: int) -> None:
        self.pid, self.pipe, self.rest = pid, pipe, b""

    def read(self, data: bytes) -> list[Done | Failed]:
        """Whole reports, now that `data` has come."""
        *lines, self.rest = (self.rest + data).split(b"\n")
        return [_REPORT.decode(line) for line in lines]

    def end(self, kill: bool = True) -> None:
        """Wait for the process; raises `WriteError` when it was killed by something else."""
        os.close(self.pipe)
        if kill:
            os.kill(self.pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if status < 0 and not kill:
            raise WriteError(-1, OSError(0, f"a rendering process was killed by signal {-status} (out of memory?)"))


_REPORT: msgspec.json.Decoder[Done | Failed] = msgspec.json.Decoder(Done | Failed)


def _send(pipe: int, message: Done | Failed) -> None:
    data = memoryview(msgspec.json.encode(message) + b"\n")
    while data:
        data = data[os.write(pipe, data) :]


def _die_with(parent: int) -> None:
    """Let the kernel end this process when its parent ends, so that no orphan writes on."""
    import ctypes

    ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)
