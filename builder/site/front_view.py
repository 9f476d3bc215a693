"""The front page: a lead, the stories of most weight, what one source alone reports, then the rest by tag."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from builder.model import Thread
from builder.site import urls
from builder.site.index import SiteIndex
from builder.site.list_views import STORIES_PER_PAGE, pages_of
from builder.site.views import Head, Pager, TagView, ThreadCard, View

HALF_LIFE_DAYS = 2.0
"""After so many days a story counts half on the front page."""
STORIES, SINGLES = 9, 10
"""Stories of several sources and of one source at the head of the front page: two columns of like height.

Where there are fewer of several sources, more of one source take their places.
"""
SECTIONS, SECTION_STORIES, SECTION_LEAST = 6, 4, 2
"""Sections by tag below, stories in each, and how many make one."""
REACH = 240
"""So far down the order the front page looks for what it shows: what lies deeper is old or slight."""


class FrontSection(View, frozen=True):
    """Stories filed under one tag that are not shown further up."""

    tag: TagView
    stories: tuple[ThreadCard, ...]


class FrontPage(View, frozen=True):
    """Stories in order of weight; `lead` and `sections` on the first page only. `singles` have one source."""

    head: Head
    lead: ThreadCard | None
    stories: tuple[ThreadCard, ...]
    singles: tuple[ThreadCard, ...]
    sections: tuple[FrontSection, ...]
    pager: Pager
    threads: int
    articles: int
    outlets: int
    several: int


def ranked(index: SiteIndex) -> list[Thread]:
    """Threads for the front page: those an editor put first, then many independent origins and a late last article.

    Weight is the number of independent origins, plus a quarter for each further source; it halves every
    `HALF_LIFE_DAYS` between a thread's last article and the newest of the site (no clock is asked). Undated threads
    come last. Ties break by id.
    """
    newest = max((thread.last.timestamp() for thread in index.listed_threads if thread.last), default=0.0)

    def weight(thread: Thread) -> tuple[bool, bool, float, str]:
        origins = max(1, index.independent(thread))
        outlets = len(index.thread_sources(thread))
        score = log2(origins + max(0, outlets - origins) / 4)
        if thread.last is None:
            return (not thread.pinned, True, -score, thread.id)
        age = (newest - thread.last.timestamp()) / 86_400
        return (not thread.pinned, False, round(age / HALF_LIFE_DAYS - score, 6), thread.id)

    return sorted(index.listed_threads, key=weight)


def front_pages(index: SiteIndex, json_ld: tuple[str, ...]) -> Iterator[FrontPage]:
    """The front page and the pages that follow it; every story stands on exactly one of them."""
    order = ranked(index)
    near = order[:REACH]
    top = [thread for thread in near if _leads(index, thread)][:STORIES]
    top += [thread for thread in near if not _leads(index, thread)][: SINGLES + STORIES - len(top)]
    sections = _sections(index, near, {thread.id for thread in top})
    shown = {thread.id for thread in top} | {thread.id for _, found in sections for thread in found}
    kept = [thread for thread in order if thread.id not in shown]
    if len(kept) <= STORIES_PER_PAGE // 3:
        # No second page for a few: they go where their like are.
        top, kept = top + kept, []
    several = sum(1 for thread in index.listed_threads if not index.card(thread).single)
    first = [thread for thread in order if thread.id in {one.id for one in top}]
    for path, chunk, pager in pages_of(index, [*first, *kept], STORIES_PER_PAGE, urls.front(), first=len(first)):
        cards = [index.card(thread) for thread in chunk]
        wide = [card for card in cards if card.pinned or not card.single]
        singles = [card for card in cards if card.single and not card.pinned]
        lead = next(iter([*wide, *singles]), None) if pager.number == 1 else None
        yield FrontPage(
            head=_head(index, path, pager, json_ld),
            lead=lead,
            stories=tuple(card for card in wide if card is not lead),
            singles=tuple(card for card in singles if card is not lead),
            sections=_views(index, sections) if pager.number == 1 else (),
            pager=pager,
            threads=len(index.listed_threads),
            articles=len(index.listed_articles),
            outlets=sum(1 for found in index.by_source.values() if found),
            several=several,
        )


def _leads(index: SiteIndex, thread: Thread) -> bool:
    return thread.pinned or not index.card(thread).single


def _sections(index: SiteIndex, near: list[Thread], taken: set[str]) -> list[tuple[TagView, list[Thread]]]:
    """Tags of which most stories are left, each with its first ones; a story stands in one section only."""
    left = [thread for thread in near if thread.id not in taken]
    found: dict[str, tuple[TagView, list[Thread]]] = {}
    for thread in left:
        for tag in index.tags_of(index.members(thread)):
            found.setdefault(tag.url, (tag, []))[1].append(thread)
    out: list[tuple[TagView, list[Thread]]] = []
    used: set[str] = set()
    while found and len(out) < SECTIONS:
        ahead = min(found.values(), key=lambda row: (-len(_free(row[1], used)), row[0].name, row[0].url))
        own = _free(ahead[1], used)
        if len(own) < SECTION_LEAST:
            break
        chosen = own[:SECTION_STORIES]
        used.update(thread.id for thread in chosen)
        out.append((ahead[0], chosen))
        del found[ahead[0].url]
    return out


def _free(stories: list[Thread], used: set[str]) -> list[Thread]:
    return [thread for thread in stories if thread.id not in used]


def _views(index: SiteIndex, sections: list[tuple[TagView, list[Thread]]]) -> tuple[FrontSection, ...]:
    return tuple(FrontSection(tag=tag, stories=tuple(index.card(one) for one in found)) for tag, found in sections)


def _head(index: SiteIndex, path: str, pager: Pager, json_ld: tuple[str, ...]) -> Head:
    site = index.config.site
    return Head(
        title="" if pager.number == 1 else index.t("front.page", number=pager.number),
        path=path,
        canonical=index.urls.absolute(path),
        description=site.description or site.tagline,
        json_ld=json_ld if pager.number == 1 else (),
        section="front",
    )
