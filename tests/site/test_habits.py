"""The habits of readers in Chromium, on a phone and on a desk, under a sub-path: each of them, and none needed."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builder.site.theme import load_theme
from tests.conftest import REPOSITORY
from tests.site.fixtures import config
from tests.site.pages import render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

STORY = "stories/ferry-aground/"
PATH = f"/repo/{STORY}"
WIDTHS = (390, 1280)
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
pytestmark = pytest.mark.parametrize("width", WIDTHS)


class Quiet(SimpleHTTPRequestHandler):
    """A file server that logs nothing."""

    def log_message(self, *_: Any) -> None:
        """Silence."""


def serve(root: Path, settings: str, theme: str = "default") -> ThreadingHTTPServer:
    """The fixture's site under /repo/."""
    for path, raw in render(settings=config(settings), theme=load_theme(theme, Path("/nowhere"))).items():
        place = root / "repo" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that readers may keep."""
    server = serve(tmp_path_factory.mktemp("habits"), '[articles]\nbody = "full"\n[search]\noffline = true')
    yield f"http://127.0.0.1:{server.server_port}/repo/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened(browser: Browser, address: str, width: int) -> Iterator[Callable[..., Page]]:
    """`opened("about/")`: that page with its habits at work; all pages of a test are one reader's, and log no error."""
    context = browser.new_context(viewport={"width": width, "height": 800}, permissions=["clipboard-read"])
    page = context.new_page()
    page.set_default_timeout(8000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if wrong(message) else None)
    page.on("request", lambda request: faults.append(request.url) if address not in request.url else None)

    def go(path: str = "") -> Page:
        page.goto(address + path)
        page.locator("html[data-habits]").wait_for(state="attached", timeout=10000)
        return page

    yield go
    context.close()
    assert faults == []


def wrong(message: ConsoleMessage) -> bool:
    """Whether it is an error, other than that this site has a search page without an index, or is out of reach."""
    return message.type == "error" and "Failed to load resource" not in message.text


