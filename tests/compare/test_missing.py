"""What a source leaves out."""

from builder.model import Article, Comparison
from tests.compare.make import article
from tests.compare.vectors import compare

CRACK = "Inspectors found a crack 40 centimetres long in the third pillar of the Tarn road bridge."
BREAD = "Baker Tomas Vik said that his bread now reaches the school after the children."
FERRY = "The ferry at Oster will run every ten minutes until the summer, the shipping office announced."


def told(name: str, *paragraphs: str, day: str = "2026-05-05") -> Article:
    return article(name, name, *paragraphs, day=day)


def left_out(found: Comparison) -> list[tuple[str, str]]:
    words = {claim.id: claim.sentences[0].text[:10] for claim in found.claims}
    return [(one.source_id, words[one.claim_id]) for one in found.missing]


def test_what_most_others_report() -> None:
    three = [told("a", CRACK), told("b", CRACK), told("c", CRACK, FERRY)]
    assert left_out(compare([*three, told("d", BREAD)])) == [("d", "Inspectors")]
    near = "A crack in the third pillar of the bridge was found by the inspectors."
    assert left_out(compare([*three, told("d", BREAD, near)])) == []
    two_of_four = [told("a", CRACK), told("b", CRACK), told("c", BREAD), told("d", FERRY), told("e", BREAD)]
    assert ("d", "Inspectors") not in left_out(compare(two_of_four))


def test_what_had_not_happened_yet_is_not_left_out() -> None:
    early = told("d", BREAD, day="2026-05-04")
    assert left_out(compare([early, told("a", CRACK), told("b", CRACK), told("c", CRACK)])) == []


def test_a_copy_counts_with_its_original() -> None:
    more = [f"Pillar number {n} carries {n * 31} tonnes of steel and {n * 17} bolts from Oster." for n in range(2, 9)]
    original, copy = told("a", CRACK, *more), told("b", CRACK, *more)
    found = compare([original, copy, told("c", BREAD), told("d", FERRY)])
    assert {known.copy_of for known in found.provenance} == {"", "a"}
    assert found.missing == ()
