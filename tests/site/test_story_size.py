"""A story of 300 articles has a page that a phone can load, and says what it leaves to the data."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache

from builder.model import (
    Article,
    Claim,
    Comparison,
    DateMention,
    Framing,
    Missing,
    Origin,
    OwnWord,
    Passage,
    Provenance,
    Quote,
    QuoteEntry,
    Sentence,
    Site,
    Source,
    Span,
    Tension,
    Thread,
    Timeline,
    TimelineDay,
    Transparency,
    Update,
    Utterance,
)
from builder.site import story_claims, story_only
from builder.site.plan import plan_pages
from tests.site.fixtures import config
from tests.site.make import article
from tests.site.pages import Html, default_theme

ARTICLES, SENTENCES, CLAIMS = 300, 30, 300
START = datetime(2026, 3, 1, tzinfo=UTC)


def sentence_text(of: int, number: int) -> str:
    return (
        f"In report {of} inspector {number} said that the {of + number} crates which the crew of vessel {number} had "
        f"unloaded near pier {of} were heavier than the papers allowed."
    )


def quote(one: Article, index: int) -> Quote:
    said = one.sentence(index)
    words = said.text[said.text.index("that the") : -1]
    start = said.span.start + said.text.index(words)
    return Quote(
        sentence=said, span=Span(start, start + len(words)), text=words, speaker=f"Speaker {index}", cue="said"
    )


def passage(one: Article, index: int, same: tuple[Sentence, ...]) -> Passage:
    said = one.sentence(index)
    return Passage(said, Span(said.span.start + 3, said.span.start + 9), same)


def origins(one: Article, number: int) -> tuple[Origin, ...]:
    names = [(f"agency-{number % 90}", "agency"), ("wire", "agency"), ("unnamed-sources", "unnamed-sources")]
    return tuple(
        Origin(key=key, kind=kind, name=key.title(), evidence=one.sentence(place))  # type: ignore[arg-type]
        for place, (key, kind) in enumerate(names)
    )


def compared(articles: tuple[Article, ...]) -> Comparison:
    """Far more of everything than a story has."""
    every = len(articles)
    window = [[articles[(k + i) % every] for i in range(40)] for k in range(CLAIMS)]
    claims = tuple(Claim(f"{k:016x}", tuple(one.sentence(k % SENTENCES) for one in window[k])) for k in range(CLAIMS))
    quotes = tuple(quote(one, index) for one in articles for index in range(6))
    matches = tuple(
        Utterance(
            speaker=f"Speaker {k % 6}",
            entries=tuple(
                QuoteEntry(article_id=articles[i].id, quotes=(6 * i + k % 6,), relation="altered" if i else "verbatim")
                for i in range(k, k + 20)
            ),
        )
        for k in range(60)
    )
    sides = [
        (passage(articles[k], k % SENTENCES, tuple(one.sentence(3) for one in articles[100:130])),
         passage(articles[k + 1], k % SENTENCES, ()))
        for k in range(100)
    ]  # fmt: skip
    days = tuple(
        TimelineDay(
            first=date(2026, 1, 1) + timedelta(k),
            last=date(2026, 1, 1) + timedelta(k),
            mentions=tuple(
                DateMention(
                    sentence=one.sentence(k % SENTENCES), span=one.sentence(k % SENTENCES).span, basis="written"
                )
                for one in window[k][:12]
            ),
        )
        for k in range(120)
    )
    return Comparison(
        thread_id=articles[0].id,
        claims=claims,
        only_here=tuple(one.sentence(index) for one in articles for index in range(20, SENTENCES)),
        missing=tuple(Missing(one.source_id, claim.id) for one in articles for claim in claims[:20]),
        quotes=quotes,
        matches=matches,
        tensions=tuple(
            Tension(id=f"{k:016x}", kind="figures", rule="figures.unit", left=left, right=right, thing="crates",
                    thing_span=Span(0, 6))
            for k, (left, right) in enumerate(sides)
        ),
        updates=tuple(
            Update(id=f"u{k:015x}", rule="figures.unit", earlier=left, later=right, thing="", thing_span=Span(0, 0))
            for k, (left, right) in enumerate(sides)
        ),
        provenance=tuple(
            Provenance(
                article_id=one.id,
                relation=("own", "trimmed-copy", "unattributed")[number % 3],  # type: ignore[arg-type]
                origins=origins(one, number),
                copy_of=articles[0].id if number % 3 == 1 else "",
                overlap=0.9,
                evidence=tuple(one.sentence(place) for place in range(3)),
            )
            for number, one in enumerate(articles)
        ),
        transparency=tuple(
            Transparency(article_id=one.id, has_byline=True, has_date=True, has_link=False, quoted_share=0.2,
                         named=tuple(f"Official Person Number {n}" for n in range(20)),
                         unnamed=tuple(one.sentence(n) for n in range(4)))
            for one in articles
        ),
        framing=tuple(
            Framing(source_id=one.source_id, leads=(one.sentence(0),), length=900, named=20, unnamed=4, words=tuple(
                OwnWord(word=f"word{n}", count=9, others=1, ratio=2.0, error=0.5,
                        sentences=tuple(one.sentence(place) for place in range(9)))
                for n in range(8)
            ))
            for one in articles
        ),
        timeline=Timeline(days=days),
    )  # fmt: skip


@cache
def files(count: int = ARTICLES) -> dict[str, str]:
    """The story's page, its data, and the pages of two articles."""
    articles = tuple(
        article(
            f"a{k:03d}",
            f"outlet-{k:03d}",
            f"Heavy crates found at pier {k}, inspectors say in report",
            *(sentence_text(k, number) for number in range(SENTENCES)),
            day=(START + timedelta(hours=5 * k)).isoformat()[:16],
        )
        for k in range(count)
    )
    thread = Thread(
        id=articles[0].id,
        slug="crates",
        title="Crates",
        title_from=articles[0].id,
        article_ids=tuple(one.id for one in articles),
        first=START,
        last=START,
    )
    sources = tuple(Source(one.source_id, f"The Harbour Outlet {k}") for k, one in enumerate(articles))
    site = Site(articles=articles, sources=sources, threads=(thread,), comparisons=(compared(articles),))
    wanted = {f"stories/crates/{name}": name for name in ("index.html", "thread.json")}
    wanted |= {f"articles/{name}/index.html": name for name in ("a100", "a200")}
    pages = plan_pages(site, config(), default_theme())
    return {wanted[page.path]: page.make().decode() for page in pages if page.path in wanted}


