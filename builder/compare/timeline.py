"""The days of which a thread's texts speak, put together across its articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from builder.compare.days import days_of
from builder.model import Article, DateMention, Timeline, TimelineDay


def timeline(articles: Sequence[Article], independence: Mapping[str, int]) -> Timeline:
    """Every day, month and year that the articles name, in order of time; equal ones are one entry.

    `independence`: article id -> the number of its group (see `independent.components`), -1 for none. A month and a day
    in it are two entries: nobody said that they mean the same.
    """
    by_days: dict[tuple[int, int], list[DateMention]] = {}
    left_out = 0
    for article in articles:
        for one in days_of(article):
            if one.days is None:
                left_out += 1
            else:
                by_days.setdefault(one.days, []).append(one.mention)
    made = []
    for first, last in sorted(by_days, key=lambda days: (days[0], -days[1])):
        mentions = by_days[first, last]
        groups = {independence.get(one.sentence.article_id, -1) for one in mentions} - {-1}
        made.append(
            TimelineDay(
                first=date.fromordinal(first),
                last=date.fromordinal(last),
                mentions=tuple(mentions),
                independent=max(1, len(groups)),
            )
        )
    return Timeline(days=tuple(made), left_out=left_out)
