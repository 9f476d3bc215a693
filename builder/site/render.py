"""Views -> HTML, by the templates of a theme. The only module that knows Jinja."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from markupsafe import Markup, escape

from builder.config import SiteConfig
from builder.errors import DigestError
from builder.site import locales, urls
from builder.site.strings import MissingString, Strings
from builder.site.templates import environment, fault, unfolded
from builder.site.theme import Theme
from builder.site.urls import Urls
from builder.site.views import VERSION, WHEN, View

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
    )
)
"""What a page may load: its own site's files. Nothing inline runs, nothing leaves for elsewhere."""


REFERRER = "strict-origin-when-cross-origin"
"""What a site that is followed to learns: the name of this one, never the page; nothing at all without encryption."""
TAB_LETTERS = 70
"""Search engines and browsers show no more of a title."""


class NavLink(View, frozen=True):
    """An entry of the main navigation; `section` is the `Head.section` of the pages under it."""

    section: str
    label: str
    path: str
    url: str


class MachineLinks(View, frozen=True):
    """What every page names for machines alone. `humans` is empty where there is no humans.txt."""

    referrer: str
    manifest: str
    icon: str
    touch_icon: str
    humans: str
    outlets: str
    json_feed: str


class SiteView(View, frozen=True):
    """What every page knows of the site. Kept small: a change here changes every page.

    `search` and `opensearch` are empty where the site has no search, `offline` (its service worker) where it has none.
    `saved` is the page of saved stories, `habits` the words of the scripts that serve a reader's habits.
    """

    title: str
    tagline: str
    language: str
    direction: str
    """`ltr` or `rtl`, by the language's script."""
    locale: str
    """The tag with which a script's `Intl` writes as the pages do."""
    author: str
    home: str
    search: str
    opensearch: str
    about: str
    archive: str
    tags: str
    sources: str
    feed: str
    saved: str
    habits: str
    offline: str
    nav: tuple[NavLink, ...]
    policy: str
    machines: MachineLinks
    extra: dict[str, Any]


def site_view(config: SiteConfig, strings: Strings) -> SiteView:
    """The site as its pages' frame shows it."""
    to = Urls.of(config).to
    places = (
        ("front", urls.front()),
        ("sources", urls.sources()),
        ("tags", urls.tags()),
        ("archive", urls.archive()),
        ("search", urls.search()),
        ("about", urls.about()),
    )
    return SiteView(
        title=config.site.title,
        tagline=config.site.tagline,
        language=config.site.language,
        direction=locales.direction(config.site.language),
        locale=locales.for_scripts(config.site.language),
        author=config.site.author,
        home=to(urls.front()),
        search=to(urls.search()) if config.search.enabled else "",
        opensearch=to(urls.opensearch()) if config.search.enabled else "",
        about=to(urls.about()),
        archive=to(urls.archive()),
        tags=to(urls.tags()),
        sources=to(urls.sources()),
        feed=to(urls.feed()),
        saved=to(urls.saved()),
        habits=to(urls.habits()),
        offline=to(urls.offline()) if config.search.enabled and config.search.offline else "",
        nav=tuple(
            NavLink(section=name, label=strings(f"nav.{name}"), path=path, url=to(path))
            for name, path in places
            if name != "search" or config.search.enabled
        ),
        policy=POLICY,
        machines=MachineLinks(
            referrer=REFERRER,
            manifest=to(urls.manifest()),
            icon=to(urls.icon("favicon.ico")),
            touch_icon=to(urls.icon("apple-touch-icon.png")),
            humans=to(urls.humans()) if config.humans.text.strip() else "",
            outlets=to(urls.outlets()),
            json_feed=to(urls.json_feed()),
        ),
        extra=config.extra,
    )


class ThemeView(View, frozen=True):
    """The theme in use: `views` is the version of the views, `options` has the value of each option.

    `paper` are the colours of the page in light and dark, empty where its style sheet does not tell them.
    """

    name: str
    views: int
    options: dict[str, Any]
    paper: tuple[str, str]


class Renderer:
    """Renders pages in one theme for one site; templates are compiled once."""

    def __init__(self, theme: Theme, config: SiteConfig) -> None:
        self._theme = theme
        strings = theme.strings(config.site.language)
        self._environment = environment(theme)
        self._to = Urls.of(config).to
        try:
            site = site_view(config, strings)
        except MissingString as error:
            raise (fault(theme, "base.html", config, error) or error) from error
        self._environment.globals.update(
            site=site,
            theme=ThemeView(name=theme.name, views=VERSION, options=theme.options, paper=theme.paper),
            t=strings,
            t_html=_with_markup(strings),
            asset=self._asset,
        )
        filters: dict[str, Callable[..., Any]] = {
            "number": strings.number,
            "tab_title": partial(_tab_title, config.site.title),
            "data_block": _data_block,
            "wordlist": lambda words: strings.join(list(words)),
            "commas": strings.commas,
        }
        self._environment.filters.update({name: unfolded(function) for name, function in filters.items()})
        self._environment.globals["forms"] = strings.forms

    def _asset(self, name: str) -> str:
        """The link to a file of the theme's `static/`."""
        try:
            return self._to(urls.asset(self._theme.assets[name]))
        except KeyError:
            raise MissingString(f"no file `static/{name}` in the theme") from None

    def render(self, template: str, page: View) -> bytes:
        """`page` in `template`, UTF-8. Raises `DigestError` for a fault in a template, with its place."""
        try:
            text = self._environment.get_template(template).render(page=_named(page))
        except DigestError:
            raise
        except Exception as error:
            found = fault(self._theme, template, page, error)
            if found is None:
                raise
            raise found from error
        return text.encode("utf-8", "replace")


def _named(page: Any) -> Any:
    """`page` with the day in its title put in words."""
    head = page.head
    if head.when is None:
        return page
    return msgspec.structs.replace(
        page, head=msgspec.structs.replace(head, title=head.title.replace(WHEN, head.when.day))
    )


def _tab_title(site: str, title: str) -> str:
    """What stands on a browser's tab: the page's title and the site's, at most `TAB_LETTERS` letters as HTML."""
    for whole in (f"{title} – {site}" if title else site, title):
        if len(escape(whole)) <= TAB_LETTERS:
            return whole
    letters = min(len(title), TAB_LETTERS - 1)
    while len(escape(title[:letters])) >= TAB_LETTERS:
        letters -= 1
    return title[:letters].rstrip() + "…"


def _data_block(text: str) -> Markup:
    """JSON for the inside of a script element; nothing in it may look like markup."""
    if "<" in text or "&" in text:
        raise ValueError("a data block must have its angle brackets and ampersands escaped")
    return Markup(text)


def _with_markup(strings: Strings) -> Any:
    """`t_html("key", link=...)`: the sentence escaped, its places filled with markup or with escaped text."""

    def translate(key: str, **places: Any) -> Markup:
        marks = {name: f"\x00{name}\x00" for name in places if name != "n"}
        plain = {"n": places["n"]} if "n" in places else {}
        text = str(escape(strings(key, **marks, **plain)))
        for name, mark in marks.items():
            text = text.replace(mark, str(escape(places[name])))
        return Markup(text)

    return translate
