"""Each source's own vocabulary, by figures worked out by hand, and when nothing is said."""

import math

import pytest

from builder.compare import framing
from builder.compare.framing import leaning
from tests.compare.make import article, source
from tests.compare.vectors import compare


def test_the_ratio_and_its_error_by_hand() -> None:
    # 8 of 100 words here, 2 of 300 there; the prior weighs the word 1 of 50.
    found = leaning(8, 100, 2, 300, 1.0, 50.0)
    assert found.ratio == pytest.approx(math.log(9 / 141) - math.log(3 / 347))
    assert found.ratio == pytest.approx(1.9991, abs=1e-4)
    assert found.error == pytest.approx(math.sqrt(1 / 9 + 1 / 3))
    assert found.z == pytest.approx(2.9987, abs=1e-4)


def test_no_leaning_where_the_shares_are_equal() -> None:
    assert leaning(5, 100, 5, 100, 2.0, 60.0).ratio == 0.0


COMMON = " ".join(f"The harbour office counted boat{chr(97 + i % 26)} after boat{chr(97 + i % 25)}." for i in range(60))


def tellings(word: str, times: int, tail: str = "") -> framing.Sequence:
    own = " ".join(f"A {word} stood at the quay with lamp{chr(97 + i)}." for i in range(times))
    return compare(
        [article("a", "bay", f"{COMMON} {own} {tail}"), article("b", "quay", COMMON, COMMON)],
        [source("bay", "The Bay"), source("quay")],
    ).framing


def test_a_word_of_one_source_is_shown_with_its_sentences() -> None:
    bay, quay = tellings("herring", 9)
    assert "herring" in {word.word for word in bay.words}
    herring = next(word for word in bay.words if word.word == "herring")
    assert (herring.count, herring.others, len(herring.sentences)) == (9, 0, 9)
    assert herring.ratio > framing.SURE * herring.error
    assert "herring" not in {word.word for word in quay.words}
    assert all("herring" in sentence.text for sentence in herring.sentences)


def test_rare_words_names_quotations_and_the_outlet_itself_are_left_out() -> None:
    assert "herring" not in {word.word for word in tellings("herring", 2)[0].words}
    assert "herring" not in {word.word for word in tellings("Herring", 9)[0].words}
    assert "bay" not in {word.word for word in tellings("bay", 9)[0].words}
    said = " ".join("“A herring is a herring,” said Ada Quist." for _ in range(9))
    assert "herring" not in {word.word for word in tellings("lamp", 0, said)[0].words}


def test_short_texts_say_nothing() -> None:
    short = "A herring is a herring is a herring. The herring stood at the quay. Herring and herring."
    pair = [article("a", "bay", short), article("b", "quay", "The quay was empty and the boats were out at sea.")]
    bay, quay = compare(pair).framing
    assert bay.words == quay.words == ()
    assert (bay.length, bay.leads[0].text) == (17, "A herring is a herring is a herring.")
    assert compare(pair[:1]).framing == ()
