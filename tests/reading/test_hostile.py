"""Input made to hurt: it is refused by name or read, never a crash."""

from __future__ import annotations

import pytest

from builder.reading.decode import MAX_BYTES
from builder.reading.sanitise import too_much
from tests.reading.read import article, reading

REFUSED = {
    "a.md": [
        (b"a" * (MAX_BYTES + 1), "too-large"),
        (b"word " * 110_000, "markup"),
        (b"a\n" * 10_050, "markup"),
        (b"[" * 20_500, "markup"),
        (b"![a" * 10_500, "markup"),
        (b"x" * 90 + b"<div>" * 300, "markup"),
        (b"|a" * 60 + b"\n" + b"|-" * 60 + b"\n" + (b"|a" * 60 + b"\n") * 250, "markup"),
        (b"\xff\xfe\x00", "encoding"),
        (bytes(range(1, 256)), "encoding"),
        (b"a\x00b", "nul"),
    ],
    "a.html": [
        (b"<div>" * 50_000, "markup"),
        (b"<p>a" * 25_000, "markup"),
        (b"<b>" * 100 + b"<p>a" * 600, "markup"),
        (b"<p " + b" ".join(b"a%d=1" % i for i in range(5_000)) + b">a", "markup"),
        (b"<p " + b"".join(b'a%d=""' % i for i in range(5_000)) + b">a", "markup"),
        (b'<p x="\'>" ' + b"/".join(b"a%d" % i for i in range(5_000)) + b">a", "markup"),
    ],
    "a.txt": [(b"Share this\n" * 10_050, "markup")],
}


@pytest.mark.parametrize(
    ("path", "raw", "kind"), [(path, raw, kind) for path, rows in REFUSED.items() for raw, kind in rows]
)
def test_refused(path: str, raw: bytes, kind: str) -> None:
    found = reading(raw, path)
    assert found.article is None
    assert [notice.kind for notice in found.notices] == [kind]


@pytest.mark.parametrize(
    "raw",
    [
        b">" * 5_000,
        b"- " * 5_000,
        b"*a **a " * 1_000,
        b"".join(b" " * i + b"- a\n" for i in range(200)),
        b"[^1]" * 2_000,
        b"".join(b"[^%d]: x\n\n" % i for i in range(1_000)) + b"[^1]" * 500,
        b"\x0b\x0c\xe2\x80\xa8 a \xe2\x80\xae b",
        b"<!--",
        b"<a href='" + b"x" * 5_000,
        b'<p title="' + b">" * 5_000,
    ],
)
def test_survived(raw: bytes) -> None:
    for path in ("a.md", "a.html", "a.txt"):
        found = reading(b"Start of a text.\n\n" + raw, path)
        assert found.article is not None or found.notices


def test_long_text_in_one_line_is_read() -> None:
    assert article(b"word " * 100_000, "a.txt").words == 100_000


def test_a_picture_written_into_the_address_is_no_trouble() -> None:
    html = '<p>Text.</p><img alt="A pier" src="data:image/png;base64,' + "iVBOR/w0KGgo+" * 20_000 + '">'
    assert too_much(html) == ""
    assert article(html, "a.html").text == "Text.\n\nA pier"


@pytest.mark.parametrize(
    ("slug", "address"),
    [
        ("../../etc/passwd", "news/etc-passwd"),
        ("..\\..\\x", "news/x"),
        ("/", "news/ferry"),
        ("..", "news/ferry"),
        ("%2e%2e%2f", "news/2e-2e-2f"),
        ("x\\u202ey\\u0000"[:8], "news/xy"),
        ("Ünïcode Ferry", "news/unicode-ferry"),
    ],
)
def test_a_slug_cannot_leave_its_folder(slug: str, address: str) -> None:
    slug = slug.replace("\\u202e", "\u202e")
    assert article(f"---\ntitle: x\nslug: '{slug}'\n---\nText.", "news/ferry.md").address == address


def test_a_long_slug_is_cut() -> None:
    found = article(f"---\ntitle: x\nslug: {'ferry-' * 70}\n---\nText.")
    assert len(found.address) <= 80
    assert found.address != article(f"---\ntitle: x\nslug: {'ferry-' * 71}\n---\nText.").address


def test_direction_overrides_are_taken_out_of_the_text() -> None:
    assert article("---\ntitle: x\n---\nabc\u202edef\u2066ghi\u200fj\u00ad.").text == "abcdefghi\u200fj."


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        '<a href="java\tscript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        "<a href='https://x.example/\" onmouseover=alert(1) \"'>x</a>",
        'https://x.example/"onmouseover=alert(1)',
        '!["><script>alert(1)</script>](https://x.example/a.png)',
        "`<script>alert(1)</script>`",
    ],
)
@pytest.mark.parametrize("path", ["a.md", "a.html", "a.txt"])
def test_no_live_markup_comes_out(payload: str, path: str) -> None:
    from selectolax.lexbor import LexborHTMLParser

    found = article(f"---\ntitle: x\nlink: https://post.example/\n---\nText.\n\n{payload}\n", path)
    for node in LexborHTMLParser(found.body_html).css("body *"):
        assert node.tag in set("p span a code pre em strong figure figcaption table".split())
        assert set(node.attributes) <= {"data-s", "data-residue", "data-picture", "data-alt", "href", "rel"}
        assert (node.attributes.get("href") or "https:").startswith(("https:", "http:", "mailto:"))
