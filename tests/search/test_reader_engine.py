"""The reader's engine over a built index, in Chromium: every operator, order and count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.search.make import article, files, made, site
from tests.search.served import STATIC, searched_site, serving, write_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SEARCH = """async ([text, options]) => {
  globalThis.module ??= await import("/theme/search/engine.js");
  globalThis.engine ??= module.openIndex(location.origin + "/repo/search/");
  return engine.search(text, options);
}"""
FACETS = SEARCH.replace("engine.search", "engine.facets")


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with the engine over the site's index, which has a meaning part."""
    root = tmp_path_factory.mktemp("engine")
    write_site(root, searched_site(), meaning=True)
    with serving(root) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address + "theme/")
        yield page
        context.close()


def ask(page: Page, text: str, **options: Any) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate(SEARCH, [text, {"meaning": False, "limit": 50, **options}])
    return answer


def slugs(page: Page, text: str, **options: Any) -> list[str]:
    found = ask(page, text, **options)["results"]
    return [one["story"]["u"] for result in found for one in (result, *result["same"])]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("ferry ", {"ferry-aground"}),
        ("FÉRRY ", {"ferry-aground"}),
        ("sandw", {"gull"}),
        ("zurich ", {"naive"}),
        ("naive bankers", {"naive"}),
        ("1900 ", {"budget"}),
        ("mayors ", {"gull"}),
        ("visiting ", set()),
        ("gull OR budget ", {"gull", "budget"}),
        ('"council passes" ', {"budget"}),
        ('"passes council" ', set()),
        ('"begins at sant tirril" ', {"harbour-dredging", "harbour-dredging-2"}),
        ('"begins in sant tirril" ', {"harbour-dredging", "harbour-dredging-2"}),
        ('"begins sant" ', set()),
        ('"council pas', {"budget"}),
        ("dredging -telica ", {"harbour-dredging-2"}),
        ('officials -"dredging begins" -tag:politics ', {"naive"}),
        ("officials source:courier ", {"budget", "naive"}),
        ('officials source:"Sant Tirril Courier" ', {"budget", "naive"}),
        ("officials source:radio ", {"harbour-dredging-2"}),
        ("officials -source:courier ", {"harbour-dredging", "harbour-dredging-2", "gull"}),
        ('tag:"sea trade" ', {"naive", "budget"}),
        ("tag:sea -zurich ", {"budget"}),
        ("tag:politics OR source:quay -longest ", {"gull", "budget", "ferry-aground", "long-words"}),
        ("tag:politics OR dredging ", {"gull", "budget", "harbour-dredging", "harbour-dredging-2"}),
        ("officials after:2026-10 ", {"gull", "budget", "naive"}),
        ("officials after:2026-10-05 ", {"budget", "naive"}),
        ("officials before:2026-08 ", {"harbour-dredging", "harbour-dredging-2"}),
        ("before:2026-08-02 after:2026-08-02 ", {"harbour-dredging", "long-words"}),
        ("has:tension ", {"ferry-aground"}),
        ("ferry -has:tension ", set()),
        ("the ", set()),
        ("", set()),
    ],
)
def test_operators(page: Page, query: str, wanted: set[str]) -> None:
    assert set(slugs(page, query)) == wanted


def test_a_filter_alone_lists_the_newest_first(page: Page) -> None:
    assert slugs(page, "source:courier after:2026-10 ") == ["naive", "budget"]


@pytest.mark.parametrize(
    ("typed", "meant", "slug"),
    [
        ("sandwhich ", "sandwich", "gull"),
        ("budgte ", "budget", "budget"),
        ("xarbour ", "harbour", "harbour-dredging-2"),
        ("dregding ", "dredging", "harbour-dredging-2"),
        ("drexdgimg ", "dredging", "harbour-dredging-2"),
    ],
)
def test_spelling_is_forgiven_unless_the_reader_insists(page: Page, typed: str, meant: str, slug: str) -> None:
    answer = ask(page, typed)
    assert answer["corrected"] == [[typed.strip(), meant]]
    assert answer["results"][0]["story"]["u"] == slug
    insisted = ask(page, typed, exact=True)
    assert (insisted["total"], insisted["unknown"]) == (0, [typed.strip()])


def test_short_and_far_words_stay(page: Page) -> None:
    for typed in ("gul ", "zzyzx ", "12345 "):
        assert ask(page, typed)["corrected"] == []


def test_of_several_words_those_with_more_come_first(page: Page) -> None:
    assert slugs(page, "council budget gull ")[0] == "budget"
    assert "gull" in slugs(page, "council budget gull ")


def test_a_common_word_alone_does_not_fill_the_list(page: Page) -> None:
    found = slugs(page, "gull sandwich officials ")
    assert found[0] == "gull"
    assert len(found) == 1


def test_orders(page: Page) -> None:
    newest = slugs(page, "officials ", sort="newest")
    assert newest == ["naive", "budget", "gull", "harbour-dredging-2", "harbour-dredging"]
    assert slugs(page, "ferry OR gull ", sort="sources")[0] == "ferry-aground"


