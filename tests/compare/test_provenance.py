"""Origins, outlets' names, copies and K."""

import msgspec
import pytest

from builder.compare.outlets import Outlets, compact, label
from builder.model import Citation, Provenance, Span
from tests.compare.make import article, source
from tests.compare.vectors import compare

FILL = "The harbour of Tarn has four cranes, two of them rusty, and a clock that nobody winds."
OTHER = article("zz", "zz-other", "A quite different text about the price of turnips in the hill farms of the north.")


def provenance(*paragraphs: str, sources: tuple[object, ...] = (), **fields: object) -> Provenance:
    one = article("aa", "lake-post", *paragraphs, FILL, **fields)
    known = (source("lake-post", "Lake Post", url="https://lakepost.example"), *sources)
    return compare([one, OTHER], known).provenance[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cut was first reported by Wired.", [("wired", "outlet", "Wired")]),
        ("The cable was cut, according to a report in the Tarn Gazette.", [("tarngazette", "outlet", "Tarn Gazette")]),
        ("The magazine Grobian revealed the cut on Monday.", [("grobian", "outlet", "Grobian")]),
        ("“It is cut,” a diver told Reuters on Monday.", [("reuters", "agency", "Reuters")]),
        ("“It is cut,” a diver told the AP.", [("associatedpress", "agency", "Associated Press")]),
        ("The cable is cut, says [a report](https://www.theverge.com/cable).", [("verge", "link", "theverge.com")]),
        (
            "Divers saw the cut, [Cable Weekly](https://cableweekly.example/x) reported.",
            [("cableweekly", "outlet", "Cable Weekly")],
        ),
        (
            "Two people familiar with the matter said the cable was old.",
            [("unnamed-sources", "unnamed-sources", "people familiar with")],
        ),
        # Whom somebody told is not always an outlet; a company's page, a platform and one's own pages are no origins.
        ("“It is cut,” a diver told police on Monday.", []),
        ("“It is cut,” a diver told Olaf Reit on Monday.", []),
        ("[Norcable](https://norcable.example/) laid the cable in 1990.", []),
        ("The diver said so [in a post](https://twitter.com/diver/1).", []),
        ("The cable was [cut before](https://lakepost.example/2024/cut), the Lake Post reported.", []),
    ],
)  # fmt: skip
def test_origins(text: str, expected: list[tuple[str, str, str]]) -> None:
    origins = provenance(text, url="https://lakepost.example/now").origins
    found = [(o.key, o.kind, o.name) for o in origins]
    if expected and expected[0][1] == "link":
        assert found[0][0] == "verge"
    else:
        assert found == expected


def test_declared_origins_have_no_words_of_the_text() -> None:
    found = provenance("The cable was cut.", syndicated_from="Reuters", based_on="https://www.wired.com/story/cable")
    assert [(o.key, o.evidence.text) for o in found.origins] == [("reuters", ""), ("wired", "")]
    assert found.relation == "cites"


def test_citation_marks_with_a_target_are_origins() -> None:
    text = "The cable was cut in May.[1] It is old.[2]"
    marks = (Citation(Span(24, 27), 1, "https://www.wired.com/cable"), Citation(Span(38, 41), 2))
    assert [o.key for o in provenance(text, citations=marks).origins] == ["wired"]


def test_one_key_for_an_outlet_however_it_is_named() -> None:
    outlets = Outlets([source("the-verge", "The Verge", url="https://www.theverge.com")])
    assert {outlets.named("The Verge").key, outlets.named("Verge").key} == {"the-verge"}
    linked = outlets.hosted("https://www.theverge.com/a/b")
    assert linked is not None
    assert linked.key == "the-verge"
    assert (compact("The New York Times"), label("news.bbc.co.uk"), label("jo.substack.com")) == (
        "newyorktimes",
        "bbc",
        "jo",
    )
    assert outlets.hosted("https://x.com/someone/1") is None


PARAGRAPHS = (
    "The board of the Tarn lock decided on Tuesday to drain the upper basin for eleven weeks from 1 October.",
    "Skippers with more than two metres of draught must go round by Oster, which costs them a day and some diesel.",
    "The gates were hung in 1922 and the iron has been patched so often that little of the first iron is left.",
    "A meeting for the owners of pleasure boats will be held in the old toll house on the evening of the ninth.",
)  # fmt: skip


def copies_of(*paragraphs: str, day: str = "2026-05-02", **fields: object) -> Provenance:
    first = article("m-first", "one", *PARAGRAPHS, day="2026-05-01")
    second = article("a-second", "two", *paragraphs, day=day, **fields)
    return compare([first, second]).provenance[1]


