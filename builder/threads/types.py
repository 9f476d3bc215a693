"""What grouping hands to identity."""

from __future__ import annotations

import msgspec

from builder.model import Tie

THREADS_VERSION = 1
"""Raised whenever the same articles and vectors would be grouped otherwise."""


class Grouping(msgspec.Struct, frozen=True):
    """Article ids by story: every article in exactly one group, groups and members sorted.

    `ties` are the strongest links inside groups; `centrality` gives, for each article of a group of several, its mean
    similarity to the others (0 to 1).
    """

    groups: tuple[tuple[str, ...], ...]
    ties: tuple[Tie, ...] = ()
    centrality: tuple[tuple[str, float], ...] = ()
