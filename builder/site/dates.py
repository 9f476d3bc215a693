"""Times of the model (aware UTC) as a reader of this site sees them: its time zone, its language."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from builder.site.strings import Strings


class DateView(msgspec.Struct, frozen=True):
    """`iso` for machines, `day` and `time` for people; `time` is empty when only the day is known."""

    iso: str
    day: str
    time: str = ""

    @property
    def text(self) -> str:
        """Day and time, in one line."""
        return f"{self.day}, {self.time}" if self.time else self.day


class SpanView(msgspec.Struct, frozen=True):
    """From one day to another, as text for each end and as one phrase."""

    first: DateView
    last: DateView
    text: str


class Dates:
    """Writes dates in one zone and language."""

    def __init__(self, zone: ZoneInfo, strings: Strings) -> None:
        self._zone = zone
        self._t = strings
        self._months = strings.items("date.months")
        self._short = strings.items("date.months_short")

    def local(self, moment: datetime) -> datetime:
        """The moment in the site's zone."""
        return moment.astimezone(self._zone)

    def day_of(self, moment: datetime) -> date:
        """The calendar day of the moment in the site's zone."""
        return self.local(moment).date()

    def view(self, moment: datetime, *, day_only: bool = False) -> DateView:
        """A moment; with `day_only` no time of day is shown or claimed."""
        local = self.local(moment)
        day = self.day_text(local.date())
        if day_only:
            return DateView(local.date().isoformat(), day)
        clock = self._t("date.time", hour=f"{local.hour:02d}", minute=f"{local.minute:02d}")
        return DateView(local.isoformat(timespec="seconds"), day, clock)

    def day(self, day: date) -> DateView:
        """A whole day."""
        return DateView(day.isoformat(), self.day_text(day))

    def day_text(self, day: date) -> str:
        """`17 September 2026`."""
        return self._t("date.day", day=str(day.day), month=self._months[day.month - 1], year=str(day.year))

    def short(self, day: date) -> str:
        """`17 Sept`."""
        return self._t("date.short", day=str(day.day), month=self._short[day.month - 1])

    def month(self, year: int, month: int) -> str:
        """`September 2026`."""
        return self._t("date.month", month=self._months[month - 1], year=str(year))

    def month_name(self, month: int) -> str:
        """`September`."""
        return self._months[month - 1]

    def span(self, first: datetime | None, last: datetime | None) -> SpanView | None:
        """`17 to 20 September 2026`; None when nothing is dated."""
        if first is None or last is None:
            return None
        a, b = self.day_of(first), self.day_of(last)
        return SpanView(self.day(a), self.day(b), self._span_text(a, b))

    def _span_text(self, a: date, b: date) -> str:
        if a == b:
            return self.day_text(a)
        if a.year != b.year:
            start = self.day_text(a)
        elif a.month != b.month:
            start = self._t("date.day_month", day=str(a.day), month=self._months[a.month - 1])
        else:
            start = str(a.day)
        return self._t("date.span", start=start, end=self.day_text(b))
