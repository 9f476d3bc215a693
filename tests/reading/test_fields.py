"""Front matter keys and their values -> an article's fields."""

from __future__ import annotations

import pytest

from builder.reading.fields import FIELDS
from tests.reading.read import article, inferred, reading

BODY = "The ferry ran aground early on Monday with 84 people on board, the harbour office said.\n"


def with_front(*lines: str, path: str = "ferry.md") -> str:
    return "\n".join(("---", *lines, "---", "", BODY))


@pytest.mark.parametrize("key", FIELDS["date"])
def test_every_date_alias(key: str) -> None:
    found = article(with_front("title: Ferry", f"{key}: 2025-08-02T10:00:00Z"))
    assert found.published is not None
    assert found.published.isoformat() == "2025-08-02T10:00:00+00:00"


@pytest.mark.parametrize(
    ("field", "key", "value", "wanted"),
    [
        *(("url", key, "https://post.example/a", "https://post.example/a") for key in FIELDS["url"]),
        *(("byline", key, "Berta Quill", ("Berta Quill",)) for key in FIELDS["byline"]),
        *(("description", key, "What happened", "What happened") for key in FIELDS["description"]),
        *(("tags", key, "sea, Transport", ("sea", "Transport")) for key in FIELDS["tags"]),
        *(("image", key, "https://post.example/a.jpg", "https://post.example/a.jpg") for key in FIELDS["image"]),
        *(("title", key, "Ferry aground", "Ferry aground") for key in FIELDS["title"]),
        ("lang", "lang", "pt_BR", "pt-BR"),
        ("thread", "thread", "ferry", "ferry"),
        ("syndicated_from", "syndicated_from", "Telica", "Telica"),
    ],
)
def test_aliases(field: str, key: str, value: str, wanted: object) -> None:
    assert getattr(article(with_front(f"{key}: {value}")), field) == wanted


def test_the_first_alias_that_is_not_empty_wins() -> None:
    urls = ("url: https://b.example/2", "link: ''", "isBasedOn: https://c.example/3")
    dates = ("date: null", "pubDate: 2025-08-02", "dateAdded: 2025-09-01")
    found = article(with_front(*urls, *dates, "summary: two", "description: one"))
    assert (found.url, found.based_on, found.description) == ("https://b.example/2", "https://c.example/3", "one")
    assert found.published is not None
    assert found.published.day == 2


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["author: By Berta Quill and Ivo Sand"], ("Berta Quill", "Ivo Sand")),
        (["author: Berta Quill, Staff Writer"], ("Berta Quill, Staff Writer",)),
        (["author: Rosa Lind, Ivo Sand and Berta Quill"], ("Rosa Lind", "Ivo Sand", "Berta Quill")),
        (["authors: [Berta Quill, Ivo Sand]"], ("Berta Quill", "Ivo Sand")),
        (["authors:", "  - name: Berta Quill", "    url: x", "  - name: Ivo Sand"], ("Berta Quill", "Ivo Sand")),
        (['author: {"@type": Person, name: Berta Quill}'], ("Berta Quill",)),
        (["author: Sand & Sons"], ("Sand & Sons",)),
        (["author: null"], ()),
    ],
)
def test_byline(lines: list[str], wanted: tuple[str, ...]) -> None:
    assert article(with_front("title: Ferry", *lines)).byline == wanted


@pytest.mark.parametrize("title", ["2024", "No", "1.10", "true", "0x10", "1e3", "2025-08-02", "12:30:45"])
def test_a_title_stays_what_was_written(title: str) -> None:
    assert article(with_front(f"title: {title}")).title == title


def test_titles_lose_control_and_direction_characters() -> None:
    assert article(with_front('title: "Fer\\u202Ery\\tat\\u200B sea\\u0007"')).title == "Ferry at sea"


