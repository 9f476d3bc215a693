"""Threads that continue each other, as sagas: light, so that an editor's change of threads costs no arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.model import Saga, SagaStep, Thread, Tie


def link_sagas(threads: Sequence[Thread], echoes: Sequence[Tie]) -> tuple[Saga, ...]:
    """The sagas of `threads`, in order of their beginnings.

    `echoes` are `Grouping.echoes`, the strongest first. Each thread continues one earlier thread at most: that of its
    strongest echo whose two articles now stand in two threads that are in order (`follows`). One thread may be
    continued by several. Threads without a date and hidden ones are in no saga.
    """
    shown = {thread.id: thread for thread in threads if not thread.hidden}
    owner = {article: thread.id for thread in shown.values() for article in thread.article_ids}
    steps: dict[str, SagaStep] = {}
    for tie in echoes:
        earlier, later = owner.get(tie.left), owner.get(tie.right)
        if earlier is None or later is None or later in steps:
            continue
        if follows(shown[later], shown[earlier]):
            steps[later] = SagaStep(earlier=earlier, later=later, tie=tie)
    roots: dict[str, list[Thread]] = {}
    for name in dict.fromkeys(name for step in steps.values() for name in (step.earlier, step.later)):
        roots.setdefault(_root(name, steps), []).append(shown[name])
    sagas = [_saga(members, steps) for members in roots.values()]
    return tuple(sorted(sagas, key=lambda saga: _order(shown[saga.id])))


def follows(later: Thread, earlier: Thread) -> bool:
    """Whether `later` began and ended after `earlier` did; never of threads without a date."""
    if later.first is None or later.last is None or earlier.first is None or earlier.last is None:
        return False
    return earlier.first < later.first and earlier.last < later.last


def _root(name: str, steps: Mapping[str, SagaStep]) -> str:
    while name in steps:
        name = steps[name].earlier
    return name


def _saga(threads: Sequence[Thread], steps: Mapping[str, SagaStep]) -> Saga:
    first, *others = sorted(threads, key=_order)
    return Saga(
        id=first.id,
        slug=first.slug,
        title=first.title,
        thread_ids=(first.id, *(thread.id for thread in others)),
        steps=tuple(steps[thread.id] for thread in others),
    )


def _order(thread: Thread) -> tuple[float, str]:
    """By (first, id); every thread of a saga is dated."""
    return (thread.first.timestamp() if thread.first else 0.0, thread.id)
