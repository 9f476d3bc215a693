from __future__ import annotations

from datetime import date, datetime

import pytest

from builder.threads.editorial.file import Editorial, Name, parse


def told(text: str) -> list[str]:
    found = parse(text)
    assert found.rules == ()
    return [str(notice) for notice in found.notices]


def test_an_empty_file_has_no_rules() -> None:
    assert parse("# nothing yet\n") == Editorial()


def test_rules_keep_their_lines_and_those_of_their_names() -> None:
    (rule,) = parse('\n[[merge]]\nnote = "Both  are\\none."\narticles = [\n "a.md",\n "b.md",\n "a.md",\n]\n').rules
    assert rule.place == "editorial.toml:2"
    assert rule.note == "Both are one."
    assert rule.articles == (Name("a.md", 5), Name("b.md", 6))


def test_days_are_dates_with_or_without_quotes_and_time() -> None:
    days = ["2026-09-30", '"2026-09-30"', "2026-09-30T12:00:00", '"2026-09-30T12:00:00"']
    rules = parse("\n".join(f'[[front]]\nthread = "a"\nuntil = {day}' for day in days)).rules
    assert [rule.day for rule in rules] == [date(2026, 9, 30)] * 2 + [datetime(2026, 9, 30, 12)] * 2


def test_every_mistake_is_named_at_once_with_its_line() -> None:
    text = """\
[[mrege]]
[[split]]
article = ["a.md"]
[[merge]]
articles = ["a.md"]
[[apart]]
articles = "a.md"
[[move]]
article = "a.md"
[[move]]
to = "b"
[[headline]]
thread = "x"
title = " "
[[front]]
thread = "x"
until = "soon"
[[close]]
thread = 3
[hide]
thread = "x"
"""
    assert [line.removeprefix("editorial.toml:") for line in told(text)] == [
        "1: unknown entry [[mrege]] (did you mean `merge`?)",
        '2: [[split]] has no `articles` (articles = ["a.md", "b.md"])',
        "3: unknown key `article` in [[split]] (did you mean `articles`?)",
        '4: [[merge]] names too little (articles = ["a.md", "b.md"] or threads = ["one-story", "another"])',
        '7: `articles` in [[apart]]: expected `array`, got text in quotes (a list of texts: ["...", "..."])',
        '8: [[move]] has no `to` (article = "a.md" and to = "some-story")',
        '10: [[move]] names no article (article = "a.md" and to = "some-story")',
        '14: `title` in [[headline]] is empty (thread = "some-story" and title = "A headline")',
        "17: `until` in [[front]] is no date (write it as until = 2026-09-30)",
        '19: `thread` in [[close]]: expected text in quotes, got a whole number (a text in quotes: "...")',
        "20: hide is not a list of entries (write [[hide]] above each, in double brackets)",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[merge]\n", "editorial.toml:1: is not TOML: "),
        ('x = """', "editorial.toml:1: is not TOML: "),
        ("x = " + "[" * 100_000, "editorial.toml: is nested too deep"),
    ],
)
def test_what_is_not_toml_is_said_to_be(text: str, message: str) -> None:
    (found,) = told(text)
    assert found.startswith(message)
