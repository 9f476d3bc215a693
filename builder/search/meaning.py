"""Stories' codes -> the files of the meaning part that change with the stories: vectors by number and by cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from builder.search import varint
from builder.search.cells import nearest
from builder.search.codes import Whole, packed
from builder.search.directory import File, Names, mark_of, numbered_pages

PER_FILE = 8
"""Stories of a file of vectors: half a KB, of which a query fetches up to `EXACT`."""


class Filed(msgspec.Struct, frozen=True):
    """`entry` is what stands under `meaning`; `contents` by mark."""

    entry: dict[str, Any]
    files: tuple[File, ...]
    contents: dict[bytes, bytes]


def filed(name: str, codes: Whole, centres: Whole) -> Filed:
    """The files of stories' vectors; `codes` by the stories' numbers, zeros where there is none."""
    contents: dict[bytes, bytes] = {}
    names = Names("v")

    def file(raw: bytes) -> File:
        mark = mark_of(raw)
        contents[mark] = raw
        return names.of(mark, len(raw))

    halves = packed(codes)
    blocks = [file(halves[start : start + PER_FILE].tobytes()) for start in range(0, len(halves), PER_FILE)]
    cell = nearest(codes, centres)
    cells = [file(_cell(np.flatnonzero(cell == number).tolist(), halves)) for number in range(len(centres))]
    pages = {
        key: [file(raw) for raw in numbered_pages(files)] for key, files in (("vectors", blocks), ("cells", cells))
    }
    entry = {
        "fit": name,
        "vectors": {"per": PER_FILE, "files": len(blocks), "pages": [f.name.hex() for f in pages["vectors"]]},
        "cells": {"files": len(cells), "pages": [f.name.hex() for f in pages["cells"]]},
    }
    every = (*blocks, *cells, *pages["vectors"], *pages["cells"])
    return Filed(entry, tuple({one.path: one for one in every}.values()), contents)


def _cell(numbers: Sequence[int], halves: NDArray[np.uint8]) -> bytes:
    out = bytearray()
    varint.put(out, len(numbers))
    before = -1
    for number in numbers:
        varint.put(out, number - before)
        before = number
    return bytes(out) + halves[list(numbers)].tobytes()
