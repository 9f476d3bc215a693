"""The search page in Chromium, under a sub-path: typing, keys, facets, address, states, and what it costs."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import expect

from builder.site.search_view import LATER, SCRIPTS
from tests.search.served import OFFLINE, searched_site, serving, write_site
from tests.site.fixtures import HOSTILE, config
from tests.site.pages import default_theme, html_pages, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
KEPT = """async () => {
  while (!navigator.serviceWorker.controller || (await (await caches.open("digest-1")).keys()).length < 25) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""
RESULTS = ".results .row-title a"


def found(page: Page, count: int | None = None) -> list[str]:
    """The headlines shown, once the list is there."""
    page.locator(RESULTS).first.wait_for()
    if count is not None:
        expect(page.locator(RESULTS)).to_have_count(count)
    return page.locator(RESULTS).all_inner_texts()


def test_typing_finds_marks_and_keeps_the_address(opened: Callable[..., Page]) -> None:
    page = opened()
    page.get_by_label("Search the stories").press_sequentially("Férry passen")
    assert found(page, 1)[0].startswith("Ferry with 212 passengers")
    assert page.locator(".row-title mark").all_inner_texts() == ["Ferry", "passengers"]
    expect(page.locator(RESULTS)).to_have_attribute("href", re.compile("/repo/stories/ferry-aground/$"))
    sentence = page.locator(".passage a")
    assert re.search(r"/repo/articles/[\w-]+/#s-\d+$", str(sentence.get_attribute("href")))
    assert page.locator(".passage cite").inner_text() in page.locator(".row-story").inner_text()
    page.wait_for_url("**/search/?q=F%C3%A9rry+passen")
    assert page.locator(".search-status").inner_text() == "1 story"
    page.reload()
    found(page, 1)
    assert page.locator("#q").input_value() == "Férry passen"


def test_a_screen_reader_is_told_once_typing_rests(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("#q").press_sequentially("bulletin")
    page.get_by_role("status").filter(has_text="24 stories found.").wait_for()


def test_the_sentence_shown_stands_on_the_page_it_leads_to(opened: Callable[..., Page]) -> None:
    page = opened("?q=lifeboat")
    words = page.locator(".passage a").inner_text()
    page.locator(".passage a").click()
    page.wait_for_url("**/articles/**")
    target = page.url.partition("#")[2]
    assert words in page.locator("p", has=page.locator(f"#{target}")).inner_text()


def test_a_slash_leads_here_from_every_page(opened: Callable[..., Page], address: str) -> None:
    page = opened()
    for path in ("", "stories/ferry-aground/", "about/"):
        page.goto(address + path)
        page.keyboard.press("/")
        page.wait_for_url("**/search/**")
        expect(page.locator("#q")).to_be_focused()
    page.locator("#q").press_sequentially("a/b")
    assert page.locator("#q").input_value() == "a/b"


def test_arrows_enter_and_escape(opened: Callable[..., Page]) -> None:
    page = opened("?q=officials")
    titles = found(page)
    page.locator("#q").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == titles[1]
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.textContent") == titles[0]
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Enter")
    assert found(page) == titles
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/stories/**")
    page.go_back()
    assert found(page) == titles
    page.locator("#q").focus()
    page.keyboard.press("Escape")
    page.locator(".search-help").wait_for()
    assert (page.locator("#q").input_value(), page.url.partition("?")[2]) == ("", "")


def test_facets_narrow_and_can_be_taken_back(opened: Callable[..., Page]) -> None:
    page = opened("?q=officials")
    found(page)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.get_by_text("Narrow by").click()
    courier = page.get_by_label("Sant Tirril Courier 2")
    courier.check()
    page.wait_for_url("**source=courier**")
    assert len(found(page, 2)) == 2
    assert page.evaluate("document.activeElement.name") == "source courier"
    page.get_by_label("sea trade 2").wait_for()
    page.get_by_role("checkbox", name="October 2026").check()
    page.get_by_role("checkbox", name="politics 1").check()
    page.wait_for_url("**month=2026-10**")
    assert found(page, 1) == ["Council passes a budget of 1,900 pages"]
    page.reload()
    assert found(page, 1) == ["Council passes a budget of 1,900 pages"]
    assert page.locator(".chosen button").all_inner_texts()[:3] == [
        "Sant Tirril Courier ×", "politics ×", "October 2026 ×",
    ]  # fmt: skip
    page.get_by_role("button", name="Remove politics").click()
    found(page, 2)
    page.get_by_role("button", name="Clear all").click()
    found(page, 4)
    page.go_back()
    found(page, 2)


def test_orders(opened: Callable[..., Page]) -> None:
    page = opened("?q=officials")
    found(page)
    page.get_by_label("Sort by").select_option("newest")
    page.wait_for_url("**sort=newest**")
    expect(page.locator(RESULTS).first).to_have_text(re.compile("^Naïve"))
    page.get_by_label("Sort by").select_option("sources")
    page.wait_for_url("**sort=sources**")
    page.goto(page.url.replace("q=officials", "q=source:courier"))
    found(page)
    assert page.locator("#sort").input_value() == "sources"
    page.goto(page.url.replace("&sort=sources", ""))
    found(page)
    assert page.locator("#sort").input_value() == "newest"


def test_a_corrected_word_is_said_and_can_be_insisted_on(opened: Callable[..., Page]) -> None:
    page = opened("?q=gull+sandwhich+")
    found(page, 1)
    note = page.locator(".corrected")
    assert note.inner_text() == "Showing results for gull sandwich. Search instead for gull sandwhich."
    note.get_by_role("link", name="gull sandwhich").click()
    page.wait_for_url("**exact=1**")
    page.get_by_text("No story has “sandwhich”.").wait_for()
    page.go_back()
    page.locator(".corrected").wait_for()


def test_more_are_shown_on_demand_and_focus_goes_on(opened: Callable[..., Page]) -> None:
    page = opened("?q=bulletin")
    found(page, 10)
    page.get_by_role("button", name="Show more stories").click()
    found(page, 20)
    assert page.evaluate(f"[...document.querySelectorAll('{RESULTS}')].indexOf(document.activeElement)") == 10
    page.get_by_role("button", name="Show more stories").click()
    found(page, 24)
    assert page.get_by_role("button", name="Show more stories").count() == 0


def test_equal_headlines_are_folded(opened: Callable[..., Page]) -> None:
    page = opened("?q=dredging")
    found(page, 1)
    page.get_by_text("1 more story with this headline").click()
    expect(page.locator(".same a")).to_have_attribute("href", re.compile("/repo/stories/harbour-dredging/$"))


def test_what_only_the_meaning_found_says_so(opened: Callable[..., Page]) -> None:
    page = opened("?q=birds+")
    found(page, 1)
    assert page.locator(".chip").inner_text() == "Matched by meaning"
    page.goto(page.url.replace("birds", "gull"))
    found(page, 1)
    assert page.locator(".chip").count() == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("zzyzx+", "No story has “zzyzx”."),
        ("the+", "too common"),
        ('"sandwich+gull"', "must stand exactly so"),
        ("gull+-sandwich+", "must stand exactly so"),
        ("author:smith+gull+", "“author:smith” is no filter here"),
        ("gull&month=2026-09", "Nothing fits what you have chosen"),
    ],
)
def test_what_a_reader_should_know_is_said(opened: Callable[..., Page], query: str, said: str) -> None:
    page = opened(f"?q={query}")
    page.locator(".search-notes").get_by_text(said).wait_for()


def test_the_empty_page_gives_examples_that_find_something(opened: Callable[..., Page]) -> None:
    page = opened()
    queries = page.locator(".syntax code").all_inner_texts()
    assert any(query.startswith("tag:") for query in queries)
    assert any(query.startswith("source:") for query in queries)
    page.locator(".syntax a", has=page.get_by_text(queries[0], exact=True)).click()
    for query in queries:
        page.locator("#q").fill(f"{query} ")
        page.wait_for_url(f"**q={quote_plus(query)}")
        if " -" not in query:
            page.locator(f".results[data-for={json.dumps(query)}]").wait_for()
            assert found(page), query


def test_hostile_names_and_headlines_are_text(opened: Callable[..., Page]) -> None:
    page = opened("?q=alert")
    assert found(page)[0] == HOSTILE
    page.get_by_text("Narrow by").click()
    page.locator(".facet-sets fieldset:not([hidden])").first.wait_for()
    assert page.evaluate("document.querySelectorAll('main script, main img').length") == 0


def test_trouble_is_said_with_a_way_on(opened: Callable[..., Page]) -> None:
    page = opened()
    page.route("**/search/t/*", lambda route: route.abort())
    page.locator("#q").press_sequentially("gull")
    page.get_by_text("The search could not be loaded.").wait_for()
    page.unroute("**/search/t/*")
    page.get_by_role("button", name="Try again").click()
    found(page, 1)


def test_what_takes_long_is_said_to_be_under_way(opened: Callable[..., Page]) -> None:
    page = opened()
    held: list[Route] = []
    slow = [True]
    page.route("**/search/t/*", lambda route: held.append(route) if slow else route.continue_())
    page.locator("#q").press_sequentially("gull")
    page.locator(".search-status").get_by_text("Searching").wait_for()
    page.locator(".results[aria-busy]").wait_for(state="attached")
    slow.clear()
    for route in held:
        route.continue_()
    found(page, 1)
    assert page.locator(".results[aria-busy]").count() == 0


def test_facets_that_cannot_be_had_leave_the_results(opened: Callable[..., Page]) -> None:
    page = opened("?q=officials")
    found(page)
    page.route("**/search/c/*", lambda route: route.abort())
    page.get_by_text("Narrow by").click()
    page.get_by_text("could not be loaded").wait_for()
    assert found(page)
    page.unroute("**/search/c/*")
    page.get_by_text("Narrow by").click()
    page.get_by_text("Narrow by").click()
    page.get_by_label("Sant Tirril Courier 2").wait_for()


def test_a_source_without_a_name_is_called_so_in_the_language_of_the_site(opened: Callable[..., Page]) -> None:
    page = opened()
    name = "async (name) => (await import('/theme/search/view.js')).sourceName(name, { unnamed: 'Ungenannte Quelle' })"
    assert page.evaluate(name, "Unnamed source (wire-07)") == "Ungenannte Quelle (wire-07)"
    assert page.evaluate(name, "Unnamed sources today") == "Unnamed sources today"
    told = json.loads(str(page.locator("#search").get_attribute("data-texts")))
    assert told["unnamed"] == "Unnamed source"


def test_without_a_connection_it_waits_and_goes_on_by_itself(opened: Callable[..., Page]) -> None:
    page = opened()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.locator("#q").fill("gull")
    page.locator(".search-notes").get_by_text("You are offline").wait_for()
    page.context.set_offline(False)
    found(page, 1)


def test_a_browser_without_module_workers_searches_in_the_page(opened: Callable[..., Page]) -> None:
    page = opened()
    page.route("**/worker.*.js", lambda route: route.abort())
    page.goto(page.url + "?q=gull")
    found(page, 1)


def test_what_was_visited_works_offline_where_the_site_wants_it(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("offline")
    write_site(root, searched_site(), extra=OFFLINE)
    with serving(root) as served:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{served}repo/search/?q=gull")
        found(page, 1)
        page.evaluate(KEPT)
        page.reload()
        found(page, 1)
        page.wait_for_load_state("networkidle")
        context.set_offline(True)
        page.reload()
        assert found(page, 1) == ["Gull steals the mayor’s sandwich"]
        page.locator(".search-notes").get_by_text("You are offline. These results come from").wait_for()
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen(opened: Callable[..., Page], width: int, scheme: str) -> None:
    page = opened("", viewport={"width": width, "height": 800}, color_scheme=scheme)
    for query, shown in (("", ".search-help"), ("?q=officials", RESULTS), ("?q=alert+xxx&source=hostile", RESULTS)):
        page.goto(page.url.partition("?")[0] + query)
        page.locator(shown).first.wait_for()
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        if query:
            page.locator(".facet-sets li").first.wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, query


def test_without_scripts_it_says_where_else_to_look(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}search/")
    links = page.locator("noscript a").all()
    assert [link.get_attribute("href") for link in links] == [
        "/repo/", "/repo/archive/", "/repo/tags/", "/repo/sources/",
    ]  # fmt: skip
    assert links[0].is_visible()
    assert not page.locator("#q").is_visible()
    context.close()


def test_the_engine_is_small_and_needs_one_round() -> None:
    theme = default_theme()
    page = html_pages(render(settings=config(OFFLINE)))["search/index.html"]
    preloaded = {attributes["href"] for _, attributes in page.elements if attributes.get("rel") == "modulepreload"}
    for name in (*SCRIPTS, *LATER, "search.js"):
        text = theme.static[theme.assets[name]].decode()
        for other in re.findall(r"""(?:from|import|URL)\s*\(?"(\./[^"]+)\"""", text):
            path = f"{name.rpartition('/')[0]}/{other}".replace("/./", "/").removeprefix("/").removeprefix("./")
            assert f"/repo/assets/{path}" in preloaded, (name, other)
    engine = [
        theme.static[theme.assets[name]] for name in (*SCRIPTS, *LATER) if "view" not in name and "facets" not in name
    ]
    assert sum(len(gzip.compress(raw, 9)) for raw in engine) <= 20 * 1024


def test_a_browser_can_be_told_how_to_search() -> None:
    pages = render()
    page = html_pages(pages)["stories/ferry-aground/index.html"]
    (link,) = [attributes for _, attributes in page.elements if attributes.get("rel") == "search"]
    assert (link["href"], link["type"]) == ("/repo/search/opensearch.xml", "application/opensearchdescription+xml")
    text = pages["search/opensearch.xml"].decode()
    assert 'template="https://news.example/repo/search/?q={searchTerms}"' in text
    assert len(re.search("<ShortName>(.*)</ShortName>", text)[1]) <= 16  # type: ignore[index]


def test_a_site_without_search_says_nothing_of_it() -> None:
    pages = render(settings=config("[search]\nenabled = false"))
    assert not [path for path in pages if path.startswith("search/")]
    for path, page in html_pages(pages).items():
        assert not [link for link in page.links if "search" in link], path
