"""Dates: every form that archives hold, and what is refused."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from builder.text.dates import BadDate, date_line, parse

ZONE = ZoneInfo("America/New_York")

MOMENTS = [
    ("2025-08-02T18:48:18.683Z", "2025-08-02T18:48:18.683000"),
    ("2025-02-06 12:55:43.10 -4", "2025-02-06T16:55:43.100000"),
    ("2025-08-02T18:48", "2025-08-02T22:48:00"),
    ("2025-08-02T18:48:18+02", "2025-08-02T16:48:18"),
    ("2012-09-07T10:00:00+0000", "2012-09-07T10:00:00"),
    ("2020-01-01 10:00:00 +0000 UTC", "2020-01-01T10:00:00"),
    ("2025-08-02T24:00:00", "2025-08-03T04:00:00"),
    ("1754160498", "2025-08-02T18:48:18"),
    ("1754160498683", "2025-08-02T18:48:18.683000"),
    ("Sat, 02 Aug 2025 18:48:18 GMT", "2025-08-02T18:48:18"),
    ("Sat, 2 Aug 2025 18:48:18 -0400 (EDT)", "2025-08-02T22:48:18"),
    ("Wed Aug 02 2025 10:11:12 GMT+0200 (Central European Summer Time)", "2025-08-02T08:11:12"),
    ("Sat Aug  2 18:48:18 2025", "2025-08-02T22:48:18"),
    ("Aug. 2, 2025 6:48 PM EDT", "2025-08-02T22:48:00"),
    ("Jan. 2, 2025 at 6:48 p.m. ET", "2025-01-02T23:48:00"),
    ("6:48 PM, August 2, 2025", "2025-08-02T22:48:00"),
    ("2. August 2025, 18:30 Uhr", "2025-08-02T22:30:00"),
    ("04/13/2025 10:00:00 PM", "2025-04-14T02:00:00"),
    ("Tue, 2023-01-10 10:00", "2023-01-10T15:00:00"),
    ("Sunday, May 5, 2024 12:00 AM", "2024-05-05T04:00:00"),
]
DAYS = [
    ("2025-02-06", "2025-02-06"),
    ("2025-8-2", "2025-08-02"),
    ("2025/08/02", "2025-08-02"),
    ("20250802", "2025-08-02"),
    ("August 2, 2025", "2025-08-02"),
    ("August 2nd, 2025", "2025-08-02"),
    ("2 August 2025", "2025-08-02"),
    ("Saturday 2 August 2025", "2025-08-02"),
    ("2-Aug-2025", "2025-08-02"),
    ("13/04/2025", "2025-04-13"),
    ("02.08.2025", "2025-08-02"),
    ("12/12/2024", "2024-12-12"),
    ("2. August 2025", "2025-08-02"),
    ("2 août 2025", "2025-08-02"),
    ("2 de agosto de 2025", "2025-08-02"),
    ("2025年8月2日", "2025-08-02"),
    ("Aug. 2, 2025 6:48 PM XYZ", "2025-08-02"),
]


@pytest.mark.parametrize(("text", "wanted"), MOMENTS)
def test_moment(text: str, wanted: str) -> None:
    when = parse(text, ZONE)
    assert (when.at.isoformat(), when.day_only) == (f"{wanted}+00:00", False)


@pytest.mark.parametrize(("text", "wanted"), DAYS)
@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "UTC"])
def test_whole_day_is_that_day_in_the_sites_zone(text: str, wanted: str, zone: str) -> None:
    when = parse(text, ZoneInfo(zone))
    assert when.day_only
    assert when.at.astimezone(ZoneInfo(zone)).isoformat()[:19] == f"{wanted}T00:00:00"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/04/2025", "two different days"),
        ("1/2/25", "two different days"),
        ("2025-02-30", "no day of the calendar"),
        ("2025-13-01", "no day of the calendar"),
        ("25:00 August 2, 2025", "no day of the calendar"),
        ("0025-08-02", "outside the years"),
        ("9999-12-31", "outside the years"),
        ("2025", "cannot|not a date"),
        ("May 2025", "not a date"),
        ("soon", "not a date"),
        ("Two dead after May 3, 2021 raid", "not a date"),
        ("99999999999999", "outside the years"),
        ("", "is empty"),
        ("1" * 500, "too long"),
    ],
)
def test_refused(text: str, why: str) -> None:
    with pytest.raises(BadDate, match=why):
        parse(text, ZONE)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("August 2, 2025", 2),
        ("Published: Aug 2, 2025 | 5 min read", 2),
        ("Updated 3 August 2025 6:48 PM EDT", 3),
        ("*Posted on 2025-08-04*", 4),
        ("In May 2020 it was different.", 0),
        ("The strike began on August 2, 2025", 0),
        ("1754160498", 0),
        ("By Berta Quill", 0),
    ],
)
def test_date_line(line: str, day: int) -> None:
    when = date_line(line, ZONE)
    assert (when.at.astimezone(ZONE).day if when else 0) == day