def test_whole_trimmed_and_rewritten_copies() -> None:
    own = (
        "Boats are what this town is about, and for eleven weeks of the autumn it will have to be about something else."
    )
    assert (copies_of(*PARAGRAPHS).relation, copies_of(*PARAGRAPHS).overlap) == ("whole-copy", 1.0)
    assert copies_of(*PARAGRAPHS, own).relation == "whole-copy"
    assert copies_of(*PARAGRAPHS[:2]).relation == "trimmed-copy"
    assert copies_of(own, *PARAGRAPHS[1:3]).relation == "rewritten-copy"
    assert copies_of(own, PARAGRAPHS[0][:60] + ".").copy_of == ""


def test_direction_of_a_copy() -> None:
    earlier = article("b", "two", *PARAGRAPHS, day="2026-04-30")
    later = article("a", "one", *PARAGRAPHS, day="2026-05-01")
    undated = msgspec.structs.replace(later, published=None)
    marked = msgspec.structs.replace(earlier, syndicated_from="One")
    for pair, copy in (((earlier, later), "a"), ((earlier, undated), "a"), ((marked, later), "b")):
        known = {
            p.article_id: p.copy_of for p in compare(pair, [source("one", "One"), source("two", "Two")]).provenance
        }
        assert known == {copy: "b" if copy == "a" else "a", "b" if copy == "a" else "a": ""}


def test_the_shorter_is_the_copy_where_no_date_tells() -> None:
    """The first by id has text of its own that the second lacks, which makes the second no copy of it."""
    own = "Boats are what this town is about, and " + "so say the skippers at the lock, one after another, " * 6 + "."
    short = article("a", "one", *PARAGRAPHS[:3], day="2026-05-01")
    long = article("b", "two", own, *PARAGRAPHS, FILL, OTHER.text, day="2026-05-01")
    for pair in ((short, long), (long, short)):
        assert {p.article_id: p.copy_of for p in compare(pair).provenance} == {"a": "b", "b": ""}


def test_who_names_the_other_is_the_copy() -> None:
    first = article("a", "one", "The lock was drained, the Lake Post reported.", *PARAGRAPHS, day="2026-04-30")
    post = article("b", "lake-post", *PARAGRAPHS, day="2026-05-01")
    known = compare([first, post], [source("one", "One"), source("lake-post", "Lake Post")]).provenance
    assert {p.article_id: p.copy_of for p in known} == {"a": "b", "b": ""}


def test_a_list_that_pages_carry_is_no_text() -> None:
    form = "Choose your country " + " ".join(f"Land{n} Insel{n}" for n in range(120)) + "."
    pair = [article("a", "one", PARAGRAPHS[0], form), article("b", "two", PARAGRAPHS[3], form)]
    assert [p.copy_of for p in compare(pair).provenance] == ["", ""]


def test_articles_of_one_source_are_no_copies_of_each_other() -> None:
    pair = [article("a", "one", *PARAGRAPHS), article("b", "one", *PARAGRAPHS)]
    assert [p.relation for p in compare([*pair, OTHER]).provenance[:2]] == ["unattributed", "unattributed"]


def independent(*texts: tuple[str, str]) -> int:
    articles = [article(f"{i}", name, f"{text} {FILL[: 20 + 7 * i]}") for i, (name, text) in enumerate(texts)]
    return compare(articles, [source("wired", "Wired", url="https://wired.com")]).independent


OWN_TEXT = "“I have seen the cable myself and it was cut with a saw,” said Ada Quist."
OWN_OTHER = "“Nobody has asked the fishermen what they saw from the pier,” said Bo Lund."
WIRED = "The cable was cut, Wired reported on Monday."


def test_k_never_flatters() -> None:
    assert independent(("a", OWN_TEXT), ("b", OWN_OTHER)) == 2
    assert independent(("a", WIRED), ("b", "The cut was first reported by Wired.")) == 1
    assert independent(("a", WIRED), ("b", "The cable is cut."), ("c", "A cable lies cut.")) == 1, (
        "unattributed adds nothing"
    )
    assert independent(("a", WIRED), ("wired", OWN_TEXT)) == 1, "resting on an article of the thread"
    assert independent(("a", WIRED + " " + OWN_TEXT), ("b", WIRED)) == 1, (
        "own words do not make a borrowed story one's own"
    )
    assert independent(("a", OWN_TEXT), ("a", OWN_OTHER)) == 1, "one source is one"
    assert independent(("a", OWN_TEXT), ("b", WIRED)) == 2
    assert independent(("a", "The cable is cut."), ("b", "A cable lies cut.")) == 1


def test_who_retells_two_reports_does_not_make_them_one() -> None:
    both = "The cable was cut, Wired reported on Monday; the Tarn Gazette reported that a saw was used."
    assert independent(("wired", OWN_TEXT), ("tarn-gazette", OWN_OTHER), ("c", both)) == 2
