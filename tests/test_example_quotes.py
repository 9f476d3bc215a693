"""Every quotation planted in the example newsroom, as docs/reference/example-newsroom.md lists them."""

import json
from functools import cache
from pathlib import Path

import pytest

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("example")]

V, T, A, P = "verbatim", "trimmed", "altered", "paraphrased"
PLANTED = [
    ("Quintal", "We will not speculate", {"telica-ferry": V, "netfurrow-seiners": V, "courier-we": T,
                                          "onda-carrapel": A, "quay-ferry": P}),
    ("Vaz-Teles", "The fog was so thick", {"telica-ferry": V, "siren-terror": V, "netfurrow-seiners": V,
                                           "standard-island": V}),
    ("Mascarel", "This is the boat that takes our children", {"courier-we": T, "onda-carrapel": V,
                                                              "standard-island": T}),
    ("Lourosa", "They were tired", {"telica-ferry-inquiry": V, "courier-lookout": V, "ferry-report": T,
                                    "siren-bog": A, "opendrawer-three": T}),
    ("Tenreiro", "You cannot roster a man", {"telica-ferry-inquiry": V, "courier-lookout": A, "siren-bog": P}),
    ("Sequeiro", "The wind turned three times", {"telica-monte": V, "siren-hell": V, "courier-ameixal": V,
                                                 "onda-live": T, "netfurrow-monte": A}),
    ("Fragoso", "We start at ten past four", {"telica-gilvaz": V, "courier-bus": V, "siren-bus": A, "inkhorn-row": P}),
    ("Basti", "lungs are in that roof", {"onda-pedrelha": V, "standard-slate": V}),
    ("Antas", "Seventy-four kilometres", {"courier-sant": V, "maternity-notes": P}),
    ("Guterre", "A ward that delivers one child", {"onda-sant": V, "standard-north": V, "courier-sant": A,
                                                   "maternity-notes": A}),
    ("Barroca", "An alternative route", {"telica-court": V, "onda-ward": V, "courier-ward": A}),
    ("Ribalta", "If we fish the last", {"telica-sardine": V, "netfurrow-sardine": V, "quay-sardines": V,
                                        "siren-last": V}),
    ("Mourelle", "We counted the fish", {"telica-sardine": T, "netfurrow-sardine": T, "siren-last": V}),
    ("Tojal", "I have never discussed a tram", {"telica-farol": V, "courier-toxal": V, "onda-toxal": A,
                                                "standard-toxal": T, "opendrawer-what": T}),
    ("Teixedo", "Either he knew", {"telica-farol": V, "onda-toxal": V, "courier-toxal": V, "standard-toxal": V}),
    ("Tojal", "I leave with clean hands", {"telica-tojal": V, "courier-tojal": V, "standard-tojal": A,
                                           "opendrawer-minutes": T}),
    ("Rosmano", "The pipe was laid in 1958", {"onda-vau": V, "courier-vau": T, "siren-sick": A, "inkhorn-halls": P}),
    ("Penedo", "It was between the peas", {"courier-psalter": V, "siren-holy": A, "standard-psalter": T}),
    ("Sanfins", "Nobody who was told", {"inkhorn-admissions": V, "onda-university": V}),
]  # fmt: skip


@cache
def utterances(site: Path) -> list[tuple[str, str, dict[str, str]]]:
    """Speaker, words of the first entry, and file name -> relation, of every utterance of several sources."""
    found = []
    for path in sorted((site / "public" / "stories").glob("*/thread.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        names = {one["id"]: Path(one["path"]).stem for one in record["articles"]}
        for one in record["utterances"]:
            words = " ".join(record["quotes"][number]["text"] for number in one["entries"][0]["quotes"])
            found.append((one["speaker"], words, {names[e["article"]]: e["relation"] for e in one["entries"]}))
    return found


@pytest.mark.parametrize(("speaker", "words", "expected"), PLANTED, ids=[words for _, words, _ in PLANTED])
def test_planted(example_site: Path, speaker: str, words: str, expected: dict[str, str]) -> None:
    held = [one for one in utterances(example_site) if words in one[1] and speaker in one[0]]
    assert held, "no such utterance"
    relations = held[0][2]
    for start, relation in expected.items():
        assert [value for name, value in relations.items() if name.startswith(start)] == [relation], start
    assert len(relations) == len(expected)
