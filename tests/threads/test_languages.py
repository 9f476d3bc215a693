"""Reports in several languages on one site, with a model that knows them all.

The model is a real one for sentence-transformers, small enough to be made here: a vector for each of a few words, the
same for a word and its translations.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from builder.config import ThreadsSection
from builder.questions import threads
from builder.text.fillers import language
from builder.text.words import tokens
from builder.threads.grouping import group
from builder.threads.tuning import DEFAULT
from builder.workspace import Options, configured
from tests.threads.make import article, units

NEWSROOMS = tomllib.loads((Path(__file__).parent / "newsrooms.toml").read_text(encoding="utf-8"))
LANGUAGES = ("de", "es", "fr", "ru")
WORDS = {
    "ferry": "fähre ferri ferry паром парома паромa",
    "reef": "sabotriff riff arrecife récif риф рифе рифа",
    "ship": "schiff barco navire bateau судно reederei naviera compagnie",
    "captain": "kapitän capitán capitaine капитан капитана",
    "saved": "gerettet rescatadas rescatados salvo secourues sains спасены спасено",
    "coastguard": "küstenwache guardia garde-côtes garde береговая береговой охрана",
    "law": "gesetz wahlgesetz ley loi закон закона",
    "election": "wahl electoral électorale избирательный выборах",
    "court": "gericht verfassungsgericht verfassungsgerichts tribunal constitucional conseil constitutionnel суд судом",
    "government": "regierung gobierno gouvernement правительство правительства",
    "parties": "parteien partidos partis партии партий",
}


def model_folder(path: Path) -> None:
    """A bag-of-words model: texts that mean the same are near each other in whatever language."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace

    meanings = {word: number for number, words in enumerate(WORDS.values()) for word in words.split()}
    vocabulary = {"[UNK]": 0, **{word: number for number, word in enumerate(meanings, start=1)}}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.zeros((len(vocabulary), len(WORDS)), dtype=np.float32)
    for word, meaning in meanings.items():
        weights[vocabulary[word], meaning] = 1.0
    weights[0] = 0.01
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(str(path))


@pytest.mark.model
@pytest.mark.xdist_group("model")
def test_reports_in_four_languages_meet(tmp_path: Path) -> None:
    model_folder(tmp_path / "model")
    (tmp_path / "content").mkdir()
    for lang in LANGUAGES:
        for story in ("ferry", "court"):
            for number, (title, text) in enumerate(NEWSROOMS[lang][story]):
                head = f"---\ntitle: {title}\ndate: 2026-09-14\nsource: {lang} {number}\n---\n\n"
                (tmp_path / "content" / f"{lang}-{story}{number}.md").write_text(f"{head}{text}\n", encoding="utf-8")
    settings = '[site]\ntitle = "T"\n\n[embedding]\nmodel = "./model"\n\n[threads]\nlanguages = "{}"\n'
    found = {}
    for setting in ("auto", "apart"):
        (tmp_path / "site.toml").write_text(settings.format(setting), encoding="utf-8")
        road = threads(tmp_path, Options(now=datetime(2026, 9, 20, tzinfo=UTC)))
        paths = {one.id: one.path.removesuffix(".md") for one in road.chosen.articles}
        found[setting] = sorted(sorted(paths[name] for name in thread.article_ids) for thread in road.threads)
    stories = [
        sorted(f"{lang}-{story}{number}" for lang in LANGUAGES for number in range(count))
        for story, count in (("court", 2), ("ferry", 3))
    ]
    assert found["auto"] == stories
    assert found["apart"] != stories


def test_a_story_told_in_two_languages_needs_no_words_in_common() -> None:
    texts = ("Die Fähre ist auf ein Riff gelaufen, alle sind gerettet", "The ferry ran on to a reef, all are safe")
    articles = [article(name, "", text, 0) for name, text in zip("ab", texts, strict=True)]
    vectors = units([[1, 0], [0.8, 0.6]])
    assert len(group(articles, vectors, ThreadsSection(languages="together")).groups) == 1
    far = units([[1, 0], [0.05, 1.0]])
    assert len(group(articles, far, ThreadsSection(languages="together")).groups) == 2
    assert DEFAULT.meaning_across > DEFAULT.meaning


@pytest.mark.parametrize(("model", "expected"), [("embedded", "apart"), ("./model", "together")])
def test_another_model_than_the_carried_one_is_taken_to_know_the_languages(
    model: str, expected: str, write_site: Callable[..., Path]
) -> None:
    root = write_site({"site.toml": f'[site]\ntitle = "T"\n\n[embedding]\nmodel = "{model}"\n'})
    assert configured(root).threads.languages == expected


@pytest.mark.parametrize("lang", sorted(NEWSROOMS))
def test_the_language_of_an_article_is_told_by_its_words(lang: str) -> None:
    for story in NEWSROOMS[lang].values():
        for title, text in story:
            assert language(tokens(f"{title} {text}")) == {"th": "thai"}.get(lang, lang)
