"""The quote ledger and each source's telling on the story page: what differs is marked, every version leads home."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from builder.model import Framing, OwnWord, QuoteEntry, Span, Utterance
from tests.site.fixtures import COURIER, FERRY_COMPARISON, ONDA, TELICA, config, ferry_site
from tests.site.make import quote
from tests.site.pages import Html, render

ALTERED = quote(ONDA, 1, "She was upright and dry,", "Vaz-Teles", "said", "partial")
RETOLD = quote(COURIER, 6, "a warning about the radar had been filed in May", "", "said", "indirect")


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@cache
def page(body: str = "full") -> str:
    fog, again, speculate = FERRY_COMPARISON.quotes[:3]
    quotes = (fog, again, speculate, ALTERED, RETOLD)
    own, missing = span(ONDA.text, "upright and dry"), span(TELICA.text, "so thick")
    entries = (
        QuoteEntry(article_id=TELICA.id, quotes=(0, 2), relation="verbatim"),
        QuoteEntry(article_id="siren-terror", quotes=(1,), relation="trimmed"),
        QuoteEntry(article_id=ONDA.id, quotes=(3,), relation="altered", own=(own,), missing=(missing,)),
        QuoteEntry(article_id=COURIER.id, quotes=(4,), relation="paraphrased"),
    )
    word = OwnWord(word="gravel", count=5, others=1, ratio=2.5, error=0.5, sentences=(COURIER.sentence(0),))
    comparison = msgspec.structs.replace(
        FERRY_COMPARISON,
        quotes=quotes,
        matches=(Utterance(speaker="Commander Zulmira Vaz-Teles", entries=entries),),
        framing=(Framing(source_id="courier", leads=(COURIER.sentence(0),), words=(word,), length=90),),
    )
    site = ferry_site(comparisons=(comparison,))
    return render(site, settings=config(f'[articles]\nbody = "{body}"'))["stories/ferry-aground/index.html"].decode()


def test_versions_stand_under_the_wording_that_most_have() -> None:
    html = page()
    ledger = html[html.index('<section id="quotes">') : html.index('<section id="origins">')]
    assert re.findall(r"<dt>(.*?)</dt>", ledger) == ["In these words", "A part of them", "Altered", "Retold"]
    assert "<ins>upright and dry</ins>" in ledger
    assert "instead of <del>so thick</del>" in ledger
    assert "Words that one source alone quotes" not in ledger, "all are in the utterance"
    for anchor in ("telica-aground/#s-3", "siren-terror/#s-3", "onda-all-safe/#s-1", "courier-gravel/#s-6"):
        assert f"/repo/articles/{anchor}" in ledger


def test_a_source_s_own_words_lead_to_their_sentences_but_give_no_excerpt_away() -> None:
    assert "More often here than in the others: gravel" in Html(page()).text
    assert "“gravel”: 5 times here, 1 in all the others." in Html(page()).text
    first = COURIER.sentence(0).text
    words = page("excerpt").split('class="own-words"')[1].split("</details>")[0]
    assert first not in words
    assert "/repo/articles/courier-gravel/" in words
