"""What is wrong with a theme though it loads: said by `digest check`, without rendering a page."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import jinja2
from jinja2 import nodes

from builder.errors import Notice, Severity
from builder.site.templates import FILTERS, environment
from builder.site.theme import Layer, Theme
from builder.site.views import VERSION
from builder.text.digests import digest

_EJECTED = re.compile(r"\{# Taken out of ([\w.-]+), ([0-9a-f]{12})\.")


def ejected_mark(layer: str, text: str) -> str:
    """The first line of a template that was copied out of theme `layer`: which one, and the digest of what it was."""
    return f"{{# Taken out of {layer}, {digest(text)[:12]}. #}}\n"


def theme_notices(theme: Theme) -> tuple[Notice, ...]:
    """Every notice about the themes that lie beside site.toml; those that come with Digest are held by its tests."""
    notices: list[Notice] = []
    for place, layer in enumerate(theme.layers):
        if layer.own:
            notices += _versions(layer)
            notices += _templates(theme, layer, theme.layers[place + 1 :])
    return tuple(sorted(notices))


def _versions(layer: Layer) -> Iterator[Notice]:
    if layer.file.views not in (0, VERSION):
        what = f"was written for version {layer.file.views} of the views; this is version {VERSION}"
        yield _notice(f"themes/{layer.name}/theme.toml", 0, "warning", what, "see what has changed, then set `views`")


def _templates(theme: Theme, layer: Layer, behind: tuple[Layer, ...]) -> Iterator[Notice]:
    """Templates that are no Jinja, that no page uses, or whose original is another now."""
    jinja = environment(theme)
    jinja.filters |= dict.fromkeys(FILTERS, str)
    inherited = {name: text for other in reversed(behind) for name, text in other.templates.items()}
    written = " ".join(layer.templates.values())
    for name, text in layer.templates.items():
        place = layer.place(name)
        try:
            tree = jinja.parse(text, name, place)
            jinja.compile(text, name, place)
        except jinja2.TemplateSyntaxError as error:
            yield _notice(place, error.lineno, "error", str(error), "mend the theme's template")
            continue
        yield from _asked(tree, place, theme)
        if behind and name not in inherited and name not in written:
            near = difflib.get_close_matches(name, inherited, n=1, cutoff=0.6)
            remedy = f"did you mean `{near[0]}`?" if near else "include it, or remove it"
            yield _notice(place, 0, "warning", "is used by no page", remedy)
        mark = _EJECTED.match(text)
        original = next((o.templates.get(name) for o in behind if mark and o.name == mark[1]), None)
        if mark and original is not None and digest(original)[:12] != mark[2]:
            what = f"is a copy, and the template of `{mark[1]}` has changed since"
            yield _notice(place, 1, "warning", what, "compare the two, then take it out again")


def _asked(tree: nodes.Template, place: str, theme: Theme) -> Iterator[Notice]:
    """Templates, strings and files that a template names and that are not there."""
    strings = theme.strings("en")
    remedy = "mend the theme's template"
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        wanted = getattr(node, "template", None)
        if isinstance(wanted, nodes.Const) and theme.find(str(wanted.value)) is None:
            yield _notice(place, node.lineno, "error", f"no template `{wanted.value}`", remedy)
    for call in tree.find_all(nodes.Call):
        first = call.args[0] if call.args else None
        if not isinstance(call.node, nodes.Name) or not isinstance(first, nodes.Const):
            continue
        name = str(first.value)
        if call.node.name in ("t", "t_html", "forms") and not strings.has(name):
            what = f"no string `{name}` in the theme's i18n files"
            yield _notice(place, call.lineno, "error", what, "add it to i18n/en.toml")
        elif call.node.name == "asset" and name not in theme.assets:
            yield _notice(place, call.lineno, "error", f"no file `static/{name}` in the theme", remedy)


def _notice(path: str, line: int, severity: Severity, message: str, remedy: str) -> Notice:
    return Notice(path, line, severity, "theme", message, remedy)
