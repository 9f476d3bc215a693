"""What a search for tensions gives; here so that a build with nothing to compare need not load the search."""

from __future__ import annotations

import msgspec

from builder.model import Tension, Update


class Disagreements(msgspec.Struct, frozen=True):
    """What was found, in the order of kinds, then of the thread."""

    tensions: tuple[Tension, ...] = ()
    updates: tuple[Update, ...] = ()
