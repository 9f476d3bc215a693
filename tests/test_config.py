from __future__ import annotations

from pathlib import Path

import pytest

from builder.config import SiteConfig
from builder.config_file import load_config, parse_config
from builder.errors import DigestError


def problems(text: str) -> list[str]:
    with pytest.raises(DigestError) as raised:
        parse_config(text)
    return [str(notice) for notice in raised.value.notices]


def test_an_empty_file_is_all_defaults() -> None:
    assert parse_config("") == SiteConfig()


def test_a_sub_path_keeps_slashes_at_both_ends() -> None:
    assert parse_config('[site]\nbase_url = "https://name.example/repo"\n').base_path == "/repo/"
    assert parse_config('[site]\nbase_url = "https://name.example"\n').base_path == "/"


def test_a_source_may_be_just_a_name_and_hosts_are_lower_case() -> None:
    config = parse_config('[sources]\n"Wire.Example" = "The Wire"\n')
    assert config.sources["wire.example"].name == "The Wire"


def test_every_mistake_is_named_at_once_with_its_line() -> None:
    found = problems('[site]\ntitel = "x"\ntitle = 3\n\n[artcles]\nbody = "full"\n\n[articles]\nbody = "fll"\n')
    assert found == [
        "site.toml:2: unknown key `titel` in [site] (did you mean `title`?)",
        "site.toml:5: unknown table [artcles] (did you mean `articles`?)",
        "site.toml:3: `title` in [site]: expected text in quotes, got a whole number",
        "site.toml:9: `body` in [articles]: invalid enum value 'fll' (one of auto, full, excerpt)",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[site\n", "site.toml:1: is not TOML"),
        ('[site]\ntimezone = "Mars/Olympus"\n', "site.toml:2: unknown time zone `Mars/Olympus`"),
        ('[site]\nbase_url = "/repo/"\n', "site.toml:2: base_url `/repo/` is not a site's address"),
        ('[build]\noutput = "content"\n', "site.toml:2: the output folder is the content folder"),
        ('[build]\noutput = "."\n', "site.toml:2: `output` in [build] names no folder"),
        ('[build]\noutput = "../elsewhere"\n', "site.toml:2: `output` in [build] leads out of the site's folder"),
        ("[threads]\nwindow_days = 0\n", "site.toml:2: `window_days` in [threads]: expected a number > 0.0"),
        (
            '[sources]\n"a.example" = { nam = "A" }\n',
            "site.toml:2: [sources] a.example: object contains unknown field `nam`",
        ),
        ("site = 3\n", "site.toml:1: [site] must be a table"),
        ('[fetch]\nfull_text = "al"\n', "site.toml:2: `full_text` in [fetch]: invalid enum value 'al'"),
        ('[fetch]\nopml = "../x.opml"\n', "site.toml:2: `opml` in [fetch] leads out of the site's folder"),
        ("[fetch]\npause_seconds = -1\n", "site.toml:2: `pause_seconds` in [fetch]: expected a number >= 0.0"),
        ('[[feeds]]\nname = "x"\n', "site.toml:1: [[feeds]] has no `url`"),
        ('[feeds]\nurl = "x"\n', "site.toml:1: [[feeds]] must be a list of tables"),
        ('\n[[feeds]]\nurl = "feed"\n', "site.toml:3: `feed` in [[feeds]] is not a web address"),
        ("[[feeds]]\nurl = 3\n", "site.toml:2: `url` in [[feeds]]: expected text in quotes, got a whole number"),
    ],
)
def test_each_mistake_has_its_word(text: str, message: str) -> None:
    assert any(found.startswith(message) for found in problems(text)), problems(text)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DigestError, match="digest init"):
        load_config(tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_bytes('[site]\ntitle = "Zürich"\n'.encode("latin-1"))
    with pytest.raises(DigestError, match="is not UTF-8 at byte 17"):
        load_config(tmp_path)


def test_the_theme_has_a_table_of_its_own_and_its_former_place_goes_on_working() -> None:
    assert parse_config("").theme_name == "default"
    assert parse_config('[build]\ntheme = "mine"\n').theme_name == "mine"
    assert parse_config('[theme]\nname = "mine"\n').theme_name == "mine"
    both = '[theme]\nname = "mine"\n[build]\ntheme = "broadsheet"\n'
    assert problems(both) == [
        "site.toml:4: `theme` in [build] and `name` in [theme] differ (keep `name`, remove this line)"
    ]
    assert problems('[theme]\nnam = "mine"\n') == ["site.toml:2: unknown key `nam` in [theme] (did you mean `name`?)"]


def test_the_right_one_of_several_feeds_is_named() -> None:
    feed = '[[feeds]]\nurl = "https://{}.example/feed"\n'
    assert problems(feed.format("a") + feed.format("b") + 'ful_text = "page"\n' + feed.format("c")) == [
        "site.toml:5: unknown key `ful_text` in [[feeds]] (did you mean `full_text`?)"
    ]
    assert problems(feed.format("a") + feed.format("b") + feed.format("a")) == [
        "site.toml:6: the feed https://a.example/feed stands on line 2 already (remove one of them)"
    ]
