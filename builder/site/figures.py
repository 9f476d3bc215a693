"""What the sources of a site do, counted over all its stories: alone, first, together, in others' words.

Counted, never rated. `first` is claimed only where the times given leave no doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import msgspec

from builder.model import Article, Comparison, Thread
from builder.site.index import SiteIndex


class Tally(msgspec.Struct):
    """One source: ids of stories that it alone reports and that it reported first, both in the site's order.

    `quotes` counts the quotations in its articles, `speakers` the different names they are given to, `quoted` is the
    sum of the shares (0 to 1) of its articles that stand in quotation marks, over `measured` articles.
    """

    alone: list[str] = []
    first: list[str] = []
    several: int = 0
    quotes: int = 0
    speakers: set[str] = msgspec.field(default_factory=set)
    quoted: float = 0.0
    measured: int = 0


class Figures:
    """The tallies of every source and the stories that pairs of them share, in one pass over a site."""

    def __init__(self, index: SiteIndex) -> None:
        self._index = index
        self.of: dict[str, Tally] = {source_id: Tally() for source_id in index.sources}
        self.shared: dict[tuple[str, str], int] = {}
        for thread in index.listed_threads:
            self._thread(thread)

    def partners(self, source_id: str) -> list[tuple[str, int]]:
        """The sources that share stories with this one and how many, most first; ties break by id."""
        found = {
            (left if right == source_id else right): count
            for (left, right), count in self.shared.items()
            if source_id in (left, right)
        }
        return sorted(found.items(), key=lambda row: (-row[1], row[0]))

    def _thread(self, thread: Thread) -> None:
        members = self._index.members(thread)
        outlets = sorted({article.source_id for article in members})
        if len(outlets) == 1:
            self.of[outlets[0]].alone.append(thread.id)
        else:
            for outlet in outlets:
                self.of[outlet].several += 1
            for pair in combinations(outlets, 2):
                self.shared[pair] = self.shared.get(pair, 0) + 1
            ahead = self._ahead(members)
            if ahead:
                self.of[ahead].first.append(thread.id)
        found = self._index.comparisons.get(thread.id)
        if found:
            self._quoting(found)

    def _ahead(self, members: Sequence[Article]) -> str:
        """The source whose article came out before every other source's, or empty where that is not sure.

        A date without a time of day is before another only when its whole day is; one undated article of another
        source leaves it open.
        """
        dated = sorted((a for a in members if a.published), key=lambda a: (a.published.timestamp(), a.id))  # type: ignore[union-attr]
        if not dated:
            return ""
        first = dated[0]
        others = [article for article in members if article.source_id != first.source_id]
        return first.source_id if all(self._before(first, other) for other in others) else ""

    def _before(self, one: Article, other: Article) -> bool:
        if one.published is None or other.published is None:
            return False
        day_of = self._index.dates.day_of
        if one.day_only or other.day_only:
            return day_of(one.published) < day_of(other.published)
        return one.published < other.published

    def _quoting(self, comparison: Comparison) -> None:
        articles = self._index.articles
        for quote in comparison.quotes:
            if quote.kind != "indirect":
                tally = self.of[articles[quote.sentence.article_id].source_id]
                tally.quotes += 1
                if quote.speaker:
                    tally.speakers.add(quote.speaker)
        for row in comparison.transparency:
            tally = self.of[articles[row.article_id].source_id]
            tally.quoted += row.quoted_share
            tally.measured += 1
