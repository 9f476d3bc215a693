"""The files of an index say what the stories say."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from random import Random

import pytest

from builder.model import Comparison
from builder.search import fields, shards
from builder.search.documents import documents
from builder.search.roots import Roots
from builder.search.text import forms
from tests.search.make import SETTING, article, files, made, prose, site
from tests.search.reader import Reader

FERRY = article(
    "f", "Ferry aground", "The ferry ran aground.\nTwo ferries were late, and the ferry's crew slept.", tags="sea"
)
BAKERY = article(
    "b", "Bakery closes", "The bakery of 1,900 loaves closes.\nFerry tickets were sold there.", source="radio", day=0
)
UNDATED = article("u", "Zürich tram", "A tram stood in Zürich.", day=None, tags="Rail sea")


def read(*articles, **more) -> Reader:  # type: ignore[no-untyped-def]
    whole = made(site(*articles, **more))
    return Reader(files(whole.state, whole.contents))


def test_documents_are_numbered_by_time_undated_first_and_hidden_ones_left_out() -> None:
    found = documents(site(FERRY, BAKERY, UNDATED, hidden=["b"]))
    assert [document.thread.id for document in found] == ["u", "f"]


def test_forms_lead_to_the_postings_of_their_root() -> None:
    terms = read(FERRY, BAKERY, UNDATED).terms()
    root = terms["ferries"].root
    assert root == terms["ferry"].root == "ferri"
    assert terms["ferri"].df == 2
    assert not terms["ferri"].word
    assert terms["tram"].word
    assert terms["ferri"].postings[2] > terms["ferri"].postings[1]
    assert "the" not in terms
    assert terms["1900"].postings.keys() == {1}
    assert terms["zurich"].postings.keys() == {0}


def test_positions_follow_the_text_with_stop_words_as_gaps() -> None:
    terms = read(FERRY).terms()
    title = fields.FIELD_GAP
    assert terms["aground"].places[0] == [0 + 1, title + 2 + 3]
    assert terms["ran"].places[0] == [title + 2 + 2]
    assert terms["sea"].places[0][0] - terms["post"].places[0][0] == fields.FIELD_GAP + 1


def test_every_word_of_a_larger_site_is_found_where_it_stands() -> None:
    random = Random(5)
    some = [article(f"{i:03}", prose(random, 1), prose(random, 12), day=i) for i in range(60)]
    reader, roots = read(*some), Roots("en")
    terms = reader.terms()
    wanted: dict[str, dict[int, int]] = defaultdict(dict)
    for number, one in enumerate(some):
        for form in (f for f in forms(one.title + "\n" + one.text + "\nPost") if f not in SETTING.stop):
            assert form == roots.of(form) or terms[form].root == roots.of(form)
            wanted[roots.of(form)][number] = wanted[roots.of(form)].get(number, 0) + 1
    assert {
        form: {n: len(p) for n, p in term.places.items()} for form, term in terms.items() if not term.root
    } == wanted
    assert all(1 <= impact <= 15 for term in terms.values() for impact in term.postings.values())


def test_spelling_holds_words_of_two_stories_and_of_headlines() -> None:
    reader = read(FERRY, BAKERY, UNDATED)
    forward = reader.spelled("forward")
    assert forward["ferry"] == 2
    assert forward["aground"] == 1
    assert "crew" not in forward
    assert "1900" not in forward
    assert reader.spelled("backward") == {form[::-1]: count for form, count in forward.items()}


def test_a_story_shows_its_lede_first_and_sentences_as_they_stand() -> None:
    comparison = Comparison(thread_id="f", independent=3)
    reader = read(FERRY, BAKERY, UNDATED, comparisons={"f": comparison})
    story = reader.stories()[2]
    assert story["p"] == [
        ["The ferry ran aground.", 0, "articles/f/#s-0"],
        ["Two ferries were late, and the ferry's crew slept.", 0, "articles/f/#s-1"],
    ]
    assert (story["u"], story["t"], story["n"], story["o"], story["s"]) == ("s-f", "Ferry aground", 1, 3, ["Post"])
    assert story["d"] == ["2026-01-02", "2026-01-02"]
    assert reader.stories()[0]["d"] == []


def test_a_long_lede_is_cut_at_a_blank() -> None:
    (story,) = read(article("l", "Long", "word " * 200 + "end.")).stories()
    ((text, _, _),) = story["p"]
    assert len(text) <= 400
    assert text.endswith("word")


def test_columns_and_names() -> None:
    reader = read(FERRY, BAKERY, UNDATED, comparisons={"f": Comparison(thread_id="f", independent=200)})
    names = json.loads(reader.file("n", reader.entry["names"], "json"))
    assert names == {
        "sources": [["post", "Post"], ["radio", "Radio"]],
        "tags": [["sea", "sea"], ["rail", "Rail"]],
    }
    day = (date(2026, 1, 1) - date(1970, 1, 1)).days
    assert reader.columns() == [
        (None, 0, 1, False, [0], [0, 1]),
        (day, 0, 1, False, [1], []),
        (day + 1, 0, 127, False, [0], [0]),
    ]


def test_every_file_is_named_and_no_other() -> None:
    random = Random(6)
    reader = read(*(article(f"{i:03}", prose(random, 1), prose(random, 8), day=i, tags="a") for i in range(40)))
    reader.terms(), reader.spelled("forward"), reader.spelled("backward"), reader.stories(), reader.columns()
    reader.file("n", reader.entry["names"], "json")
    assert reader.read == set(reader.files)


def test_sites_without_stories_or_without_words() -> None:
    empty = read()
    assert empty.entry["documents"] == 0
    assert empty.terms() == empty.spelled("forward") == {}
    assert empty.stories() == []
    bare = read(article("x", "...", "—", source="…"))
    assert bare.entry["terms"] == {"files": 0, "pages": []}
    assert len(bare.stories()) == 1


def test_a_long_list_keeps_the_weightiest_and_the_rest_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.search.postings.LONG_LIST", 3)
    monkeypatch.setattr("builder.search.build.LONG_LIST", 3)
    some = [article(f"{i}", "ferry" if i % 2 else "tram", "The ferry.", day=i, source=f"s{i}") for i in range(6)]
    whole = made(site(*some))
    found = files(whole.state, whole.contents)
    (rest,) = (raw for path, raw in found.items() if path.startswith("l/"))
    assert rest[0] == 3
    assert [raw >> 4 for raw in rest[1:4]] == [1, 2, 2]


def test_shards_are_cut_where_no_edit_moves_them() -> None:
    words = sorted({"".join(Random(i).choices("abcd", k=6)) for i in range(900)})
    before = list(shards.stretches(words, str, 8))
    after = list(shards.stretches(sorted({*words, "bbbbzz"}), str, 8))
    assert len(before) > 10
    assert sum(run not in before for run in after) <= 2
    groups = [{word[:4] for word in run} for run in before]
    assert sum(map(len, groups)) == len(set().union(*groups))


def test_a_large_stretch_is_cut_in_pieces() -> None:
    words = [f"ferry{i:03}" for i in range(200)]
    runs = list(shards.cut(words, lambda word: 100))
    assert [word for run in runs for word in run] == words
    assert all(len(run) * 100 <= shards.PIECE for run in runs)
    assert list(shards.cut(words, lambda word: 10)) == [words]
