"""Themes: found in a wheel, in a checkout and beside the site; faults are named with their place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder.errors import DigestError
from builder.site.archive_views import PlainPage
from builder.site.render import Renderer
from builder.site.strings import MissingString
from builder.site.theme import load_theme, packaged_folders
from builder.site.views import Head
from tests.site.fixtures import config
from tests.site.pages import default_theme

PAGE = PlainPage(head=Head(title="T", path="404.html", canonical=""))


def write(root: Path, files: dict[str, str], name: str = "mine") -> Path:
    """A user's theme under `root/themes`."""
    for path, text in {"theme.toml": 'name = "mine"\n', **files}.items():
        place = root / "themes" / name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("name", ["default", "broadsheet"])
def test_the_same_theme_from_a_wheel_and_from_a_checkout(tmp_path: Path, repository: Path, name: str) -> None:
    wheel = tmp_path / "builder" / "_themes"
    shutil.copytree(repository / "themes", wheel)
    installed = load_theme(name, tmp_path, (wheel, tmp_path / "themes"))
    checkout = load_theme(name, tmp_path, (tmp_path / "builder" / "none", repository / "themes"))
    assert installed == checkout == load_theme(name, tmp_path)
    assert [place.name for place in packaged_folders()] == ["_themes", "themes"]


def test_a_theme_needs_only_what_differs(tmp_path: Path) -> None:
    files = {
        "templates/404.html": '{% extends "default/404.html" %}{% block main %}<h1>Mine</h1>{% endblock %}',
        "static/style.css": "body{}",
        "i18n/en.toml": '[missing]\ntitle = "Gone"\n',
    }
    theme = load_theme("mine", write(tmp_path, files))
    html = Renderer(theme, config()).render("404.html", PAGE).decode()
    assert "<h1>Mine</h1>" in html
    assert "Stories are put together" in html
    assert theme.strings("en")("missing.title") == "Gone"
    assert theme.strings("en")("nav.about") == "About"
    assert theme.static[theme.assets["style.css"]] == b"body{}"
    assert "search.js" in theme.assets


def test_names_of_assets_follow_their_bytes(tmp_path: Path) -> None:
    first = load_theme("mine", write(tmp_path, {"static/style.css": "a{}"})).assets["style.css"]
    second = load_theme("mine", write(tmp_path, {"static/style.css": "b{}"})).assets["style.css"]
    assert first != second
    assert first.startswith("style.")
    assert first.endswith(".css")


@pytest.mark.parametrize("name", ["nothing", "../default", "", "/etc"])
def test_a_missing_theme_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "site.toml").write_text('[theme]\nname = "x"\n')
    with pytest.raises(DigestError) as caught:
        load_theme(name, tmp_path)
    assert caught.value.notices[0].where == "site.toml:2"


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("<p>\n{{ page.nothing }}", 2, "nothing"),
        ("<p>\n\n{% if %}", 3, "expression"),
        ("\n{{ t('no.such.key') }}", 2, "no string `no.such.key`"),
        ("{{ asset('none.css') }}", 1, "no file `static/none.css`"),
        ('{% include "none.html" %}', 1, "none.html"),
    ],
)
def test_a_fault_in_a_template_names_its_line(tmp_path: Path, template: str, line: int, message: str) -> None:
    theme = load_theme("mine", write(tmp_path, {"templates/404.html": template}))
    with pytest.raises(DigestError) as caught:
        Renderer(theme, config()).render("404.html", PAGE)
    notice = caught.value.notices[0]
    assert (notice.path, notice.line) == ("themes/mine/templates/404.html", line)
    assert message in notice.message


def test_a_damaged_language_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DigestError, match=r"en\.toml"):
        load_theme("mine", write(tmp_path, {"i18n/en.toml": "= nothing"}))


def test_a_link_out_of_a_theme_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "secret").write_text("x")
    (tmp_path / "themes/mine/static").mkdir()
    (tmp_path / "themes/mine/static/secret.txt").symlink_to(tmp_path / "secret")
    assert "secret.txt" not in load_theme("mine", tmp_path).assets


def test_strings_fill_count_and_complain() -> None:
    t = default_theme().strings("en")
    assert t("count.articles", n=1) == "1 article"
    assert t("count.articles", n=1600) == "1,600 articles"
    assert t.join(["A", "B", "C"]) == "A, B and C"
    assert t("article.by", names="{names} {0}") == "By {names} {0}"
    with pytest.raises(MissingString, match=r"no\.such"):
        t("no.such")


def test_a_language_without_a_file_falls_back_to_english(tmp_path: Path) -> None:
    theme = load_theme("mine", write(tmp_path, {"i18n/pt.toml": '[nav]\nabout = "Sobre"\n'}))
    t = theme.strings("pt-BR")
    assert (t("nav.about"), t("nav.tags")) == ("Sobre", "Tags")


def test_no_string_of_the_theme_is_idle(repository: Path) -> None:
    """A key whose name no template and no view writes, whole or up to its last part, says something to nobody."""
    theme = default_theme()
    sources = "".join(theme.templates.values())
    sources += "".join(path.read_text(encoding="utf-8") for path in (repository / "builder/site").glob("*.py"))
    keys = theme.strings("en").keys()
    assert [key for key in keys if key not in sources and f"{key.rpartition('.')[0]}." not in sources] == []
