"""Bare text, Markdown without front matter, and HTML documents."""

from __future__ import annotations

import textwrap

import msgspec
import pytest

from builder.reading.read import read_article
from tests.reading.read import SETTINGS, article, blocks, inferred, reading, residue

LONG = "The ferry ran aground early on Monday with 84 people on board, the harbour office of Cabo Lirio said in a note."


def test_bare_text_with_everything() -> None:
    found = article(
        f"Ferry Runs Aground Off Cabo Lirio\n\nA long scrape, then silence; nobody is hurt.\n\n"
        "By Berta Quill\nAugust 2, 2025\n\n"
        f"Ferry runs aground off Cabo Lirio\n{LONG}\nWhat Went Down?\n{LONG}\n- First point\n"
        f"- Second point\n3. Third: {LONG}\nSources\nShare this article",
        "a.txt",
    )  # fmt: skip
    assert (found.title, found.description) == (
        "Ferry Runs Aground Off Cabo Lirio",
        "A long scrape, then silence; nobody is hurt.",
    )
    assert (found.byline, found.day_only) == (("Berta Quill",), True)
    assert found.published is not None
    assert found.published.isoformat() == "2025-08-02T04:00:00+00:00"
    assert blocks(found) == [
        ("heading", "Ferry runs aground off Cabo Lirio"),
        ("paragraph", LONG),
        ("heading", "What Went Down?"),
        ("paragraph", LONG),
        ("item", "First point"),
        ("item", "Second point"),
        ("item", f"Third: {LONG}"),
        ("heading", "Sources"),
        ("paragraph", "Share this article"),
    ]
    assert '<ol start="3">' in found.body_html
    assert [kind for kind, _ in residue(found)] == ["repeated-title", "empty-sources", "share"]
    assert set(inferred(found)) == {"title", "description", "byline", "published", "source_id"}


def test_a_lede_is_no_dek() -> None:
    found = article(f"Ferry Runs Aground\n\nA ferry ran aground on Monday.\n\n{LONG}\n", "a.txt")
    assert (found.description, found.lede_text) == ("", f"A ferry ran aground on Monday.\n\n{LONG}")


def test_without_a_title_the_opening_words() -> None:
    found = article(LONG, "a.txt")
    assert found.title == "The ferry ran aground early on Monday with 84 people on board, the…"
    assert inferred(found)["title"] == "the opening words"
    assert found.text == LONG


def test_a_date_on_the_last_line() -> None:
    found = article(f"{LONG}\n\n24 September 2026\n", "a.txt")
    assert found.published is not None
    assert (found.published.month, found.text) == (9, LONG)


def test_broken_lines_are_joined() -> None:
    lines = ["Ferry Aground", "", "The ferry ran aground early on Monday with 84 people on",
             "board, the harbour office of Cabo Lirio said. A second ship",
             "was sent out from the north and took the passengers to the", "island before noon.", "",
             "Nobody was hurt in the night and the ship was", "afloat again by nine."]  # fmt: skip
    found = article("\n".join(lines), "a.txt")
    assert len(found.blocks) == 2
    assert found.text.endswith("the ship was afloat again by nine.")


@pytest.mark.parametrize("width", [64, 78, 100, 118, 132])
def test_lines_broken_at_any_usual_width_are_joined(width: int) -> None:
    paragraphs = [f"{LONG} {LONG}", f"Nobody was hurt. {LONG}", LONG]
    found = article("\n\n".join(textwrap.fill(one, width) for one in paragraphs), "a.txt")
    assert [text for _, text in blocks(found)] == paragraphs


def test_a_single_break_inside_a_sentence_is_joined() -> None:
    start = "The inspector had asked for a closer look at the cable in March, The Harbour Post"
    found = article(f"{LONG}\n\n{start}\nreported. {LONG}\n\n{LONG} {LONG}\n\nGiven in short: {LONG}", "a.txt")
    assert [text for _, text in blocks(found)][1] == f"{start} reported. {LONG}"


def test_paragraphs_of_a_line_each_are_not_joined() -> None:
    lines = [LONG, f"Nobody was hurt, said the mayor. {LONG}", f"{LONG} It was calm", LONG, "A short line at the end."]
    assert len(article("\n".join(lines), "a.txt").blocks) == 5


def test_no_word_is_lost_from_bare_text() -> None:
    text = f"Title Here\n\nfoo bar\nBaz: qux\n{LONG}\n* star\n1) one\nWhy?\n\n© 2025 Post\n"
    found = article(text, "a.txt")
    words = f"{found.title} {found.description} {found.text}".split()
    assert sorted(words) == sorted(w for w in text.split() if w not in ("*", "1)"))


