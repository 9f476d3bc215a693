"""Counting many stories at once: the same words as cutting each text, and the same bytes in any number of processes."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import msgspec
import pytest

from builder.search.documents import documents
from builder.search.roots import Roots
from builder.search.spelling import kept
from builder.search.terms import count
from builder.search.text import forms, pieces
from builder.search.tokens import written
from builder.search.vocabulary import CAPITAL, LATER, Vocabulary
from tests.search.make import article, files, made, prose, site

CASES = [case["text"] for case in json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))]
HOSTILE = [
    "", " ", "\0", "a\0b \0 c", "'tis '’s o'' ''", "a..b a.,b .a. ,b, _x_y_", "U.S.’s U.S. U.S.A", "3.5m 1,900th, 4.",
    "american americans americana american's", "incomprehensible incomprehensibly incomprehensiblyy incomprehensibl",
    "x" * 40, "x" * 41, "Zürich-Nord “Quoted” naïve… \ud800 end", "a\u00a0b\u2009c\u2028d\x85e", "soft\u00adly",
    "東京都 Tokyo",
]  # fmt: skip


def read(texts: list[str]) -> list[list[tuple[str, int]]]:
    """Form and marks of each word of each text, as the counting of a run meets them."""
    vocabulary = Vocabulary(Roots("en"), ())
    numbers, counts = written(texts, vocabulary)
    starts, parts, marks, _ = vocabulary.tables()
    names, at, out = [*vocabulary.forms, ""], 0, []
    for many in counts.tolist():
        spans = [slice(starts[number], starts[number + 1]) for number in numbers[at : at + many].tolist()]
        rows = [row for span in spans for row in zip(parts[span].tolist(), marks[span].tolist(), strict=True)]
        out.append([(names[form], mark) for form, mark in rows])
        at += many
    return out


@pytest.mark.parametrize("seed", range(4))
def test_many_texts_at_once_have_the_words_of_each(seed: int) -> None:
    random = Random(seed)
    letters = "abS’'.,_ -\0é\u0301“9"
    noise = ["".join(random.choices(letters, k=random.randint(0, 40))) for _ in range(300)]
    texts = [*CASES, *HOSTILE, *noise]
    random.shuffle(texts)
    for text, found in zip(texts, read(texts), strict=True):
        assert [form for form, _ in found] == forms(text), text
        capitals = [piece for piece in pieces(text) if piece[0].isupper()]
        assert bool(capitals) == any(mark & CAPITAL for _, mark in found)


def test_a_later_piece_of_one_stretch_is_told_from_the_first() -> None:
    ((quoted, joined),) = read(["“Rock—Roll”"])
    assert quoted == ("rock", CAPITAL)
    assert joined == ("roll", CAPITAL | LATER)


def test_runs_in_processes_of_their_own_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(4)
    some = [article(f"{i:03}", prose(random, 1), prose(random, 6), day=i, tags="sea") for i in range(60)]
    whole = made(site(*some))
    monkeypatch.setattr("builder.search.build.RUN", 7)
    for worth in (1, 1000):
        monkeypatch.setattr("builder.search.build._WORTH_FORKING", worth)
        runs = made(site(*some))
        assert runs.state == whole.state
        assert files(runs.state, runs.contents) == files(whole.state, whole.contents)
        assert {name: set(row.split(b"\n")) for name, row in runs.forms.items()} == {
            name: set(row.split(b"\n")) for name, row in whole.forms.items()
        }


def test_an_article_that_grows_moves_none_behind_it() -> None:
    first, second = article("a", "One", "Alpha beta."), article("b", "Two", "Gamma delta.")
    longer = article("a", "One", "Alpha beta.\n" + "More of it all the time. " * 20)

    def places(*articles) -> dict[str, bytes]:  # type: ignore[no-untyped-def]
        document = msgspec.structs.replace(documents(site(*articles))[0], members=articles)
        vocabulary = Vocabulary(Roots("en"), ())
        counted = count([document], vocabulary)
        raw, starts = counted.place_bytes.tobytes(), counted.place_starts.tolist()
        names = list(vocabulary.roots)
        return {names[root]: raw[starts[n] : starts[n + 1]] for n, root in enumerate(counted.root.tolist())}

    before, after = places(first, second), places(longer, second)
    assert before["gamma"] == after["gamma"]
    assert before["delta"] == after["delta"]


def test_a_spelling_is_kept_with_about_how_many_stories_have_it() -> None:
    told = [kept("ferry", words, 0) for words in range(2, 20)]
    assert told == [2, 3, 4, 4, 6, 6, 8, 8, 8, 8, 12, 12, 12, 12, 16, 16, 16, 16]
    assert kept("ferry", 1, 1) == 1
    assert kept("ferry", 1, 0) == kept("1900", 9, 9) == kept("ab", 9, 9) == kept("ferry", 0, 0) == 0
