"""A build in a process of its own, for `digest serve`: it can be cut off at any moment, and takes no turn from pages.

The options go in as JSON on standard input, which stays open as long as somebody waits for the build; the outcome
comes back as JSON on standard output.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import traceback
from pathlib import Path

import msgspec

from builder.errors import DigestError, Notice, mistake
from builder.pipeline import Outcome, build
from builder.serve.outcome import BuildOutcome
from builder.serve.site import Busy, Ended
from builder.workspace import Options

_PROGRAM = "from builder.commands.publisher import main; main()"
_GENTLY = 10
"""What is added to the niceness: whoever saves next comes first."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a build in another process has come to: one of the three."""

    outcome: Outcome | None = None
    notices: tuple[Notice, ...] = ()
    trace: str = ""


class Publisher:
    """A running build of the site at `root`."""

    def __init__(self, root: Path, options: Options) -> None:
        # Whatever lies in the folder that the server was started in is no module of this program.
        package = Path(__file__).resolve().parents[2]
        paths = [str(package), *filter(None, [os.environ.get("PYTHONPATH", "")])]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM, str(root.resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,
        )
        self._ended = False
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(msgspec.json.encode(options) + b"\n")
            self._process.stdin.flush()

    def wait(self) -> BuildOutcome:
        """What it has come to. Raises `DigestError` for a site that cannot be built, `Busy`, `Ended` after `end`."""
        assert self._process.stdout is not None
        raw = self._process.stdout.read()
        self._process.wait()
        self._close()
        if self._ended:
            raise Ended
        if self._process.returncode < 0:
            what = f"the build that publishes was ended by signal {-self._process.returncode} (out of memory?)"
            raise mistake("digest serve", what, "save once more, or run `digest build`", kind="ended")
        told = msgspec.json.decode(raw, type=Told)
        if any(notice.kind == "build-running" for notice in told.notices):
            raise Busy
        if told.outcome is None:
            raise DigestError(*told.notices) if told.notices else RuntimeError(told.trace)
        counts, seconds = told.outcome.counts, told.outcome.seconds
        files = counts.written + counts.deleted
        summary = f"published in {seconds:.2f} s: {files:,} file{'' if files == 1 else 's'} changed"
        return BuildOutcome(changed=told.outcome.changed, notices=told.outcome.notices, summary=summary)

    def end(self) -> None:
        """Cut it off, with the processes that it has started; the live site is whole all the while."""
        self._ended = True
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def main() -> None:
    """Build the site named by the first argument with the options on standard input; the other process's side."""
    os.nice(_GENTLY)
    # What a library prints is no part of the outcome.
    told_to = os.dup(1)
    os.dup2(2, 1)
    options = msgspec.json.decode(sys.stdin.buffer.readline(), type=Options)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        told = Told(outcome=build(Path(sys.argv[1]), options))
    except DigestError as error:
        told = Told(notices=error.notices)
    except Exception:
        told = Told(trace=traceback.format_exc().rstrip())
    with os.fdopen(told_to, "wb") as file:
        file.write(msgspec.json.encode(told))
    # Nothing is left to do, and the thread that waits for the parent would be waited for.
    os._exit(0)


def _end_with_parent() -> None:
    """End when nobody waits any more; workers too."""
    os.read(sys.stdin.fileno(), 1)
    os.killpg(0, signal.SIGKILL)
