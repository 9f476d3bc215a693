from __future__ import annotations

import pytest

from builder.config import ThreadsSection
from builder.errors import DigestError
from builder.threads.explain import explain
from tests.threads.make import VECTORS, newsroom

SETTINGS = ThreadsSection()


def test_the_nearest_come_first_with_what_decided() -> None:
    found = explain("f1", None, newsroom(), VECTORS, SETTINGS)
    assert found.thread == ("f1", "f2", "f3")
    assert {reason.tie.right for reason in found.reasons[:2]} == {"f2", "f3"}
    first = found.reasons[0]
    assert first.together
    assert first.between > found.threshold
    assert first.score == pytest.approx(first.tie.similarity - first.crowd - first.time, abs=2e-4)


def test_a_pair_that_is_apart_says_how_far() -> None:
    found = explain("f1", "o1", newsroom(), VECTORS, SETTINGS)
    (reason,) = found.reasons
    assert not reason.together
    assert reason.between < found.threshold
    assert (reason.tie.left, reason.tie.right) == ("f1", "o1")


def test_an_unknown_article_is_named() -> None:
    with pytest.raises(DigestError, match="f9: is no article of this site"):
        explain("f9", None, newsroom(), VECTORS, SETTINGS)
