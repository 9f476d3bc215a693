"""Model values -> the flat records of `builder.api`: one level deep, the same keys in every row of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.model import Article, Comparison, Passage, Sentence, Source, Thread

Row = dict[str, Any]

_PLACE = ("story", "article_id", "source", "sentence", "start", "end", "text")

COLUMNS: dict[str, tuple[str, ...]] = {
    "articles": (
        "id", "path", "story", "source", "source_id", "title", "byline", "published", "day_only", "updated", "url",
        "lang", "tags", "description", "lede", "text", "words", "sentences", "draft", "inferred",
    ),
    "sentences": (*_PLACE, "reporting"),
    "sources": ("id", "name", "kind", "url", "articles", "words", "first", "last"),
    "stories": (
        "id", "slug", "title", "first", "last", "articles", "sources", "source_names", "article_ids", "tags", "saga",
        "pinned", "hidden", "closed",
    ),
    "ties": ("story", "left", "right", "similarity", "meaning", "words", "days", "shared"),
    "claims": ("claim", "rank", *_PLACE),
    "quotes": (*_PLACE, "speaker", "role", "cue", "kind", "utterance", "relation"),
    "tensions": (
        "story", "id", "kind", "rule", "thing",
        *(f"{side}_{part}" for side in ("left", "right")
          for part in ("article_id", "source", "words", "start", "end", "text")),
    ),
    "origins": (
        "story", "article_id", "source", "relation", "copy_of", "overlap", "origin", "kind", "url",
        "origin_article_id", "evidence",
    ),
}  # fmt: skip
"""Table -> the keys of its rows, in order."""

FOUND = (
    "story", "title", "first", "last", "articles", "sources", "source_names", "independent", "tensions", "score", "by",
    "article_id", "source", "sentence", "start", "end", "text",
)  # fmt: skip
"""The keys of what a search gives, in order."""


def article_row(article: Article, names: Mapping[str, str], story: str) -> Row:
    """One article; `text` is whole."""
    return {
        "id": article.id,
        "path": article.path,
        "story": story,
        "source": names[article.source_id],
        "source_id": article.source_id,
        "title": article.title,
        "byline": list(article.byline),
        "published": article.published,
        "day_only": article.day_only,
        "updated": article.updated,
        "url": article.url,
        "lang": article.lang,
        "tags": list(article.tags),
        "description": article.description,
        "lede": article.lede_text,
        "text": article.text,
        "words": article.words,
        "sentences": len(article.sentence_spans),
        "draft": article.draft,
        "inferred": sorted({one.field for one in article.inferred}),
    }


def source_row(source: Source, articles: Sequence[Article]) -> Row:
    """One source with its share of `articles`."""
    own = [one for one in articles if one.source_id == source.id]
    times = sorted(one.published for one in own if one.published)
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "url": source.url,
        "articles": len(own),
        "words": sum(one.words for one in own),
        "first": times[0] if times else None,
        "last": times[-1] if times else None,
    }


def story_row(story: Thread, members: Sequence[Article], names: Mapping[str, str], saga: str) -> Row:
    """One story; `saga` is the address of its saga, empty when it is in none."""
    sources = sorted({names[one.source_id] for one in members})
    return {
        "id": story.id,
        "slug": story.slug,
        "title": story.title,
        "first": story.first,
        "last": story.last,
        "articles": len(members),
        "sources": len(sources),
        "source_names": sources,
        "article_ids": list(story.article_ids),
        "tags": sorted({tag for one in members for tag in one.tags}),
        "saga": saga,
        "pinned": story.pinned,
        "hidden": story.hidden,
        "closed": story.closed,
    }


def hit_row(
    story: Thread,
    members: Sequence[Article],
    comparison: Comparison,
    names: Mapping[str, str],
    sentence: Sentence | None,
    ranked: tuple[float | None, str | None],
) -> Row:
    """One story that answers a query: its score and by what it was found, both None where only filters were given."""
    sources = dict.fromkeys(names[one.source_id] for one in members)
    articles = {one.id: one for one in members}
    told = place(sentence, articles, names, story.slug) if sentence else {}
    return {
        "story": story.slug,
        "title": story.title,
        "first": story.first,
        "last": story.last,
        "articles": len(members),
        "sources": len(sources),
        "source_names": list(sources),
        "independent": comparison.independent,
        "tensions": len(comparison.tensions),
        "score": ranked[0],
        "by": ranked[1],
        **{name: told.get(name) for name in FOUND[11:]},
    }


def tie_rows(story: Thread) -> list[Row]:
    """The strongest similarities that joined a story; `days` apart is None where a date is missing."""
    return [
        {
            "story": story.slug,
            "left": tie.left,
            "right": tie.right,
            "similarity": tie.similarity,
            "meaning": tie.meaning,
            "words": tie.words,
            "days": tie.days if tie.days >= 0 else None,
            "shared": list(tie.shared),
        }
        for tie in story.ties
    ]


def place(sentence: Sentence, articles: Mapping[str, Article], names: Mapping[str, str], story: str) -> Row:
    """A sentence and where it stands."""
    return {
        "story": story,
        "article_id": sentence.article_id,
        "source": names[articles[sentence.article_id].source_id],
        "sentence": sentence.index,
        "start": sentence.span.start,
        "end": sentence.span.end,
        "text": sentence.text,
    }


def claim_rows(
    story: Thread, comparison: Comparison, articles: Mapping[str, Article], names: Mapping[str, str]
) -> list[Row]:
    """A row for each sentence of each claim; the claim's clearest wording has `rank` 0."""
    return [
        {"claim": claim.id, "rank": rank} | place(sentence, articles, names, story.slug)
        for claim in comparison.claims
        for rank, sentence in enumerate(claim.sentences)
    ]


