"""Which sentences get a vector."""

from builder.compare import sentences_to_embed
from builder.model import Residue, Span
from tests.compare.make import article

TEXT = "The lock at Tarn was drained on Tuesday."


def test_short_asking_and_repeated_sentences_are_left_out() -> None:
    made = article(
        "a",
        "s",
        "# The lock at Tarn is drained at last",
        TEXT,
        "It was. Who drained the lock at Tarn on Tuesday?",
        TEXT.upper(),
    )
    assert [s.text for s in sentences_to_embed([made])] == [TEXT]


def test_order_is_that_of_articles_then_of_reading() -> None:
    first = article("b", "s", TEXT + " Forty boats waited below the lower gate until dusk.")
    second = article("a", "t", TEXT)
    assert [(s.article_id, s.index) for s in sentences_to_embed([first, second])] == [("b", 0), ("b", 1), ("a", 0)]


def test_residue_is_left_out() -> None:
    assert sentences_to_embed([article("a", "s", TEXT, residue=(Residue(Span(0, len(TEXT)), "credit"),))]) == ()
