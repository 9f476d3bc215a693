"""Cells, files of vectors, and stories that are like each other."""

from __future__ import annotations

import numpy as np

from builder.search import cells, related
from builder.search.codes import Whole, coded, unpacked
from builder.search.fields import STORIES_PER_FILE
from builder.search.fit import DIMENSIONS
from builder.search.meaning import PER_FILE, filed
from tests.search.reader import Bytes


def clouds(count: int = 5, size: int = 20) -> Whole:
    """Rows in `count` bunches, one after the other in turn."""
    chance = np.random.Generator(np.random.PCG64(6))
    middles = chance.standard_normal((count, DIMENSIONS))
    return coded(np.tile(middles, (size, 1)) + 0.3 * chance.standard_normal((count * size, DIMENSIONS)))[0]


def test_cells_are_the_bunches() -> None:
    rows = clouds()
    found = cells.nearest(rows, cells.centres(rows, 5))
    assert len({(number % 5, cell) for number, cell in enumerate(found.tolist())}) == 5
    assert cells.nearest(np.zeros((1, DIMENSIONS), dtype=np.int8), cells.centres(rows, 5)).tolist() == [-1]


def test_how_many_cells() -> None:
    assert [cells.count_for(n) for n in (0, 1, 74, 1000, 10_000, 100_000)] == [1, 1, 1, 20, 141, 447]


def test_files_of_vectors_hold_each_story_once() -> None:
    rows = clouds()
    rows[7] = 0
    centres = cells.centres(rows, 5)
    names = [bytes((number + 1,)) * 5 for number in range(-(-len(rows) // STORIES_PER_FILE))]
    made = filed("0123456789", rows, centres, names)
    assert made == filed("0123456789", rows.copy(), centres.copy(), names)
    assert {file.kind for file in made.files} == {"v"}
    by_name = {file.name.hex(): made.contents[file.mark] for file in made.files}

    def named(key: str) -> list[bytes]:
        pages = b"".join(by_name[name] for name in made.entry[key]["pages"])
        return [by_name[pages[at : at + 5].hex()] for at in range(0, len(pages), 5)]

    vectors = named("vectors")
    assert len(vectors) == made.entry["vectors"]["files"] == -(-len(rows) // PER_FILE)
    led = PER_FILE // STORIES_PER_FILE * 5
    assert (unpacked(b"".join(raw[led:] for raw in vectors), DIMENSIONS) == rows).all()
    assert b"".join(raw[:led] for raw in vectors).rstrip(b"\0") == b"".join(names).rstrip(b"\0")
    assert all(len(raw) > led for raw in vectors)
    seen = {}
    for content in named("cells"):
        raw, number = Bytes(content), -1
        numbers = [number := number + raw.number() for _ in range(raw.number())]
        codes = unpacked(content[raw.at :], DIMENSIONS)
        seen.update(zip(numbers, codes.tolist(), strict=True))
    assert seen == {number: row.tolist() for number, row in enumerate(rows) if number != 7}


def test_like_stories_share_rare_words_and_no_saga() -> None:
    rows = clouds(count=4, size=3)  # 0, 4 and 8 are one bunch
    ids = [f"t{number}" for number in range(len(rows))]
    words = [(number % 4, 100 + number) for number in range(len(rows))]
    centres = cells.centres(rows, 2)
    found = dict(zip(ids, related.related(ids, rows, centres, words, {}), strict=True))
    assert set(found["t0"]) == {"t4", "t8"}
    assert found == dict(zip(ids, related.related(ids, rows, centres, words, {}), strict=True))
    saga = dict(zip(ids, related.related(ids, rows, centres, words, {"t0": "s", "t4": "s"}), strict=True))
    assert saga["t0"] == ("t8",)
    lone = np.random.Generator(np.random.PCG64(8)).integers(-7, 8, size=(6, DIMENSIONS), dtype=np.int8)
    assert set(related.related(ids[:6], lone, cells.centres(lone, 1), words[:6], {})) == {()}