def quote_rows(
    story: Thread, comparison: Comparison, articles: Mapping[str, Article], names: Mapping[str, str]
) -> list[Row]:
    """A row for each quote; `utterance` is equal for the same words in different articles, None for others."""
    of: dict[int, tuple[int, str]] = {}
    for number, utterance in enumerate(comparison.matches):
        for entry in utterance.entries:
            of |= dict.fromkeys(entry.quotes, (number, entry.relation))
    rows = []
    for number, quote in enumerate(comparison.quotes):
        utterance_of, relation = of.get(number, (None, ""))
        row = place(quote.sentence, articles, names, story.slug)
        row |= {"start": quote.span.start, "end": quote.span.end, "text": quote.text}
        told = {"speaker": quote.speaker, "role": quote.role, "cue": quote.cue, "kind": quote.kind}
        rows.append(row | told | {"utterance": utterance_of, "relation": relation})
    return rows


def tension_rows(
    story: Thread, comparison: Comparison, articles: Mapping[str, Article], names: Mapping[str, str]
) -> list[Row]:
    """A row for each tension: both sides, neither called right."""
    return [
        {"story": story.slug, "id": one.id, "kind": one.kind, "rule": one.rule, "thing": one.thing}
        | _side("left", one.left, articles, names)
        | _side("right", one.right, articles, names)
        for one in comparison.tensions
    ]


def _side(name: str, passage: Passage, articles: Mapping[str, Article], names: Mapping[str, str]) -> Row:
    article = articles[passage.sentence.article_id]
    return {
        f"{name}_article_id": article.id,
        f"{name}_source": names[article.source_id],
        f"{name}_words": passage.span.of(article.text),
        f"{name}_start": passage.span.start,
        f"{name}_end": passage.span.end,
        f"{name}_text": passage.sentence.text,
    }


def origin_rows(
    story: Thread, comparison: Comparison, articles: Mapping[str, Article], names: Mapping[str, str]
) -> list[Row]:
    """A row for each origin that an article names; `origin_article_id` is empty for one that is not among the articles.

    `copy_of` (an article id, or empty) and `overlap` (0 to 1) are those of the article itself. An article that names no
    origin has one row, without origin.
    """
    rows: list[Row] = []
    for one in comparison.provenance:
        article = articles[one.article_id]
        own: Row = {"story": story.slug, "article_id": article.id, "source": names[article.source_id]}
        own |= {"relation": one.relation, "copy_of": one.copy_of, "overlap": one.overlap}
        if not one.origins:
            rows.append(own | {"origin": "", "kind": "", "url": "", "origin_article_id": "", "evidence": ""})
        for origin in one.origins:
            told = {"origin": origin.name, "kind": origin.kind, "url": origin.url}
            rows.append(own | told | {"origin_article_id": origin.article_id, "evidence": origin.evidence.text})
    return rows
