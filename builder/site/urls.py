"""Every address of the site, made in one place.

A *path* is relative to the site's root and unquoted: `stories/x/` for a page, `atom.xml` for a file, empty for the
front page. `Urls.to` makes the link that a page carries, `Urls.absolute` the address that the world uses, `file_of`
the place in the output folder. Nothing else in Digest joins or quotes an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from builder.config import SiteConfig
from builder.text.digests import digest
from builder.text.normalise import fold
from builder.text.slugs import slugify

_SAFE = "/~-._!$&'()*+,;=:@"
_PLAIN = re.compile(r"[A-Za-z0-9/_.~-]*\Z")
_ABSOLUTE = re.compile(r"https?://[^\s<>\"\x00-\x20]+\Z", re.IGNORECASE)


def _quoted(path: str) -> str:
    return path if _PLAIN.match(path) else quote(path, safe=_SAFE)


class Urls(msgspec.Struct, frozen=True):
    """Turns paths into links under `base_url` (absolute, ends with a slash); `base_path` is `/` or `/repo/`."""

    base_url: str
    base_path: str

    @classmethod
    def of(cls, config: SiteConfig) -> Urls:
        """The addresses of the site that `config` describes."""
        base = config.site.base_url
        base = base if base.endswith("/") else base + "/"
        return cls(base, urlsplit(base).path or "/")

    def to(self, path: str = "", fragment: str = "") -> str:
        """The link to a path from any page of the site; starts with the base path."""
        return self.base_path + _quoted(path) + (f"#{_quoted(fragment)}" if fragment else "")

    def absolute(self, path: str = "") -> str:
        """The full address of a path."""
        return self.base_url + _quoted(path)

    def full(self, link: str) -> str:
        """The full address of a link made by `to`."""
        return self.base_url + link.removeprefix(self.base_path)

    def owns(self, url: str) -> bool:
        """Whether an address belongs to this site."""
        return url.startswith(self.base_url)


def file_of(path: str) -> str:
    """Where a path's bytes lie in the output folder: `stories/x/` -> `stories/x/index.html`."""
    return path + "index.html" if not path or path.endswith("/") else path


def external(url: str) -> str:
    """`url` when a page may link to it (absolute http or https, no blanks), else an empty string."""
    return url if _ABSOLUTE.match(url) else ""


def host_of(url: str) -> str:
    """The host that a reader knows: `www.` left out; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def numbered(path: str, page: int) -> str:
    """The path of page `page` (from 1) of a list that starts at `path`."""
    return path if page == 1 else f"{path}page/{page}/"


def front() -> str:
    """The front page."""
    return ""


def stories() -> str:
    """Where the threads' pages stand."""
    return "stories/"


def story(slug: str) -> str:
    """A thread's page."""
    return f"{stories()}{slug}/"


def story_data(slug: str) -> str:
    """A thread's record, as JSON."""
    return f"stories/{slug}/thread.json"


def story_matrix(slug: str) -> str:
    """A thread's matrix of claims and sources, as CSV."""
    return f"stories/{slug}/matrix.csv"


def article(address: str) -> str:
    """An article's page."""
    return f"articles/{address}/"


def sources() -> str:
    """The list of sources."""
    return "sources/"


def source(source_id: str) -> str:
    """A source's page."""
    return f"sources/{source_id}/"


def tags() -> str:
    """The list of tags."""
    return "tags/"


def tag(slug: str) -> str:
    """A tag's page."""
    return f"tags/{slug}/"


def archive() -> str:
    """The archive's entrance."""
    return "archive/"


def year(number: int) -> str:
    """A year of the archive."""
    return f"archive/{number:04d}/"


def day(number: int, month: int, of_month: int) -> str:
    """A day of the archive."""
    return f"archive/{number:04d}/{month:02d}/{of_month:02d}/"


def month(number: int, of_year: int) -> str:
    """A month of the archive."""
    return f"archive/{number:04d}/{of_year:02d}/"


def sagas() -> str:
    """The list of sagas."""
    return "sagas/"


def saga(slug: str) -> str:
    """A saga's page."""
    return f"{sagas()}{slug}/"


def undated() -> str:
    """The articles without a date."""
    return "archive/undated/"


def search() -> str:
    """The search page."""
    return "search/"


def opensearch() -> str:
    """What tells a browser how to search this site."""
    return "search/opensearch.xml"


def offline() -> str:
    """The service worker: at the root, since it serves what lies below it."""
    return "offline.js"


def saved() -> str:
    """The stories that a reader has put by; the list itself is in the reader's browser."""
    return "saved/"


def habits() -> str:
    """The words of the scripts that serve a reader's habits."""
    return "saved/words.json"


def question(**asked: str) -> str:
    """`?q=...` for the end of an address."""
    return "?" + urlencode(asked)


def about() -> str:
    """How this site is made."""
    return "about/"


def feed(path: str = "") -> str:
    """The Atom feed of the page at `path`; the site's for the front page."""
    return f"{path}atom.xml"


def json_feed(path: str = "") -> str:
    """The same as a JSON Feed."""
    return f"{path}feed.json"


def outlets() -> str:
    """The sources with their feeds, as OPML."""
    return "sources.opml"


def picture(path: str = "") -> str:
    """The picture that other services show beside a link to the page at `path`."""
    return f"{path}picture.png"


def icon(name: str) -> str:
    """The site's icon in one of its forms."""
    return f"icons/{name}"


def manifest() -> str:
    """What a phone needs to know to keep the site among its apps."""
    return "site.webmanifest"


def humans() -> str:
    """Who makes the site, in words."""
    return "humans.txt"


def security() -> str:
    """Whom to tell about a hole."""
    return ".well-known/security.txt"


def threads_data() -> str:
    """All threads, as JSON."""
    return "threads.json"


def sitemap() -> str:
    """The sitemap."""
    return "sitemap.xml"


def image(name: str, width: int) -> str:
    """A copy of an article's picture, `width` pixels wide."""
    return f"images/{name}-{width}.webp"


def asset(name: str) -> str:
    """A static file of the theme, by its hashed name."""
    return f"assets/{name}"


def sentence_anchor(index: int) -> str:
    """The fragment of sentence `index` on its article's page."""
    return f"s-{index}"


def claim_anchor(claim_id: str) -> str:
    """The fragment of a claim on its story page."""
    return f"claim-{claim_id}"


def tension_anchor(tension_id: str) -> str:
    """The fragment of a tension or an update on its story page."""
    return f"tension-{tension_id}"


def tag_slugs(names: Iterable[str]) -> dict[str, str]:
    """Folded tag -> slug, for all tags of a site.

    Spellings that fold alike share a page. Different tags that would share a slug (`C` and `C++`) are kept apart:
    the one whose slug says it whole keeps it, the others get six hex digits of their name.
    """
    by_slug: dict[str, list[str]] = {}
    for name in sorted({fold(name) for name in names} - {""}):
        by_slug.setdefault(slugify(name), []).append(name)
    out: dict[str, str] = {}
    for slug, folded in by_slug.items():
        keeper = min(folded, key=lambda name: (name.replace(" ", "-") != slug, name))
        for name in folded:
            out[name] = slug if name == keeper else f"{slug}-{digest(name)[:6]}"
    return out
