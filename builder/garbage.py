"""Python's collector of cycles, made seldom for a while.

A build holds hundreds of thousands of small values for its whole length. Each full collection walks through all of
them and finds nothing: on 1,600 articles that was a quarter of what a rebuild took. What dies young, such as the
contexts of templates, is still collected.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (50_000, 50, 1_000)
"""New values before the youngest are looked at; such looks before the next generation's; those before a full one."""


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Within the block full collections practically do not happen; afterwards all is as it was."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