def test_pages_of_results_are_complete_and_apart(page: Page) -> None:
    seen: list[str] = []
    offset, pages = 0, 0
    while True:
        answer = ask(page, "bulletin ", limit=10, offset=offset)
        seen += [result["story"]["u"] for result in answer["results"]]
        pages += 1
        if not answer["next"]:
            break
        offset = answer["next"]
    assert (pages, answer["total"], len(seen), len(set(seen))) == (3, 24, 24, 24)


def test_one_headline_is_shown_once_with_the_others_below(page: Page) -> None:
    (result,) = ask(page, "dredging ")["results"]
    assert [one["story"]["u"] for one in result["same"]] == ["harbour-dredging"]


def test_facets_count_what_the_query_finds(page: Page) -> None:
    counts = page.evaluate(FACETS, ["officials ", {"meaning": False}])
    assert counts["source"][0] == {"id": "courier", "name": "Sant Tirril Courier", "count": 2}
    assert {facet["name"]: facet["count"] for facet in counts["tag"]} == {"politics": 2, "sea trade": 2, "transport": 2}
    assert [(facet["id"], facet["count"]) for facet in counts["month"]] == [("2026-10", 3), ("2026-08", 2)]


def test_what_is_chosen_narrows_all_counts_but_those_of_its_kind(page: Page) -> None:
    filters = {"source": ["courier"], "tag": [], "month": []}
    assert set(slugs(page, "officials ", filters=filters)) == {"budget", "naive"}
    counts = page.evaluate(FACETS, ["officials ", {"meaning": False, "filters": filters}])
    assert {facet["id"] for facet in counts["source"]} == {"courier", "onda", "siren", "telica"}
    assert {facet["name"]: facet["count"] for facet in counts["tag"]} == {"sea trade": 2, "politics": 1}
    both = {"source": ["courier", "siren"], "month": ["2026-10"], "tag": ["politics"]}
    assert set(slugs(page, "officials ", filters=both)) == {"budget", "gull"}


def test_the_sentence_that_answers_is_verbatim_and_leads_to_its_place(page: Page) -> None:
    passage = ask(page, "calm bulletin lighthouse ")["results"][0]["passage"]
    assert "names a lighthouse keeper." in passage["text"]
    assert passage["link"].startswith("articles/bulletin-")
    assert "#s-" in passage["link"]
    marked = [passage["text"][start:end] for start, end in passage["marks"]]
    assert marked == ["bulletin", "lighthouse"]


def test_meaning_finds_what_words_do_not(page: Page) -> None:
    (result,) = ask(page, "birds ", meaning=True)["results"]
    assert (result["story"]["u"], result["by"]) == ("gull", "meaning")
    assert slugs(page, "birds ") == []
    assert slugs(page, "birds -sandwich ", meaning=True) == []
    both = ask(page, "birds sandwich ", meaning=True)["results"][0]
    assert (both["story"]["u"], both["by"]) == ("gull", "both")


def test_a_site_published_anew_meanwhile_is_opened_anew(page: Page) -> None:
    totals = page.evaluate(
        """async () => {
          const { openIndex } = await import("/theme/search/engine.js");
          let stale = true;
          const engine = openIndex(location.origin + "/repo/search/", { fetch: async (url, options) => {
            const response = await fetch(url, options);
            if (!stale || !url.endsWith("index.json")) return response;
            stale = false;
            const entry = await response.json();
            entry.terms.pages = entry.terms.pages.map(([first]) => [first, "0000000000"]);
            return new Response(JSON.stringify(entry));
          } });
          return [(await engine.search("gull ")).total, stale];
        }"""
    )
    assert totals == [1, False]


def test_no_connection_is_said_and_a_later_try_succeeds(page: Page) -> None:
    said = page.evaluate(
        """async () => {
          const { openIndex } = await import("/theme/search/engine.js");
          let broken = true;
          const engine = openIndex(location.origin + "/repo/search/", { fetch: (url, options) =>
            broken && url.includes("/t/") ? Promise.reject(new TypeError("no network")) : fetch(url, options) });
          const first = await engine.search("gull ").catch((error) => error.constructor.name);
          broken = false;
          return [first, (await engine.search("gull ")).total];
        }"""
    )
    assert said == ["Unreachable", 1]


def test_a_word_of_very_many_stories_is_ranked_by_its_best_and_counted_in_phrases(
    browser: Browser, tmp_path: Path
) -> None:
    many = [
        article(f"n{n:04d}", "Common thing" if n % 2 else "Other thing", "Nothing.", day=n % 300) for n in range(4200)
    ]
    index = made(site(*many))
    for name, raw in files(index.state, index.contents).items():
        place = tmp_path / "repo/search" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw)
    (tmp_path / "theme").symlink_to(STATIC)
    with serving(tmp_path) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address + "theme/")
        ranked = ask(page, "thing ", limit=1)
        assert (ranked["total"], ranked["exact"]) == (4096, False)
        assert ask(page, '"thing" ', limit=1)["total"] == 4096
        assert ask(page, '"common thing" ', limit=1)["total"] == 2100
        assert ask(page, "after:2026 -thing ", limit=1)["total"] == 0
        context.close()
