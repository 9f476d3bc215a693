"""A web page -> an entry: what it tells is taken, what is inferred is named."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest

from builder.ingest.page import NoArticle, read_page

UTC = ZoneInfo("UTC")
URL = "https://post.example/2025/08/02/ferry?utm_source=x"
TEXT = "".join(
    f"<p>The council voted on part {n} of the quay on Tuesday, the harbour office said, and work begins in autumn.</p>"
    for n in range(6)
)


def page(head: str = "", body: str = f"<article><h1>Ferry aground</h1>{TEXT}</article>", lang: str = "en") -> bytes:
    top = f'<!doctype html><html lang="{lang}"><head>{head}</head><body><nav><a href="/">Home</a></nav>'
    return f"{top}{body}</body></html>".encode()


def linked(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_json_ld_tells_everything() -> None:
    told = linked(
        headline="Ferry aground", datePublished="2025-08-02T18:48:18.683Z", dateModified="2025-08-03T06:00:00Z",
        author=[{"@type": "Person", "name": "Ana Reis"}, {"name": "By Rui Lima"}], publisher={"name": "The Post"},
        inLanguage="en", keywords="ferry, quay", description="It ran aground.",
    )  # fmt: skip
    entry = read_page(page(told + '<link rel="canonical" href="/2025/08/02/ferry">'), "text/html", URL, UTC)
    assert (entry.title, entry.source, entry.lang) == ("Ferry aground", "The Post", "en")
    assert (entry.authors, entry.tags) == (("Ana Reis", "Rui Lima"), ("ferry", "quay"))
    assert entry.url == "https://post.example/2025/08/02/ferry"
    assert entry.published
    assert entry.published.at.isoformat() == "2025-08-02T18:48:18.683000+00:00"
    assert (entry.description, entry.inferred) == ("It ran aground.", ())
    assert entry.body.startswith("<p>The council")
    assert "Home" not in entry.body


def test_meta_elements_and_a_title_with_the_sites_name() -> None:
    head = (
        '<title>Ferry aground | The Post</title><meta property="og:site_name" content="The Post">'
        '<meta property="article:published_time" content="2025-08-02T10:00:00+02:00">'
        '<meta name="author" content="by Ana Reis">'
    )
    entry = read_page(page(head), "text/html", URL, UTC)
    assert (entry.title, entry.source) == ("Ferry aground", "The Post")
    assert entry.published
    assert entry.published.at.hour == 8
    assert entry.inferred == ()


def test_a_title_is_cut_where_the_page_has_it_as_heading() -> None:
    entry = read_page(page("<title>Ferry aground - Post - News</title>"), "text/html", URL, UTC)
    assert entry.title == "Ferry aground"
    entry = read_page(page("<title>Other - words</title>"), "text/html", URL, UTC)
    assert entry.title == "Other - words"


def test_what_nobody_told_is_inferred_by_name() -> None:
    entry = read_page(page("<title>Ferry aground</title>"), "text/html", URL, UTC)
    assert entry.published
    assert entry.published.day_only
    assert entry.published.at.date().isoformat() == "2025-08-02"
    assert dict(entry.inferred) == {"published": "the address"}
    entry = read_page(page(), "text/html", "https://post.example/ferry", UTC)
    assert entry.published is None
    assert dict(entry.inferred) == {"title": "the page's first heading"}


def test_a_canonical_address_of_another_host_or_of_the_front_page_is_not_believed() -> None:
    for told in ("https://evil.example/x", "/", "javascript:alert(1)"):
        entry = read_page(page(f'<link rel="canonical" href="{told}">'), "text/html", URL, UTC)
        assert entry.url == "https://post.example/2025/08/02/ferry"


@pytest.mark.parametrize(
    "note",
    [
        "<!-- saved from url=(0031)https://post.example/a/b -->",
        "<!--\n Page saved with SingleFile\n url: https://post.example/a/b\n-->",
    ],
)
def test_a_saved_page_knows_where_it_is_from(note: str) -> None:
    assert read_page(page(note), "", "", UTC).url == "https://post.example/a/b"


def test_the_parts_of_a_long_piece_are_one_text() -> None:
    words = " ".join(f"word{n}" for n in range(60))
    parts = "".join(f"<article><h2>Part {n}</h2><p>{words} {n}a.</p><p>{words} {n}b.</p></article>" for n in range(4))
    entry = read_page(page(body=f"<main><h1>Long piece of four</h1>{parts}</main>"), "text/html", URL, UTC)
    assert all(f"{n}a." in entry.body and f"{n}b." in entry.body for n in range(4))


def test_nothing_that_runs_or_loads_comes_in() -> None:
    acting = "<p onclick='x'>Click <a href='javascript:x'>here</a> and there, it was said.</p><script>x</script>"
    body = f"<article>{TEXT}{acting}</article>"
    entry = read_page(page(body=body), "text/html", URL, UTC)
    assert "javascript" not in entry.body
    assert "onclick" not in entry.body
    assert "<script" not in entry.body


@pytest.mark.parametrize(
    ("raw", "kind", "message"),
    [
        (b"", "text/html", "is empty"),
        (b"just words", "text/html", "no web page"),
        (b"%PDF-1.4", "application/pdf", "is application/pdf, not a web page"),
        (b"<html>\0\0</html>", "text/html", "is no text"),
        (page(body="<p>Too short.</p>"), "text/html", "no article text"),
        (b"<html><body>" + b"<p>" * 130_000, "text/html", "more than 40,000 tags"),
        (page(body="<p " + " ".join(f"a{n}=1" for n in range(2000)) + ">"), "text/html", "more than 1,000 attributes"),
    ],
)
def test_what_gives_no_article_is_named(raw: bytes, kind: str, message: str) -> None:
    with pytest.raises(NoArticle, match=message):
        read_page(raw, kind, URL, UTC)


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 5000 + TEXT,
        "<b>" * 3000 + TEXT,
        TEXT + "<a href='" + "x" * 200_000 + "'>y</a>",
        "<table>" * 400 + TEXT,
    ],
)
def test_hostile_markup_costs_this_page_only(body: str) -> None:
    try:
        entry = read_page(page(body=body), "text/html", URL, UTC)
    except NoArticle:
        return
    assert "<script" not in entry.body


def test_bytes_in_other_encodings() -> None:
    head = '<title>Größe</title><meta charset="iso-8859-1">'
    raw = page(head).decode().encode("cp1252")
    assert read_page(raw, "text/html", URL, UTC).title == "Größe"
    assert read_page(raw, "text/html; charset=windows-1252", URL, UTC).title == "Größe"
