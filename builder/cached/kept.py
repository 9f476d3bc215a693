"""Stage results as values, from one look at a site to the next in one process.

A server that stays up reads nothing from the store that it has at hand; on a large site it leaves the stories as they
are until there is a moment for grouping.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from builder.model import Comparison
from builder.reading.read import Reading
from builder.threads.types import Grouping


class Kept:
    """What the last look has come to, by the keys of the store. `provisional`: its grouping was taken over."""

    def __init__(self) -> None:
        self.readings: dict[str, Reading] = {}
        self.comparisons: dict[str, Comparison] = {}
        self.grouping: Grouping | None = None
        self.hasty = False
        self.provisional = False

    def grouped(self, article_ids: Iterable[str]) -> Grouping | None:
        """In haste the last grouping, each new article of `article_ids` a group of its own; else None."""
        self.provisional = self.hasty and self.grouping is not None
        return _of_these(self.grouping, set(article_ids)) if self.hasty and self.grouping else None


def _of_these(grouping: Grouping, here: set[str]) -> Grouping:
    """`grouping` with the articles that are `here` and no others."""
    known = {name for group in grouping.groups for name in group}
    if known == here:
        return grouping
    groups = [tuple(name for name in group if name in here) for group in grouping.groups]
    return msgspec.structs.replace(
        grouping,
        groups=tuple(sorted([*(group for group in groups if group), *((name,) for name in here - known)])),
        ties=tuple(tie for tie in grouping.ties if {tie.left, tie.right} <= here),
        centrality=tuple(row for row in grouping.centrality if row[0] in here),
        joints=tuple(joint for joint in grouping.joints if {*joint.left, *joint.right} <= here),
        echoes=tuple(tie for tie in grouping.echoes if {tie.left, tie.right} <= here),
    )
