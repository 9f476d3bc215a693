"""Which pairs of articles of different threads count as the later taking up the earlier."""

from __future__ import annotations

import numpy as np
import pytest

from builder.config import ThreadsSection
from builder.model import Article
from builder.threads.echoes import find_echoes
from builder.threads.grouping import gather, group
from builder.threads.saga_tuning import SAGAS
from tests.threads.make import article

FERRY = (
    "Ferry Aurora runs aground off Carrapel",
    "The ferry Aurora ran aground on the Sabot reef off Carrapel with 214 people aboard. Captain Zulmira Quintal said "
    "the fog was thick. The Maritime Board of Ardossa opened an inquiry into the Aurora and Linhas Orre, her owner.",
)
INQUIRY = (
    "Aurora ran on Sabot reef with a dead radar, inquiry finds",
    "The ferry Aurora had a dead radar when she struck the Sabot reef off Carrapel, the Maritime Board of Ardossa "
    "found. Captain Zulmira Quintal had reported it to Linhas Orre twice. The owner said it would study the findings.",
)
OTHER_FERRY = (
    "Ferry Boreal runs aground off Tessim",
    "The ferry Boreal ran aground on a bank off Tessim with 90 people aboard. Captain Joana Mirr said the fog was "
    "thick. The coast guard opened an inquiry into the Boreal and her owner, who said it would study the findings.",
)
FIELD = [
    ("Onion prices double in Ervanal", "Growers in Ervanal blame a wet spring for dear onions, the union said."),
    ("Psalter found in a freezer", "The Vilarelhe psalter lay between peas and a leg of lamb for nineteen years."),
    ("Bus drivers walk out in Gilvaz", "Drivers in Gilvaz began a strike over pay, their union said on Monday."),
    ("Court suspends a closure", "A judge in Torrezil suspended the closure of the north coast maternity ward."),
]
MARKET = "Prices at the {} market rose {} per cent in the month. Wheat, barley, oats, rye, butter and eggs were dearer."


def newsroom(*rows: tuple[tuple[str, str], float | None]) -> list[Article]:
    field = [article(f"x{k}", *row, day=5.0 * k) for k, row in enumerate(FIELD)]
    return [*(article(f"a{k}", *row, day=day) for k, (row, day) in enumerate(rows)), *field]


def echoes(articles: list[Article]) -> list[tuple[str, str]]:
    return [(tie.left, tie.right) for tie in group(articles, None, ThreadsSection()).echoes]


def test_the_next_turn_of_an_affair_echoes_the_first() -> None:
    articles = newsroom((FERRY, 0.0), (INQUIRY, 40.0))
    (tie,) = group(articles, None, ThreadsSection()).echoes
    assert (tie.left, tie.right) == ("a0", "a1")
    assert tie.days == 40.0
    assert {"Aurora", "Carrapel"} & set(" ".join(tie.shared).split())


def test_an_accident_alike_in_all_but_names_echoes_nothing() -> None:
    assert echoes(newsroom((FERRY, 0.0), (OTHER_FERRY, 40.0))) == []


def test_monthly_figures_echo_nothing() -> None:
    rows = [(("Food dearer", MARKET.format(town, n)), 30.0 * n) for n, town in enumerate(("Tessim", "Orre", "Toxal"))]
    assert echoes(newsroom(*rows)) == []


@pytest.mark.parametrize("days", [(0.0, None), (None, 40.0), (0.0, SAGAS.window_days + 1)])
def test_without_a_date_or_beyond_the_window_there_is_none(days: tuple[float | None, float | None]) -> None:
    assert echoes(newsroom((FERRY, days[0]), (INQUIRY, days[1]))) == []


def test_what_begins_together_is_told_side_by_side() -> None:
    articles = sorted(newsroom((FERRY, 0.0), (INQUIRY, 0.2)), key=lambda one: one.id)
    found = gather(articles, None, ThreadsSection())
    apart = [[row] for row in range(len(articles))]
    assert find_echoes(found.articles, found.features, found.offset, apart) == ()


def test_a_round_up_echoes_none_of_its_subjects() -> None:
    weekly = (
        "The week",
        f"{FERRY[1]} In Vilarelhe the psalter lay between peas and a leg of lamb for nineteen years. The Vilarelhe "
        "psalter is Eulalia Penedo's find; Penedo keeps the Vilarelhe freezer.",
    )
    psalter = (
        "Vilarelhe psalter in a freezer",
        "The Vilarelhe psalter lay between peas and a leg of lamb for nineteen years. Eulalia Penedo found the psalter "
        "in the Vilarelhe freezer; Penedo says the lamb did it no harm. Vilarelhe wants its psalter back.",
    )
    articles = newsroom((FERRY, 0.0), (psalter, 2.0), (weekly, 30.0))
    assert echoes([one for one in articles if one.id != "x1"]) == []
    assert echoes([one for one in articles if one.id not in {"x1", "a1"}]) == [("a0", "a2")]


def test_order_of_articles_changes_nothing() -> None:
    articles = newsroom((FERRY, 0.0), (INQUIRY, 40.0), (OTHER_FERRY, 20.0))
    generator = np.random.default_rng(0)
    expected = group(articles, None, ThreadsSection()).echoes
    assert expected
    for _ in range(3):
        order = generator.permutation(len(articles))
        assert group([articles[k] for k in order], None, ThreadsSection()).echoes == expected
