"""Builds, one at a time: whatever changes during one is taken up by the next."""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

from builder.errors import DigestError
from builder.serve.events import Hub
from builder.serve.outcome import BuildOutcome, bug_of, problem_of

SETTLED = 3.0
"""Seconds without a change after which what a hasty build has left is done: long enough to go on writing."""


class Rebuilder:
    """Runs `build` when told of changes, in a thread of its own, and lets the hub know what came of it.

    `build(True)` is asked to be hasty; where it was, `build(False)` follows as soon as nothing has changed for a while.
    `roots` are the folders that the paths of notices start from. `own` are files that the build itself may write: what
    it wrote is no reason to build again.
    """

    def __init__(
        self,
        build: Callable[[bool], BuildOutcome],
        hub: Hub,
        roots: Sequence[Path],
        announce: Callable[[str], None],
        own: Iterable[Path] = (),
    ) -> None:
        self._build, self._hub, self._roots, self._announce = build, hub, roots, announce
        self._own: dict[str, bytes] = {os.path.realpath(path): b"" for path in own}
        self._changed: set[str] = set()
        self._wake = threading.Condition()
        self._ended = False
        self._left = False

    def build(self, *, hasty: bool = False) -> None:
        """Build now, in this thread; never raises for what is wrong with a site or with Digest."""
        self._left = False
        try:
            outcome = self._build(hasty)
        except DigestError as error:
            problem = problem_of(error.notices, self._roots, published=False)
            self._announce(str(error))
            self._hub.failed(problem or bug_of(error))
        except Exception as error:
            self._announce(traceback.format_exc().rstrip())
            self._hub.failed(bug_of(error))
        else:
            self._left = outcome.hasty
            if outcome.summary:
                self._announce(outcome.summary)
            self._hub.built(outcome.changed, problem_of(outcome.notices, self._roots, published=True))
        for path in self._own:
            self._own[path] = _digest(path)

    def start(self) -> None:
        """Begin to wait for changes. The thread ends with the process: publishing can be cut off at any moment."""
        threading.Thread(target=self._run, name="digest-rebuild", daemon=True).start()

    def tell(self, changed: Iterable[str]) -> None:
        """Some files have changed; returns at once."""
        with self._wake:
            self._changed.update(changed)
            self._wake.notify()

    def end(self) -> None:
        """Start no other build."""
        with self._wake:
            self._ended = True
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._changed or self._ended, SETTLED if self._left else None)
                if self._ended:
                    return
                changed, self._changed = self._changed, set()
            if any(path not in self._own or self._own[path] != _digest(path) for path in changed):
                self.build(hasty=True)
            elif self._left and not changed:
                self.build()


def _digest(path: str) -> bytes:
    try:
        return blake2b(Path(path).read_bytes()).digest()
    except OSError:
        return b""
