"""Where a picture lies, by the address that an article gives."""

from __future__ import annotations

import pytest

from builder.images.places import Place, places_of
from tests.site.make import article

URL = "https://post.example/2026/ferry"


def place(src: str, url: str = "") -> Place:
    html = f'<figure><span data-picture="{src}" data-alt=""></span></figure>'
    made = article("a", "post", "T", "Text.", body_html=html, url=url)
    (found,) = places_of(made, body=True)
    return found


@pytest.mark.parametrize(
    ("src", "path", "url"),
    [
        ("f.jpg", "f.jpg", ""),
        ("./img/a%20b.jpg?x=1#y", "img/a b.jpg", ""),
        ("/img/f.jpg", "img/f.jpg", ""),
        ("img/../f.jpg", "f.jpg", ""),
        ("https://a.example/f.jpg", "", "https://a.example/f.jpg"),
        ("//a.example/f.jpg", "", "https://a.example/f.jpg"),
    ],
)
def test_a_picture_is_a_file_or_lies_elsewhere(src: str, path: str, url: str) -> None:
    found = place(src)
    assert (found.path, found.url, found.refused) == (path, url, "")


def test_a_path_can_be_one_of_the_article_s_own_site() -> None:
    assert place("/f.jpg", URL) == Place("/f.jpg", path="f.jpg", url="https://post.example/f.jpg")
    assert place("../../f.jpg", URL).path == ""


@pytest.mark.parametrize(
    ("src", "why"),
    [
        ("../f.jpg", "leads out of the content folder"),
        ("/../../etc/passwd", "leads out of the content folder"),
        ("%2e%2e/f.jpg", "leads out of the content folder"),
        ("file:///etc/passwd", "has an address that no picture may have"),
        ("javascript:alert(1)", "has an address that no picture may have"),
        ("a%00.jpg", "has a name that no file may have"),
        ("..\\f.jpg", "has a name that no file may have"),
        ("http://[::1", "has an address that is none"),
        ("https:///x", "has no host"),
    ],
)
def test_what_is_neither_is_refused(src: str, why: str) -> None:
    found = place(src)
    assert (found.path, found.url, found.refused) == ("", "", why)


def test_the_front_matter_s_picture_comes_first_and_each_once() -> None:
    html = (
        '<figure><span data-picture="b.jpg" data-alt=""></span><span data-picture="a.jpg" data-alt=""></span></figure>'
    )
    made = article("a", "post", "T", "Text.", body_html=html, image="a.jpg")
    assert [(row.src, row.lead) for row in places_of(made, body=True)] == [("a.jpg", True), ("b.jpg", False)]
    assert [row.src for row in places_of(made, body=False)] == ["a.jpg"]
