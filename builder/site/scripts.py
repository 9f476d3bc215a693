"""The scripts of a theme by their published names: what one loads of the others is found under its hashed name too."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache

from builder.errors import mistake
from builder.text.digests import digest

_LOADED = re.compile(
    r"""(?:(?<![^\s(])/\*.*?\*/|^\s*//[^\n]*)|(?P<before>\b(?:from|import)\s*\(?\s*|\bnew\s+URL\(\s*)(?P<quote>["'])(?P<path>\.\.?/[^"'\s]+)(?P=quote)""",
    re.DOTALL | re.MULTILINE,
)
"""Comments, which stay as they are; `import "./a.js"`, `from "./a.js"`, `import("./a.js")` and
`new URL("./a.js", import.meta.url)`."""


_COMMENT = re.compile(r"^[ \t]*(?:/\*(?!!).*?\*/[ \t]*\n|//[^\n]*\n)", re.DOTALL | re.MULTILINE)
"""A comment that has its lines for itself; `/*!` begins one that is kept, as of a licence."""

_STYLE_COMMENT = re.compile(r"^[ \t]*/\*(?!!).*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NO_CODE = re.compile(r"""\\.|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?:^|\s)//\s.*""")
"""In a line: strings, and a comment at its end."""
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_BETWEEN_PROPERTIES = re.compile(r"(^--.*;\n)\n+(?=--)", re.MULTILINE)
"""Blank lines that a comment between custom properties leaves: checkers of styles want none there."""


def hashed_name(path: str, raw: bytes) -> str:
    """`style.css` -> `style.1a2b3c4d5e.css`: a name that changes with the bytes, so that no cache is ever stale."""
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{digest(raw)[:10]}.{suffix}" if dot else f"{path}.{digest(raw)[:10]}"


def published(static: Mapping[str, bytes]) -> tuple[dict[str, str], dict[str, bytes]]:
    """A theme's static files: path -> hashed name, and path -> bytes as published.

    Scripts and styles lose the comments that stand on lines of their own, and what their lines are indented by: of
    scripts nearly half of what a reader would load, of styles a seventh (packed). Every reference
    in a script to another of these files becomes one to its hashed name; a script's own name therefore changes when
    anything changes that it loads. References to what is not there stay as they are. Raises `DigestError` for scripts
    that load each other in a circle.
    """
    names, made = _published(tuple(static.items()))
    return dict(names), dict(made)


@lru_cache(maxsize=2)  # `digest serve` loads a theme for every build, and seldom are its scripts edited.
def _published(static: tuple[tuple[str, bytes], ...]) -> tuple[dict[str, str], dict[str, bytes]]:
    linker = _Linker(dict(static))
    names = {path: linker.name(path) for path, _ in static}
    return names, {path: linker.made[path] for path, _ in static}


def slim_script(script: str) -> str:
    """`script` without indents and the comments that have their lines for themselves; template literals stay whole."""
    kept: list[str] = []
    inside = False
    at = 0
    for comment in _COMMENT.finditer(script):
        before = script[at : comment.start()]
        for line in _LINE.findall(before):
            inside = _in_template(line, inside)
        kept.append(before)
        at = comment.start() if inside else comment.end()
    lines: list[str] = []
    inside = False
    for line in _LINE.findall("".join((*kept, script[at:]))):
        lines.append(line if inside else line.lstrip(" \t\n"))
        inside = _in_template(line, inside)
    return "".join(lines)


def _in_template(line: str, inside: bool) -> bool:
    """Whether a template literal is open behind `line`, when `inside` tells so of what is before it."""
    return inside ^ ((line if inside else _NO_CODE.sub("", line)).count("`") % 2 == 1)


def slim_style(style: str) -> str:
    """`style` without indents and the comments that have their lines for themselves."""
    return _BETWEEN_PROPERTIES.sub(r"\1", _INDENT.sub("", _STYLE_COMMENT.sub("", style)))


class _Linker:
    """Names files after those that they load."""

    def __init__(self, static: Mapping[str, bytes]) -> None:
        self.static = static
        self.made: dict[str, bytes] = {}
        self.names: dict[str, str] = {}
        self.open: list[str] = []

    def name(self, path: str) -> str:
        """The hashed name of `path`."""
        if path not in self.names:
            self._refuse_circles(path)
            self.open.append(path)
            self.made[path] = self._made(path)
            self.names[path] = hashed_name(path, self.made[path])
            self.open.pop()
        return self.names[path]

    def _refuse_circles(self, path: str) -> None:
        if path in self.open:
            circle = " -> ".join((*self.open[self.open.index(path) :], path))
            raise mistake(f"static/{path}", f"scripts load each other: {circle}", "cut the circle", kind="theme")

    def _made(self, path: str) -> bytes:
        """The bytes as published; of a script or style that is not UTF-8, those that are there."""
        try:
            if path.endswith(".js"):
                return self._linked(path, slim_script(self.static[path].decode("utf-8")))
            if path.endswith(".css"):
                return slim_style(self.static[path].decode("utf-8")).encode("utf-8")
        except UnicodeDecodeError:
            pass
        return self.static[path]

    def _linked(self, path: str, text: str) -> bytes:
        folder = posixpath.dirname(path)

        def replaced(match: re.Match[str]) -> str:
            if match["path"] is None:
                return match.group()
            target = posixpath.normpath(posixpath.join(folder, match["path"]))
            if target not in self.static:
                return match.group()
            link = posixpath.relpath(self.name(target), folder or ".")
            link = link if link.startswith(".") else f"./{link}"
            return f"{match['before']}{match['quote']}{link}{match['quote']}"

        return _LOADED.sub(replaced, text).encode("utf-8")
