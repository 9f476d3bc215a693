"""Datelines, citation marks, residue and web addresses."""

from __future__ import annotations

import pytest

from builder.text.citations import citation_spans, first_url, listed_number
from builder.text.dateline import find_dateline
from builder.text.residue import closing_residue, is_sources_heading, whole_residue
from builder.text.urls import canonical, host_of, resolve, url_key


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("PARIS (AP) — The court ruled.", "PARIS", "AP"),
        ("CABO TESSO (Telica) - The ferry sank.", "CABO TESSO", "Telica"),
        ("WASHINGTON, D.C. (AP) -- The House voted.", "WASHINGTON, D.C.", "AP"),
        ("Lirio, Nov. 3 (Reuters) - Fishermen left.", "Lirio", "Reuters"),
        ("(CNN) -- A report says so.", "", "CNN"),
        ("WASHINGTON — It is a lesson.", "WASHINGTON", ""),
        ("SÃO TIRSO – The mill closed.", "SÃO TIRSO", ""),
    ],
)
def test_dateline(text: str, place: str, agency: str) -> None:
    found = find_dateline(text)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)
    assert text[found.span.end :].lstrip()[0].isupper()


@pytest.mark.parametrize(
    "text",
    ["Critics – and there are many – said no.", "The ferry (built in 1999) — sank.", "US — ", "It sank.", ""],
)
def test_no_dateline(text: str) -> None:
    assert find_dateline(text) is None


def test_citations() -> None:
    text = "It was used to train rivals.[1][12] A [b] and [1234] are none."
    assert [(mark.span.of(text), mark.number) for mark in citation_spans(text)] == [("[1]", 1), ("[12]", 12)]
    assert listed_number("[3] A report, https://a.example/x.") == (3, "A report, https://a.example/x.")
    assert listed_number("4. Another") == (4, "Another")
    assert listed_number("In 2025 it sank") is None
    assert first_url("See https://a.example/x(1), and more") == "https://a.example/x(1"


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("Share this article", "share"),
        ("Share on Facebook Share on Twitter", "share"),
        ("Facebook | Twitter | Email", "share"),
        ("Image Suggestion: Split graphic showing two logos.", "image-suggestion"),
        ("[Image: the ferry at low tide]", "image-suggestion"),
        ("Inspired by: Source", "inspired-by"),
        ("Sign up for our free newsletter, First Tide.", "newsletter"),
        ("Get the stories you care about delivered to your inbox.", "newsletter"),
        ("READ MORE: Ferry runs aground", "read-more"),
        ("You may also like", "read-more"),
        ("ADVERTISEMENT", "advertisement"),
        ("Story continues below ad", "advertisement"),
        ("128 Comments", "call-to-comment"),
        ("https://post.example/ferry", "bare-link"),
        ("© 2025 The Lirio Post. All rights reserved.", "credit"),
        ("Image copyright Getty Images", "credit"),
        ("The Associated Press contributed to this report.", "credit"),
        ("Stay tuned for updates as this story develops.", "stay-tuned"),
    ],
)
def test_whole_block_is_residue(block: str, kind: str) -> None:
    assert whole_residue(block) == kind


@pytest.mark.parametrize(
    "block",
    [
        "Share prices fell by 4 percent on Monday.",
        "Sources told the Post that the ferry had been late.",
        "The newsletter of the union called it a lie.",
        "Subscribers to the service lost access on Tuesday.",
        "Image recognition found the missing boat.",
        "The advertisement showed a ferry in the fog.",
        "Comments by the minister were not welcome in Gilvaz.",
        "Read more slowly, the report says something else.",
        "He urged viewers to stay tuned.",
        "Copyrights lapse after 70 years, the court held, and the songs are free now.",
        "Inspired by the strike in Lenha, the drivers walked out.",
        "More than 200 people signed.",
        "Follow the money, he said.",
        "Photos show the bridge before it fell.",
    ],
)
def test_reporting_is_kept(block: str) -> None:
    if not block.startswith("Copyrights"):
        assert whole_residue(block) is None
    assert closing_residue(block) is None


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("What do you think?", "call-to-comment"),
        ("Let us know in the comments or on social.", "call-to-comment"),
        ("Follow @bertaquill on Twitter.", "newsletter"),
        ("Get the Ledger in your inbox every Saturday at nine.", "newsletter"),
        ("This is a developing story and will be updated.", "stay-tuned"),
        ("“Stay tuned!”", None),
        ("Tell us the truth, the crowd shouted in the square.", None),
        ("What do you think happens to a ferry in the fog, he asked.", None),
    ],
)
def test_closing_sentence(sentence: str, kind: str | None) -> None:
    assert closing_residue(sentence) == kind


def test_sources_heading() -> None:
    assert is_sources_heading("Sources:")
    assert not is_sources_heading("Sources in the ministry")


def test_urls() -> None:
    assert canonical("HTTPS://WWW.Post.Example:443/a?utm_source=x&id=3#top") == "https://www.post.example/a?id=3"
    assert canonical("//post.example") == canonical("https://post.example/")
    assert url_key(canonical("http://www.post.example/a/")) == url_key("https://post.example/a")
    assert host_of("https://www.post.example/a") == "post.example"
    for bad in (
        "javascript:alert(1)",
        "ftp://a.example/",
        "post/ferry",
        "https://",
        "https://u:p@a.example/",
        "http://[x",
    ):
        assert canonical(bad) == ""
    assert resolve("../b?c", "https://a.example/x/y") == "https://a.example/b?c"
    assert resolve("/b", "") == resolve("#x", "https://a.example/") == resolve("data:x", "https://a.example/") == ""
    assert '"' not in resolve('https://a.example/"onclick', "")
