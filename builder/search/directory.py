"""Names of files from their content, directory pages, and the entry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from builder.search import varint

ENTRY_PATH = "search/index.json"
NAME_BYTES = 5
PAGE_FILES = 128
"""Files that a directory page names: a query reads few of them, the entry names all."""


class File(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One file: its kind (`t`, `p`, ...), what its name says, a digest of its content and its size in bytes."""

    kind: str
    name: bytes
    mark: bytes
    size: int

    @property
    def path(self) -> str:
        """Where it stands in the output folder."""
        suffix = "json" if self.kind in ("s", "n") else "bin"
        return f"search/{self.kind}/{self.name.hex()}.{suffix}"


def mark_of(content: bytes) -> bytes:
    """16 bytes that stand for a content."""
    return hashlib.blake2b(content, digest_size=16).digest()


class Names:
    """Gives the files of one kind their names, in a fixed order: the beginning of the content's digest.

    Where two contents would share a name, the later one gets another; equal contents share one.
    """

    def __init__(self, kind: str) -> None:
        """No names yet."""
        self._kind = kind
        self._taken: dict[bytes, bytes] = {}

    def of(self, mark: bytes, size: int) -> File:
        """The file with the content that `mark` stands for."""
        name, turn = mark[:NAME_BYTES], 0
        while self._taken.setdefault(name, mark) != mark:
            turn += 1
            name = hashlib.blake2b(mark + turn.to_bytes(4, "big"), digest_size=NAME_BYTES).digest()
        return File(self._kind, name, mark, size)


def keyed_pages(firsts: Sequence[str], files: Sequence[File]) -> list[tuple[str, bytes]]:
    """Directory pages of files that are found by a form: the first form of each page and its bytes."""
    pages = []
    for start in range(0, len(files), PAGE_FILES):
        out = bytearray()
        before = b""
        for first, file in zip(firsts[start : start + PAGE_FILES], files[start : start + PAGE_FILES], strict=True):
            word = first.encode()
            varint.put_front_coded(out, before, word)
            out += file.name
            before = word
        pages.append((firsts[start], bytes(out)))
    return pages


def numbered_pages(files: Sequence[File], whole: int = 0) -> list[bytes]:
    """Directory pages of files that are found by their number; up to `whole` files stand on one page."""
    step = PAGE_FILES if len(files) > whole else max(1, len(files))
    return [b"".join(file.name for file in files[start : start + step]) for start in range(0, len(files), step)]


def entry_bytes(fields: dict[str, Any]) -> bytes:
    """`search/index.json`."""
    return msgspec.json.encode(fields)


def total(files: Iterable[File]) -> int:
    """Bytes of the files."""
    return sum(file.size for file in files)
