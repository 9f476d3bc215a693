"""More like this: other stories that are about the same kind of thing."""

from __future__ import annotations

from builder.model import Thread
from builder.site.dates import SpanView
from builder.site.index import SiteIndex
from builder.site.views import View

MOST = 5
"""Stories that a page lists, at most."""


class RelatedStory(View, frozen=True):
    """Another story. Kept small: a change here makes the page again."""

    title: str
    url: str
    lang: str
    span: SpanView | None
    outlets: int


def related_stories(index: SiteIndex, thread: Thread) -> tuple[RelatedStory, ...]:
    """The listed stories most like `thread`, the nearest first."""
    found = (index.threads.get(thread_id) for thread_id in index.related.get(thread.id, ()))
    cards = (index.card(other) for other in found if other is not None and not other.hidden)
    rows = (
        RelatedStory(title=card.title, url=card.url, lang=card.title_lang, span=card.span, outlets=card.outlets)
        for card in cards
    )
    return tuple(rows)[:MOST]
