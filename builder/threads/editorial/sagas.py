"""Sagas as a person would have them: named, made, and without hidden threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from builder.errors import Notice
from builder.model import Saga, SagaStep, Thread
from builder.threads.editorial.threads import NamedSaga

_UNDATED = datetime.max.replace(tzinfo=UTC)


def name_sagas(sagas: Sequence[Saga], rules: Sequence[NamedSaga], threads: Sequence[Thread]) -> tuple[Saga, ...]:
    """`sagas` with the names that `rules` give, in order of their first thread.

    A rule's saga is the threads that it names and the rest of the sagas that these are in; where several rules name
    threads of one saga, the rest goes with the rule that names most of it. What is left of fewer than two threads is
    no saga. Steps without evidence are left out; hidden threads are in no saga.
    """
    shown = {thread.id: thread for thread in threads if not thread.hidden}
    chosen = {name: rule.name for rule in rules for name in rule.thread_ids if name in shown}
    parts: dict[str, set[str]] = {}
    found: list[Saga] = []
    for saga in sagas:
        ids = [name for name in saga.thread_ids if name in shown]
        counts = Counter(chosen[name] for name in ids if name in chosen)
        if counts:
            best = min(counts, key=lambda name: (-counts[name], name))
            parts.setdefault(best, set()).update(name for name in ids if chosen.get(name, best) == best)
        elif len(ids) == len(saga.thread_ids):
            found.append(saga)
        elif len(ids) > 1:
            found.append(_saga(ids, "", shown, saga.steps))
    for name, title in chosen.items():
        parts.setdefault(title, set()).add(name)
    steps = tuple(step for saga in sagas for step in saga.steps)
    found += [_saga(ids, title, shown, steps) for title, ids in parts.items() if len(ids) > 1]
    return tuple(sorted(found, key=lambda saga: _order(shown[saga.thread_ids[0]])))


def lone_sagas(sagas: Sequence[Saga], rules: Sequence[NamedSaga]) -> tuple[Notice, ...]:
    """A warning for each rule whose threads are no saga: one thread alone, which continues none and none continues."""
    held = {name: saga for saga in sagas if saga.named for name in saga.thread_ids}
    return tuple(
        Notice(
            rule.rule.path,
            rule.rule.line,
            "warning",
            "editorial-stale",
            f"saga `{rule.name}` is one thread alone",
            "name another thread of it",
        )
        for rule in rules
        if not any(name in held for name in rule.thread_ids)
    )


def _saga(ids: Sequence[str] | set[str], title: str, threads: Mapping[str, Thread], steps: Sequence[SagaStep]) -> Saga:
    ordered = sorted((threads[name] for name in ids), key=_order)
    kept = {step.later: step for step in steps if step.earlier in ids and step.later in ids}
    first = ordered[0]
    return Saga(
        id=first.id,
        slug=first.slug,
        title=title or first.title,
        thread_ids=tuple(thread.id for thread in ordered),
        steps=tuple(kept[thread.id] for thread in ordered if thread.id in kept),
        named=bool(title),
    )


def _order(thread: Thread) -> tuple[datetime, str]:
    """By (first, id), undated last."""
    return (thread.first or _UNDATED, thread.id)
