"""Which words stand in quotation marks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.text.quotes import quoted_spans

CASES = [
    ("“It was dark,” he said. “We heard gravel.”", ["It was dark,", "We heard gravel."]),
    ('"It was dark," he said. "We heard gravel."', ["It was dark,", "We heard gravel."]),
    ("‘It was dark,’ he said. ‘We didn’t hear it.’", ["It was dark,", "We didn’t hear it."]),
    ("'It was dark,' he said. 'We don't know.'", ["It was dark,", "We don't know."]),
    ("She said: \"He told me 'go' and I went.\"", ["He told me 'go' and I went."]),
    ("“Outer “inner” outer,” he said.", ["Outer “inner” outer,"]),
    ("« Il pleut », dit-il.", ["Il pleut"]),
    ("„Es regnet“, sagte er. »Ja«, sagte sie.", ["Es regnet", "Ja"]),
    ("「雨だ」と言った。", ["雨だ"]),
    ("The crew’s ship, the ’90s and rock ’n’ roll.", []),
    ("Dogs' and cats' food, 5'10\" tall and 6\" wide.", []),
    ("“First goes on.\n\n“Second ends.” He left.", ["First goes on.", "Second ends."]),
    ('"First goes on.\n\n"Second," he said.', ["First goes on.", "Second,"]),
    ("“Never closed.\n\nNext is “fine” again.", ["fine"]),
    ('“Closed by a plain mark," he said.', ["Closed by a plain mark,"]),
    ('"The other way round,” he said.', ["The other way round,"]),
    ('He nodded ("No way") and left.', ["No way"]),
    ("''When they say, 'We can't,' I laugh,'' he said. ''So.''", ["When they say, 'We can't,' I laugh,", "So."]),
    ('"She read “The Lake” twice," he said.', ["She read “The Lake” twice,"]),
    ('“We build it," he said. "It’s easy. Believe me.”', ["We build it,", "It’s easy. Believe me."]),
    ("“The well is dry“ and “the lake is low.”", ["The well is dry", "the lake is low."]),
    ("”So it was,” he said. He left.", ["So it was,"]),
    ("“The first line.\n“The second line,” he said.", ["The first line.", "The second line,"]),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_outer_quotations(text: str, wanted: list[str]) -> None:
    assert [span.of(text) for span in quoted_spans(text)] == wanted


@given(st.text(alphabet=st.sampled_from("aB .,“”\"'’‘«»„\n"), max_size=60))
def test_spans_are_in_order_inside_one_paragraph_each(text: str) -> None:
    spans = quoted_spans(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all("\n\n" not in span.of(text) and span.start < span.end for span in spans)
