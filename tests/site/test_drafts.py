"""What only `--drafts` shows is marked wherever it is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.newsroom import FERRY_RADIO, FILES

MARK = '<span class="chip">draft</span>'
LONE = "---\ntitle: A lone draft\ndate: 2026-03-09\nsource: The Lirio Post\n---\nThe library lends garden tools now.\n"


@pytest.mark.model
def test_drafts_are_marked_and_nothing_else_is(write_site: Callable[..., Path], digest_command: Any) -> None:
    def drafted(text: str) -> str:
        return text.replace("\n---\n", "\ndraft: true\n---\n", 1)

    root = write_site({**FILES, "content/ferry-radio.md": drafted(FERRY_RADIO), "content/lone.md": drafted(LONE)})
    assert digest_command("build", "-q", "--drafts", cwd=root).returncode == 0
    pages = {str(path.relative_to(root / "public")): path.read_text() for path in (root / "public").rglob("*.html")}
    for name in ("articles/lone/index.html", "archive/2026/03/09/index.html", "index.html"):
        assert pages[name].count(MARK) == 1, name
    story = next(page for name, page in pages.items() if name.startswith("stories/") and "Santa Oda ferry" in page)
    assert story.count(MARK) == 1
    assert MARK not in pages["articles/bakery/index.html"]
    assert digest_command("build", "-q", cwd=root).returncode == 0
    assert not any(MARK in path.read_text() for path in (root / "public").rglob("*.html"))