def focused(page: Page) -> str:
    """What has the focus, in words."""
    return str(page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')"))


def kept(page: Page, name: str, change: str = "") -> Any:
    """What the browser keeps under a name; `change` is a script that alters `it` first."""
    key = f"digest-{name}:/repo/"
    if change:
        script = "([key, change]) => { const it = JSON.parse(localStorage[key]); new Function('it', change)(it);"
        page.evaluate(script + " localStorage[key] = JSON.stringify(it); }", [key, change])
    return json.loads(page.evaluate("key => localStorage.getItem(key)", key) or "null")


def fits(page: Page) -> bool:
    """Whether nothing runs off the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_keys_walk_and_open(opened: Callable[..., Page], address: str) -> None:
    page = opened()
    titles = [title.strip() for title in page.locator("main .headline a").all_text_contents()]
    page.keyboard.press("j")
    assert focused(page) == titles[0]
    page.keyboard.press("j")
    assert focused(page) == titles[1]
    page.keyboard.press("k")
    assert focused(page) == titles[0]
    goal = page.evaluate("document.activeElement.href")
    page.keyboard.press("o")
    page.wait_for_url(goal)
    page.locator("html[data-habits]").wait_for(state="attached")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(address)
    page.keyboard.press("/")
    page.wait_for_url("**/search/#q")


def test_keys_walk_through_a_story_and_open_its_lines(opened: Callable[..., Page]) -> None:
    page = opened(STORY)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "agree"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.claim').value") == 1
    page.keyboard.press("o")
    assert page.locator(".claim").first.locator("details").evaluate("fold => fold.open")
    box = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert 0 <= box < 800


def test_a_sheet_lists_the_keys_and_they_can_be_turned_off(opened: Callable[..., Page]) -> None:
    page = opened()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    assert sheet.locator("dt").all_text_contents() == ["j", "k", "o", "/", "?", "g h", "g s", "s"]
    assert fits(page)
    page.keyboard.press("Escape")
    assert sheet.is_hidden()
    page.get_by_role("button", name="Display").click()
    page.get_by_label("Single keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.keyboard.press("/")
    page.keyboard.press("j")
    assert sheet.is_hidden()
    assert "search" not in page.url
    assert page.evaluate("!document.activeElement.matches('.headline a')")


def test_keys_leave_a_field_alone(opened: Callable[..., Page]) -> None:
    page = opened()
    page.goto(page.url + "search/")
    page.locator("#q").focus()
    page.keyboard.type("jko?")
    assert page.locator("#q").input_value() == "jko?"
    assert page.locator("dialog[open]").count() == 0
    # Here the habits are loaded at the first key that is theirs, and that key counts.
    assert page.locator("html[data-habits]").count() == 0
    page.locator("main").focus()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keyboard shortcuts").wait_for()


def test_colours_and_text_size_are_kept_and_there_before_painting(opened: Callable[..., Page]) -> None:
    page = opened()
    paper, size = (
        "getComputedStyle(document.body).backgroundColor",
        "parseFloat(getComputedStyle(document.body).fontSize)",
    )
    light, usual = page.evaluate(paper), page.evaluate(size)
    page.get_by_role("button", name="Display").click()
    page.get_by_label("Dark").check()
    page.get_by_label("Larger", exact=True).check()
    dark = page.evaluate(paper)
    assert dark != light
    assert page.evaluate(size) > usual * 1.4
    assert fits(page)
    page = opened("about/")
    assert page.evaluate(paper) == dark
    assert page.evaluate(size) > usual * 1.4
    assert fits(page)
    page.get_by_role("button", name="Display").click()
    assert page.get_by_label("Dark").is_checked()
    page.get_by_label("As the device").check()
    assert page.evaluate(paper) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(paper) == dark


def test_a_claim_is_cited_with_its_words_its_source_and_where_they_stand(
    opened: Callable[..., Page], address: str
) -> None:
    page = opened(STORY)
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    claim = page.locator(".claim").first
    words = (claim.locator(".claim-text").text_content() or "").strip()
    claim.locator("summary").click()
    claim.get_by_role("button", name="Copy citation").click()
    page.get_by_role("status").get_by_text("Copied.").wait_for()
    first, source, place, compared = page.evaluate("window.copied").split("\n")
    assert first == f"“{words}”"
    assert source.startswith(str(claim.locator(".wording-places bdi").first.text_content()))
    assert compared.endswith(f"{address}{STORY}#{claim.get_attribute('id')}")
    assert re.match(r"https?://\S+(#:~:text=\S+|#s-\d+)$", place)
    assert fits(page)


def test_a_text_fragment_leads_to_the_very_words(opened: Callable[..., Page], address: str, tmp_path: Path) -> None:
    page = opened(STORY)
    script = page.evaluate(
        "performance.getEntriesByType('resource').map(({ name }) => name).find((name) => /habits\\/share/.test(name))"
    )
    made = page.evaluate(
        """async (script) => {
            const { toWords } = await import(script);
            const long = "One, two-three & four five six seven eight nine ten eleven twelve";
            return [toWords("https://a.example/x#y", "Half-done, she said"), toWords("https://a.example/x", long)];
        }""",
        script,
    )
    assert made == [
        "https://a.example/x#:~:text=Half%2Ddone%2C%20she%20said",
        "https://a.example/x#:~:text=One%2C%20two%2Dthree%20%26%20four%20five,eight%20nine%20ten%20eleven%20twelve",
    ]


def test_what_was_read_and_what_came_since_is_marked(opened: Callable[..., Page]) -> None:
    page = opened()
    assert page.locator("[data-mark]").count() == 0
    page = opened(STORY)
    assert page.locator(".since").count() == 0
    card = f"main article:has(.headline a[href='{PATH}'])"
    page = opened()
    assert page.locator(card).first.get_attribute("data-mark") == "read"
    # The same a day later, when one article and one line have come.
    kept(page, "visit", "it.last -= 864e5")
    read = kept(page, "read", f"it['{PATH}'].at -= 864e5; it['{PATH}'].n -= 1; it['{PATH}'].here.splice(0, 1)")
    assert read[PATH]["visit"] == 1
    page = opened()
    assert page.locator(card).first.get_by_text("1 new article since you read it").is_visible()
    kept(page, "read", f"it['{PATH}'].here.pop()")
    page = opened(STORY)
    note = page.locator(".since")
    assert note.get_by_text("1 article has come since").is_visible()
    assert note.get_by_text("1 line was not here then").is_visible()
    assert page.locator(".who-article .mark-new").count() == 1
    assert page.locator(".claim .mark-new").count() == 1
    # It stays marked for as long as the visit lasts.
    assert opened(STORY).locator(".since").get_by_text("1 article has come since").is_visible()
    assert fits(page)


def test_new_stories_are_marked_from_the_second_visit_on(opened: Callable[..., Page]) -> None:
    page = opened()
    kept(page, "visit", "it.last = Date.parse('2026-01-01')")
    kept(page, "seen", f"delete it['{PATH}']")
    page = opened()
    assert page.locator("[data-mark=new] .headline a").all_text_contents() != []
    assert {mark.get_attribute("href") for mark in page.locator("[data-mark=new] .headline a").all()} == {PATH}


def test_the_broadsheet_s_front_page_is_walked_and_marked_too(browser: Browser, tmp_path: Path, width: int) -> None:
    server = serve(tmp_path, "", "broadsheet")
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()

    def go(path: str = "") -> None:
        page.goto(f"http://127.0.0.1:{server.server_port}/repo/{path}")
        page.locator("html[data-habits]").wait_for(state="attached", timeout=10000)

    go()
    stories = {link.get_attribute("href") for link in page.locator("main article[data-articles] .headline a").all()}
    shown = {link.get_attribute("href") for link in page.locator("main a[href*='/stories/']").all()}
    assert stories == shown, "items and briefs alike"
    sheet = page.locator(".spread").bounding_box()
    assert sheet is not None
    assert sheet["width"] > 0.8 * width, "no rule of the sheets behind Display holds for the page"
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.pathname")
    assert first in stories
    brief = page.locator("main li article .headline a").first.get_attribute("href") or ""
    for path in {first, brief}:
        go(path.removeprefix("/repo/"))
    go()
    read = page.locator("main article[data-mark=read]")
    assert {link.get_attribute("href") for link in read.locator(".headline a").all()} == {first, brief}
    assert read.last.get_by_text("Read", exact=True).is_visible()
    assert fits(page)
    context.close()
    server.shutdown()
    server.server_close()


def test_marks_can_be_turned_off_and_all_can_be_forgotten(opened: Callable[..., Page]) -> None:
    page = opened(STORY)
    page.get_by_role("button", name="Display").click()
    page.get_by_label("Mark what I have read").uncheck()
    page.keyboard.press("Escape")
    page = opened()
    assert page.locator("[data-mark]").count() == 0
    page.get_by_role("button", name="Display").click()
    page.evaluate("localStorage.setItem('digest-read:/other/', '1')")
    page.get_by_role("button", name="Forget all of it").click()
    page.get_by_text("All of it is forgotten.").wait_for()
    assert page.evaluate("Object.keys(localStorage)") == ["digest-read:/other/"]
    assert page.context.cookies() == []


def test_stories_are_saved_listed_and_removed(opened: Callable[..., Page]) -> None:
    page = opened("saved/")
    page.get_by_text("You have saved no story yet").wait_for()
    page = opened(STORY)
    title = page.locator("h1").text_content()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("button", name="Saved").get_attribute("aria-pressed") == "true"
    page.keyboard.press("s")
    assert page.get_by_role("button", name="Save", exact=True).get_attribute("aria-pressed") == "false"
    page.keyboard.press("s")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/repo/saved/")
    link = page.locator(".saved-list a")
    link.wait_for()
    assert link.text_content() == title
    assert link.get_attribute("href") == PATH
    assert fits(page)
    page.get_by_role("button", name=f"Remove: {title}").click()
    page.get_by_text("You have saved no story yet").wait_for()


def test_tools_move_nothing_when_they_come(opened: Callable[..., Page]) -> None:
    page = opened(STORY)
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((one) => { window.shift += one.value; }))
          .observe({ type: 'layout-shift', buffered: true });"""
    )
    page = opened(STORY)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") <= 0.01