def test_unknown_keys_are_kept_in_order_with_plain_values_resolved() -> None:
    found = article(
        with_front("title: Ferry", "weight: 3", "zeta: [1, '2', yes]", "alpha: {on: null, off: true}", "v: 1.50")
    )
    assert found.extra == (("weight", 3), ("zeta", [1, "2", "yes"]), ("alpha", {"on": None, "off": True}), ("v", 1.5))


@pytest.mark.parametrize(
    "key", ["links", "dateFolder", "customLink", "layout", "dates", "slugs", "thread_id", "x", "my_title"]
)
def test_plausible_keys_are_no_typos(key: str) -> None:
    assert reading(with_front("title: Ferry", f"{key}: x")).notices == ()


@pytest.mark.parametrize(
    ("key", "meant"), [("tittle", "title"), ("Auhtor", "author"), ("pub_dat", "pubDate"), ("taggs", "tags")]
)
def test_typos_are_warned_of(key: str, meant: str) -> None:
    (notice,) = reading(with_front("title: Ferry", f"{key}: x")).notices
    assert (notice.line, notice.kind) == (3, "unknown-key")
    assert repr(meant) in notice.message


def test_drafts() -> None:
    assert article(with_front("title: Ferry", "draft: yes")).draft
    assert article(with_front("title: Ferry", "published: false")).draft
    assert not article(with_front("title: Ferry", "published: true", "draft: no")).draft


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2025-08-02-ferry.md", "2025-08-02"),
        ("2025/08/02/ferry.md", "2025-08-02"),
        ("news/2025/8/2-ferry.md", "2025-08-02"),
        ("2025-08-02/ferry.md", "2025-08-02"),
        ("20250802-ferry.md", "2025-08-02"),
        ("2025/08/ferry.md", ""),
        ("2025-13-40-ferry.md", ""),
        ("12025-08-02.md", ""),
    ],
)
def test_day_from_the_path(path: str, day: str) -> None:
    found = article(with_front("title: Ferry"), path)
    assert (found.published.date().isoformat() if found.published else "") == day
    assert ("published" in inferred(found)) == found.day_only == bool(day)


@pytest.mark.parametrize(
    ("lines", "source", "name", "how"),
    [
        (["source: The Lirio Post"], "the-lirio-post", "The Lirio Post", None),
        (["source: radio.example"], "radio-tamarel", "Radio Tamarel", None),
        (["source: https://www.radio.example/x"], "radio-tamarel", "Radio Tamarel", None),
        (["publisher: {name: radio tamarel}"], "radio-tamarel", "Radio Tamarel", None),
        (["link: https://news.radio.example/1"], "radio-tamarel", "Radio Tamarel", "the host of the url"),
        (["link: https://www.post.example/1"], "post-example", "post.example", "the host of the url"),
        (["author: Berta Quill"], "the-lirio-post", "The Lirio Post", "the site itself"),
    ],
)
def test_source(lines: list[str], source: str, name: str, how: str | None) -> None:
    found = reading(with_front("title: Ferry", *lines))
    assert found.article is not None
    assert found.source is not None
    assert (found.article.source_id, found.source.id, found.source.name) == (source, source, name)
    assert inferred(found.article).get("source_id") == how


def test_texts_of_unknown_source_are_each_of_their_own() -> None:
    one, two = reading(BODY, "a.txt"), reading(BODY, "b.txt")
    assert one.source is not None
    assert two.source is not None
    assert one.source.id != two.source.id
    assert (one.source.kind, one.source.name) == ("unknown", "Unnamed source (a)")


def test_id_is_of_the_url_else_of_the_path() -> None:
    spellings = ["https://post.example/a", "http://www.post.example/a/", "https://POST.example/a?utm_source=x#top"]
    assert len({article(with_front(f"link: {url}", "title: x"), f"{i}.md").id for i, url in enumerate(spellings)}) == 1
    assert article(BODY, "a.txt").id != article(BODY, "b.txt").id
    assert len(article(BODY, "a.txt").id) == 16
