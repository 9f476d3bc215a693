"""Pages to publish, and a look at what was published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from builder.site.publish import Published

MODES = ("link", "files")


class Planned(msgspec.Struct, frozen=True):
    """A page whose bytes are its key, unless told otherwise."""

    path: str
    key: str
    make: Callable[[], bytes]


def page(path: str, key: str, content: bytes | None = None) -> Planned:
    return Planned(path, key, lambda: key.encode() if content is None else content)


def pages(**keys: str) -> list[Planned]:
    """`a__b="k"` becomes page `a/b.html` with the key `k`."""
    return [page(name.replace("__", "/") + ".html", key) for name, key in keys.items()]


def never(path: str, key: str) -> Planned:
    def make() -> bytes:
        raise AssertionError(f"{path} was made again")

    return Planned(path, key, make)


def tree(folder: Path) -> dict[str, str]:
    """Every file below `folder`, staging included."""
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def counts(published: Published) -> tuple[int, int, int]:
    return published.written, published.unchanged, published.deleted
