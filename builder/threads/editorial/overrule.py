"""The editor's word: groups and `editorial.toml` -> threads as a person would have them.

The file is read by `file`; `groups` changes which articles are one thread, `threads`
what is said of each. None of it needs vectors, so that an edit costs no grouping.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from builder.errors import Notice
from builder.model import Article, Thread
from builder.threads.editorial.file import Editorial, Name, Rule
from builder.threads.editorial.groups import Regrouped, regroup
from builder.threads.editorial.names import Articles, Setting
from builder.threads.editorial.sagas import lone_sagas, name_sagas
from builder.threads.editorial.threads import NamedSaga, finish
from builder.threads.identity import assign, with_titles
from builder.threads.lockfile import Lock
from builder.threads.types import Grouping

__all__ = ["Overruled", "Setting", "lone_sagas", "name_sagas", "overrule", "review"]

_GROUPS = frozenset({"thread", "merge", "split", "move", "apart", "close"})


class Overruled(msgspec.Struct, frozen=True, kw_only=True):
    """Threads, the lock to keep, and the grouping that they come from.

    `notices` may hold errors: then nothing of this may be published. `due` is when a rule that holds now ends.
    """

    threads: tuple[Thread, ...]
    lock: Lock
    grouping: Grouping
    sagas: tuple[NamedSaga, ...] = ()
    notices: tuple[Notice, ...] = ()
    due: datetime | None = None


def overrule(
    grouping: Grouping, articles: Sequence[Article], lock: Lock, editorial: Editorial, setting: Setting
) -> Overruled:
    """Threads with addresses, after what `editorial` and the articles' own `thread` say. Nothing is raised."""
    rules = (*editorial.rules, *own_rules(articles, setting))
    if not rules:
        made = assign(grouping, articles, lock)
        return Overruled(threads=made.threads, lock=made.lock, grouping=grouping, notices=editorial.notices)
    names = Articles(articles, setting)
    groups = Regrouped(grouping, lock)
    if any(rule.kind in _GROUPS for rule in rules):
        groups = regroup(grouping, articles, names, lock, [rule for rule in rules if rule.kind in _GROUPS])
    made = assign(groups.grouping, articles, groups.lock)
    done = finish(made.threads, names, rules, groups.marks)
    return Overruled(
        threads=done.threads,
        lock=with_titles(made.lock, done.threads),
        grouping=groups.grouping,
        sagas=done.sagas,
        notices=tuple(sorted({*editorial.notices, *groups.notices, *done.notices})),
        due=done.due,
    )


def own_rules(articles: Sequence[Article], setting: Setting) -> tuple[Rule, ...]:
    """What articles say of themselves by `thread` in their front matter, in order of path."""
    return tuple(
        Rule(
            kind="thread",
            path=f"{setting.content}/{article.path}",
            articles=(Name(article.id, 0),),
            threads=(Name(article.thread.strip(), 0),),
        )
        for article in sorted(articles, key=lambda article: article.path)
        if article.thread.strip()
    )


def review(articles: Sequence[Article], lock: Lock, editorial: Editorial, setting: Setting) -> tuple[Notice, ...]:
    """What is wrong with `editorial`, judged by the threads of `lock` instead of by grouping."""
    here = {article.id for article in articles}
    groups = [tuple(sorted(here & row.members.keys())) for row in lock.threads]
    alone = here - {name for group in groups for name in group}
    known = tuple(sorted([*filter(None, groups), *((name,) for name in alone)]))
    return overrule(Grouping(known), articles, lock, editorial, setting).notices
