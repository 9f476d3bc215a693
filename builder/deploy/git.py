"""Running git: its own program, so that credentials, hooks and settings are the user's."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from builder.errors import DigestError, mistake

_OURS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")
"""Set while a hook runs; a deployment from a hook means the repository it stands in all the same."""


class Git:
    """git in one folder. Working tree, index and current branch are never touched by what is asked of it here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = {key: value for key, value in os.environ.items() if key not in _OURS} | {"LC_ALL": "C"}

    def ask(self, *arguments: str, given: bytes = b"") -> str | None:
        """What git prints, None when it fails."""
        done = self._run(arguments, given)
        return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else None

    def do(self, *arguments: str, given: bytes = b"", remedy: str = "") -> str:
        """What git prints. Raises `DigestError` with git's own words when it fails."""
        done = self._run(arguments, given)
        if done.returncode:
            raise self.failure(arguments[0], done.stderr, remedy)
        return done.stdout.decode("utf-8", "surrogateescape")

    def stream(self, *arguments: str, given: Iterable[bytes]) -> None:
        """Feed git piece by piece, so that a site is never in memory whole. Raises `DigestError` when it fails."""
        command = ["git", *arguments]
        with subprocess.Popen(
            command, cwd=self.folder, env=self._environment, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            assert process.stdin is not None
            assert process.stderr is not None
            try:
                for piece in given:
                    process.stdin.write(piece)
                process.stdin.close()
            except BrokenPipeError:
                pass  # git has ended: what it said says why.
            said = process.stderr.read()
        if process.returncode:
            raise self.failure(arguments[0], said)

    @staticmethod
    def failure(command: str, said: bytes, remedy: str = "") -> DigestError:
        """The mistake that git's words tell of."""
        lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
        telling = [line for line in lines if line.startswith(("fatal:", "error:", "remote:", " !"))] or lines
        words = "; ".join(line.strip() for line in telling[:3]) or "no reason given"
        return mistake(
            f"git {command}", f"failed: {words}", remedy or "mend what git names, and deploy again", kind="git"
        )

    def _run(self, arguments: tuple[str, ...], given: bytes) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                ["git", *arguments],
                cwd=self.folder,
                env=self._environment,
                input=given,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise mistake("git", "is not installed", "install it, or deploy to a folder", kind="git") from None
