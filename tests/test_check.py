"""`digest check`: what it finds beyond what reading finds, and what `--fix` does and leaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from click.testing import CliRunner

from builder.cli import digest
from builder.commands import fixing
from builder.commands.check import Wish, check
from builder.commands.check_links import outside
from builder.commands.fixing import iso_date, tidy_article
from builder.config import SiteConfig
from builder.errors import Notice
from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings
from builder.site.language_check import MISSING
from builder.site.theme import load_theme
from builder.site.theme_check import theme_notices
from builder.text.dates import parse
from builder.threads.lockfile import Lock as Lockfile
from builder.threads.lockfile import LockedThread, Member, dump
from builder.workspace import Options, open_cache, read_articles

Write = Callable[..., Path]
NOW = Options(now=datetime(2026, 6, 1, tzinfo=UTC))
SITE = '[site]\nbase_url = "https://news.example/r/"\n'


def article(body: str, title: str = "One", link: str = "", **front: str) -> str:
    rows = {"title": title, "date": "2026-01-02", "source": "A", **({"link": link} if link else {}), **front}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in rows.items()) + f"---\n{body}\n"


def found(root: Path, kind: str, wish: Wish | None = None) -> list[str]:
    return [str(notice) for notice in check(root, NOW, wish).notices if notice.kind == kind]


# links ---------------------------------------------------------------------------------------------------------


def test_links_inside_are_followed_to_pages_of_every_kind(write_site: Write) -> None:
    lock = dump(
        Lockfile(threads=(LockedThread(id="a" * 16, slug="old-story", members={"b" * 16: Member(path="x.md")}),))
    )
    good = [
        "", "articles/one/", "articles/one", "articles/one/#s-0", "articles/one/index.html", "sources/a/", "tags/",
        "archive/2026/01/02/", "archive/2026/", "stories/old-story/", "stories/old-story/thread.json", "atom.xml",
        "page/2/", "sources/a/page/3/", "search/", "tags/big-news/",
    ]  # fmt: skip
    bad = ["articles/none/", "sources/b/", "tags/none/", "archive/2025/", "stories/gone/", "nothing.html", "about/x/"]
    links = "\n".join(f"[x](https://news.example/r/{path})" for path in (*good, *bad))
    root = write_site(
        {
            "site.toml": SITE,
            "threads.lock": lock,
            "content/one.md": article(f"Words here.\n\n{links}", tags="[Big news]"),
        }
    )
    dead = found(root, "dead-link")
    lines = (root / "content/one.md").read_text().split("\n")
    for path in bad:
        line = next(n for n, text in enumerate(lines, 1) if f"r/{path})" in text)
        assert any(f"content/one.md:{line}: links to https://news.example/r/{path}, " in row for row in dead), path
    assert len(dead) == len(bad), dead


def test_a_link_to_a_sentence_that_an_article_does_not_have(write_site: Write) -> None:
    root = write_site(
        {"site.toml": SITE, "content/one.md": article("[x](https://news.example/r/articles/one/#s-9) now.")}
    )
    assert "but that article has only 1 sentences" in found(root, "dead-link")[0]


def test_before_the_first_build_no_story_is_missed(write_site: Write) -> None:
    root = write_site({"site.toml": SITE, "content/one.md": article("[x](https://news.example/r/stories/any/) now.")})
    assert not found(root, "dead-link")


def test_a_relative_link_without_an_address_goes_lost_and_is_named(write_site: Write) -> None:
    body = (
        "See [this](../other.md) and ![pic](a.png), [mail](mailto:a@b.example) or [top](#top).\n\n```\n[x](y.md)\n```"
    )
    root = write_site(
        {"content/one.md": article(body), "content/two.md": article(body, "Two", "https://a.example/two")}
    )
    lost = found(root, "relative-link")
    assert len(lost) == 1
    assert lost[0].startswith("content/one.md:6: links to ../other.md, which leads nowhere")


class _Fetcher:
    """Answers as told, and notes what it was asked."""

    def __init__(self, answers: dict[str, object]) -> None:
        self.answers, self.asked, self.stopped = answers, list[str](), threading.Event()

    def get(self, url: str, **_: object) -> object:
        self.asked.append(url)
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_links_outside_are_asked_once_and_judged(write_site: Write) -> None:
    fetcher_module = pytest.importorskip("builder.ingest.fetcher")
    error, fetched = fetcher_module.FetchError, fetcher_module.Fetched
    base = "https://web.example/"
    answers = {
        f"{base}good": fetched(url=f"{base}good", body=b"x"),
        f"{base}gone": error("http-404", "answered 404 Not Found"),
        f"{base}closed": error("http-403", "answered 403 Forbidden"),
        f"{base}robots": error("robots", "its host's robots.txt asks programs to stay away from it"),
        f"{base}slow": error("timeout", "took longer than 30 seconds", lasting=False),
        f"{base}large": error("too-large", "is over the limit of 0.064 MB"),
        f"{base}moved": fetched(url=f"{base}new", body=b"", moved_to=f"{base}new"),
        "https://a.example/own": error("http-410", "answered 410 Gone"),
    }
    body = " ".join(f"[x]({url}#part)" for url in answers if url.startswith(base)) + f"\n\n[again]({base}good) here."
    root = write_site({"site.toml": SITE, "content/one.md": article(body, link="https://a.example/own")})
    config = msgspec.structs.replace(SiteConfig())
    with open_cache(root) as cache:
        from builder.reading import files

        chosen = read_articles(root, config, NOW, files.scan(root / "content"), cache, lambda done, total: None)
    fetcher = _Fetcher(answers)
    notices = outside(chosen, config, root / "content", fetcher, lambda url: None, None)  # type: ignore[arg-type]
    assert sorted(fetcher.asked) == sorted(answers)
    told = {str(notice).split(" ", 2)[1]: notice for notice in notices}
    assert {url.removeprefix(base): (row.severity, row.kind) for url, row in told.items()} == {
        "gone": ("warning", "dead-link"),
        "closed": ("info", "link-closed"),
        "robots": ("info", "link-closed"),
        "slow": ("warning", "link-unsure"),
        "moved": ("info", "link-moved"),
        "https://a.example/own": ("warning", "dead-link"),
    }
    assert told[f"{base}gone"].where == "one.md:7"
    assert told["https://a.example/own"].where == "one.md:5"


def test_external_asks_through_the_fetcher_and_refuses_private_hosts(write_site: Write) -> None:
    pytest.importorskip("httpx")
    root = write_site({"site.toml": SITE, "content/one.md": article("[x](http://127.0.0.1:9/x) now.")})
    assert "127.0.0.1 is at the private address" in found(root, "dead-link", Wish(external=True))[0]


# theme, config -------------------------------------------------------------------------------------------------


def test_the_default_theme_has_nothing_wrong(tmp_path: Path) -> None:
    theme = load_theme("default", tmp_path)
    own = msgspec.structs.replace(
        theme, layers=tuple(msgspec.structs.replace(layer, own=True) for layer in theme.layers)
    )
    assert theme_notices(own) == ()


def test_every_fault_of_a_theme_is_named_with_its_line(write_site: Write) -> None:
    root = write_site(
        {
            "site.toml": '[site]\nlanguage = "pt"\n[build]\ntheme = "mine"\n',
            "themes/mine/theme.toml": 'name = "mine"\n',
            "themes/mine/templates/404.html": '{% extends "base.html" %}\n{{ t("no.such") }}\n{{ asset("no.css") }}\n',
            "themes/mine/templates/about.html": '\n{% include "nowhere.html" %}\n{{ t("mine.own") }}',
            "themes/mine/templates/tag.html": "a\n{% if %}\n",
            "themes/mine/templates/tags.html": "{{ 1|nofilter }}",
            "themes/mine/i18n/en.toml": '[mine]\nown = "Own"\n',
            "themes/mine/i18n/pt.toml": '[nav]\nfront = "Histórias {quem}"\nfrnt = "x"\n',
        }
    )
    rows = [notice for notice in check(root, NOW).notices if notice.path.startswith("themes/mine/")]
    told = {(row.where.removeprefix("themes/mine/"), row.severity, row.message.split(":")[0]) for row in rows}
    lacking = {row for row in told if row[2].endswith(" missing")}
    assert len(lacking) == MISSING + 1, "a language just begun does not drown the rest"
    assert any("`" not in row[2] and row[2].endswith(" strings are missing") for row in lacking)
    assert told - lacking == {
        ("templates/404.html:2", "error", "no string `no.such` in the theme's i18n files"),
        ("templates/404.html:3", "error", "no file `static/no.css` in the theme"),
        ("templates/about.html:2", "error", "no template `nowhere.html`"),
        ("templates/tag.html:2", "error", "Expected an expression, got 'end of statement block'"),
        ("templates/tags.html:1", "error", "No filter named 'nofilter'."),
        ("i18n/pt.toml:2", "error", "`nav.front` has the place {quem}, which nothing fills"),
        ("i18n/pt.toml:3", "warning", "no page uses `nav.frnt`"),
    }


def test_what_site_toml_names_must_be_there(write_site: Write) -> None:
    root = write_site({"site.toml": '[fetch]\nopml = "feeds.opml"\n', "content/one.md": article("Words.")})
    assert found(root, "config") == ["site.toml:2: there is no file feeds.opml (mend its name, or remove the line)"]


def test_a_wrong_site_toml_does_not_hide_the_other_files_faults(write_site: Write) -> None:
    root = write_site({"site.toml": "[site]\ntitel = 1\n", "threads.lock": "{", "editorial.toml": "[[merge"})
    places = {notice.path for notice in check(root, NOW).notices}
    assert places == {"site.toml", "threads.lock", "editorial.toml"}


# --fix ---------------------------------------------------------------------------------------------------------

MESSY = (
    "\ufeff---\r\ntitle: One  \r\npubDate: Aug. 2, 2025, 6:48 p.m. EDT\r\nupdated: 3 August 2025\r\ntags:\r\n\t- a\r\n"
    "---\r\nText with a trailing space  \r\n\tand a tab.\r\n"
)
TIDY = (
    "---\r\ntitle: One\r\npubDate: 2025-08-02T22:48:00Z\r\nupdated: 2025-08-03\r\ntags:\r\n  - a\r\n"
    "---\r\nText with a trailing space  \r\n\tand a tab.\r\n"
)


def test_what_is_mechanical_is_put_in_order_and_no_word_is_touched(write_site: Write) -> None:
    root = write_site({"content/one.md": MESSY})
    (root / "content/one.md").chmod(0o640)
    assert {notice.kind for notice in check(root, NOW).notices} >= {"bom", "tabs", "spaces"}
    assert (root / "content/one.md").read_bytes() == MESSY.encode()
    result = CliRunner().invoke(digest, ["check", "--fix", "--site", str(root)])
    assert result.exit_code == 0, result.output
    assert (root / "content/one.md").read_bytes() == TIDY.encode()
    assert (root / "content/one.md").stat().st_mode & 0o777 == 0o640
    assert fixing.fix(root) == ()


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: x\nnote: |\n  kept   \n  lines\n---\nBody\n",  # spaces of a literal block are its text
        "---\ntitle: x\ndate: Aug. 2, 2025 # about\n---\nBody\n",  # a comment is not ours to judge
        "---\ntitle: x\ndate: 03/04/2025\n---\nBody\n",  # nobody can tell the day
        "---\ntitle: x\ndate: 2025-08-02 18:48 +02:00\n---\nBody\n",  # as the guide recommends
        "---\ntitle: [x\n---\nBody  \n",  # broken otherwise
        "No front matter, \t but spaces  \n",
        "+++\ntitle = 'x'  \n+++\nBody\n",
    ],
)
def test_what_is_not_surely_the_same_is_left_alone(text: str) -> None:
    assert tidy_article(text.encode(), "a.md", UTC) == (text.encode(), [])


def test_spaces_behind_keys_go_where_those_of_a_text_stay() -> None:
    text = "---\ntitle: x  \nnote: |\n  kept   \n---\nBody\n"
    tidied, done = tidy_article(text.encode(), "a.md", UTC)
    assert tidied == text.replace("x  \n", "x\n").encode()
    assert [(one.line, one.kind) for one in done] == [(2, "spaces")]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Sat, 02 Aug 2025 18:48:00 +0200", "2025-08-02T18:48:00+02:00"),
        ("Aug. 2, 2025, 6:48 p.m. EDT", "2025-08-02T22:48:00Z"),
        ("2 August 2025, 18:48", "2025-08-02T18:48:00"),
        ("August 2, 2025", "2025-08-02"),
        ("1754160480", "2025-08-02T18:48:00Z"),
        ("2025-08-02", ""),
        ("2025-08-02T18:48:00+02:00", ""),
        ("yesterday", ""),
    ],
)
def test_a_date_in_iso_is_the_same_moment(text: str, iso: str) -> None:
    zone = ZoneInfo("Pacific/Kiritimati")
    assert iso_date(text, zone) == iso
    if iso:
        assert parse(iso, zone) == parse(text, zone)


def test_real_files_say_the_same_after_fixing_and_are_done_with(shared_data: Path, shared_seeds: Path) -> None:
    settings = ReadingSettings.of(SiteConfig())
    fixed = 0
    for path in sorted([*(shared_data / "context_center/raw").rglob("*"), *shared_seeds.rglob("*")]):
        if path.suffix not in (".md", ".html", ".txt"):
            continue
        raw, name = path.read_bytes(), f"x{path.suffix}"
        tidied, done = tidy_article(raw, name, UTC)
        if not done:
            assert tidied == raw
            continue
        fixed += 1
        before, after = (read_article(one, name, settings).article for one in (raw, tidied))
        assert before
        assert after
        assert msgspec.structs.replace(before, digest="") == msgspec.structs.replace(after, digest=""), path.name
        assert tidy_article(tidied, name, UTC)[1] == []
    assert fixed > 100


def test_the_lockfile_and_toml_files_are_put_in_order(write_site: Write) -> None:
    rows = tuple(LockedThread(id=c * 16, slug=c, members={c * 16: Member(path=f"{c}.md")}) for c in "ab")
    wanted = dump(Lockfile(threads=rows))
    lines = wanted.split("\n")
    unsorted = "\n".join([lines[0], lines[2] + ",", lines[1].rstrip(","), *lines[3:]])
    root = write_site(
        {"site.toml": '\ufeff[site]   \ntitle = """a  \nb"""\n', "threads.lock": unsorted, "editorial.toml": "\n"}
    )
    assert next((one.path, one.kind) for one in fixing.fix(root, dry=True)) == ("site.toml", "bom")
    fixing.fix(root)
    assert (root / "threads.lock").read_text() == wanted
    assert (root / "site.toml").read_bytes() == b'[site]   \ntitle = """a  \nb"""\n'


def test_json_strict_and_exit_codes(write_site: Write) -> None:
    root = write_site({"site.toml": SITE, "content/one.md": article("[x](https://news.example/r/articles/no/) now.")})
    run = CliRunner()
    plain = run.invoke(digest, ["check", "--site", str(root), "--json"])
    assert plain.exit_code == 0
    notices = msgspec.convert(json.loads(plain.stdout)["notices"], list[Notice])
    assert any(notice.kind == "dead-link" and notice.line == 6 for notice in notices)
    assert run.invoke(digest, ["check", "--site", str(root), "--strict"]).exit_code == 1


def test_the_example_has_no_error_and_no_warning(repository: Path, tmp_path: Path) -> None:
    root = tmp_path / "tour"
    CliRunner().invoke(digest, ["init", "--example", "-q", str(root)])
    rows = [notice for notice in check(root, NOW).notices if notice.severity in ("error", "warning")]
    assert rows == []
