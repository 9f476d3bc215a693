"""What is written reads back the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder.ingest.entry import Entry, bare, keys_of, paragraphs, text_key, tidy, when
from builder.ingest.front import article_text, line_of
from builder.reading.frontmatter import FrontMatter, split_front_matter
from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings
from builder.text.dates import When

LISBON = ZoneInfo("Europe/Lisbon")
words = st.text(max_size=300)


@settings(max_examples=150, deadline=None)
@given(title=words, description=words, author=words, tag=words)
@example("yes", "---", "null", "- x")
@example("a: b # c", "'", '"', "~")
@example("x" * 3000, "a\u2028b", "\ud83d\ude00 |", "{a: 1}")
@example("12:30", "2025-08-02", "0x1F", "1_000")
def test_any_words_come_back(title: str, description: str, author: str, tag: str) -> None:
    text = article_text(Entry(title=title, description=description, authors=(author, "B"), tags=(tag,)), LISBON)
    front = split_front_matter(text, "x.html")
    assert isinstance(front, FrontMatter)
    assert front.data.get("title", "") == line_of(title)
    assert front.data.get("description", "") == line_of(description)
    assert front.data["author"] == [name for name in (line_of(author), "B") if name]
    assert front.data.get("tags", []) == [part for part in [line_of(tag)] if part]


def test_an_article_is_written_as_it_is_read() -> None:
    entry = Entry(
        title="‘Ferry’ aground: all safe", url="https://post.example/a?b=1", authors=("Ana O’Neill", "Rui Lima"),
        source="The Post", published=When(datetime(2025, 8, 2, 18, 48, 18, 683000, tzinfo=UTC), False), lang="pt-BR",
        tags=("yes", "c#"), body=tidy("<h2>A</h2>One <b>two</b><br><br>three<ul><li>x<li>y</ul>", "https://post.example/"),
        inferred=(("published", "the address"), ("authors", "a line")),
    )  # fmt: skip
    text = article_text(entry, LISBON)
    article = read_article(text.encode(), "post/2025-08-02-x.html", ReadingSettings()).article
    assert article is not None
    assert (article.title, article.byline, article.url) == (entry.title, entry.authors, entry.url)
    assert (article.published, article.lang, article.tags) == (entry.published.at, "pt-BR", ("yes", "c#"))
    assert [(row.field, row.how) for row in article.inferred] == [("byline", "a line"), ("published", "the address")]
    assert article.text == "A\n\nOne two\n\nthree\n\nx\n\ny"
    assert article.extra == ()


def test_a_whole_day_is_written_as_the_day_it_is_there() -> None:
    day, _ = when("2025-08-02", LISBON)
    text = article_text(Entry(title="x", published=day, body="<p>y</p>"), LISBON)
    assert "date: '2025-08-02'\n" in text


def test_tidy_leaves_one_block_a_line_and_nothing_that_acts() -> None:
    html = tidy("a<p>b\n\nc</p><div><p>d<img src=x onerror=y></p><pre>e\n\nf</pre></div><p> </p><style>g</style>", "")
    assert html.split("\n") == ["<p>a</p>", "<p>b c</p>", "<p>d</p>", "<pre>e&#10;&#10;f</pre>"]
    assert "<" not in bare(tidy("<b>" * 400 + "x", ""))


def test_published_payloads_come_to_nothing(shared_data: Path) -> None:
    from selectolax.lexbor import LexborHTMLParser

    for path in sorted((shared_data / "xss").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines()[::10]:
            payload = json.loads(line)["payload"]
            body = tidy(payload, "https://post.example/")
            for node in LexborHTMLParser(body).css("body *"):
                assert node.tag not in ("script", "style", "iframe", "img", "svg", "object", "form"), payload
                assert set(node.attributes) <= {"href", "title", "start", "reversed", "colspan", "rowspan", "scope"}, (
                    payload
                )
                assert (node.attributes.get("href") or "https:").startswith(("http:", "https:")), payload
            front = split_front_matter(
                article_text(Entry(title=payload, description=payload, body=body), LISBON), "x.html"
            )
            assert isinstance(front, FrontMatter), payload


def test_keys_tell_the_same_article_by_address_guid_and_words() -> None:
    body = paragraphs("word " * 30)
    one = Entry(url="https://www.post.example/a/", guid="tag:1", body=body)
    other = Entry(url="http://post.example/a", body=paragraphs("Other words."))
    assert set(keys_of(one)) & set(keys_of(other))
    assert text_key(body, "post.example") != text_key(body, "wire.example")
    assert text_key("<p>Too short.</p>", "post.example") == ""
    assert keys_of(Entry(title="A", body="<p>short</p>")) != keys_of(Entry(title="B", body="<p>short</p>"))
