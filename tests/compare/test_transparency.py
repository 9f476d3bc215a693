"""Facts about one article."""

from builder.compare.frames import Layout
from builder.compare.quotes import quotes_of
from builder.compare.transparency import transparency
from builder.model import Citation, Span, Transparency
from tests.compare.make import article


def facts(*paragraphs: str, **fields: object) -> Transparency:
    layout = Layout(article("a", "s", *paragraphs, **fields))
    return transparency(layout, quotes_of(layout))


def test_facts() -> None:
    found = facts(
        "“The well is dry,” said Quist. Warden Ada Quist said that the lake was low.[1]",
        "Sources told the Post that the pump was stolen. A police officer said that nobody had seen it.",
        byline=("Jo",), day="2026-05-01", citations=(Citation(Span(77, 80), 1),),
    )  # fmt: skip
    assert (found.has_byline, found.has_date, found.has_link) == (True, True, False)
    assert found.named == ("Warden Ada Quist",)
    assert [s.text[:7] for s in found.unnamed] == ["Sources"]
    assert found.dangling_citations == 1
    assert 0.05 < found.quoted_share < 0.15


def test_nothing_to_say() -> None:
    assert facts() == Transparency(article_id="a", has_byline=False, has_date=False, has_link=False)
