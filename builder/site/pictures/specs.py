"""What each picture shows, as plain values, and the key by which it is known whether it must be drawn again."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

import msgspec

from builder.model import Thread
from builder.site import locales
from builder.site.index import SiteIndex
from builder.site.pictures.bidi import Direction
from builder.text.digests import digest

DRAWING_VERSION = 1
"""Goes up when the same spec is drawn otherwise."""
COLUMNS, ROWS = 9, 5
"""Sources and claims in a picture's matrix."""
LETTERS = 600
"""Of a headline or a name: more than a picture holds, so that one without end costs no more than others."""


Words = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""A count by its name, with its plural forms."""


class Column(msgspec.Struct, frozen=True):
    """A source: its letters, its tone, and which of the picture's claims it reports."""

    letters: str
    tone: int
    says: tuple[bool, ...]


class StoryPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A story: its headline, its days, how many sources report it, and the head of its matrix of claims and sources.

    The words for the numbers are plural forms by their name (`one`, `other`), with a place `{n}`.
    """

    site: str
    title: str
    language: str
    direction: Direction
    days: tuple[str, str]
    columns: tuple[Column, ...]
    more: int
    outlets: int
    independent: int
    words: Words


class SitePicture(msgspec.Struct, frozen=True, kw_only=True):
    """The site itself, for every page that has no picture of its own."""

    title: str
    tagline: str
    direction: Direction
    colour: str


class Icon(msgspec.Struct, frozen=True, kw_only=True):
    """The site's icon, `size` pixels wide. `safe`: with room around it, for systems that cut their own shape."""

    size: int
    colour: str
    safe: bool = False


Spec = StoryPicture | SitePicture | Icon


def count_words(index: SiteIndex) -> Words:
    """The words for a picture's numbers, the same for all stories of a site."""
    return tuple((name, tuple(index.t.forms(f"count.{name}").items())) for name in ("sources", "origins"))


def story_picture(index: SiteIndex, thread: Thread, words: Words) -> StoryPicture:
    """What the picture of a story shows."""
    outlets = index.thread_sources(thread)
    found = index.comparisons.get(thread.id)
    claims = found.claims[:ROWS] if found and len(outlets) > 1 else ()
    saying = [{index.articles[s.article_id].source_id for s in claim.sentences} for claim in claims]
    span = index.dates.span(thread.first, thread.last)
    # One more source than there are columns is no reason to write "+1" in its place.
    shown = outlets if len(outlets) <= COLUMNS else outlets[: COLUMNS - 1]
    return StoryPicture(
        site=index.config.site.title[:LETTERS],
        title=index.card(thread).title[:LETTERS],
        language=index.config.site.language,
        direction=site_direction(index),
        days=(span.first.iso, span.last.iso) if span else ("", ""),
        columns=tuple(
            Column(outlet.mono, outlet.tone, tuple(outlet.id in sources for sources in saying)) for outlet in shown
        ),
        more=len(outlets) - len(shown),
        outlets=len(outlets),
        independent=index.independent(thread),
        words=words,
    )


def site_picture(index: SiteIndex) -> SitePicture:
    """What the picture of the site shows."""
    site = index.config.site
    return SitePicture(
        title=site.title[:LETTERS],
        tagline=(site.tagline or site.description)[:LETTERS],
        direction=site_direction(index),
        colour=index.config.app.colour,
    )


def site_direction(index: SiteIndex) -> Direction:
    """The direction of the site's language."""
    return "rtl" if locales.direction(index.config.site.language) == "rtl" else "ltr"


def key(spec: Spec) -> str:
    """The digest of all that a drawing is made of. Templates are not: a new style redraws no picture."""
    return digest("picture", str(DRAWING_VERSION), _pillow(), type(spec).__name__, msgspec.json.encode(spec))


@lru_cache(maxsize=1)
def _pillow() -> str:
    """Pillow's version, without loading it: another one may draw other bytes."""
    try:
        return version("pillow")
    except PackageNotFoundError:
        return ""
