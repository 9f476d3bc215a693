"""Which days texts speak of: what is resolved, by which word, and what is left out."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from builder.compare.days import article_day, days_of
from builder.compare.timeline import timeline
from tests.compare.make import article

DAY = "2026-09-24"
"""A Thursday."""


def found(text: str, day: str = DAY) -> list[tuple[str, str, str]]:
    """Words, what they were resolved to (`-` when left out), basis; of whole months and years the first day."""
    one = article("a", "post", text, day=day)
    return [
        (
            named.mention.span.of(one.text),
            str(date.fromordinal(named.days[0])) if named.days else "-",
            named.mention.basis,
        )
        for named in days_of(one)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ship was built on 9 May 1983 in Tarn.", [("9 May 1983", "1983-05-09", "written")]),
        ("It broke in March 2024.", [("March 2024", "2024-03-01", "written")]),
        ("Mr Orre bought it in 1998.", [("1998", "1998-01-01", "written")]),
        ("The gates were painted on 11 September.", [("11 September", "2026-09-11", "year")]),
        ("The ward will close on 1 November.", [("1 November", "2026-11-01", "year")]),
        ("It passed its survey in May.", [("in May", "2026-05-01", "year")]),
        ("It was the worst fog since February.", [("since February", "2026-02-01", "year")]),
        ("The mast fell on Tuesday.", [("Tuesday", "2026-09-22", "reckoned")]),
        ("The council will meet on Tuesday.", [("Tuesday", "2026-09-29", "reckoned")]),
        ("The mast fell yesterday.", [("yesterday", "2026-09-23", "reckoned")]),
        ("Two divers were hurt last month.", [("last month", "2026-08-01", "reckoned")]),
        ("Two divers were hurt three days ago.", [("three days ago", "2026-09-21", "reckoned")]),
        ("The mast fell on Thursday 17 September.", [("Thursday 17 September", "2026-09-17", "year")]),
        # Which day is meant cannot be told.
        ("The strikers go back on Monday.", [("Monday", "-", "reckoned")]),
        ("Wages rise again in July.", [("in July", "-", "year")]),
        ("It was sold in March of last year.", [("in March", "-", "year"), ("last year", "2025-01-01", "reckoned")]),
        ("“I saw it yesterday,” said Bo Lund.", [("yesterday", "-", "reckoned")]),
        ("The mast fell last week.", [("last week", "-", "reckoned")]),
        ("The mast fell on Friday.", [("Friday", "-", "reckoned")]),
        ("The mast fell on Friday 17 September.", [("Friday 17 September", "-", "year")]),
        # No dates.
        ("The Sunday Times reported the fall.", []),
        ("The attacks of Sept. 11 hijackers were recalled.", []),
        ("She told USA Today that the mast had fallen.", []),
        ("There were 2000 homes without water, and a bill of 1,998 euros.", []),
        ("The tools we all use tomorrow are made here.", []),
        ("The mast fell by 12 metres.", []),
    ],
)  # fmt: skip
def test_what_words_name(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == expected


def test_beside_a_distant_date_a_day_without_a_year_is_open() -> None:
    assert found("He was jailed in 2011. He died on 3 September.")[1][1] == "-"
    assert found("In 2011 he fell on Tuesday.")[1][1] == "-"


def test_an_undated_article_has_written_dates_only() -> None:
    assert [day for _, day, _ in found("It fell on Tuesday, in May, and on 9 May 1983.", day="")] == [
        "-", "-", "1983-05-09",
    ]  # fmt: skip


def test_a_whole_day_is_the_day_of_the_sites_zone() -> None:
    late = datetime(2026, 9, 23, 23, tzinfo=UTC)
    one = msgspec.structs.replace(article("a", "post", "x", day=DAY), published=late)
    assert date.fromordinal(article_day(one)) == date(2026, 9, 24)
    timed = msgspec.structs.replace(one, day_only=False)
    assert date.fromordinal(article_day(timed)) == date(2026, 9, 23)


def test_the_same_day_of_several_articles_is_one_entry() -> None:
    texts = ("The mast fell on Tuesday.", "It fell on 22 September.", "On 22 September 2026 the mast fell.")
    articles = [article(name, name, text, day=DAY) for name, text in zip("abc", texts, strict=True)]
    made = timeline(articles, {"a": 0, "b": 0, "c": -1})
    (day,) = made.days
    assert (day.first, day.last, day.independent) == (date(2026, 9, 22), date(2026, 9, 22), 1)
    assert [mention.basis for mention in day.mentions] == ["reckoned", "year", "written"]
    for one, mention in zip(articles, day.mentions, strict=True):
        assert mention.sentence.article_id == one.id
        assert mention.sentence.span.covers(mention.span)
    assert timeline(articles, {"a": 0, "b": 1, "c": 2}).days[0].independent == 3


def test_months_and_their_days_are_apart_and_in_order() -> None:
    texts = ("It broke on 3 March 2024 and again in March 2024.", "In 2024 it broke twice, and last week once.")
    made = timeline([article(name, name, text, day=DAY) for name, text in zip("ab", texts, strict=True)], {})
    assert [(str(day.first), str(day.last)) for day in made.days] == [
        ("2024-01-01", "2024-12-31"), ("2024-03-01", "2024-03-31"), ("2024-03-03", "2024-03-03"),
    ]  # fmt: skip
    assert made.left_out == 1
