"""A page is made anew when a template that it is rendered with changes, and not for any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.config import ThemeSection
from builder.site.render import Renderer
from builder.site.template_keys import TemplateKeys, named
from builder.site.theme import load_theme
from tests.site.fixtures import config
from tests.site.test_theme import PAGE, write


def keys(root: Path, files: dict[str, str] | None = None, settings: ThemeSection | None = None) -> TemplateKeys:
    return TemplateKeys(load_theme("mine", write(root, files or {}), settings=settings))


@pytest.mark.parametrize(
    ("template", "changed", "kept"),
    [
        ("front.html", "front.html", "article.html"),
        ("base.html", "article.html", None),
        ("story/quotes.html", "story.html", "article.html"),
        ("macros.html", "front.html", None),
    ],
)
def test_a_template_counts_for_the_pages_that_reach_it(
    tmp_path: Path, template: str, changed: str, kept: str | None
) -> None:
    before = keys(tmp_path)
    original = load_theme("default", tmp_path).templates[template]
    after = keys(tmp_path, {f"templates/{template}": original + "<!-- mine -->"})
    assert after.frame == before.frame
    assert after.of(changed) != before.of(changed)
    assert kept is None or after.of(kept) == before.of(kept)


def test_a_template_that_stands_in_front_of_another_counts_though_it_extends_it(tmp_path: Path) -> None:
    before = keys(tmp_path)
    extends = '{% extends "default/base.html" %}{% block footer %}Mine{% endblock %}'
    after = keys(tmp_path, {"templates/base.html": extends})
    assert after.of("article.html") != before.of("article.html")


def test_one_name_that_is_an_expression_lets_every_template_count(tmp_path: Path) -> None:
    files = {"templates/404.html": "{% include page.head.section ~ '.html' %}", "templates/new.html": "1"}
    before = keys(tmp_path, files)
    after = keys(tmp_path, {"templates/new.html": "2"})
    assert after.of("404.html") != before.of("404.html")
    assert after.of("front.html") == before.of("front.html")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{% extends \"a.html\" %}{%- import 'b.html' as b -%}", {"a.html", "b.html"}),
        ('{% include "a.html" ignore missing with context %}{% from "b.html" import x, y %}', {"a.html", "b.html"}),
        ('{% include ["a.html", "b.html"] %}', None),
        ('{% extends "a.html" if page.compared else "b.html" %}', None),
        ("{% include name %}", None),
        ("{{ page.extends }}", set()),
    ],
)
def test_names_of_templates_are_read_from_their_text(text: str, names: set[str] | None) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    "files", [{"static/style.css": "body{}"}, {"i18n/en.toml": '[nav]\nabout = "Us"\n'}, {"static/new.js": "1"}]
)
def test_what_every_page_takes_counts_for_all(tmp_path: Path, files: dict[str, str]) -> None:
    assert keys(tmp_path).frame != keys(tmp_path, files).frame


def test_options_count_for_all_pages(tmp_path: Path) -> None:
    settings = ThemeSection(options={"singles": False})
    assert keys(tmp_path).frame != keys(tmp_path, settings=settings).frame


def test_an_edited_template_is_compiled_anew_and_filters_of_constants_follow_the_site(tmp_path: Path) -> None:
    write(tmp_path, {"templates/404.html": "{{ 1234|number }}"})
    theme = load_theme("mine", tmp_path)
    assert Renderer(theme, config()).render("404.html", PAGE) == b"1,234"
    german = Renderer(theme, config('language = "de"')).render("404.html", PAGE)
    assert german == b"1.234"
    write(tmp_path, {"templates/404.html": "two"})
    assert Renderer(load_theme("mine", tmp_path), config()).render("404.html", PAGE) == b"two"
