"""The theme's words in every language that ships, and dates, numbers, plurals and directions by the CLDR."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel import Locale, localedata

from builder.commands.check import check
from builder.config_file import parse_config
from builder.site import locales
from builder.site.dates import Dates
from builder.site.language_check import StringFile, check_strings, faults, string_files
from builder.site.strings import MissingString, Strings, flat, parse_strings
from builder.workspace import Options
from tests.conftest import REPOSITORY
from tests.site.fixtures import ferry_site
from tests.site.pages import default_theme, html_pages, render

THEMES = sorted(path.parent for path in (REPOSITORY / "themes").glob("*/theme.toml"))
SHIPPED = ("ar", "de", "es", "fr")
LINES = [f"{theme.name}/{path.stem}" for theme in THEMES for path in sorted((theme / "i18n").glob("*.toml"))]


def strings_of(theme: str, language: str) -> dict[str, object]:
    """The dotted keys of a theme's own file; empty where it has none."""
    path = REPOSITORY / "themes" / theme / "i18n" / f"{language}.toml"
    return dict(flat(parse_strings(path.read_text(encoding="utf-8"), str(path)))) if path.is_file() else {}


@pytest.mark.parametrize("theme", [path.name for path in THEMES])
@pytest.mark.parametrize("language", SHIPPED)
def test_every_shipped_language_says_what_english_says(theme: str, language: str) -> None:
    english, own = strings_of(theme, "en"), strings_of(theme, language)
    assert sorted(set(english) - set(own)) == []
    assert sorted(set(own) - set(english)) == []


@pytest.mark.parametrize("name", LINES)
def test_places_and_plural_forms_of_shipped_strings_fit(name: str) -> None:
    theme, _, language = name.partition("/")
    english, own = strings_of(theme, "en"), strings_of(theme, language)
    wrong = [(key, fault) for key, value in own.items() for fault in faults(language, value, english.get(key))]
    assert wrong == []
    assert [key for key, value in own.items() if not str(value).strip()] == []


@pytest.mark.parametrize("language", SHIPPED)
def test_nothing_was_left_in_english(language: str) -> None:
    """Words that are the same in two languages are few and short; a whole English sentence is none of them."""
    english, own = strings_of("default", "en"), strings_of("default", language)
    alike = [key for key, value in own.items() if value == english.get(key) and isinstance(value, str)]
    same = [key for key in alike if len(str(own[key]).split()) > 3]
    assert same == []


def file(text: str, tag: str = "de", *, own: bool = True) -> StringFile:
    """An i18n file of the theme `mine`, or of `default`."""
    return StringFile(f"themes/{'mine' if own else 'default'}/i18n/{tag}.toml", tag, own, text)


ENGLISH = file('[a]\nhello = "Hello {name}"\nn = { one = "{n} day", other = "{n} days" }\n', "en", own=False)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[a]\nn = { one = "{n} Tag", other = "{n} Tage" }\n', 0, "`a.hello` is missing"),
        ('[a]\nhallo = "Hallo {name}"\n', 2, "no page uses `a.hallo`"),
        ('[a]\nhello = "Hallo {nam}"\n', 2, "has the place {nam}, which nothing fills"),
        ('[a]\nhello = "Hallo"\n', 2, "lacks the place {name}"),
        ('[a]\nhello = "Hallo {name"\n', 2, "cannot be filled in"),
        ('[a]\nhello = { one = "Hallo {name}", other = "Hallo {name}" }\n', 2, "but nothing is counted here"),
        ('[a]\nn = "{n} Tage"\n', 2, "has no plural forms"),
        ('[a]\n\nn = { other = "{n} Tage" }\n', 3, "lacks the form `one`"),
        ('[a]\nn = { one = "1", few = "{n}", other = "{n} Tage" }\n', 2, "has the form `few`, which de does not use"),
        ("[a]\nhello = 3\n", 2, "is neither text nor"),
    ],
)
def test_a_wrong_string_is_named_with_its_place(text: str, line: int, message: str) -> None:
    found = check_strings("de", [file(text), ENGLISH])
    assert [(notice.path, notice.line) for notice in found if message in notice.message] == [
        ("themes/mine/i18n/de.toml", line)
    ]


