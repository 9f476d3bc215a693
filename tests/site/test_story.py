"""The story page: nothing but what the comparison gives, in words that lead to their place."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from tests.site import fixtures
from tests.site.fixtures import config
from tests.site.pages import Html, render

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


@cache
def page(path: str, body: str = "full") -> str:
    """One page of the fixture's site."""
    return render(settings=config(f'[articles]\nbody = "{body}"'))[path].decode()


@pytest.mark.parametrize(
    ("name", "path", "body"),
    [
        ("story.html", "stories/ferry-aground/index.html", "full"),
        ("article.html", "articles/courier-gravel/index.html", "full"),
        ("article-excerpt.html", "articles/courier-gravel/index.html", "excerpt"),
    ],
)
def test_golden(name: str, path: str, body: str) -> None:
    """`UPDATE_GOLDEN=1 pytest tests/site` writes the files anew; read the difference before keeping it."""
    made = re.sub(r"(assets/[a-z]+)\.[0-9a-f]{10}\.", r"\1.HASH.", page(path, body))
    golden = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def test_counts_and_span_come_first() -> None:
    text = Html(page("stories/ferry-aground/index.html")).text
    assert "17–19 September 2026" in text
    assert "5 articles 5 sources 3 independent origins 1 without attribution" in text


def test_every_sentence_shown_is_verbatim() -> None:
    text = Html(page("stories/ferry-aground/index.html")).text
    for claim in fixtures.FERRY_COMPARISON.claims:
        for sentence in claim.sentences:
            assert sentence.text in text
    for quote in fixtures.FERRY_COMPARISON.quotes:
        assert quote.text in text


def test_the_matrix_says_in_words_who_says_and_who_copies() -> None:
    html = page("stories/ferry-aground/index.html")
    rows = re.findall(r"<tr>\s*<th scope=\"row\"><a class=\"matrix-line\".*?</tr>", html, re.S)
    states = [re.findall(r'<td class="(\w+)">', row) for row in rows]
    assert states == [
        ["same", "silent", "other", "other", "other"],
        ["same", "copies", "other", "silent", "silent"],
        ["same", "copies", "silent", "silent", "silent"],
    ]
    assert rows[1].count("silent</span>") == 2
    assert "says it, in a copy of another article</span>" in rows[1]


def test_ghosts_are_told_from_articles() -> None:
    html = page("stories/ferry-aground/index.html")
    ghost = html[html.index("<b>Lisbon Market Gazette</b>") :]
    assert "not among these articles" in ghost[: ghost.index("</p>")]
    assert html.count('class="node node-ghost"') == 2
    assert html.count('class="edge edge-copy"') == 1


def test_a_story_of_one_source_compares_nothing() -> None:
    html = page("stories/bare-text/index.html")
    text = Html(html).text
    assert "Only one source reports this" in text
    assert 'id="agree"' not in html
    assert "No date known" in text


def test_sentences_of_an_article_are_marked_with_who_else_has_them() -> None:
    html = page("articles/courier-gravel/index.html")
    assert html.count(' id="s-3"') == 1, "the anchor stands on the first part of the sentence only"
    link = html.index("in the lifeboat and in fishing boats.")
    assert html.index("</a>", link) < html.index('class="note"', link), "a note never stands inside a link"
    assert "(also in Telica and Daily Siren)" in Html(html).text
    assert "(only here)" in Html(html).text


def test_an_excerpt_shows_what_the_story_page_cites() -> None:
    full, cut = page("articles/telica-aground/index.html"), page("articles/telica-aground/index.html", "excerpt")
    assert "Quoted on the story’s page" in Html(cut).text
    assert len(Html(cut).text) < len(Html(full).text) + 400
    story = page("stories/ferry-aground/index.html", "excerpt")
    wanted = set(re.findall(r"/repo/articles/telica-aground/#(s-\d+)", story))
    assert wanted <= set(Html(cut).ids)


def test_inferred_fields_and_residue_are_named() -> None:
    onda = Html(page("articles/onda-all-safe/index.html")).text
    assert "Title the first line" in onda
    assert "2 citation marks in the text lead to no source." in onda
    assert "Left over from the page: Share this article" in Html(page("articles/siren-terror/index.html")).text
