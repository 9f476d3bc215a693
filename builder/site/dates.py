"""Times of the model (aware UTC) as a reader of this site sees them: its time zone, its language.

Views carry ISO text and the language; words are made from them when a template asks: planning a site formats nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from builder.site import locales


class DateView(msgspec.Struct, frozen=True):
    """A year, a month, a day or a moment: `iso` for machines, `day`, `short`, `time` and `text` for people."""

    iso: str
    language: str = "en"

    @property
    def day(self) -> str:
        """`17 September 2026`, `September 2026` or `2026`: as much as is known, without the time."""
        return locales.moment(self.language, self.iso, "day")

    @property
    def short(self) -> str:
        """`17 Sept`: for where the year is plain."""
        return locales.moment(self.language, self.iso, "short")

    @property
    def time(self) -> str:
        """`08:44`; empty when only the day is known."""
        return locales.moment(self.language, self.iso, "time")

    @property
    def month(self) -> str:
        """`September`: the month's name alone."""
        return locales.month_name(self.language, int(self.iso[5:7]))

    @property
    def text(self) -> str:
        """Day and time, in one line."""
        return locales.day_and_time(self.language, self.iso)


class SpanView(msgspec.Struct, frozen=True):
    """From one day to another; `text` is both in one phrase."""

    first: DateView
    last: DateView

    @property
    def text(self) -> str:
        """`17–20 September 2026`; one day alone when both are the same."""
        return locales.span(self.first.language, self.first.iso, self.last.iso)


class Dates:
    """Makes the views of times in one zone and language (a BCP 47 tag)."""

    def __init__(self, zone: ZoneInfo, language: str) -> None:
        self._zone = zone
        self._language = language

    def local(self, moment: datetime) -> datetime:
        """The moment in the site's zone."""
        return moment.astimezone(self._zone)

    def day_of(self, moment: datetime) -> date:
        """The calendar day of the moment in the site's zone."""
        return self.local(moment).date()

    def view(self, moment: datetime, *, day_only: bool = False) -> DateView:
        """A moment; with `day_only` no time of day is shown or claimed."""
        local = self.local(moment)
        iso = local.date().isoformat() if day_only else local.isoformat(timespec="seconds")
        return DateView(iso, self._language)

    def day(self, day: date) -> DateView:
        """A whole day."""
        return DateView(day.isoformat(), self._language)

    def month(self, year: int, month: int) -> DateView:
        """A whole month."""
        return DateView(f"{year:04d}-{month:02d}", self._language)

    def year(self, year: int) -> DateView:
        """A whole year."""
        return DateView(f"{year:04d}", self._language)

    def span(self, first: datetime | None, last: datetime | None) -> SpanView | None:
        """The days from one moment to another; None when nothing is dated."""
        if first is None or last is None:
            return None
        return SpanView(self.day(self.day_of(first)), self.day(self.day_of(last)))
