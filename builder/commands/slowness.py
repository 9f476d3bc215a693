"""Why a build took what it took: told from its stages' costs and its counts, never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.cached.record import Counts
from builder.progress import StageCost

WORTH = 0.5
"""Seconds below which a stage needs no explanation."""
SHARE = 0.2
"""Of the whole: a smaller stage is not why a build is slow."""


def reasons(costs: Sequence[StageCost], counts: Counts) -> Iterator[tuple[str, str]]:
    """(what was slow and why, what to do) for each stage that took much of the build, the slowest first."""
    total = sum(cost.seconds for cost in costs)
    for cost in sorted(costs, key=lambda cost: (-cost.seconds, cost.name)):
        if cost.seconds < WORTH or cost.seconds < SHARE * total:
            continue
        why, remedy = _why(cost.name, counts)
        yield f"{cost.name} took {cost.seconds:.2f} s, {100 * cost.seconds / total:.0f} % of it: {why}", remedy


def _why(stage: str, counts: Counts) -> tuple[str, str]:
    again = "what is cached is not made again: keep .digest/ between builds, also in CI"
    if stage == "reading":
        return f"{counts.parsed:,} of {counts.files:,} files were new or changed", again if counts.parsed else ""
    if stage in ("grouping", "comparing"):
        if counts.embedded:
            told = f"{counts.embedded:,} texts were embedded, which begins with loading the model"
            return f"{told}; {counts.from_cache:,} came from the cache", again
        if stage == "comparing":
            return f"{counts.compared:,} of {counts.threads:,} stories were new or changed", again
        return f"{counts.articles:,} articles were grouped again, since some had changed", ""
    if stage == "publishing":
        told = f"{counts.written:,} of {counts.pages:,} pages were written"
        return told, "a change of theme or site.toml writes every page" if counts.written == counts.pages else ""
    if stage == "planning":
        return f"{counts.pages:,} pages were planned", ""
    return f"{counts.files:,} files were looked at", "a network drive is slow at this: build on a local disk"
