"""The second theme: every page of the site in it, by its own templates and by those that it inherits."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builder.config import ThemeSection
from builder.site.plan import plan_pages
from builder.site.theme import Theme, load_theme
from tests.site.fixtures import HOSTILE, config, ferry_site
from tests.site.pages import Html, default_theme, html_pages


@cache
def broadsheet(**options: Any) -> Theme:
    return load_theme("broadsheet", Path("/nowhere"), settings=ThemeSection(options=options))


@cache
def pages(**options: Any) -> dict[str, Html]:
    return html_pages({page.path: page.make() for page in plan_pages(ferry_site(), config(), broadsheet(**options))})


def test_every_page_is_well_formed_and_leads_where_the_default_s_does() -> None:
    default = html_pages({page.path: page.make() for page in plan_pages(ferry_site(), config(), default_theme())})
    found = pages()
    assert found.keys() == default.keys()
    for path, page in found.items():
        assert page.unclosed == [], path
        assert len(page.ids) == len(set(page.ids)), path
        assert any(link.endswith(".css") and "broadsheet." in link for link in page.links), path
        assert not [tag for tag, attributes in page.elements if tag == "style" or "style" in attributes], path


def test_the_front_page_is_its_own_and_has_every_story() -> None:
    default = html_pages({page.path: page.make() for page in plan_pages(ferry_site(), config(), default_theme())})
    front = pages()["index.html"]
    stories = {link for link in default["index.html"].links if "/stories/" in link}
    assert stories
    assert stories <= set(front.links)
    classes = {name for _, attributes in front.elements for name in str(attributes.get("class", "")).split()}
    assert {"spread", "columns-4", "splash", "flow", "ear"} <= classes
    assert "card" not in classes
    assert HOSTILE.split("<")[0] in front.text


def test_programs_are_told_the_colour_of_its_paper() -> None:
    found = [a["content"] for _, a in pages()["index.html"].elements if a.get("name") == "theme-color"]
    assert found == ["#f7f2e6", "#14130f"]


def test_its_options_and_those_that_it_inherits_are_heeded() -> None:
    front = pages(columns=3, ears=False, singles=False, note="Printed nowhere.")["index.html"]
    classes = {name for _, attributes in front.elements for name in str(attributes.get("class", "")).split()}
    assert "columns-3" in classes
    assert not {"ear", "boxed"} & classes
    assert "Printed nowhere." in front.text


@pytest.mark.parametrize("name", ["ink", "soft", "accent"])
@pytest.mark.parametrize("scheme", [0, 1])
def test_words_stand_out_from_the_paper(name: str, scheme: int) -> None:
    """Contrast of at least 4.5 to 1, as WCAG 2.2 asks of text (success criterion 1.4.3)."""
    tokens = broadsheet().layers[0].file.tokens

    def light(token: str) -> float:
        colour = tokens[token].removeprefix("light-dark(").removesuffix(")").split(", ")[scheme].lstrip("#")
        parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for ground in ("paper", "panel"):
        lighter, darker = sorted((light(name), light(ground)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_it_copies_no_template_of_the_default() -> None:
    own, default = broadsheet().layers
    for name, text in own.templates.items():
        shared = set(text.splitlines()) & set(default.templates.get(name, "").splitlines())
        assert len([line for line in shared if len(line) > 40]) <= 4, name
