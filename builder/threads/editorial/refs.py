"""The names in rules about groups, found among the articles and in the lockfile."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import msgspec

from builder.errors import Notice
from builder.text.slugs import slugify
from builder.threads.editorial.file import Name, Rule
from builder.threads.editorial.homes import Homes
from builder.threads.editorial.names import Articles, Places
from builder.threads.lockfile import Lock, LockedThread, addresses


class Ref(msgspec.Struct, frozen=True, kw_only=True):
    """A thread as a rule names it: by one of its articles, or a locked thread with the members that tell where it is.

    `former`: it is named by an address that it swallowed, and the members are those of that address.
    """

    name: Name
    article: str = ""
    thread: str = ""
    members: tuple[str, ...] = ()
    former: bool = False


class Refs:
    """Finds what rules name; `notices` are the names that mean nothing or too much."""

    def __init__(self, lock: Lock, articles: Articles, homes: Homes, provisional: Callable[[], Lock]) -> None:
        self._lock, self._articles, self._homes, self._provisional = lock, articles, homes, provisional
        self._places = Places.of(lock)
        self.notices: list[Notice] = []

    @cached_property
    def _unlocked(self) -> dict[str, LockedThread]:
        """The threads that no build has locked yet, by the address that they would get."""
        known = {row.id for row in addresses(self._lock)}
        return {row.slug: row for row in self._provisional().threads if row.id not in known}

    def articles(self, rule: Rule) -> tuple[str, ...]:
        """The articles (ids) that a rule names, each once, in order."""
        if rule.kind == "thread":
            return tuple(name.text for name in rule.articles)
        found: dict[str, None] = {}
        for name in rule.articles:
            ids = self._articles.called(name.text)
            if len(ids) == 1:
                found[ids[0]] = None
            elif ids:
                self.notices.append(self._articles.several(rule, name, ids))
            else:
                self.notices.append(self._articles.stale(rule, name))
        return tuple(found)

    def threads(self, rule: Rule) -> tuple[Ref, ...]:
        """The threads that a rule names, in order."""
        find = self._own_words if rule.kind == "thread" else self._thread
        return tuple(ref for name in rule.threads if (ref := find(rule, name)))

    def stale(self, rule: Rule, name: Name) -> None:
        """Warn of a thread of which nothing is here."""
        slugs = [*self._places.current, *self._places.former, *self._unlocked]
        self.notices.append(self._articles.stale(rule, name, slugs))

    def _thread(self, rule: Rule, name: Name) -> Ref | None:
        slug = self._articles.slug(name.text)
        if found := self._at(slug, name):
            return found
        exact = self._articles.exact(name.text)
        if not exact and (found := self._at_unlocked(slug, name)):
            return found
        called = exact or self._articles.called(name.text)
        if len(called) == 1:
            return Ref(name=name, article=called[0])
        if called:
            self.notices.append(self._articles.several(rule, name, called))
        else:
            self.stale(rule, name)
        return None

    def _own_words(self, rule: Rule, name: Name) -> Ref:
        """What an article's own `thread` means: a thread, an article, or a thread that it founds."""
        slug = self._articles.slug(name.text)
        exact = self._articles.exact(name.text)
        found = self._at(slug, name) or (Ref(name=name, article=exact[0]) if len(exact) == 1 else None)
        for text in (slug, slugify(slug)):
            found = found or self._at(text, name) or self._at_unlocked(text, name)
        if not found:
            row = self._homes.found(slug)
            self._places.current[row.slug] = row
            found = Ref(name=name, thread=row.id)
        return found

    def _at(self, slug: str, name: Name) -> Ref | None:
        if row := self._places.current.get(slug):
            return Ref(name=name, thread=row.id, members=tuple(row.members))
        if slug in self._places.former:
            row, members = self._places.former[slug]
            here = tuple(member for member in members if member in self._articles.by_id)
            return Ref(name=name, thread=row.id, members=here or tuple(row.members), former=bool(here))
        return None

    def _at_unlocked(self, slug: str, name: Name) -> Ref | None:
        row = self._unlocked.get(slug)
        if row is None:
            return None
        self._homes.add(row)
        self._places.current[slug] = row
        return Ref(name=name, thread=row.id, members=tuple(row.members))
