"""The scripts of a theme by their published names: what one loads of the others is found under its hashed name too."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

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


def hashed_name(path: str, raw: bytes) -> str:
    """`style.css` -> `style.1a2b3c4d5e.css`: a name that changes with the bytes, so that no cache is ever stale."""
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{digest(raw)[:10]}.{suffix}" if dot else f"{path}.{digest(raw)[:10]}"


def published(static: Mapping[str, bytes]) -> tuple[dict[str, str], dict[str, bytes]]:
    """A theme's static files: path -> hashed name, and path -> bytes as published.

    Scripts lose the comments that stand on lines of their own: nearly half of what a reader would load. Every reference
    in a script to another of these files becomes one to its hashed name; a script's own name therefore changes when
    anything changes that it loads. References to what is not there stay as they are. Raises `DigestError` for scripts
    that load each other in a circle.
    """
    linker = _Linker(static)
    names = {path: linker.name(path) for path in static}
    return names, {path: linker.made[path] for path in static}


def without_comments(script: str) -> str:
    """`script` without the comments that have their lines for themselves; inside a template literal none is taken."""
    kept: list[str] = []
    inside = False
    at = 0
    for comment in _COMMENT.finditer(script):
        before = script[at : comment.start()]
        inside ^= before.count("`") % 2 == 1
        kept.append(before)
        at = comment.start() if inside else comment.end()
    return "".join((*kept, script[at:]))


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
            self.made[path] = self._linked(path) if path.endswith(".js") else self.static[path]
            self.names[path] = hashed_name(path, self.made[path])
            self.open.pop()
        return self.names[path]

    def _refuse_circles(self, path: str) -> None:
        if path in self.open:
            circle = " -> ".join((*self.open[self.open.index(path) :], path))
            raise mistake(f"static/{path}", f"scripts load each other: {circle}", "cut the circle", kind="theme")

    def _linked(self, path: str) -> bytes:
        try:
            text = without_comments(self.static[path].decode("utf-8"))
        except UnicodeDecodeError:
            return self.static[path]
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
