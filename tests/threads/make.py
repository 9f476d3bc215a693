"""Articles and unit vectors for grouping tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from builder.model import Article, Residue, Span

START = datetime(2026, 3, 1, tzinfo=UTC)


def article(
    name: str, title: str = "", text: str = "", day: float | None = 0.0, residue: tuple[Residue, ...] = ()
) -> Article:
    end = text.find("\n\n")
    return Article(
        id=name,
        path=f"{name}.md",
        address=name,
        digest=name,
        source_id="s",
        title=title,
        text=text,
        lede=Span(0, end if end >= 0 else len(text)),
        published=None if day is None else START + timedelta(days=day),
        residue=residue,
    )


def units(rows: list[list[float]]) -> np.ndarray:
    array = np.array(rows, dtype=np.float32)
    return array / np.linalg.norm(array, axis=1, keepdims=True)


FERRY = [
    ("f1", "Ferry Aurora runs aground off Carrapel", "The ferry Aurora ran aground on the Sabot reef with 214 aboard."),
    ("f2", "Aurora ferry on Sabot reef, 214 rescued", "All 214 people on the ferry Aurora were taken off the reef."),
    ("f3", "Passengers safe after Aurora grounding", "Tugs stood by the Aurora on the Sabot reef off Carrapel."),
]
ONIONS = [
    ("o1", "Onion prices double in Ervanal", "Growers in Ervanal blame a wet spring for dear onions."),
    ("o2", "Ervanal onions twice as dear", "Onions cost twice what they did, growers in Ervanal say."),
]
# One direction for each story, a little noise in the others.
VECTORS = units([[1, 0.1, 0, 0.2], [1, 0, 0.1, 0.1], [0.9, 0.1, 0.1, 0], [0, 1, 0.1, 0.1], [0.1, 1, 0, 0.2]])


def newsroom(days: tuple[float | None, ...] = (0.0, 0.1, 0.5, 0.0, 0.3)) -> list[Article]:
    rows = [*FERRY, *ONIONS]
    return [article(*row, day=day) for row, day in zip(rows, days, strict=True)]
