"""From a body to text, spans and page markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from builder.model import Article
from builder.reading import markdown
from tests.reading.read import article, blocks, residue

FRONT = "---\ntitle: Ferry\nlink: https://post.example/news/ferry\n---\n"


def read(body: str, path: str = "ferry.md") -> Article:
    return article(FRONT + body, path)


def bare(found: Article) -> str:
    """The page markup without sentence marks."""
    return re.sub(r'<span data-s="\d+">(.*?)</span>', r"\1", found.body_html, flags=re.DOTALL)


def test_sentences_are_marked_across_inline_markup() -> None:
    found = read("One *big wave. Two* small ones.")
    assert found.body_html == (
        '<p><span data-s="0">One </span><em><span data-s="0">big wave.</span> <span data-s="1">Two</span></em>'
        '<span data-s="1"> small ones.</span></p>'
    )
    assert [sentence.text for sentence in found.sentences] == ["One big wave.", "Two small ones."]


def test_white_space_is_collapsed_as_a_browser_shows_it() -> None:
    found = read("<div>\n  <p>One <b> two </b>\n three&nbsp;four</p>five <i>six</i>\n</div>", "a.html")
    assert found.text == "One two three\u00a0four\n\nfive six"
    assert bare(found) == "<p>One <b>two </b>three\u00a0four</p><p>five <i>six</i></p>"


def test_blocks() -> None:
    body = (
        "## Head\n\nPara one.\n\n- item one\n- item two\n\n  more\n\n> A quoted text.\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode  here\n```\n"
    )
    assert blocks(read(body)) == [
        ("heading", "Head"), ("paragraph", "Para one."), ("item", "item one"), ("item", "item two"), ("item", "more"),
        ("quote", "A quoted text."), ("cell", "a"), ("cell", "b"), ("cell", "1"), ("cell", "2"), ("code", "code  here"),
    ]  # fmt: skip


def test_code_is_kept_as_written_and_has_no_sentences() -> None:
    found = read('```\nif "a" < 1:\n    b. C\n```\n')
    assert bare(found) == '<pre><code>if "a" &lt; 1:\n    b. C</code></pre>'
    assert found.sentence_spans == found.quote_spans == ()


@pytest.mark.parametrize(
    ("html", "levels"),
    [
        ("<h1>A</h1><h2>B</h2><h3>C</h3>", "234"),
        ("<h4>A</h4><h6>B</h6><h4>C</h4>", "232"),
        ("<h3>A</h3><h1>B</h1><h3>C</h3>", "223"),
    ],
)
def test_headings_leave_the_pages_own_alone_and_skip_no_level(html: str, levels: str) -> None:
    assert "".join(re.findall(r"<h(\d)", read(html + "<p>x</p>", "a.html").body_html)) == levels


def test_line_breaks() -> None:
    found = read("<p>One line<br>two lines<br><br>New paragraph<br></p>", "a.html")
    assert blocks(found) == [("paragraph", "One line\ntwo lines"), ("paragraph", "New paragraph")]
    assert len(found.sentence_spans) == 3


def test_links() -> None:
    found = read(
        '[A report](/r "t"), <a href="javascript:x()">a trap</a>, [mail](mailto:a@b.example), [top](#top), see https://x.example/1.'
    )
    assert [(link.span.of(found.text), link.url) for link in found.links] == [
        ("A report", "https://post.example/r"),
        ("https://x.example/1", "https://x.example/1"),
    ]
    assert set(re.findall(r"<a [^>]*>", found.body_html)) == {
        '<a href="https://post.example/r" rel="noopener noreferrer">',
        '<a href="mailto:a@b.example">',
        '<a href="https://x.example/1" rel="noopener noreferrer">',
    }
    assert "a trap" in found.text


def test_relative_links_without_an_address_become_text() -> None:
    assert "<a" not in article("---\ntitle: x\n---\n[A report](/r) says so.").body_html


def test_pictures_become_descriptions_that_lead_to_them() -> None:
    found = read("Before ![The ferry](https://post.example/f.jpg) after. ![](x.jpg) ![IMG_1.jpg](x.jpg)")
    assert blocks(found) == [("paragraph", "Before after."), ("caption", "The ferry")]
    assert "<img" not in found.body_html
    place = '<figure><span data-picture="https://post.example/f.jpg" data-alt="The ferry"></span><figcaption><a href='
    assert place in found.body_html
    assert found.body_html.count('<figure><span data-picture="x.jpg" data-alt=""></span></figure>') == 2
    captioned = read('<figure><img src="/f.jpg" alt="x"><figcaption>At low tide</figcaption></figure>', "a.html")
    assert blocks(captioned) == [("caption", "At low tide")]


def test_nothing_of_the_texts_attributes_survives() -> None:
    html = (
        '<p id="main" class="x" style="color:red" onclick="x()" data-s="9" data-residue="share" title="t">'
        "Text <q>quoted</q>.</p>"
    )
    assert bare(read(html, "a.html")) == "<p>Text “quoted”.</p>"


def test_what_is_no_text_goes_whole() -> None:
    html = (
        "<p>Kept.</p><script>a()</script><style>b{}</style><svg><text>c</text></svg><math><mi>d</mi></math>"
        "<form>e<input><button>z</button></form>"
    )
    assert read(html + "<iframe>f</iframe><template>g</template><noscript>h</noscript>", "a.html").text == "Kept.\n\ne"


def test_stray_parts_of_lists_and_tables_stay_valid() -> None:
    found = read("<li>stray</li><ul>loose<ul><li>in</li></ul></ul><dl>x<dt>t<dd>d</dl>", "a.html")
    assert bare(found) == (
        "<p>stray</p><ul><li>loose</li><li><ul><li>in</li></ul></li></ul><dl><dd>x</dd><dt>t</dt><dd>d</dd></dl>"
    )


def test_citations_and_their_sources() -> None:
    body = "It sank.[1][2] It rose.[7]\n\n## Sources\n\n1. The log, https://a.example/log.\n2. [A letter](https://b.example/)\n"
    found = read(body)
    assert [(c.number, c.target) for c in found.citations] == [
        (1, "https://a.example/log"), (2, "https://b.example/"), (7, ""),
    ]  # fmt: skip
    assert [kind for kind, _ in residue(found)] == ["source-list"] * 3
    assert [s.text for s in found.reporting] == ["It sank.[1][2]", "It rose.[7]"]


def test_footnotes() -> None:
    found = read("It sank.[^log] It rose.[^2]\n\n[^log]: The log at https://a.example/log\n[^2]: A letter.\n")
    assert [(c.number, c.target) for c in found.citations] == [(1, "https://a.example/log"), (2, "A letter.")]
    linked = read('<p>It sank.<sup><a href="#fn1">1</a></sup></p>', "a.html")
    assert linked.text == "It sank.[1]"


def test_residue_is_marked_and_left_out_of_reporting() -> None:
    body = (
        "# Ferry\n\nIt sank at dawn on Monday.\n\nADVERTISEMENT\n\nIt rose. What do you think? Should it rise? "
        "Let us know in the comments below.\n\nSources\n\nShare this article"
    )
    found = read(body)
    assert residue(found) == [
        ("repeated-title", "Ferry"),
        ("advertisement", "ADVERTISEMENT"),
        ("call-to-comment", "What do you think?"),
        ("call-to-comment", "Should it rise?"),
        ("call-to-comment", "Let us know in the comments below."),
        ("empty-sources", "Sources"),
        ("share", "Share this article"),
    ]
    assert [s.text for s in found.reporting] == ["It sank at dawn on Monday.", "It rose."]
    assert '<p data-residue="advertisement">' in found.body_html
    assert '<span data-s="4" data-residue="call-to-comment">What do you think?</span>' in found.body_html


def test_lede_and_dateline() -> None:
    found = read(
        "By Berta Quill\n\nGILVAZ (Telica) — The ferry sank.\n\nNobody was hurt, the harbour office said on Monday."
    )
    assert found.lede_text == "GILVAZ (Telica) — The ferry sank.\n\nNobody was hurt, the harbour office said on Monday."
    assert found.dateline is not None
    assert (found.dateline.place, found.dateline.span.of(found.text)) == ("GILVAZ", "GILVAZ (Telica) —")
    assert read("## Only a heading\n").lede_text == ""


def test_quotations_do_not_cross_code() -> None:
    found = read("He said “yes” twice.\n\n    “code”\n")
    assert [span.of(found.text) for span in found.quote_spans] == ["yes"]


PARTS = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<ul>", "<ol>", "<li>", "</ul>", "<b>", "</b>", "<a href='/x'>", "</a>", "<br>",
     "<img alt='A pier'>",
     "<table>", "<tr>", "<td>", "</td>", "</table>", "<h2>", "</h2>", "<pre>", "</pre>", "<blockquote>",
     "<figure>", "<figcaption>", "</figure>",
     "<q>", "</q>", "<dl>", "<dt>", "<dd>", "<hr>", "<sup>", "</sup>", " ", "\n", "One two. ",
     "“Three,” he said. ", "&lt;b&gt;",
     "[1]", "Sources",
     "Share this article", "https://a.example/b "]
)  # fmt: skip


@given(st.lists(PARTS, max_size=25))
@settings(max_examples=300, deadline=None)
def test_any_markup_gives_consistent_spans_and_clean_markup(parts: list[str]) -> None:
    found = article(FRONT + "<p>Start.</p>" + "".join(parts), "a.html")
    text = found.text
    assert all(block.span.of(text) for block in found.blocks)
    ends = [0, *(block.span.end for block in found.blocks)]
    assert all(end <= block.span.start for end, block in zip(ends, found.blocks, strict=False))
    assert all(any(b.span.covers(span) for b in found.blocks) for span in found.sentence_spans)
    body = LexborHTMLParser(found.body_html).body
    assert body is not None
    assert "".join(body.text().split()) == "".join(text.split())
    marked: dict[int, str] = {}
    for node in body.css("span[data-s]"):
        index = int(node.attributes["data-s"] or "")
        marked[index] = marked.get(index, "") + node.text()
    assert ["".join(marked[i].split()) for i in range(len(found.sentence_spans))] == [
        "".join(span.of(text).split()) for span in found.sentence_spans
    ]
    again = LexborHTMLParser(body.inner_html or "").body
    assert again is not None
    assert again.inner_html == body.inner_html


MARKS = st.sampled_from(
    [
        *"ab.:-+*_=|1()[]!&<>~^#\"'\\`",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\t",
        "word ",
        "1. ",
        "- ",
        "> ",
        "](u)",
        "**",
        "[^1]",
        "[a]: b",
    ]
)


@given(st.lists(MARKS, max_size=25).map("".join))
@settings(max_examples=400, deadline=None)
def test_quick_markdown_is_the_parsers_to_the_byte(text: str) -> None:
    assert markdown.render(text) == markdown._parser().render(text)
