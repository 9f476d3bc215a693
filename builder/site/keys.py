"""Page keys: a digest of everything that a page is made of, had without rendering it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from builder.config import SiteConfig
from builder.model import Article, Comparison, Site, Thread
from builder.site.template_keys import TemplateKeys
from builder.site.theme import Theme
from builder.text.digests import digest

SITE_VERSION = 1
"""Goes up when a view or a page changes otherwise than through its inputs or the theme."""


class Keys:
    """Makes keys. `known` holds digests that the caller has already (article or thread id -> digest of that value)."""

    def __init__(self, site: Site, config: SiteConfig, theme: Theme, known: Mapping[str, str]) -> None:
        self._known = known
        self._articles = {article.id: article for article in site.articles}
        self._made: dict[str, str] = {}
        self._templates = TemplateKeys(theme)
        self._base = digest(
            str(SITE_VERSION),
            self._templates.frame,
            msgspec.json.encode((config.site, config.articles, config.threads), order="sorted"),
            msgspec.json.encode(
                (config.syndication, config.pictures, config.app, bool(config.humans.text)), order="sorted"
            ),
            msgspec.json.encode(config.extra, order="sorted", enc_hook=str),
        )

    def of(self, kind: str, *parts: Any) -> str:
        """The key of a file of one kind, made of `parts` (views, tuples, text) without any template."""
        return digest(self._base, kind, msgspec.json.encode(parts))

    def rendered(self, template: str, *parts: Any) -> str:
        """The key of a page that `template` makes of `parts`."""
        return self.of(template, self._templates.of(template), *parts)

    def article(self, article: Article) -> str:
        """The digest of an article's whole value."""
        return self._of_value(article.id, article)

    def thread(self, thread: Thread, comparison: Comparison | None) -> str:
        """The digest of a thread, its comparison and all its articles."""
        own = [self.article(self._articles[i]) for i in thread.article_ids if i in self._articles]
        found = self._of_value(f"comparison {thread.id}", comparison)
        return digest(msgspec.json.encode(thread), found, *own)

    def _of_value(self, name: str, value: Any) -> str:
        if name in self._known:
            return self._known[name]
        if name not in self._made:
            self._made[name] = digest(msgspec.json.encode(value, enc_hook=str))
        return self._made[name]


class NoKeys:
    """For pages that are shown and not published: nobody asks whether they are as they were."""

    def of(self, kind: str, *parts: Any) -> str:
        """No key."""
        return ""

    def rendered(self, template: str, *parts: Any) -> str:
        """No key."""
        return ""

    def article(self, article: Article) -> str:
        """No key."""
        return ""

    def thread(self, thread: Thread, comparison: Comparison | None) -> str:
        """No key."""
        return ""
