from __future__ import annotations

from zlib import crc32

import msgspec

from builder.model import Residue, Span
from builder.threads import commonness
from builder.threads.terms import Terms, article_terms, term_weights, thread_text, written_terms
from tests.threads.make import article


def test_the_vector_stands_for_title_and_opening_without_residue() -> None:
    text = "Share this article\n\nThe ferry ran aground. " + "more " * 200
    one = article("a", "Ferry aground", text, residue=(Residue(Span(0, 18), "share"),))
    made = thread_text(one)
    assert made.startswith("Ferry aground\n\nThe ferry ran aground.")
    assert "Share" not in made
    assert len(made.split()) == 2 + 80


def test_an_article_without_text_is_its_title() -> None:
    assert thread_text(article("a", "Only a headline")) == "Only a headline"


def test_title_words_weigh_more_repetition_saturates_and_pairs_are_terms() -> None:
    weights = term_weights(article("a", "Ferry", "Ferry reef. " + "harbour " * 500))
    assert weights["ferry"] > weights["reef"] == 1.0
    assert 2.1 < weights["harbour"] < 2.2
    assert "ferry reef" in weights


def test_terms_survive_storage_and_are_packed_in_order() -> None:
    terms = article_terms(article("a", "Zürich storm", "The storm hit Zürich."))
    assert msgspec.json.decode(msgspec.json.encode(terms), type=Terms) == terms
    assert terms.size == 3
    keys = [int.from_bytes(terms.keys[k : k + 4], "little") for k in range(0, len(terms.keys), 4)]
    assert keys == sorted(keys)
    assert crc32(b"zurich") in keys
    assert len(keys) == len(terms.weights) == len(terms.common)


def test_words_are_shown_as_the_article_writes_them() -> None:
    shown = written_terms(article("a", "FERRY AURORA AGROUND", "The ferry Aurora met Dr. Eulália Penedo’s boat."))
    assert shown["ferry"] == "ferry"
    assert shown["aurora"] == "Aurora"
    assert shown["eulalia penedo"] == "Eulália Penedo"


def test_names_are_rarer_than_common_words() -> None:
    assert commonness.code("the") < commonness.code("government") < commonness.code("carrapel") == commonness.RAREST
    assert commonness.code("u.s") < commonness.RAREST
    assert commonness.share(0) > 0.99 > commonness.share(100) > commonness.share(255)
