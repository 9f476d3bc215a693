"""What Digest knows, as JSON for other programs: `threads.json`, and one record for each thread.

Stable bytes: keys sorted, UTF-8, times in UTC, figures rounded to four places, nothing from the clock. Every claim,
quote and origin names the article, the sentence's number in it and the span of its characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from builder.model import (
    Article,
    Comparison,
    Framing,
    Origin,
    Provenance,
    Quote,
    Saga,
    Sentence,
    Source,
    Thread,
    Tie,
    Transparency,
    Utterance,
)
from builder.site.data_claims import (
    claim_rows,
    missing_row,
    sentence_row,
    span_row,
    tension_row,
    timeline_row,
    update_row,
)
from builder.site.feeds import stamp

SCHEMA = 1
"""Version of a thread's record: raised when a field changes its meaning or goes, not when one is added."""


def threads_index(
    threads: Iterable[Thread],
    articles: Mapping[str, Article],
    sources: Mapping[str, Source],
    sagas: Iterable[Saga] = (),
) -> bytes:
    """`threads.json`: every thread with its articles, and the sagas, in the order given.

    `articles` and `sources` by id. Each article has `id`, `path` (in the content folder), `source` (its name), `url`
    (the original's, empty when there is none) and `published` (null when undated).
    """
    rows = []
    for thread in threads:
        members = [articles[name] for name in thread.article_ids]
        rows.append(
            {
                "id": thread.id,
                "slug": thread.slug,
                "title": thread.title,
                "articles": [_member(article, sources) for article in members],
            }
        )
    return _bytes({"threads": rows, "sagas": [saga_row(saga) for saga in sagas]})


def saga_row(saga: Saga) -> dict[str, Any]:
    """A saga: its threads in order of time and the step to each but the first, with the two articles that tell it."""
    steps = [{"earlier": step.earlier, "later": step.later} | _tie(step.tie) for step in saga.steps]
    return {
        "id": saga.id,
        "slug": saga.slug,
        "title": saga.title,
        "named": saga.named,
        "threads": saga.thread_ids,
        "steps": steps,
    }


def thread_record(
    thread: Thread,
    articles: Mapping[str, Article],
    sources: Mapping[str, Source],
    comparison: Comparison,
    *,
    pages: Mapping[str, str] | None = None,
    page: str = "",
    saga: Saga | None = None,
    only_here: Iterable[Sentence] | None = None,
) -> bytes:
    """All that is known of one thread: docs/reference/thread-json.md, version `SCHEMA`.

    `only_here` are those sentences of `Comparison.only_here` that are to be published (all of them when None).

    `page` is the absolute url of its page and `pages` those of its articles by id, where they are wanted.
    `saga` is the one that it is part of (null in the record when there is none).
    """
    members = [articles[name] for name in thread.article_ids]
    record = {
        "schema": SCHEMA,
        "id": thread.id,
        "slug": thread.slug,
        "title": thread.title,
        "title_from": thread.title_from,
        "first": stamp(thread.first) if thread.first else None,
        "last": stamp(thread.last) if thread.last else None,
        "lineage": [{"id": one.id, "slug": one.slug} for one in thread.lineage],
        "articles": [_article(article, sources, pages or {}) for article in members],
        "sources": _sources(members, sources),
        "claims": claim_rows(comparison, articles, thread.article_ids),
        "only_here": [sentence_row(one) for one in (comparison.only_here if only_here is None else only_here)],
        "missing": [missing_row(one) for one in comparison.missing],
        "tensions": [tension_row(one) for one in comparison.tensions],
        "updates": [update_row(one) for one in comparison.updates],
        "quotes": [_quote(quote) for quote in comparison.quotes],
        "utterances": [_utterance(one, comparison.quotes) for one in comparison.matches],
        "framing": [_framing(one) for one in comparison.framing],
        "timeline": timeline_row(comparison.timeline),
        "provenance": [_provenance(one) for one in comparison.provenance],
        "transparency": [_transparency(one) for one in comparison.transparency],
        "ties": [_tie(tie) for tie in thread.ties],
        "edits": [
            {"kind": edit.kind, "place": edit.place, "note": edit.note, "articles": edit.article_ids}
            for edit in thread.edits
        ],
        "hidden": thread.hidden,
        "closed": thread.closed,
        "saga": saga_row(saga) if saga else None,
        "counts": {
            "articles": len(members),
            "sources": len({article.source_id for article in members}),
            "independent": comparison.independent,
            "claims": len(comparison.claims),
            "only_here": len(comparison.only_here),
            "missing": len(comparison.missing),
            "tensions": len(comparison.tensions),
            "quotes": len(comparison.quotes),
        },
    }
    return _bytes(record | {"page": page} if page else record)


