"""Stories' codes -> the files of the meaning part that change with the stories: vectors by number and by cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from builder.search import varint
from builder.search.cells import nearest
from builder.search.codes import Whole, packed
from builder.search.directory import NAME_BYTES, File, Names, mark_of, numbered_pages
from builder.search.fields import STORIES_PER_FILE

PER_FILE = 8
"""Stories of a file of vectors: half a KB, of which a query fetches up to `EXACT`."""

NAMES = PER_FILE // STORIES_PER_FILE
"""Names of files of stories that stand in a file of vectors."""

WHOLE = 2048
"""Files of vectors up to which one directory page names all: those that a query needs lie on all pages anyway."""


class Filed(msgspec.Struct, frozen=True):
    """`entry` is what stands under `meaning`; `contents` by mark."""

    entry: dict[str, Any]
    files: tuple[File, ...]
    contents: dict[bytes, bytes]


def filed(name: str, codes: Whole, centres: Whole, stories: Sequence[bytes]) -> Filed:
    """The files of stories' vectors; `codes` by the stories' numbers, zeros where there is none.

    `stories` are the names of the files of stories: each file of vectors begins with those of its own stories, so that
    a reader who has looked up what a story means knows where its record is.
    """
    contents: dict[bytes, bytes] = {}
    names = Names("v")

    def file(raw: bytes) -> File:
        mark = mark_of(raw)
        contents[mark] = raw
        return names.of(mark, len(raw))

    halves = packed(codes)

    def block(place: int) -> bytes:
        own = b"".join(stories[place * NAMES : (place + 1) * NAMES]).ljust(NAMES * NAME_BYTES, b"\0")
        return own + halves[place * PER_FILE : (place + 1) * PER_FILE].tobytes()

    blocks = [file(block(place)) for place in range(math.ceil(len(halves) / PER_FILE))]
    cell = nearest(codes, centres)
    cells = [file(_cell(np.flatnonzero(cell == number).tolist(), halves)) for number in range(len(centres))]
    pages = {
        key: [file(raw) for raw in numbered_pages(files, WHOLE)]
        for key, files in (("vectors", blocks), ("cells", cells))
    }
    entry = {
        "fit": name,
        "vectors": {
            "per": PER_FILE,
            "names": NAMES,
            "files": len(blocks),
            "pages": [f.name.hex() for f in pages["vectors"]],
        },
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