def test_less_motion_where_the_reader_wants_it(opened: Callable[..., Page]) -> None:
    page = opened(STORY)
    motion = """() => [...document.querySelectorAll('*')].filter((one) => {
        const style = getComputedStyle(one);
        return style.scrollBehavior === 'smooth' || style.animationName !== 'none' || style.transitionDuration !== '0s';
    }).map((one) => one.tagName)"""
    page.emulate_media(reduced_motion="reduce")
    page.goto(page.url + "#agree")
    assert page.evaluate(motion) == []


def test_what_is_printed_is_the_story_whole_and_nothing_else(opened: Callable[..., Page]) -> None:
    page = opened(STORY)
    page.get_by_role("button", name="Display").click()
    page.get_by_label("Dark").check()
    page.get_by_label("Larger", exact=True).check()
    page.keyboard.press("Escape")
    page.emulate_media(media="print")
    for gone in (".menu", "button.scheme", ".story-tools", ".contents", ".skip"):
        assert not page.locator(gone).first.is_visible(), gone
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert size == pytest.approx(10 / 72 * 96, 0.01), "ten points, whatever was chosen"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert page.locator(".claim .wordings").first.is_visible()


def test_pages_are_kept_where_the_reader_asks_and_tell_their_age(browser: Browser, tmp_path: Path, width: int) -> None:
    server = serve(tmp_path, "[search]\noffline = true")
    address = f"http://127.0.0.1:{server.server_port}/repo/"
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.set_default_timeout(8000)

    def go(path: str = "") -> None:
        page.goto(address + path)
        page.locator("html[data-habits]").wait_for(state="attached")

    go("about/")
    assert page.evaluate(WORKERS) == 0
    go()
    page.get_by_role("button", name="Display").click()
    page.get_by_label("Keep stories for reading offline").check()
    page.get_by_text("are kept from now on").wait_for()
    there = "async (path) => Boolean(await caches.match(new URL(path, location.href).href))"
    page.wait_for_function(there, arg=PATH)
    page.wait_for_function(there, arg="/repo/saved/")
    go("about/")
    page.wait_for_function(there, arg="/repo/about/")
    assert page.locator(".away").count() == 0
    server.shutdown()
    server.server_close()
    go("about/")
    page.get_by_text(re.compile("This page is as it was on .*20\\d\\d")).wait_for()
    go(STORY)
    page.get_by_text("This page is as it was on").wait_for()
    go("archive/")
    page.get_by_text("is not kept on this device").wait_for()
    assert fits(page)
    page.get_by_role("button", name="Display").click()
    page.get_by_label("Keep stories for reading offline").uncheck()
    page.wait_for_function("async () => !(await caches.keys()).length")
    assert page.evaluate(WORKERS) == 0
    context.close()


