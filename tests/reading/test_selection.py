"""Duplicates, drafts, the future, and addresses of one's own."""

from __future__ import annotations

from datetime import UTC, datetime

from builder.model import Article
from builder.reading.addresses import unique_addresses
from builder.reading.duplicates import drop_duplicates
from builder.reading.selection import select
from tests.reading.read import article

BODY = "The ferry ran aground early on Monday with 84 people on board, the harbour office said in a note that it sent."
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def made(path: str, *lines: str, body: str = BODY) -> Article:
    return article("\n".join(("---", "title: Ferry", *lines, "---", "", body)), path)


def test_order_is_kept_and_does_not_decide() -> None:
    articles = [made(f"{name}.md", f"link: https://post.example/{name}", "source: Post") for name in "cab"]
    for order in (articles, articles[::-1]):
        kept, notices = drop_duplicates(order)
        assert [a.path for a in kept] == ["a.md"]
        assert [n.path for n in notices] == ["b.md", "c.md"]
    different = [made(f"{name}.md", body=BODY + name) for name in "cab"]
    assert drop_duplicates(different) == (tuple(different), ())


def test_wire_copy_is_no_repetition_but_a_loose_copy_is() -> None:
    post, radio = made("z.md", "source: Post"), made("y.md", "source: Radio")
    loose = article(f"Ferry\n\n{BODY}", "a.txt")
    kept, notices = drop_duplicates([loose, radio, post])
    assert [a.path for a in kept] == ["y.md", "z.md"]
    assert str(notices[0]) == "a.txt: has the same text as y.md (remove one of the two files)"


def test_short_texts_may_be_alike() -> None:
    assert len(drop_duplicates([made("a.md", body="Sold out."), made("b.md", body="Sold out.")])[0]) == 2


def test_drafts_and_the_future() -> None:
    articles = [
        made("a.md", "draft: true"),
        made("b.md", "date: 2031-01-01"),
        made("c.md", "date: 2025-01-01"),
        made("d.md"),
    ]
    kept, notices = select(articles, NOW)
    assert [a.path for a in kept] == ["c.md", "d.md"]
    assert [(n.path, n.kind, n.severity) for n in notices] == [
        ("a.md", "draft", "skipped"),
        ("b.md", "future", "skipped"),
    ]
    assert len(select(articles, NOW, drafts=True, future=True)[0]) == 4


def test_addresses_are_unique_whatever_the_order() -> None:
    articles = [made("x/b.md", "slug: a"), made("x/a.md"), made("x/c.md", "slug: A!"), made("y/a.md")]
    for order in (articles, articles[::-1]):
        placed, notices = unique_addresses(order)
        by_path = {a.path: a.address for a in placed}
        assert [a.path for a in placed] == [a.path for a in order]
        assert by_path["x/a.md"] == "x/a"
        assert by_path["x/b.md"] == f"x/a-{articles[0].id[:6]}"
        assert len(set(by_path.values())) == 4
        assert [n.path for n in notices] == ["x/b.md", "x/c.md"]
        assert "x/a.md" in notices[0].message
