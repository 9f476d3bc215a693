"""Where the pictures of an article lie: in the content folder, elsewhere on the network, or nowhere that is allowed."""

from __future__ import annotations

import posixpath
import re
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from builder.model import Article

_PLACE = re.compile(r'<span data-picture="([^"]*)"')
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


class Place(msgspec.Struct, frozen=True):
    """A picture of an article. `src` is as the article writes it; `lead`: its front matter names it.

    `path` is the file that it would be in the content folder, `url` the address elsewhere; either may be empty.
    `refused` says why it is neither.
    """

    src: str
    lead: bool = False
    path: str = ""
    url: str = ""
    refused: str = ""


def places_of(article: Article, *, body: bool) -> tuple[Place, ...]:
    """An article's pictures, each once, the one of its front matter first; `body`: those in its text too."""
    found = {article.image: True} if article.image else {}
    if body:
        for match in _PLACE.finditer(article.body_html):
            found.setdefault(unescape(match[1]), False)
    return tuple(_place(article, src, lead) for src, lead in found.items())


def _place(article: Article, src: str, lead: bool) -> Place:
    try:
        return _sorted_out(article, src, lead)
    except ValueError:
        return Place(src, lead, refused="has an address that is none")


def _sorted_out(article: Article, src: str, lead: bool) -> Place:
    if src.lower().startswith(("http://", "https://")):
        return Place(src, lead, url=src) if urlsplit(src).hostname else Place(src, lead, refused="has no host")
    if src.startswith("//"):
        return Place(src, lead, url=f"https:{src}")
    if _SCHEME.match(src):
        return Place(src, lead, refused="has an address that no picture may have")
    path = unquote(urlsplit(src).path)
    if "\x00" in path or "\\" in path:
        return Place(src, lead, refused="has a name that no file may have")
    folder = "" if path.startswith("/") else posixpath.dirname(article.path)
    whole = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    url = urljoin(article.url, src) if article.url else ""
    if whole.startswith("..") or whole in (".", "/"):
        return Place(src, lead, url=url, refused="" if url else "leads out of the content folder")
    return Place(src, lead, path=whole, url=url)