def test_strings_that_are_right_and_those_of_own_templates_are_not_named() -> None:
    whole = '[a]\nhello = "Hallo {name}"\nn = { one = "{n} Tag", other = "{n} Tage" }\n'
    assert check_strings("de", [file(whole), ENGLISH]) == []
    own = [file(f'{whole}[mine]\nword = "Wort"\n'), file('[mine]\nword = "Word"\n', "en"), ENGLISH]
    assert check_strings("de", own, "{{ t('mine.word') }}") == []
    assert [notice.line for notice in check_strings("en", own, "")] == [2]


def test_a_language_without_any_strings_is_named_once(tmp_path: Path) -> None:
    (notice,) = check_strings("pt-BR", [ENGLISH])
    assert (notice.path, notice.severity) == ("site.toml", "warning")
    assert "no strings in `pt-BR`" in notice.message
    assert string_files("none", tmp_path, True) == []


def test_check_names_what_is_wrong_with_the_site_s_own_strings(tmp_path: Path) -> None:
    files = {
        "site.toml": '[site]\nlanguage = "de"\n[theme]\nname = "mine"\n',
        "themes/mine/theme.toml": "",
        "themes/mine/i18n/de.toml": '[nav]\nabuot = "Wir"\n[pager]\nplace = "Seite {numer}"\n',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "content").mkdir()
    found = [
        str(notice)
        for notice in check(tmp_path, Options(now=datetime(2026, 9, 1, tzinfo=UTC))).notices
        if "i18n" in notice.path
    ]
    assert found == [
        "themes/mine/i18n/de.toml:2: no page uses `nav.abuot` (did you mean `nav.about`?)",
        "themes/mine/i18n/de.toml:4: `pager.place` has the place {numer}, which nothing fills"
        " (there are: number, total)",
        "themes/mine/i18n/de.toml:4: `pager.place` lacks the place {number} (put it in, or the page loses it)",
        "themes/mine/i18n/de.toml:4: `pager.place` lacks the place {total} (put it in, or the page loses it)",
    ]


def test_plural_forms_follow_the_language_of_the_string() -> None:
    t = default_theme().strings("ar")
    said = [t("count.articles", n=n) for n in (0, 1, 2, 3, 11, 100, 1600)]
    assert said == ["لا مقالات", "مقال واحد", "مقالان", "3 مقالات", "11 مقالًا", "100 مقال", "1,600 مقال"]
    french = default_theme().strings("fr")
    assert french("count.articles", n=0) == "0 article"
    tables = [("fr", {}), ("en", {"day": {"one": "{n} day", "other": "{n} days"}})]
    assert Strings("fr", tables)("day", n=0) == "0 days"
    assert Strings("ar", [("ar", {}), *tables])("day", n=2) == "2 days"


def test_a_place_that_nothing_fills_is_named() -> None:
    with pytest.raises(MissingString, match="`day` has a place"):
        Strings("en", [("en", {"day": "{month}"})])("day", n=1)


