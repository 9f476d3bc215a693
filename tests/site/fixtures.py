"""A site made by hand: a story of five articles with everything a comparison can hold, and oddities."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from builder.config import SiteConfig
from builder.config_file import parse_config
from builder.model import (
    Citation,
    Claim,
    Comparison,
    Inferred,
    Joint,
    Lineage,
    Origin,
    Provenance,
    Site,
    Source,
    Span,
    Thread,
    Tie,
    Timeline,
    TimelineDay,
    Transparency,
)
from tests.site.make import article, dated, quote, single

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{7*7}}'


SOURCES = (
    Source("courier", "Sant Tirril Courier", "https://courier.example/", "newspaper"),
    Source("onda", "Onda Radio", "https://onda.example/", "broadcaster"),
    Source("siren", "Daily Siren"),
    Source("telica", "Telica", "https://telica.example/", "agency"),
    Source("quay", "The Quay Review of Shipping, Insurance and Harbour Affairs", "", "trade journal"),
    Source("hostile", HOSTILE, "javascript:alert(1)", HOSTILE),
)

TELICA = article(
    "telica-aground",
    "telica",
    "Ferry with 212 passengers runs aground in fog off Cabo Tesso",
    "A passenger ferry carrying 212 people ran aground in thick fog off Cabo Tesso early on Thursday, "
    "injuring at least 14, the maritime rescue centre said.|There were 19 crew on board.",
    "All passengers were taken off by 0815 in the Sant Tirril lifeboat and six fishing boats.",
    "“The fog was so thick that the lifeboat found her by the ship’s whistle,” said Commander Zulmira "
    "Vaz-Teles, who directed the rescue.",
    "The ferry’s operator, Linhas do Orre, said the ship was upright and was not leaking fuel.|“We will not "
    "speculate about what happened on the bridge,” managing director Ludgero Quintal told reporters.",
    "The Maritime Accident Board said it had opened an investigation.",
    day="2026-09-17T07:44:00",
    url="https://telica.example/en/2026/09/17/ferry-aground",
    byline=("Telica staff",),
    tags=("transport", "safety"),
    updated=datetime(2026, 9, 17, 9, 5, tzinfo=UTC),
    description="Carrapel ferry strikes the Tesso bank; lifeboat and fishing boats take off passengers.",
)
SIREN = article(
    "siren-terror",
    "siren",
    "TERROR IN THE FOG: Carrapel ferry slams into sandbank at breakfast time",
    "A passenger ferry carrying 212 people ran aground in thick fog off Cabo Tesso early on Thursday, "
    "injuring at least 14, the maritime rescue centre said.|There were 19 crew on board.",
    "All passengers were taken off by 0815 in the Sant Tirril lifeboat and six fishing boats.",
    "“The fog was so thick that the lifeboat found her by the ship’s whistle,” said Commander Zulmira "
    "Vaz-Teles, who directed the rescue.",
    "Share this article",
    day="2026-09-17T10:02:00",
    url="https://dailysiren.example/news/18342",
    byline=("Siren Newsdesk",),
    tags=("safety",),
    residue=1,
)
COURIER_HTML = (
    '<p><span data-s="0">The ferry was carrying 231 people when she struck the Tesso bank at 0638, by the harbour '
    'office’s count.</span> <span data-s="1">Passengers in the <em>cafeteria</em> queue were thrown to the deck.</span>'
    '</p>\n<h1><span data-s="2">On the bank</span></h1>\n'
    '<p><span data-s="3">All on board had been taken off by a quarter past eight, </span>'
    '<a href="https://rescue.example/log"><span data-s="3">in the lifeboat and in fishing boats.</span></a> '
    '<span data-s="4">“We heard gravel, and then the cups came down,” said Amaro Quintela, 61, a fisherman.</span>'
    "</p>\n"
    "<h4>Numbers</h4><table><tbody><tr><th>Aboard</th><td>231</td></tr></tbody></table>\n"
    '<p><span data-s="5">Linhas do Orre declined to comment.</span> <span data-s="6">Two people familiar with the '
    "survey said a warning about the radar had been filed in May.</span></p>\n"
    '<p><span data-s="7">The Maritime Accident Board has opened an investigation, as Telica first reported.</span></p>'
)
"""A body with a sentence in two parts, the second inside a link, headings out of order, and a table."""

COURIER = article(
    "courier-gravel",
    "courier",
    "“We heard gravel”: the morning the Dona Leocadia stopped",
    "The ferry was carrying 231 people when she struck the Tesso bank at 0638, by the harbour office’s "
    "count.|Passengers in the cafeteria queue were thrown to the deck.",
    "# On the bank",
    "All on board had been taken off by a quarter past eight, in the lifeboat and in fishing boats.|“We heard "
    "gravel, and then the cups came down,” said Amaro Quintela, 61, a fisherman.",
    "Linhas do Orre declined to comment.|Two people familiar with the survey said a warning about the radar "
    "had been filed in May.",
    "The Maritime Accident Board has opened an investigation, as Telica first reported.",
    day="2026-09-18",
    byline=("Inês Vasconde", "Rui Abrantes"),
    tags=("Transport",),
    body_html=COURIER_HTML,
)
ONDA = article(
    "onda-all-safe",
    "onda",
    "All safe after ferry strikes bank, rescuers say",
    "Everyone aboard the Carrapel ferry is safe after she struck a bank in fog, Onda’s Bento Falcoeira "
    "reports from the quay.[1]",
    "“She was upright and dry,” said Vaz-Teles.|The Maritime Accident Board said it had opened an investigation.[2]",
    url="https://onda.example/live/881",
    tags=("transport",),
    inferred=(Inferred("title", "the first line"), Inferred("source_id", "the host of the link")),
    citations=(Citation(Span(0, 3), 1), Citation(Span(4, 7), 2)),
)
QUAY = article(
    "quay-insurers",
    "quay",
    "Insurers, underwriters and the inter-island subsidy: what the grounding of the Dona Leocadia means for "
    "hull-and-machinery cover in the coming renewal season",
    "The grounding will be felt in the autumn renewals.|The hull is insured for 11 million, according to the "
    "Lisbon Market Gazette.",
    "The Maritime Accident Board opened an investigation on Thursday.",
    day="2026-09-19T06:00:00",
    byline=("Olímpia Serrão",),
    tags=("insurance", "transport"),
)
LONG = article(
    "long-words",
    "quay",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3,
    "W" * 400 + ".|https://example.example/" + "a" * 300 + " is a long address.",
    day="2026-08-02T23:30:00",
    tags=("x" * 90,),
)
HOSTILE_ARTICLE = article(
    "hostile",
    "hostile",
    HOSTILE,
    HOSTILE + " opens the text.|" + HOSTILE,
    day="2026-09-01",
    byline=(HOSTILE,),
    description=HOSTILE,
    tags=(HOSTILE, "C", "C++"),
    url="javascript:alert(1)",
    syndicated_from=HOSTILE,
    inferred=(Inferred("title", HOSTILE),),
    extra=(("note", HOSTILE),),
    image="javascript:alert(1)",
)
UNDATED = article(
    "bare-text",
    "onda",
    "A bare text that nobody dated",
    "Words without a day.",
    inferred=(Inferred("published", "nothing"),),
)
EMPTY = article("empty", "siren", "Nothing under this headline", day="2026-09-02")

ARTICLES = (LONG, HOSTILE_ARTICLE, EMPTY, TELICA, SIREN, COURIER, QUAY, ONDA, UNDATED)


FERRY_COMPARISON = Comparison(
    thread_id="telica-aground",
    claims=(
        Claim("a1", (TELICA.sentence(6), COURIER.sentence(7), ONDA.sentence(2), QUAY.sentence(2))),
        Claim("b2", (TELICA.sentence(2), SIREN.sentence(2), COURIER.sentence(3))),
        Claim("c3", (TELICA.sentence(0), SIREN.sentence(0))),
    ),
    only_here=(
        TELICA.sentence(4),
        TELICA.sentence(5),
        COURIER.sentence(0),
        COURIER.sentence(1),
        COURIER.sentence(4),
        COURIER.sentence(5),
        COURIER.sentence(6),
        QUAY.sentence(0),
        QUAY.sentence(1),
        ONDA.sentence(0),
    ),
    quotes=(
        quote(
            TELICA,
            3,
            "The fog was so thick that the lifeboat found her by the ship’s whistle,",
            "Commander Zulmira Vaz-Teles",
            "said",
        ),
        quote(
            SIREN,
            3,
            "The fog was so thick that the lifeboat found her by the ship’s whistle,",
            "Commander Zulmira Vaz-Teles",
            "said",
        ),
        quote(TELICA, 5, "We will not speculate about what happened on the bridge,", "Ludgero Quintal", "told"),
        quote(COURIER, 4, "We heard gravel, and then the cups came down,", "Amaro Quintela", "said"),
        quote(ONDA, 1, "She was upright and dry,", "Vaz-Teles", "said", "partial"),
        quote(COURIER, 6, "a warning about the radar had been filed in May", "", "said", "indirect"),
    ),
    timeline=Timeline(
        days=(
            TimelineDay(
                first=date(2026, 5, 1), last=date(2026, 5, 31), mentions=(dated(COURIER, 6, "in May", "year"),)
            ),
            TimelineDay(
                first=date(2026, 9, 17),
                last=date(2026, 9, 17),
                mentions=(
                    dated(TELICA, 0, "Thursday", "reckoned"),
                    dated(SIREN, 0, "Thursday", "reckoned"),
                    dated(COURIER, 0, "0638", "reckoned"),
                ),
                independent=2,
            ),
        ),
        left_out=1,
    ),
    provenance=(
        Provenance(article_id="telica-aground", relation="own"),
        Provenance(
            article_id="siren-terror",
            relation="trimmed-copy",
            copy_of="telica-aground",
            overlap=0.982,
            evidence=(SIREN.sentence(0), SIREN.sentence(3)),
        ),
        Provenance(
            article_id="courier-gravel",
            relation="cites",
            origins=(
                Origin(
                    key="telica",
                    kind="outlet",
                    name="Telica",
                    article_id="telica-aground",
                    evidence=COURIER.sentence(7),
                ),
                Origin(
                    key="unnamed",
                    kind="unnamed-sources",
                    name="Two people familiar with the survey",
                    evidence=COURIER.sentence(6),
                ),
                Origin(
                    key="rescue.example",
                    kind="link",
                    name="rescue.example",
                    url="https://rescue.example/log",
                    evidence=COURIER.sentence(3),
                ),
            ),
        ),
        Provenance(
            article_id="quay-insurers",
            relation="cites",
            origins=(Origin(key="gazette", kind="outlet", name="Lisbon Market Gazette", evidence=QUAY.sentence(1)),),
        ),
        Provenance(article_id="onda-all-safe", relation="unattributed"),
    ),
    transparency=(
        Transparency(
            article_id="telica-aground",
            has_byline=True,
            has_date=True,
            has_link=True,
            named=("Commander Zulmira Vaz-Teles", "Ludgero Quintal"),
            quoted_share=0.21,
        ),
        Transparency(
            article_id="siren-terror",
            has_byline=True,
            has_date=True,
            has_link=True,
            named=("Commander Zulmira Vaz-Teles",),
            quoted_share=0.2,
            residue=1,
        ),
        Transparency(
            article_id="courier-gravel",
            has_byline=True,
            has_date=True,
            has_link=False,
            named=("Amaro Quintela",),
            unnamed=(COURIER.sentence(6),),
            quoted_share=0.1,
        ),
        Transparency(article_id="quay-insurers", has_byline=True, has_date=True, has_link=False),
        Transparency(
            article_id="onda-all-safe",
            has_byline=False,
            has_date=False,
            has_link=True,
            named=("Vaz-Teles",),
            quoted_share=0.1,
            dangling_citations=2,
        ),
    ),
    independent=3,
)

FERRY = Thread(
    id="telica-aground",
    slug="ferry-aground",
    title=TELICA.title,
    title_from=TELICA.id,
    article_ids=("telica-aground", "siren-terror", "courier-gravel", "quay-insurers", "onda-all-safe"),
    first=TELICA.published,
    last=QUAY.published,
    lineage=(Lineage("old", "ferry-in-the-fog", "telica-aground"), Lineage("older", "hostile", "telica-aground")),
    ties=(
        Tie(
            left="telica-aground",
            right="siren-terror",
            similarity=0.94,
            meaning=0.97,
            words=0.91,
            days=0.1,
            shared=("ferry", "cabo", "tesso"),
        ),
        Tie(
            left="courier-gravel",
            right="telica-aground",
            similarity=0.62,
            meaning=0.71,
            words=0.4,
            days=0.68,
            shared=("ferry", "tesso"),
        ),
        Tie(
            left="onda-all-safe",
            right="telica-aground",
            similarity=0.58,
            meaning=0.66,
            words=0.35,
            days=-1,
            shared=("ferry",),
        ),
    ),
    joint=Joint(
        left=("courier-gravel", "onda-all-safe", "siren-terror", "telica-aground"),
        right=("quay-insurers",),
        score=0.2114,
        threshold=0.06,
    ),
)


SINGLES = tuple(single(owner) for owner in (EMPTY, HOSTILE_ARTICLE, LONG, UNDATED))

HOSTILE_COMPARISON = Comparison(
    thread_id="hostile",
    timeline=Timeline(
        days=(
            TimelineDay(
                first=date(2026, 9, 1), last=date(2026, 9, 1), mentions=(dated(HOSTILE_ARTICLE, 0, "<script>"),)
            ),
        )
    ),
    quotes=(quote(HOSTILE_ARTICLE, 0, HOSTILE, HOSTILE, HOSTILE),),
    provenance=(
        Provenance(
            article_id="hostile",
            relation="cites",
            origins=(
                Origin(
                    key=HOSTILE,
                    kind="link",
                    name=HOSTILE,
                    url="javascript:alert(1)",
                    evidence=HOSTILE_ARTICLE.sentence(1),
                ),
            ),
        ),
    ),
    transparency=(
        Transparency(article_id="hostile", has_byline=True, has_date=True, has_link=False, named=(HOSTILE,)),
    ),
)


def ferry_site(**changes: Any) -> Site:
    """The whole site; `changes` replace parts of it."""
    parts: dict[str, Any] = {
        "articles": ARTICLES,
        "sources": SOURCES,
        "threads": (FERRY, *SINGLES),
        "comparisons": (FERRY_COMPARISON, HOSTILE_COMPARISON),
    }
    return Site(**{**parts, **changes})


def config(extra: str = "", base_url: str = "https://news.example/repo/") -> SiteConfig:
    """A site.toml under a sub-path, in a zone of its own."""
    return parse_config(
        f'[site]\ntitle = "The Sant Tirril Digest"\ntagline = "Every source, side by side"\nbase_url = "{base_url}"\n'
        f'timezone = "Europe/Lisbon"\n{extra}'
    )
