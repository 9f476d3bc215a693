"""Claims, the matrix, what is only or missing here, tensions and the timeline, as JSON-like values with spans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.model import Article, Comparison, Missing, Passage, Sentence, Span, Tension, Timeline, Update
from builder.site.diff import marked
from builder.site.story_matrix import Row, rows


def claim_rows(comparison: Comparison, articles: Mapping[str, Article], order: Sequence[str]) -> list[dict[str, Any]]:
    """The claims in order, each with its sentences (the chosen wording first) and its row of the matrix.

    `own` of a sentence are the spans of the words that the chosen wording does not have, `strong` those among them
    that are figures or names.
    """
    made = rows(comparison, [articles[name] for name in order])
    return [_claim(row, articles) for row in made]


def _claim(row: Row, articles: Mapping[str, Article]) -> dict[str, Any]:
    head, *rest = row.claim.sentences
    return {
        "id": row.claim.id,
        "sources": sorted({articles[one.article_id].source_id for one in row.claim.sentences}),
        "sentences": [
            sentence_row(head) | {"own": [], "strong": []},
            *(sentence_row(one) | _differences(head.text, one) for one in rest),
        ],
        "matrix": {cell.source_id: cell.state for cell in row.cells},
    }


def _differences(reference: str, sentence: Sentence) -> dict[str, Any]:
    own, strong = [], []
    start = sentence.span.start
    for part in marked(reference, sentence.text):
        span = [start, start + len(part.text)]
        start = span[1]
        if part.own:
            own.append(span)
        if part.strong:
            strong.append(span)
    return {"own": own, "strong": strong}


def missing_row(one: Missing) -> dict[str, Any]:
    """A source and a claim that it leaves out."""
    return {"source": one.source_id, "claim": one.claim_id}


def tension_row(one: Tension) -> dict[str, Any]:
    """A tension with both passages; neither side is called right. `model` and `score` where a model found it."""
    found_by = {"model": one.model, "score": one.score} if one.model else {}
    return {
        "id": one.id,
        "kind": one.kind,
        "rule": one.rule,
        "thing": one.thing,
        "thing_span": span_row(one.thing_span),
        "left": _passage(one.left),
        "right": _passage(one.right),
        **found_by,
    }


def update_row(one: Update) -> dict[str, Any]:
    """A figure that rose with time, earlier and later."""
    return {
        "id": one.id,
        "rule": one.rule,
        "thing": one.thing,
        "thing_span": span_row(one.thing_span),
        "earlier": _passage(one.earlier),
        "later": _passage(one.later),
    }


def timeline_row(one: Timeline) -> dict[str, Any]:
    """The days that the texts name, each mention with its sentence and the words in it."""
    days = [
        {
            "first": day.first.isoformat(),
            "last": day.last.isoformat(),
            "independent": day.independent,
            "mentions": [
                {"sentence": sentence_row(mention.sentence), "span": span_row(mention.span), "basis": mention.basis}
                for mention in day.mentions
            ],
        }
        for day in one.days
    ]
    return {"days": days, "left_out": one.left_out}


def _passage(side: Passage) -> dict[str, Any]:
    return {
        "sentence": sentence_row(side.sentence),
        "span": span_row(side.span),
        "same": [sentence_row(sentence) for sentence in side.same],
    }


def sentence_row(sentence: Sentence) -> dict[str, Any]:
    """A sentence and where it stands."""
    return {
        "article": sentence.article_id,
        "index": sentence.index,
        "span": span_row(sentence.span),
        "text": sentence.text,
    }


def span_row(span: Span | None) -> list[int] | None:
    """Start and end of a span, in characters of the article's text."""
    return None if span is None else [span.start, span.end]