@pytest.mark.parametrize(
    ("language", "whole", "month", "span"),
    [
        ("en", "1 September 2026, 14:05", "September 2026", "1–20 September 2026"),
        ("en-US", "September 1, 2026, 2:05 PM", "September 2026", "September 1 – 20, 2026"),
        ("de", "1. September 2026, 14:05", "September 2026", "1.–20. September 2026"),
        ("es", "1 de septiembre de 2026, 14:05", "septiembre de 2026", "1–20 de septiembre de 2026"),
        ("fr", "1er septembre 2026, 14:05", "septembre 2026", "1er–20 septembre 2026"),
        ("ar", "1 سبتمبر 2026، 2:05 م", "سبتمبر 2026", "1–20 سبتمبر 2026"),
        ("xx", "1 September 2026, 14:05", "September 2026", "1–20 September 2026"),
    ],
)
def test_dates_are_written_by_the_cldr(language: str, whole: str, month: str, span: str) -> None:
    dates = Dates(ZoneInfo("Europe/Lisbon"), language)
    moment = datetime(2026, 9, 1, 13, 5, tzinfo=UTC)
    found = dates.span(moment, datetime(2026, 9, 20, 22, tzinfo=UTC))
    spaces = str.maketrans({"\u202f": " ", "\u2009": " ", "\xa0": " "})
    assert dates.view(moment).text.translate(spaces) == whole
    assert dates.month(2026, 9).day == month
    assert found is not None
    assert found.text.translate(spaces) == span
    assert dates.day(date(2026, 9, 1)).time == ""
    assert dates.year(2026).day == "2026"


def test_numbers_and_lists_are_written_by_the_cldr() -> None:
    assert [locales.number(tag, 12345.5) for tag in ("en", "de", "ar")] == ["12,345.5", "12.345,5", "12,345.5"]
    assert locales.number("fr", 1600) == "1\u202f600"
    assert [locales.number("de", value) for value in (0, 999, -12, 2.0, 0.25)] == ["0", "999", "-12", "2", "0,25"]
    assert locales.join("en", ["A", "B", "C"]) == "A, B and C"
    assert locales.join("de", ["A", "B"]) == "A und B"
    assert locales.join("ar", ["أ", "ب"]) == "أ وب"
    assert default_theme().strings("ar").commas(["أ", "ب"]) == "أ، ب"


def test_the_direction_of_a_language_is_that_of_the_cldr() -> None:
    unlike = {
        tag
        for tag in localedata.locale_identifiers()
        if Locale.parse(tag).text_direction != locales.direction(tag.replace("_", "-"))
    }
    assert {tag for tag in unlike if not tag.startswith("mn_Mong")} == set()  # Mongolian script runs downwards.


def test_words_that_run_the_other_way_are_held_apart() -> None:
    apart = "\u2068Telica (UK)\u2069"
    assert locales.isolated("ar", "Telica (UK)") == apart
    assert locales.isolated("en", "Telica (UK)") == "Telica (UK)"
    assert locales.isolated("en", "الخليج") == "\u2068الخليج\u2069"
    assert apart in default_theme().strings("ar")("front.lede_from", source="Telica (UK)")


def test_scripts_write_as_the_pages_do() -> None:
    assert [locales.for_scripts(tag) for tag in ("en", "ar", "de-AT")] == [
        "en-GB-u-nu-latn",
        "ar-u-nu-latn",
        "de-AT-u-nu-latn",
    ]
    assert set(default_theme().strings("ar").forms("count.sources")) == {"zero", "one", "two", "few", "many", "other"}


def test_an_arabic_site_runs_from_right_to_left() -> None:
    settings = parse_config('[site]\ntitle = "الساحل"\nlanguage = "ar"\nbase_url = "https://news.example/repo/"\n')
    pages = render(ferry_site(), settings)
    for path, page in html_pages(pages).items():
        assert page.unclosed == [], path
        root = next(attributes for tag, attributes in page.elements if tag == "html")
        assert (root["lang"], root["dir"]) == ("ar", "rtl"), path
    front = pages["index.html"].decode()
    assert "القصص" in front
    assert re.search(r'class="headline"[^>]* dir="auto"', front)
    assert not re.search(r">(Stories|Sources|Search|About)<", front)


PHYSICAL = re.compile(
    r"(?:^|[\s;{])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)"
    r"|(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right))"
)


@pytest.mark.parametrize("path", sorted((REPOSITORY / "themes").rglob("*.css")), ids=lambda path: path.name)
def test_no_style_names_a_side_of_the_page(path: Path) -> None:
    """Left and right change places on a page from right to left: only logical properties do so by themselves."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"@(?:media|container)[^{]*", "", text)
    assert [found[0].strip() for found in PHYSICAL.finditer(text)] == []