@pytest.mark.parametrize(
    ("text", "title", "how", "first"),
    [
        (f"# A *big* [ferry](u)\n\n{LONG}", "A big ferry", "the first heading", LONG),
        (f"A ferry sank\n============\n\n{LONG}", "A ferry sank", "the first heading", LONG),
        (f"A ferry sank\n\nAugust 2, 2025\n\n{LONG}", "A ferry sank", "the first line", LONG),
        (f"{LONG}\n\n## Later", LONG[:66] + "…", "the opening words", LONG),
    ],
)
def test_markdown_without_front_matter(text: str, title: str, how: str, first: str) -> None:
    found = article(text)
    assert (found.title, inferred(found)["title"], found.blocks[0].span.of(found.text)) == (title, how, first)


def test_a_bare_text_named_as_markdown() -> None:
    found = article(f"Ferry aground\n{LONG} {LONG}\nA heading here\n{LONG} {LONG}\n")
    assert [kind for kind, _ in blocks(found)] == ["paragraph", "heading", "paragraph"]


def test_html_in_a_markdown_file_is_not_taken_for_code() -> None:
    found = article("---\ntitle: x\n---\n<div>\n\n        <p>One.</p>\n\n        <p>Two.</p>\n\n<p>Three.</p></div>\n")
    assert found.text == "One.\n\nTwo.\n\nThree."


DOCUMENT = """<!doctype html><html lang="pt-PT"><head><title>Ferry aground | The Lirio Post</title>
<meta name="author" content="Berta Quill"><meta property="og:site_name" content="The Lirio Post">
<meta property="article:published_time" content="2025-08-02T10:00:00Z"><meta name="keywords" content="sea, ferry">
<meta name="description" content="What happened."><link rel="canonical" href="https://post.example/ferry"></head>
<body><nav>Home</nav><header>Top</header><article><h1>Ferry aground</h1><p>It sank.</p><aside>Ad</aside>
<p>It <a href="/up">rose</a>.</p></article>
<footer>Bottom</footer><script>x()</script></body></html>"""


def test_html_document() -> None:
    found = reading(DOCUMENT, "a.html")
    assert found.article is not None
    made = found.article
    assert (made.title, made.byline, made.lang, made.url) == (
        "Ferry aground",
        ("Berta Quill",),
        "pt-PT",
        "https://post.example/ferry",
    )
    assert (made.tags, made.description, made.source_id) == (("sea", "ferry"), "What happened.", "the-lirio-post")
    assert made.text == "Ferry aground\n\nIt sank.\n\nIt rose."
    assert made.links[0].url == "https://post.example/up"
    assert set(inferred(made).values()) == {"the HTML document"}
    assert len(inferred(made)) == 8


def test_front_matter_wins_over_the_document() -> None:
    found = article(f"---\ntitle: Mine\n---\n{DOCUMENT}", "a.html")
    assert found.title == "Mine"
    assert "title" not in inferred(found)


@pytest.mark.parametrize(
    ("raw", "published"),
    [
        ("---\ntitle: A headline\nlink: https://post.example/1\n---\n", True),
        ("---\ntitle: A headline\ndescription: What happened.\n---\n", True),
        ("---\ntitle: A headline\n---\n", False),
        ("", False),
        ("---\ntitle: x\n---\n<script>x</script>", False),
    ],
)
def test_an_entry_without_a_text_needs_a_headline_and_more(raw: str, published: bool) -> None:
    found = reading(raw)
    assert (found.article is not None) == published
    assert [notice.kind for notice in found.notices] == ([] if published else ["no-text"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    raw = "---\ntitle: Überfahrt\n---\nDie Fähre sank.\r\n".encode(encoding)
    found = article((b"\xfe\xff" if encoding == "utf-16-be" else b"") + raw)
    assert (found.title, found.text) == ("Überfahrt", "Die Fähre sank.")


def test_the_digest_is_of_what_was_read() -> None:
    lines = ("---", "title: Ferry aground", "date: 2026-09-17", "---", LONG)
    found = [read_article(end.join(lines).encode(), "a.md", SETTINGS).article for end in ("\n", "\r\n")]
    elsewhere = msgspec.structs.replace(SETTINGS, timezone="Asia/Tokyo")
    found.append(read_article("\n".join(lines).encode(), "a.md", elsewhere).article)
    digests = [one.digest for one in found if one]
    assert digests[0] == digests[1] != digests[2]
