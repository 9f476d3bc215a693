"""The same words in several articles: each case is the telling of others against the first article's."""

import pytest

from builder.compare.ledger import ledger, other_speaker
from builder.compare.quotes import quotes
from builder.model import Article, Quote, Utterance
from tests.compare.make import article

LEAD = "“We will open the lock at nine, and nobody will wait for the mayor,” said Ada Quist, the warden."


def told(*texts: str) -> tuple[tuple[Article, ...], list[Quote], tuple[Utterance, ...]]:
    articles = tuple(article(f"a{i}", f"s{i}", *text.split("|")) for i, text in enumerate(texts))
    found = [quote for one in articles for quote in quotes(one)]
    return articles, found, ledger(articles, found, None)


@pytest.mark.parametrize(
    ("text", "relation", "own", "missing"),
    [
        ('"We will open the lock at nine and nobody will wait for the mayor", Quist said.', "verbatim", [], []),
        ("‘We’ll open the lock at nine, and nobody will wait for the mayor,’ said Ada Quist.", "verbatim", [], []),
        ("“We will open the lock at nine,” said Quist. “And nobody will wait for the mayor.”", "verbatim", [], []),
        ("“Nobody will wait for the mayor,” said Ms Quist.", "trimmed", [], []),
        ("“We will open the lock … and nobody will wait for the mayor,” said Quist.", "trimmed", [], []),
        ("Ada Quist said “nobody will wait” at the lock.", "trimmed", [], []),
        (
            "“We will open the lock at ten, and nobody will wait for that mayor,” said Quist.",
            "altered", ["ten", "that"], ["nine", "the"],
        ),
        ("“We will open the lock at nine and will wait for the mayor,” said Quist.", "altered", [], ["nobody"]),
    ],
)  # fmt: skip
def test_relations(text: str, relation: str, own: list[str], missing: list[str]) -> None:
    articles, found, (utterance, *rest) = told(LEAD, LEAD, text)
    assert not rest
    assert utterance.speaker.endswith("Quist")
    entry = next(entry for entry in utterance.entries if entry.article_id == "a2")
    assert utterance.entries[0].relation == "verbatim"
    assert entry.relation == relation
    assert [span.of(articles[2].text) for span in entry.own] == own
    assert [span.of(articles[0].text) for span in entry.missing] == missing
    assert all(found[number].sentence.article_id == entry.article_id for number in entry.quotes)


def test_words_of_one_source_are_solo_and_others_words_stay_apart() -> None:
    _, _, found = told(LEAD, "“The lock was built in 1904 and leaks,” said Ada Quist.")
    assert [[entry.relation for entry in one.entries] for one in found] == [["solo"], ["solo"]]


def test_the_same_words_of_two_people_are_two_utterances_and_listed() -> None:
    articles, found, utterances = told(LEAD, LEAD.replace("Ada Quist, the warden", "Bo Lund, the skipper"))
    assert [one.speaker for one in utterances] == ["Ada Quist", "Bo Lund"]
    ((left, right),) = other_speaker(articles, found)
    assert [found[left[0]].speaker, found[right[0]].speaker] == ["Ada Quist", "Bo Lund"]


def test_one_name_or_role_and_one_person() -> None:
    _, _, (one, *rest) = told(LEAD, LEAD.replace("Ada Quist, the warden", "the warden"), LEAD.replace("Ada", "Ms"))
    assert not rest
    assert {entry.article_id for entry in one.entries} == {"a0", "a1", "a2"}
    _, _, apart = told(LEAD, LEAD.replace("Ada Quist", "Rui Quist"))
    assert len(apart) == 2


def test_a_long_chain_of_small_changes_is_measured_against_the_lead_alone() -> None:
    words = "we will open the old lock at nine tomorrow".split()
    texts = []
    for step in range(0, len(words), 2):
        words[step : step + 2] = ["grey", f"herring{step}"]
        texts.append(f"“W{' '.join(words)[1:]},” said Ada Quist.")
    _, _, found = told(LEAD, *texts)
    for one in found:
        assert all(entry.relation != "altered" or entry.own for entry in one.entries)
    assert len(found) > 1


def test_what_somebody_would_not_say_is_no_paraphrase_of_what_they_said() -> None:
    lead = LEAD.replace(", and nobody will wait for the mayor", " on Friday")
    told = (lead, "Ada Quist would not say whether the lock will open at nine.", "Ada Quist said the lock will open.")
    articles = tuple(article(f"a{i}", f"s{i}", text) for i, text in enumerate(told))
    found = [quote for one in articles for quote in quotes(one)]
    (one,) = ledger(articles, found, lambda _, others: [0.9] * len(others))
    assert [(entry.article_id, entry.relation) for entry in one.entries] == [("a0", "verbatim"), ("a2", "paraphrased")]
