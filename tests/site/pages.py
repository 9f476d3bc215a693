"""A rendered site in memory, and what its HTML holds."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from builder.config import SiteConfig
from builder.model import Site
from builder.site.plan import plan_pages
from builder.site.theme import Theme, load_theme
from tests.site.fixtures import config, ferry_site

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

INLINE = frozenset("a b bdi em i mark q span strong sub sup time".split())
LINKS = ("href", "src", "action", "data-base", "data-root")


@cache
def default_theme() -> Theme:
    """The theme that comes with Digest."""
    return load_theme("default", Path("/nowhere"))


def keys_of(site: Site, settings: SiteConfig | None = None) -> dict[str, str]:
    """Path -> key of every page."""
    return {page.path: page.key for page in plan_pages(site, settings or config(), default_theme())}


def render(
    site: Site | None = None, settings: SiteConfig | None = None, theme: Theme | None = None
) -> dict[str, bytes]:
    """Path -> bytes of every page."""
    pages = plan_pages(site or ferry_site(), settings or config(), theme or default_theme())
    return {page.path: page.make() for page in pages}


def html_pages(pages: dict[str, bytes]) -> dict[str, Html]:
    """Path -> parsed page, for those that are HTML."""
    return {path: Html(raw.decode()) for path, raw in pages.items() if path.endswith(".html")}


class Html(HTMLParser):
    """A page's elements (tag, attributes), ids, and links; `unclosed` names elements closed wrongly or not at all."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.unclosed: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.unclosed += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self._part(tag)
        found = dict(attrs)
        self.elements.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        self.links += [str(found[name]) for name in LINKS if found.get(name)]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of SVG that is whole in one tag."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """An element ends: it must be the last one opened."""
        self._part(tag)
        if not self._open or self._open.pop() != tag:
            self.unclosed.append(tag)

    def _part(self, tag: str) -> None:
        """Words of different blocks stay apart."""
        if tag not in INLINE:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        """Text."""
        self.words.append(data)

    @property
    def text(self) -> str:
        """All words of the page, white space collapsed."""
        return " ".join("".join(self.words).split())
