"""Tensions: passages of different sources about the same thing that do not agree, by kind.

One module a kind yields pairs of marks; `gather` makes tensions of them, each difference once. Loaded only for threads
with more than one source (numpy, by way of `alignment`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.compare.tensions.kinds import Disagreements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from builder.model import Article, Quote

__all__ = ["Disagreements", "disagreements"]


def disagreements(
    articles: Sequence[Article], quotes: Sequence[tuple[Quote, ...]], copy_of: Mapping[str, str]
) -> Disagreements:
    """The tensions between different sources of a thread, and the figures that rose with time.

    `articles` in thread order; `quotes` those of each, in the same order; `copy_of`: article id -> the article that it
    is a copy of, for copies. Nothing is found within one source.
    """
    from builder.compare.tensions.gather import gather

    return gather(articles, quotes, copy_of)
