"""The reference of views says what templates get."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from builder.site.render import Renderer
from builder.site.view_docs import PAGES, document
from tests.site.pages import default_theme, render


def test_the_reference_is_what_the_code_says(repository: Path) -> None:
    path = repository / "docs/reference/theme-views.md"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(document(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == document(), (
        "the views have changed: write the reference anew with UPDATE_GOLDEN=1 and read the difference; "
        "where a field went or changed, raise VERSION in builder/site/views.py"
    )


def test_the_reference_names_the_view_of_every_template_that_is_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[tuple[str, type]] = set()

    def note(self: Renderer, template: str, page: Any) -> bytes:
        used.add((template, type(page)))
        return b""

    monkeypatch.setattr(Renderer, "render", note)
    render()
    assert {(name, view) for name, views in PAGES.items() for view in views} >= used
    assert {name for name, _ in used} >= {"front.html", "story.html", "article.html", "day.html"}
    assert set(PAGES) <= set(default_theme().templates)
