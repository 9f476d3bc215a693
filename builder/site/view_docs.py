"""docs/reference/theme-views.md, made from the views themselves: `python -m builder.site.view_docs > FILE`.

A test holds the file and the views together, so that what it says is what templates get.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
import types
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from markupsafe import Markup

from builder.site import archive_views, list_views, month_view, render, saga_pages, source_view
from builder.site.about_view import AboutPage
from builder.site.article_view import ArticlePage
from builder.site.front_view import FrontPage
from builder.site.search_view import SearchPage
from builder.site.story_view import StoryPage
from builder.site.templates import properties
from builder.site.views import VERSION

PAGES: dict[str, tuple[type, ...]] = {
    "front.html": (FrontPage,),
    "story.html": (StoryPage,),
    "article.html": (ArticlePage,),
    "sources.html": (source_view.SourcesPage,),
    "source.html": (source_view.SourcePage,),
    "tags.html": (list_views.TagsPage,),
    "tag.html": (list_views.TagPage,),
    "archive.html": (archive_views.ArchivePage,),
    "year.html": (archive_views.YearPage,),
    "month.html": (month_view.MonthPage,),
    "day.html": (archive_views.DayPage,),
    "sagas.html": (saga_pages.SagasPage,),
    "saga.html": (saga_pages.SagaPage,),
    "search.html": (SearchPage,),
    "about.html": (AboutPage,),
    "saved.html": (archive_views.PlainPage,),
    "404.html": (archive_views.PlainPage,),
    "moved.html": (archive_views.MovedPage,),
    "emptied.html": (archive_views.PlainPage,),
}
"""Which view each template gets as `page`."""

_WORDS: dict[Any, str] = {str: "text", int: "whole number", float: "number", bool: "yes or no", Markup: "markup"}
_HEAD = f"""\
# Views

What a template of a [theme](theme.md) gets, made from the code. This is **version {VERSION}** of the views. The version
is raised when a field goes or changes its type or meaning, not when one is added; a theme says in its theme.toml which
version it was written for (`views = {VERSION}`), and `digest check` tells when the two differ.

Every template has `page` (see the table), `site` ([SiteView](#siteview)), `theme` ([ThemeView](#themeview)), and

| name | gives |
| --- | --- |
| `t("key", n=3, place="…")` | a string of the theme's i18n files; `n` chooses the plural form |
| `t_html("key", place=…)` | the same, its places filled with markup |
| `forms("key")` | the plural forms of a string, for a script |
| `asset("style.css")` | the address of a file in `static/` |
| `number` (filter) | a number as the language writes it |
| `wordlist`, `commas` (filters) | words in a row: `a, b and c`; `a, b, c` |
| `tab_title` (filter) | a page's title as a browser's tab shows it |
| `data_block` (filter) | JSON for the inside of a script element |

A name that is not known is an error that says what there is. “Or nothing” means `none`: ask with `{{% if %}}` first.

| template | `page` |
| --- | --- |
"""


def document() -> str:
    """The whole page, Markdown."""
    rows = [f"| `{name}` | {', '.join(map(_link, views))} |\n" for name, views in PAGES.items()]
    order = dict.fromkeys((render.SiteView, render.ThemeView, *(view for views in PAGES.values() for view in views)))
    for view in list(order):
        _gather(view, order)
    first = [view for view in order if view in _tops()]
    rest = sorted((view for view in order if view not in _tops()), key=lambda view: view.__name__)
    return _HEAD.replace("{{", "{").replace("}}", "}") + "".join(rows) + "".join(map(_section, [*first, *rest]))


def _tops() -> tuple[type, ...]:
    return (render.SiteView, render.ThemeView, *(view for views in PAGES.values() for view in views))


def _gather(view: type, out: dict[type, None]) -> None:
    """Every view that `view` leads to, itself first."""
    out.setdefault(view)
    for _, kind, _ in _fields(view):
        for found in _views_in(kind):
            if found not in out:
                _gather(found, out)


def _views_in(kind: Any) -> Iterator[type]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for part in get_args(kind):
        yield from _views_in(part)


def _fields(view: type) -> Iterator[tuple[str, Any, bool]]:
    """Name, type, and whether it is a property."""
    for field in msgspec.structs.fields(view):
        yield field.name, field.type, False
    for name in properties(view):
        getter = vars(view)[name].fget
        yield name, inspect.get_annotations(getter, eval_str=True).get("return", str), True


def _section(view: type) -> str:
    text = inspect.cleandoc(view.__doc__ or "")
    rows = [f"| `{name}` | {_words(kind)} | {_about(view, name)} |\n" for name, kind, _ in _fields(view)]
    table = "| field | type | |\n| --- | --- | --- |\n" + "".join(rows)
    return f"\n## {view.__name__}\n\n{text}\n\n{table}"


def _about(view: type, name: str) -> str:
    """What the code says of one field: a property's own words, else the default where it is worth telling."""
    made = vars(view).get(name)
    if isinstance(made, property):
        return " ".join(inspect.cleandoc(made.__doc__ or "").split())
    if told := _told(view).get(name):
        return told
    field = next(field for field in msgspec.structs.fields(view) if field.name == name)
    if isinstance(field.default, str | int | float) and field.default not in ("", 0, False):
        return f"default `{field.default}`"
    return ""


@cache
def _told(view: type) -> dict[str, str]:
    """Field -> the text that stands under it in the code."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(view))).body
    out = {}
    for row, following in pairwise(getattr(body, "body", ())):
        if isinstance(row, ast.AnnAssign) and isinstance(row.target, ast.Name) and isinstance(following, ast.Expr):
            text = ast.literal_eval(following.value)
            out[row.target.id] = " ".join(inspect.cleandoc(text).split())
    return out


def _words(kind: Any) -> str:
    """A type in the words of a person who writes templates."""
    parts = get_args(kind)
    origin = get_origin(kind)
    if kind in _WORDS:
        return _WORDS[kind]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _link(kind)
    if origin is Literal:
        return ", ".join(f"`{part}`" if part else "empty" for part in parts)
    if origin in (Union, types.UnionType):
        nothing = " or nothing" if type(None) in parts else ""
        return " or ".join(_words(part) for part in parts if part is not type(None)) + nothing
    if origin is tuple:
        if len(parts) == 2 and parts[1] is Ellipsis:
            return f"list of {_words(parts[0])}"
        return f"({', '.join(map(_words, parts))})"
    return "table" if origin is dict else "anything"


def _link(view: type) -> str:
    return f"[{view.__name__}](#{view.__name__.lower()})"


if __name__ == "__main__":
    sys.stdout.write(document())