def test_the_page_of_300_articles_is_below_a_megabyte() -> None:
    assert len(files()["index.html"].encode()) < 1_000_000


def test_what_the_page_leaves_out_is_counted_and_in_the_data() -> None:
    page, data = Html(files()["index.html"]), json.loads(files()["thread.json"])
    assert page.unclosed == []
    assert f"{CLAIMS - story_claims.CLAIMS_SHOWN} more are in the data of this story" in page.text
    rows, columns = (
        CLAIMS - story_claims.MATRIX_CELLS // story_claims.MATRIX_COLUMNS,
        ARTICLES - story_claims.MATRIX_COLUMNS,
    )
    assert f"{rows} more lines and {columns} more sources are in the whole table: This table as CSV" in page.text
    assert f"{ARTICLES - story_only.ONLY_SOURCES} more sources are in the data of this story" in page.text
    assert f"{10 - story_only.ONLY_ROOM // story_only.ONLY_SOURCES} more are in the data of this story" in page.text
    assert len(data["claims"]) == CLAIMS
    assert len(data["claims"][0]["sentences"]) == 40
    assert len(data["only_here"]) == 10 * ARTICLES


def test_every_link_within_the_page_has_its_place() -> None:
    html = files()["index.html"]
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(Html(html).ids)


def test_a_mark_leads_to_the_claim_or_where_it_would_stand() -> None:
    assert re.search(r'href="/repo/stories/crates/#claim-\w+"', files()["a100"])
    assert "#claim-" not in files()["a200"]
    assert 'href="/repo/stories/crates/#agree"' in files()["a200"]
