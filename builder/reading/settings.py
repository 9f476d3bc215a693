"""What reading needs to know of the site."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

import msgspec

from builder.config import SiteConfig


class SourceName(msgspec.Struct, frozen=True, order=True):
    """One row of `[sources]`: `key` is the host, id or name under which it stands there."""

    key: str
    name: str
    kind: str = ""
    url: str = ""


class ReadingSettings(msgspec.Struct, frozen=True):
    """The part of site.toml that reading depends on (it goes into cache keys whole)."""

    timezone: str = "UTC"
    language: str = "en"
    title: str = ""
    sources: tuple[SourceName, ...] = ()

    @staticmethod
    def of(config: SiteConfig) -> ReadingSettings:
        """The settings of a site; sources in the order of their keys."""
        rows = (SourceName(key, entry.name, entry.kind, entry.url) for key, entry in config.sources.items())
        return ReadingSettings(config.site.timezone, config.site.language, config.site.title, tuple(sorted(rows)))

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return _zone(self.timezone)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
