"""What a fit is made from hardly ever changes."""

from __future__ import annotations

import msgspec
import pytest

from builder.search.training import LONGEST_WINDOW, MOST, WINDOWS, fitted_on, told
from tests.search.make import article

TEXT = "\n".join(f"Sentence {n} tells of a ferry, of pier {n * 7} and of nothing else." for n in range(30))


def articles(count: int, start: int = 0):  # type: ignore[no-untyped-def]
    return [article(f"{n:06}", f"Headline {n}", "A text.", day=n % 9000) for n in range(start, start + count)]


def test_a_newer_article_is_not_fitted_on() -> None:
    before = fitted_on(articles(1000))
    assert 700 < len(before) <= 900
    assert fitted_on([*articles(1000), article("999999", "New", "x", day=9000)]) == before
    assert fitted_on([*articles(1000), *articles(5, 1000)]) == before


def test_the_newest_articles_may_be_edited() -> None:
    many = articles(1000)
    edited = [*many[:-50], *(msgspec.structs.replace(one, title="Other") for one in many[-50:])]
    assert fitted_on(edited) == fitted_on(many)


def test_few_articles_are_all_fitted_on_and_many_only_in_part() -> None:
    assert len(fitted_on(articles(299))) == 299
    assert len(fitted_on(articles(5000))) == MOST
    assert fitted_on(list(reversed(articles(5000)))) == fitted_on(articles(5000))


def test_windows_are_words_in_a_row_and_an_edit_moves_few() -> None:
    one = article("a", "The ferry of pier nine is late again", TEXT)
    found = told(one, {"the", "of", "is", "a"})
    assert found.texts[0] == one.title
    assert len(found.texts) <= WINDOWS + 2
    windows = found.texts[1:-1]
    assert all(1 <= len(window.split()) <= LONGEST_WINDOW for window in windows)
    assert not {word for window in windows for word in window.split()} & {"of", "a"}
    edited = told(msgspec.structs.replace(one, text=TEXT.replace("Sentence 29", "Xentence 29")), set())
    assert len(set(edited.texts) & set(told(one, set()).texts)) >= len(found.texts) - 2


@pytest.mark.parametrize("text", ["渡轮在码头搁浅了。", "", "!!!"])
def test_other_scripts_and_nothing_at_all(text: str) -> None:
    found = told(article("a", text, text or " "), set())
    assert all(part for part in found.texts)
