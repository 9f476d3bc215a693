"""What of a theme a page depends on: the templates that its own template can reach, and what every page takes.

So an edited template makes anew only the pages that are rendered with it.
"""

from __future__ import annotations

import re

import msgspec

from builder.site.theme import Theme
from builder.text.digests import digest

_TAG = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\s+(.*?)[-+]?%\}", re.DOTALL)
_NAMED = re.compile(r"""(?:"([^"\\]+)"|'([^'\\]+)')(?:\s+(?:as|import|ignore|with|without)\b.*)?\s*""", re.DOTALL)


class TemplateKeys:
    """Digests of what of `theme` pages are made of.

    `frame` covers what is at every page's hand: strings, options, names of static files (which hold the digest of their
    bytes), colours. It says nothing of templates.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._made: dict[str, str] = {}
        values = (theme.name, theme.assets, theme.languages, theme.options, theme.paper)
        self.frame = digest(msgspec.json.encode(values, order="sorted", enc_hook=str))

    def of(self, template: str) -> str:
        """The digest of `template` and of every template that it may extend, include or import."""
        if template not in self._made:
            # A template in front of another changes where a name leads to: its place counts, not its text alone.
            names = [f"{name} {self._place(name)}" for name in self._reached(template)]
            texts = [self._text(name) for name in self._reached(template)]
            self._made[template] = digest(template, *names, *texts)
        return self._made[template]

    def _reached(self, template: str) -> list[str]:
        """`template` and the names that it leads to, sorted; every template where one is named by an expression."""
        reached, waiting = {template}, [template]
        while waiting:
            found = named(self._text(waiting.pop()))
            if found is None:
                return sorted({template, *self._all()})
            waiting += found - reached
            reached |= found
        return sorted(reached)

    def _all(self) -> list[str]:
        return [f"{layer.name}/{name}" for layer in self._theme.layers for name in layer.templates]

    def _place(self, name: str) -> str:
        found = self._theme.find(name)
        return found[0].place(found[1]) if found else ""

    def _text(self, name: str) -> str:
        found = self._theme.find(name)
        return found[0].templates[found[1]] if found else ""


def named(text: str) -> set[str] | None:
    """The names of templates that a template's text refers to; None when one of them is no plain text."""
    names = set()
    for match in _TAG.finditer(text):
        name = _NAMED.fullmatch(match[1])
        if name is None:
            return None
        names.add(name[1] or name[2])
    return names
