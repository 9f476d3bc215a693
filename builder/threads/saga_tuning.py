"""The numbers that decide which thread continues which; how they were chosen: docs/explanation/sagas.md."""

from __future__ import annotations

import msgspec


class SagaTuning(msgspec.Struct, frozen=True, kw_only=True):
    """When a thread is taken to continue an earlier one."""

    window_days: float = 400.0
    """Days between the beginnings of two threads, at most."""

    least_days: float = 0.5
    """Days between them, at least: what begins together is told side by side."""

    strength: float = 0.08
    """Mean similarity of the articles of both, less what the crowd of each and the days between take off, at least."""

    per_day: float = 0.01
    """What the days from the end of the earlier to the beginning of the later take off: this times ln(1 + days). Of
    several earlier threads the nearer is preferred, and one of last year must be the more alike."""

    names: float = 0.014
    """Of that similarity what shared names make up, at least: two fires share words, not names."""

    share: float = 0.14
    """Part of the similarity by words that is by names, at least: monthly figures come with the same few names."""

    second: float = 0.6
    stranger: float = 0.5
    """A round-up has two threads before it (or after it) that have nothing to do with each other: the second at least
    `second` times as like it as the first, and these two less than `stranger` times as like each other as that."""

    widest: int = 64
    """A word that more threads than this hold leads to none: looking up costs no more per thread in a large site."""

    candidates: int = 8
    """Earlier threads that share most by the other words, looked at closely for each thread."""

    kept: int = 3
    """Echoes kept for each thread: after an editor's change the second best may hold."""


SAGAS = SagaTuning()