def test_where_nothing_may_be_kept_or_run_all_can_be_read(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address + STORY)
    assert page.locator("button:visible").count() == 0
    assert not page.locator(".story-tools").is_visible()
    page.goto(address + "saved/")
    assert "needs JavaScript" in str(page.locator("noscript p").text_content())
    assert page.locator("noscript p").bounding_box()
    context.close()
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address + STORY)
    page.locator("html[data-habits]").wait_for(state="attached")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("keeps nothing for this site").wait_for()
    assert faults == []
    context.close()


@pytest.mark.parametrize(
    "path", sorted((REPOSITORY / "themes/default/i18n").glob("*.toml")), ids=lambda path: path.stem
)
def test_every_word_of_the_habits_is_used(path: Path, width: int) -> None:
    import tomllib

    scripts = "".join(
        one.read_text(encoding="utf-8") for one in (REPOSITORY / "themes/default/static/habits").glob("*.js")
    )
    pages = "".join(
        one.read_text(encoding="utf-8") for one in (REPOSITORY / "themes/default/templates").rglob("*.html")
    )
    rest = ("colours_", "size_", "key_", "display_", "keys_", "marks_", "offline_", "single_keys_")
    words = tomllib.loads(path.read_text(encoding="utf-8"))["habits"]
    unused = [
        key for key in words if f'"{key}"' not in scripts and f"habits.{key}" not in pages and not key.startswith(rest)
    ]
    assert unused == []
