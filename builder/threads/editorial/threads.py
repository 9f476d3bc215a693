"""What a person decided about whole threads: headline, front page, hidden, closed, saga; and which thread says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from builder.errors import Notice
from builder.model import Edit, Thread
from builder.threads.editorial.file import Name, Rule
from builder.threads.editorial.groups import Mark
from builder.threads.editorial.names import Articles, clash


class NamedSaga(msgspec.Struct, frozen=True):
    """Threads (ids) that a person calls one saga, and the name."""

    name: str
    thread_ids: tuple[str, ...]
    rule: Rule


class Finished(msgspec.Struct, frozen=True):
    """Threads as a person would have them, in the order given.

    `due` is when a rule ends that holds now: from then on the same files make another site.
    """

    threads: tuple[Thread, ...]
    sagas: tuple[NamedSaga, ...] = ()
    notices: tuple[Notice, ...] = ()
    due: datetime | None = None


def finish(threads: Sequence[Thread], names: Articles, rules: Sequence[Rule], marks: Sequence[Mark]) -> Finished:
    """Apply the rules about whole threads, and write into each thread what was decided about it."""
    return _Finishing(threads, names, rules).run(marks)


class _Finishing:
    def __init__(self, threads: Sequence[Thread], names: Articles, rules: Sequence[Rule]) -> None:
        self._threads, self._names = threads, names
        self._rules = sorted(rules, key=lambda rule: rule.line)
        self._by_id = {thread.id: thread for thread in threads}
        self._of = {name: thread.id for thread in threads for name in thread.article_ids}
        self._at = {former.slug: thread.id for thread in threads for former in thread.lineage}
        self._at |= {thread.slug: thread.id for thread in threads}
        self._notices: list[Notice] = []
        self._edits: dict[str, dict[tuple[int, str, str], Edit]] = {}
        self._due: list[datetime] = []

    def run(self, marks: Sequence[Mark]) -> Finished:
        """Everything; `marks` are the rules about groups that were applied."""
        closed: set[str] = set()
        for mark in marks:
            for thread in dict.fromkeys(self._of[name] for name in mark.touched):
                self._say(mark.rule, thread, mark.articles)
                closed |= {thread} if mark.rule.kind == "close" else set()
        headlines = self._each("headline", lambda rule: rule.title, "headline gives `{slug}` another one than {other}")
        fronts = self._each("front", lambda rule: rule.day, "front gives another day than {other} for `{slug}`")
        hidden = self._each("hide", lambda _: None, "")
        pinned = {name: rule for name, rule in fronts.items() if self._holds(rule)}
        for name in sorted(pinned.keys() & hidden.keys()):
            what = f"hide keeps `{self._by_id[name].slug}` off every list, {{other}} puts it on the front page"
            self._notices.append(clash(hidden[name], what, pinned[name]))
        for rules in (headlines, pinned, hidden):
            for name, rule in rules.items():
                self._say(rule, name, ())
        sagas = self._sagas()
        return Finished(
            threads=tuple(self._edited(thread, headlines, pinned, hidden, closed) for thread in self._threads),
            sagas=sagas,
            notices=tuple(self._notices),
            due=min(self._due, default=None),
        )

    def _edited(
        self,
        thread: Thread,
        headlines: Mapping[str, Rule],
        pinned: Mapping[str, Rule],
        hidden: Mapping[str, Rule],
        closed: set[str],
    ) -> Thread:
        edits = self._edits.get(thread.id)
        if edits is None:
            return thread
        rule = headlines.get(thread.id)
        return msgspec.structs.replace(
            thread,
            title=rule.title if rule else thread.title,
            title_from="" if rule else thread.title_from,
            edits=tuple(edit for _, edit in sorted(edits.items(), key=lambda row: row[0])),
            pinned=thread.id in pinned,
            hidden=thread.id in hidden,
            closed=thread.id in closed,
        )

    def _say(self, rule: Rule, thread: str, articles: tuple[str, ...]) -> None:
        edit = Edit(kind=rule.kind, place=rule.place, article_ids=articles, note=rule.note)
        self._edits.setdefault(thread, {})[(rule.line, rule.path, rule.kind)] = edit

    def _find(self, rule: Rule, name: Name) -> str:
        """The thread (id) of a name, empty when there is none."""
        if found := self._at.get(self._names.slug(name.text)):
            return found
        called = self._names.called(name.text)
        if len(called) == 1:
            return self._of[called[0]]
        if called:
            self._notices.append(self._names.several(rule, name, called))
        else:
            self._notices.append(self._names.stale(rule, name, self._at))
        return ""

    def _each(self, kind: str, value: Callable[[Rule], object], message: str) -> dict[str, Rule]:
        """Thread id -> the first rule of a kind about it; another of a different value contradicts it."""
        found: dict[str, Rule] = {}
        for rule in self._rules:
            if rule.kind != kind:
                continue
            for name in rule.threads:
                thread = self._find(rule, name)
                other = found.setdefault(thread, rule) if thread else rule
                if value(other) != value(rule):
                    text = message.replace("{slug}", self._by_id[thread].slug)
                    self._notices.append(clash(rule, text, other))
        return found

    def _holds(self, rule: Rule) -> bool:
        """Whether a `front` is not over yet."""
        if rule.day is None:
            return True
        end = self._names.setting.end_of(rule.day)
        if end > self._names.setting.now:
            self._due.append(end)
            return True
        what = f"front is over since {rule.day:%Y-%m-%d}"
        self._notices.append(Notice(rule.path, rule.line, "info", "editorial-over", what, "remove it"))
        return False

    def _sagas(self) -> tuple[NamedSaga, ...]:
        named: dict[str, tuple[dict[str, None], Rule]] = {}
        first: dict[str, Rule] = {}
        for rule in self._rules:
            if rule.kind != "saga":
                continue
            for thread in [found for name in rule.threads if (found := self._find(rule, name))]:
                other = first.setdefault(thread, rule)
                if other.title != rule.title:
                    what = f"saga puts `{self._by_id[thread].slug}` in another saga than {{other}}"
                    self._notices.append(clash(rule, what, other))
                    continue
                self._say(rule, thread, ())
                named.setdefault(rule.title, ({}, rule))[0][thread] = None
        return tuple(NamedSaga(name, tuple(ids), rule) for name, (ids, rule) in sorted(named.items()))