def _member(article: Article, sources: Mapping[str, Source]) -> dict[str, Any]:
    source = sources.get(article.source_id)
    return {
        "id": article.id,
        "path": article.path,
        "source": source.name if source else article.source_id,
        "url": article.url,
        "published": stamp(article.published) if article.published else None,
    }


def _article(article: Article, sources: Mapping[str, Source], pages: Mapping[str, str]) -> dict[str, Any]:
    row = _member(article, sources) | {
        "title": article.title,
        "byline": article.byline,
        "source_id": article.source_id,
        "updated": stamp(article.updated) if article.updated else None,
        "day_only": article.day_only,
        "lang": article.lang,
        "tags": article.tags,
        "inferred": {one.field: one.how for one in article.inferred},
    }
    return row | {"page": pages[article.id]} if article.id in pages else row


def _sources(members: Iterable[Article], sources: Mapping[str, Source]) -> list[Source]:
    """The sources of the articles, each once, by id."""
    return [sources[name] for name in sorted({article.source_id for article in members}) if name in sources]


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "article": quote.sentence.article_id,
        "index": quote.sentence.index,
        "kind": quote.kind,
        "span": span_row(quote.span),
        "text": quote.text,
        "speaker": quote.speaker,
        "speaker_span": span_row(quote.speaker_span),
        "cue": quote.cue,
        "cue_span": span_row(quote.cue_span),
        "mention": quote.mention,
        "mention_span": span_row(quote.mention_span),
        "role": quote.role,
        "role_span": span_row(quote.role_span),
    }


def _utterance(one: Utterance, quotes: Sequence[Quote]) -> dict[str, Any]:
    """`quotes` are places in the record's list of quotes; `missing` are spans of the first entry's article."""
    return {
        "speaker": one.speaker,
        "entries": [
            {
                "article": entry.article_id,
                "relation": entry.relation,
                "quotes": entry.quotes,
                "spans": [span_row(quotes[number].span) for number in entry.quotes],
                "own": [span_row(span) for span in entry.own],
                "missing": [span_row(span) for span in entry.missing],
            }
            for entry in one.entries
        ],
    }


def _framing(one: Framing) -> dict[str, Any]:
    return {
        "source": one.source_id,
        "leads": [sentence_row(lead) for lead in one.leads],
        "length": one.length,
        "named": one.named,
        "unnamed": one.unnamed,
        "quoted_share": one.quoted_share,
        "words": [
            {
                "word": word.word,
                "count": word.count,
                "others": word.others,
                "log_odds": word.ratio,
                "error": word.error,
                # Places only: an article may be shown as an excerpt, and its words are its owner's.
                "sentences": [
                    {"article": s.article_id, "index": s.index, "span": span_row(s.span)} for s in word.sentences
                ],
            }
            for word in one.words
        ],
    }


def _provenance(one: Provenance) -> dict[str, Any]:
    return {
        "article": one.article_id,
        "relation": one.relation,
        "copy_of": one.copy_of or None,
        "overlap": round(one.overlap, 4),
        "origins": [_origin(origin) for origin in one.origins],
        "evidence": [sentence_row(sentence) for sentence in one.evidence],
    }


def _transparency(one: Transparency) -> dict[str, Any]:
    return {
        "article": one.article_id,
        "has_byline": one.has_byline,
        "has_date": one.has_date,
        "has_link": one.has_link,
        "named": one.named,
        "unnamed": [sentence_row(sentence) for sentence in one.unnamed],
        "quoted_share": round(one.quoted_share, 4),
        "dangling_citations": one.dangling_citations,
        "residue": one.residue,
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "key": origin.key,
        "kind": origin.kind,
        "name": origin.name,
        "url": origin.url,
        "article": origin.article_id or None,
        "evidence": sentence_row(origin.evidence),
    }


def _tie(tie: Tie) -> dict[str, Any]:
    return {
        "left": tie.left,
        "right": tie.right,
        "similarity": round(tie.similarity, 4),
        "meaning": round(tie.meaning, 4),
        "words": round(tie.words, 4),
        "days": round(tie.days, 4) if tie.days >= 0 else None,
        "shared": tie.shared,
    }


def _bytes(value: object) -> bytes:
    return msgspec.json.encode(value, order="sorted") + b"\n"
