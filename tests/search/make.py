"""Sites for tests of the index: a few words about nothing, many edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from builder.model import Article, Comparison, Site, Source, Span, Thread
from builder.search.build import build
from builder.search.documents import Document, documents
from builder.search.index import Made, Setting, State, listing

SETTING = Setting(language="en", stop=("and", "of", "the"))
ZONE = ZoneInfo("UTC")


def article(name: str, title: str, text: str, *, source: str = "post", day: int | None = 1, tags: str = "") -> Article:
    """An article whose sentences are the lines of `text`."""
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    return Article(
        id=name,
        path=f"{name}.md",
        address=name,
        digest=name,
        source_id=source,
        title=title,
        text=text,
        lede=spans[0],
        sentence_spans=tuple(spans),
        published=None if day is None else datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day),
        tags=tuple(tags.split()),
    )


def site(*articles: Article, hidden: Sequence[str] = (), comparisons: Mapping[str, Comparison] | None = None) -> Site:
    """Each article a thread of its own."""
    return Site(
        articles=articles,
        sources=tuple(Source(name, name.title()) for name in sorted({a.source_id for a in articles})),
        threads=tuple(
            Thread(
                id=a.id, slug=f"s-{a.id}", title=a.title, title_from=a.id, article_ids=(a.id,),
                first=a.published, last=a.published, hidden=a.id in hidden,
            )
            for a in articles
        ),
        comparisons=tuple((comparisons or {}).values()),
    )  # fmt: skip


def link(one: Article, sentence: int) -> str:
    """Where a sentence stands."""
    return f"articles/{one.address}/#s-{sentence}"


def keys(found: Sequence[Document]) -> list[str]:
    """What each document is made of."""
    return [repr((document.members, document.thread)) for document in found]


def made(whole: Site, setting: Setting = SETTING) -> Made:
    """The index of a site, built at once."""
    found = documents(whole)
    return build(found, keys(found), setting, ZONE, link)


def files(state: State, contents: Mapping[bytes, bytes]) -> dict[str, bytes]:
    """Path below `search/` -> bytes, as published."""
    named = listing(state)
    every = {**contents, **named.contents}
    out = {file.path.removeprefix("search/"): every[file.mark] for file in named.files}
    return {**out, "index.json": named.entry}


def prose(random: Random, sentences: int) -> str:
    """Lines of made-up words, some of them common, with endings that fall off."""
    stems = [a + b + c for a in "bcdfgmprst" for b in ("a", "eri", "olu", "i") for c in ("nt", "rk", "ston", "lib")]
    ends = ("", "", "", "s", "ing", "ed", "ly", "'s", "-14", ", 1,900")
    lines = []
    for _ in range(sentences):
        chosen = (stems[min(int(random.expovariate(0.02)), len(stems) - 1)] for _ in range(random.randint(3, 14)))
        lines.append("The " + " ".join(word + random.choice(ends) for word in chosen) + ".")
    return "\n".join(lines)
