"""A file of the site before it is made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from builder.text.digests import digest


class PlannedPage(msgspec.Struct, frozen=True):
    """A file of the site: `path` in the output folder, the digest of all that it is made of, and how to make it."""

    path: str
    key: str
    make: Callable[[], bytes]


def ready(path: str, raw: bytes) -> PlannedPage:
    """A small file that is made while planning: its key is its own digest."""
    return PlannedPage(path, digest("file", raw), partial(bytes, raw))
