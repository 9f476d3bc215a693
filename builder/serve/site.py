"""What the server asks of the program that makes the site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from builder.serve.outcome import BuildOutcome


class Publishing(Protocol):
    """A build that runs elsewhere."""

    def wait(self) -> BuildOutcome:
        """What it has come to.

        Raises `DigestError` for a site that cannot be built, `Ended` after `end`, `Busy` where another build runs.
        """

    def end(self) -> None:
        """Cut it off; from any thread, also when it is done."""


class Ended(Exception):
    """A build was cut off."""


class Busy(Exception):
    """Somebody else is building the site at this moment."""


class Site(Protocol):
    """A site that can be published as a whole, and shown before."""

    def build(self) -> BuildOutcome:
        """Publish it now, in this process. Raises `DigestError` for a site that cannot be built."""

    def preview(self, *, exact: bool) -> BuildOutcome:
        """Look at its files and plan what would be published; `changed` is against the last preview.

        What takes long may be left out unless it is to be `exact`; then the outcome is provisional.
        Raises `DigestError` for a site that cannot be planned.
        """

    def prepare(self, stop: Callable[[], bool]) -> None:
        """Have at hand what the next preview needs, unless asked to `stop`; never raises for what is wrong with it."""

    def publish(self) -> Publishing:
        """Begin to publish it in a process of its own."""

    def tree(self) -> Path:
        """The real folder of the live site."""
