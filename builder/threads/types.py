"""What grouping hands to identity."""

from __future__ import annotations

import msgspec

from builder.model import Joint, Tie

THREADS_VERSION = 3
"""Raised whenever the same articles and vectors would be grouped otherwise."""


class Grouping(msgspec.Struct, frozen=True):
    """Article ids by story: every article in exactly one group, groups and members sorted.

    `ties` are the strongest links inside groups; `centrality` gives, for each article of a group of several, its mean
    similarity to the others (0 to 1). `joints` has for each group of several the step that it hangs by: the least
    alike groups that became one. `echoes` are ties between articles of different groups, the
    later of which may continue the earlier.
    """

    groups: tuple[tuple[str, ...], ...]
    ties: tuple[Tie, ...] = ()
    centrality: tuple[tuple[str, float], ...] = ()
    joints: tuple[Joint, ...] = ()
    echoes: tuple[Tie, ...] = ()
