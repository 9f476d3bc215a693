"""The matrix of claims and sources: the state of a cell, and the table as CSV."""

from __future__ import annotations

import csv
import io

import msgspec

from builder.model import Claim, Comparison, Passage, Provenance, Sentence, Source, Span, Tension
from builder.site import urls
from builder.site.index import SiteIndex
from builder.site.story_claims import claim_views
from builder.site.story_matrix import as_csv, rows
from tests.site import fixtures
from tests.site.fixtures import config, ferry_site
from tests.site.make import article
from tests.site.pages import default_theme


def said(article_id: str, text: str, index: int = 0) -> Sentence:
    return Sentence(article_id, index, Span(0, len(text)), text)


ARTICLES = [article(name, name, name) for name in ("a", "b", "c", "d", "e")]
HEAD = said("a", "=The “bridge” is closed.")
CLAIM = Claim("c1", (HEAD, said("b", '=the "Bridge" is closed.'), said("c", "It is shut."), said("d", "It is open.")))
DISPUTE = Tension(
    id="t", kind="negation", rule="r", thing="bridge", thing_span=Span(0, 1),
    left=Passage(HEAD, Span(0, 1), same=(said("x", "?"),)), right=Passage(CLAIM.sentences[3], Span(0, 1)),
)  # fmt: skip
COPY = Provenance(article_id="c", relation="trimmed-copy", copy_of="a")


def states(**fields: object) -> list[str]:
    made = rows(Comparison(thread_id="t", claims=(CLAIM,), **fields), ARTICLES)  # type: ignore[arg-type]
    return [cell.state for cell in made[0].cells]


def test_states() -> None:
    assert states() == ["same", "same", "other", "other", "silent"]
    assert states(provenance=(COPY,)) == ["same", "same", "copies", "other", "silent"]
    assert states(tensions=(DISPUTE,)) == ["tension", "same", "other", "tension", "silent"]


def test_a_claim_names_what_its_own_sentences_disagree_in() -> None:
    site = ferry_site()
    thread = next(one for one in site.threads if one.id == fixtures.FERRY_COMPARISON.thread_id)
    first, second = fixtures.FERRY_COMPARISON.claims[:2]
    inside, across = ((first.sentences[0], first.sentences[1]), (first.sentences[0], second.sentences[0]))
    tensions = tuple(
        Tension(id=name, kind="figures", rule="figures.unit", thing="", thing_span=Span(0, 0),
                left=Passage(left, left.span), right=Passage(right, right.span))
        for name, (left, right) in (("inside", inside), ("across", across))
    )  # fmt: skip
    comparison = msgspec.structs.replace(fixtures.FERRY_COMPARISON, tensions=tensions)
    views = claim_views(SiteIndex(site, config(), default_theme().strings("en")), thread, comparison)
    assert [[(one.kind, one.anchor) for one in view.disputes] for view in views[:2]] == [
        [("figures", urls.tension_anchor("inside"))],
        [],
    ]


def test_csv_is_no_formula() -> None:
    made = rows(Comparison(thread_id="t", claims=(CLAIM,)), ARTICLES)
    table = list(csv.reader(io.StringIO(as_csv(made, {"a": Source("a", "+A, B")}).decode())))
    assert table[0] == ["number", "claim", "wording", "'+A, B", "b", "c", "d", "e"]
    assert table[1] == ["1", "c1", "'=The “bridge” is closed.", "same", "same", "other", "other", "silent"]
