"""What the names in `editorial.toml` mean: articles by path, address, url or id; threads by address or an article.

A name that means nothing is stale (a warning), one that means several articles is a mistake.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import msgspec

from builder.errors import Notice
from builder.model import Article
from builder.threads.editorial.file import Name, Rule
from builder.threads.lockfile import Lock, LockedThread

_HERE = ("localhost", "127.0.0.1")
_MOST = 2000
"""Names that a suggestion is looked for among."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What names and dates depend on beside the articles: the folder of articles, the site's address and zone, now."""

    content: str = "content"
    base_url: str = "http://localhost:8000/"
    zone: ZoneInfo = ZoneInfo("UTC")
    now: datetime = datetime.min.replace(tzinfo=UTC)

    def end_of(self, day: date) -> datetime:
        """The first moment after `day` (in the site's zone), or the moment itself where a time is given."""
        if isinstance(day, datetime):
            return day if day.tzinfo else day.replace(tzinfo=self.zone)
        return datetime.combine(day + timedelta(days=1), time(), self.zone)


class Places(msgspec.Struct, frozen=True):
    """The rows of a lock by address: threads, and what former addresses lead to with the articles that they had."""

    current: dict[str, LockedThread]
    former: dict[str, tuple[LockedThread, tuple[str, ...]]]

    @classmethod
    def of(cls, lock: Lock) -> Places:
        """Those of `lock`."""
        return cls(
            {row.slug: row for row in lock.threads},
            {former.slug: (row, former.members) for row in lock.threads for former in row.lineage},
        )


class Articles:
    """Finds articles by name."""

    def __init__(self, articles: Sequence[Article], setting: Setting) -> None:
        self.by_id: Mapping[str, Article] = {article.id: article for article in articles}
        self.setting = setting
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._short: dict[str, set[str]] = defaultdict(set)
        folder = PurePosixPath(setting.content)
        for article in articles:
            full = f"{folder}/{article.path}"
            for name in (article.id, article.url, article.path, full, article.address, f"articles/{article.address}"):
                self._exact[name].add(article.id)
            for name in (article.path.rpartition("/")[2], article.address.rpartition("/")[2]):
                self._short[name].add(article.id)
        self._exact.pop("", None)

    def exact(self, text: str) -> tuple[str, ...]:
        """The articles that have exactly this path, address, url or id."""
        return tuple(sorted(self._exact.get(text) or self._exact.get(self.local(text)) or ()))

    def called(self, text: str) -> tuple[str, ...]:
        """The articles of this name: the exact ones, else those whose file or address ends with it."""
        return self.exact(text) or tuple(sorted(self._short.get(self.local(text), ())))

    def local(self, text: str) -> str:
        """A name without this site's address and without slashes at its ends."""
        split = urlsplit(text) if "://" in text else None
        own = urlsplit(self.setting.base_url)
        path = text
        if split is not None:
            if split.hostname not in (*_HERE, own.hostname):
                return text
            path = unquote(split.path)
        if path.startswith("/"):
            path = path.removeprefix(own.path)
        return path.strip("/")

    def slug(self, text: str) -> str:
        """What a name means as a thread's address: `/stories/x/` and its full url are `x`."""
        return self.local(text).removeprefix("stories/")

    def several(self, rule: Rule, name: Name, found: Iterable[str]) -> Notice:
        """The mistake of a name that means several articles."""
        which = ", ".join(sorted(self.by_id[one].path for one in found)[:5])
        what = f"{rule.kind} names `{name.text}`, which is the name of several articles"
        return Notice(rule.path, name.line, "error", "editorial", what, f"say which: {which}")

    def stale(self, rule: Rule, name: Name, slugs: Iterable[str] | None = None) -> Notice:
        """The warning of a name that means nothing any more; `slugs` are the addresses where a thread is meant."""
        noun = "article" if slugs is None else "thread"
        what = f"{rule.kind} names the {noun} `{name.text}`, which is not here"
        wanted = self.slug(name.text) if slugs is not None else self.local(name.text)
        pool = {slug: slug for slug in sorted(slugs or ())[:_MOST]}
        for path in self._alike(wanted):
            pool.setdefault(path if "/" in wanted else path.rpartition("/")[2], path)
        close = difflib.get_close_matches(wanted, pool, n=1, cutoff=0.75)
        remedy = f"did you mean `{pool[close[0]]}`?" if close else "correct the name or remove it"
        return Notice(rule.path, name.line, "warning", "editorial-stale", what, remedy)

    def _alike(self, wanted: str) -> list[str]:
        """Paths in the order in which they might be meant: the same file name, the same folder, the rest."""
        folder, _, file = wanted.removeprefix(f"{self.setting.content}/").rpartition("/")

        def rank(path: str) -> tuple[bool, bool, str]:
            return (path.rpartition("/")[2] != file, path.rpartition("/")[0] != folder, path)

        return sorted((article.path for article in self.by_id.values()), key=rank)[:_MOST]


def clash(rule: Rule, message: str, other: Rule, remedy: str = "remove one of the two") -> Notice:
    """A contradiction: `message` says what `rule` and `other` cannot both have, `{other}` being where that stands."""
    at = f"line {other.line}" if other.path == rule.path and other.line else f"`{other.kind}` in {other.place}"
    text = message.replace("{other}", at)
    return Notice(rule.path, rule.line, "error", "editorial-contradiction", text, remedy)
