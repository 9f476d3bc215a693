"""What a run of `digest fetch` tells, and what it keeps count of meanwhile."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import msgspec

from builder.config import FeedEntry, FullText
from builder.ingest.fetcher import Fetched, FetchError
from builder.ingest.remedies import FEEDS, remedy
from builder.ingest.site import Written
from builder.text.digests import digest
from builder.text.urls import host_of

Status = Literal["read", "not modified", "waiting", "failed"]


class FeedReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one feed. `counts`: how many of its articles are `new`, `updated`, `known`, `edited`.

    `skipped`: reason -> number. `problem` is why it failed or waits, `kind` its stable name, `remedy` what to do
    about it; `notes` are for the user.
    `beyond`: items over the limit `max_items`, not looked at.
    """

    url: str
    name: str
    status: Status
    counts: dict[str, int] = {}
    skipped: dict[str, int] = {}
    problem: str = ""
    kind: str = ""
    remedy: str = ""
    notes: tuple[str, ...] = ()
    beyond: int = 0


class FetchReport(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run: the feeds in the order of site.toml, and every article written or left alone on purpose."""

    feeds: tuple[FeedReport, ...]
    articles: tuple[Written, ...]
    dry_run: bool
    seconds: float


class Plan(msgspec.Struct, frozen=True):
    """A feed to read, and how."""

    url: str
    entry: FeedEntry
    full_text: FullText

    @property
    def settings(self) -> str:
        """Equal while the same answer of the server means the same articles."""
        return digest(self.full_text, self.entry.name, self.entry.lang, *self.entry.tags)


class Account:
    """What is known of one feed while the run goes on."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.status: Status = "read"
        self.name = plan.entry.name
        self.counts: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.problem = self.kind = ""
        self.notes: list[str] = []
        self.beyond = 0
        self.open = 0
        self.retry = False
        self.answer: Fetched | None = None

    def fail(self, error: FetchError) -> None:
        self.status, self.problem, self.kind = "failed", error.message, error.kind

    def report(self) -> FeedReport:
        return FeedReport(
            url=self.plan.url, name=self.name or host_of(self.plan.url), status=self.status,
            counts=dict(sorted(self.counts.items())), skipped=dict(sorted(self.skipped.items())),
            problem=self.problem, kind=self.kind, remedy=remedy(self.kind, FEEDS) if self.status == "failed" else "",
            notes=tuple(dict.fromkeys(self.notes)), beyond=self.beyond,
        )  # fmt: skip
