"""threads.json and the record of a thread."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from builder.model import (
    Article,
    Claim,
    Comparison,
    Inferred,
    Lineage,
    Origin,
    Provenance,
    Quote,
    Saga,
    SagaStep,
    Source,
    Span,
    Thread,
    Tie,
)
from builder.site.data import thread_record, threads_index


def article(name: str, source: str, text: str, **fields: object) -> Article:
    given = {
        "id": name,
        "path": f"{name}.md",
        "address": name,
        "digest": "d",
        "source_id": source,
        "title": name.title(),
        "text": text,
        "sentence_spans": (Span(0, len(text)),),
    }
    return Article(**(given | fields))  # type: ignore[arg-type]


LEFT = article(
    "left", "bay", "“Help,” said Ana.", published=datetime(2026, 3, 1, tzinfo=UTC), url="https://bay.example/1"
)
RIGHT = article("right", "quay", "Ana cried for help — \u2028", inferred=(Inferred("title", "the first line"),))
ARTICLES = {"right": RIGHT, "left": LEFT}
SOURCES = {"quay": Source("quay", "The Quay"), "bay": Source("bay", "The Bay", "https://bay.example/")}
THREAD = Thread(
    id="left",
    slug="help",
    title="Left",
    title_from="left",
    article_ids=("left", "right"),
    lineage=(Lineage("old", "old-help", "left"),),
    ties=(Tie(left="left", right="right", similarity=0.123456, meaning=1 / 3, words=0.5, days=-1),),
)
COMPARISON = Comparison(
    thread_id="left",
    claims=(Claim("c1", (LEFT.sentence(0), RIGHT.sentence(0))),),
    only_here=(RIGHT.sentence(0),),
    quotes=(Quote(sentence=LEFT.sentence(0), span=Span(1, 6), text="Help,", speaker="Ana", speaker_span=Span(13, 16)),),
    provenance=(
        Provenance(
            article_id="right",
            relation="cites",
            overlap=0.98765432,
            origins=(Origin(key="bay", kind="outlet", name="The Bay", article_id="left", evidence=RIGHT.sentence(0)),),
        ),
    ),
    independent=2,
)


def test_threads_index_has_exactly_the_documented_keys() -> None:
    found = json.loads(threads_index([THREAD], ARTICLES, SOURCES))
    assert found == {
        "threads": [
            {
                "id": "left",
                "slug": "help",
                "title": "Left",
                "articles": [
                    {
                        "id": "left",
                        "path": "left.md",
                        "source": "The Bay",
                        "url": "https://bay.example/1",
                        "published": "2026-03-01T00:00:00Z",
                    },
                    {"id": "right", "path": "right.md", "source": "The Quay", "url": "", "published": None},
                ],
            }
        ],
        "sagas": [],
    }


def test_a_saga_names_its_threads_and_what_tells_each_step() -> None:
    tie = Tie(left="left", right="right", similarity=0.25, meaning=0.5, words=0.125, days=40, shared=("Ana",))
    step = SagaStep(earlier="left", later="right", tie=tie)
    saga = Saga(id="left", slug="help", title="Left", thread_ids=("left", "right"), steps=(step,))
    row = {
        "id": "left",
        "slug": "help",
        "title": "Left",
        "named": False,
        "threads": ["left", "right"],
        "steps": [
            {
                "earlier": "left",
                "later": "right",
                "left": "left",
                "right": "right",
                "similarity": 0.25,
                "meaning": 0.5,
                "words": 0.125,
                "days": 40.0,
                "shared": ["Ana"],
            }
        ],
    }
    assert json.loads(threads_index([THREAD], ARTICLES, SOURCES, [saga]))["sagas"] == [row]
    assert json.loads(thread_record(THREAD, ARTICLES, SOURCES, COMPARISON, saga=saga))["saga"] == row
    assert json.loads(thread_record(THREAD, ARTICLES, SOURCES, COMPARISON))["saga"] is None


def test_a_record_points_at_its_evidence() -> None:
    found = json.loads(thread_record(THREAD, ARTICLES, SOURCES, COMPARISON, pages={"left": "https://n.example/left/"}))
    texts = {one.id: one.text for one in ARTICLES.values()}
    (claim,) = found["claims"]
    assert claim["sources"] == ["bay", "quay"]
    for sentence in [*claim["sentences"], found["provenance"][0]["origins"][0]["evidence"]]:
        assert texts[sentence["article"]][slice(*sentence["span"])] == sentence["text"]
    (quote,) = found["quotes"]
    assert LEFT.text[slice(*quote["span"])] == quote["text"] == "Help,"
    assert LEFT.text[slice(*quote["speaker_span"])] == quote["speaker"]
    assert found["counts"] == {
        "articles": 2,
        "sources": 2,
        "independent": 2,
        "claims": 1,
        "only_here": 1,
        "quotes": 1,
        "missing": 0,
        "tensions": 0,
    }
    assert found["ties"][0] | {"shared": ()} == {
        "left": "left",
        "right": "right",
        "similarity": 0.1235,
        "meaning": 0.3333,
        "words": 0.5,
        "days": None,
        "shared": (),
    }
    assert found["lineage"] == [{"id": "old", "slug": "old-help"}]
    assert found["articles"][0]["page"] == "https://n.example/left/"
    assert found["articles"][1]["inferred"] == {"title": "the first line"}
    assert [source["id"] for source in found["sources"]] == ["bay", "quay"]


def test_bytes_do_not_depend_on_the_order_of_mappings() -> None:
    turned = dict(reversed(ARTICLES.items())), dict(reversed(SOURCES.items()))
    record = thread_record(THREAD, ARTICLES, SOURCES, COMPARISON)
    assert thread_record(THREAD, *turned, COMPARISON) == record
    assert "\u2028".encode() in record
