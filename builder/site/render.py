"""Views -> HTML, by the templates of a theme. The only module that knows Jinja."""

from __future__ import annotations

import traceback
from functools import partial
from typing import Any

import jinja2
from markupsafe import Markup, escape

from builder.config import SiteConfig
from builder.errors import DigestError, mistake
from builder.site import urls
from builder.site.strings import MissingString, Strings
from builder.site.theme import DEFAULT, Theme
from builder.site.urls import Urls
from builder.site.views import View

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
    )
)
"""What a page may load: its own site's files. Nothing inline runs, nothing leaves for elsewhere."""


TAB_LETTERS = 70
"""Search engines and browsers show no more of a title."""


class NavLink(View, frozen=True):
    """An entry of the main navigation; `section` is the `Head.section` of the pages under it."""

    section: str
    label: str
    path: str
    url: str


class SiteView(View, frozen=True):
    """What every page knows of the site. Kept small: a change here changes every page."""

    title: str
    tagline: str
    language: str
    direction: str
    author: str
    home: str
    search: str
    about: str
    feed: str
    nav: tuple[NavLink, ...]
    policy: str
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
        direction=strings("language.direction"),
        author=config.site.author,
        home=to(urls.front()),
        search=to(urls.search()),
        about=to(urls.about()),
        feed=to(urls.feed()),
        nav=tuple(
            NavLink(section=name, label=strings(f"nav.{name}"), path=path, url=to(path)) for name, path in places
        ),
        policy=POLICY,
        extra=config.extra,
    )


class Renderer:
    """Renders pages in one theme for one site; templates are compiled once."""

    def __init__(self, theme: Theme, config: SiteConfig) -> None:
        self._theme = theme
        strings = theme.strings(config.site.language)
        default = jinja2.DictLoader(theme.default_templates)
        self._environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader(
                [jinja2.DictLoader(theme.templates), default, jinja2.PrefixLoader({DEFAULT: default})]
            ),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._to = Urls.of(config).to
        self._environment.globals.update(
            site=site_view(config, strings), t=strings, t_html=_with_markup(strings), asset=self._asset
        )
        self._environment.filters["number"] = strings.number
        self._environment.filters["tab_title"] = partial(_tab_title, config.site.title)
        self._environment.filters["data_block"] = _data_block
        self._environment.filters["wordlist"] = lambda words: strings.join(list(words))

    def _asset(self, name: str) -> str:
        """The link to a file of the theme's `static/`."""
        try:
            return self._to(urls.asset(self._theme.assets[name]))
        except KeyError:
            raise MissingString(f"no file `static/{name}` in the theme") from None

    def render(self, template: str, page: View) -> bytes:
        """`page` in `template`, UTF-8. Raises `DigestError` for a fault in a template, with its place."""
        try:
            text = self._environment.get_template(template).render(page=page)
        except (jinja2.TemplateError, MissingString) as error:
            raise self._fault(template, error) from error
        return text.encode("utf-8", "replace")

    def _fault(self, template: str, error: Exception) -> DigestError:
        path, line = template, 0
        message = str(error)
        if isinstance(error, jinja2.TemplateNotFound):
            message = f"no template `{error.name}` in the theme"
        if isinstance(error, jinja2.TemplateSyntaxError):
            path, line = error.name or template, error.lineno
        else:
            known = {*self._theme.templates, *self._theme.default_templates}
            for frame in traceback.extract_tb(error.__traceback__):
                name = frame.filename.removeprefix(f"{DEFAULT}/")
                if frame.filename == "<template>" or name in known:
                    path, line = (template if frame.filename == "<template>" else frame.filename), frame.lineno or 0
        return mistake(self._place(path), message, "mend the theme's template", line=line, kind="template")

    def _place(self, template: str) -> str:
        own = template in self._theme.templates
        name = template.removeprefix(f"{DEFAULT}/")
        return f"themes/{self._theme.name if own else DEFAULT}/templates/{name}"


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
