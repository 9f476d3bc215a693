"""Folding and words in every script that news is written in."""

from __future__ import annotations

import pytest

from builder.text.fillers import fillers
from builder.text.normalise import fold
from builder.text.words import clusters, content, content_words, opening, tokens


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zürich’s  “Straße” — Łódź", 'zurich\'s "strasse" - lodz'),
        ("ＮＡＳＡ ２０２６", "nasa 2026"),
        ("ｶﾞｽ が カ\u3099ス", "ガス が ガス"),
        ("หน้า แม่น้ำ ๒๕๖๙", "หน้า แม่น้ํา 2569"),
        ("हिन्दी ज़मीन २१४", "हिन्दी जमीन 214"),
        ("Киї\u0301в ёлка за\u0301мок мой", "київ елка замок мой"),
        ("مُحَمَّد إيران ٢١٤ ۲۱۴ كـتاب", "محمد ايران 214 214 كتاب"),
        ("ایران کابل", "ايران كابل"),
        ("שָׁלוֹם צה״ל", "שלום צהל"),
        ("한국 한국", "한국 한국"),
        ("Αθήνα Ἀθῆναι", "αθηνα αθηναι"),
        ("foot\u00adball zero\u2060width", "football zerowidth"),
        ("မြန်မာ ၂၀၂၆", "မြန်မာ 2026"),
    ],
)
def test_fold_leaves_out_what_writers_leave_out_and_keeps_what_makes_the_word(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ferry's 214 passengers", ("the", "ferry", "214", "passengers")),
        ("宪法法院2026年", ("宪法", "法法", "法院", "2026", "年")),
        ("𠀀𠀁𠀂", ("𠀀𠀁", "𠀁𠀂")),
        ("ＮＡＳＡ火星", ("nasa", "火星")),
        ("ﾌｪﾘｰがオーロラ沖で座礁", ("フェリー", "が", "オーロラ", "沖", "で", "座礁")),
        ("バラク・オバマ", ("バラク", "オバマ")),
        ("정부는 서울에서", ("정부", "부는", "서울", "울에", "에서")),
        ("NASA가", ("nasa", "가")),
        ("กรุงเทพ", ("กรุ", "รุง", "งเท", "เทพ")),
        ("ພະບາງ", ("ພະບາ", "ບາງ")),
        ("ភ្នំពេញ", ("ភ្នំពេ", "ពេញ")),
        ("ရန်ကုန်", ("ရန်ကုန်",)),
        ("བོད་སྐད", ("བོད", "སྐད")),
        ("हिन्दी में", ("हिन्दी", "में")),
        ("தமிழ்நாடு", ("தமிழ்நாடு",)),
        ("الحكومة والحكومة للحكومة", ("حكومه", "حكومه", "حكومه")),
        ("Эрванале Эрванала Эрваналю", ("эрванал", "эрванал", "эрванал")),
        ("🚢 1️⃣", ("1",)),
    ],
)
def test_words_are_cut_as_the_script_has_it(text: str, words: tuple[str, ...]) -> None:
    assert tokens(text) == words


def test_a_sign_is_never_cut_off_its_letter() -> None:
    for run in ("เฟอร์รี่ออโรรา", "រាជធានី", "နိုင်ငံ"):
        assert "".join(clusters(run)) == run
        assert all(unit[0].isalpha() for unit in clusters(run))


def test_endings_of_japanese_are_no_content() -> None:
    assert content_words("船が座礁したという") == ("座礁",)


def test_an_opening_is_as_long_in_every_script() -> None:
    assert opening("one  two\nthree four", 3) == "one two three"
    assert len(opening("汉" * 500, 80)) == 160
    assert opening("NASA 火星探査機 landed", 3) == "NASA 火星探査"
    thai = "เรือเฟอร์รี่ออโรราเกยตื้น" * 40
    assert thai.startswith(opening(thai, 80))
    assert len(clusters(opening(thai, 80))) == 160


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        ("Die Richter sagten, dass das Gesetz die kleinen Parteien benachteiligt.", {"die", "dass", "das"}),
        ("Los jueces dijeron que la ley perjudica a los partidos.", {"los", "que", "la"}),
        ("Суд сказал, что закон не вредит партиям, которые его подали.", {"что", "не"}),
        ("وقال القضاة إن القانون يضر بالأحزاب من كل البلاد", {"وقال", "من", "كل"}),
        ("The war in the Las Vegas courts will die down, he said.", set()),
        ("War hero Son dies", set()),
        ("Man wins Die Zeit prize in Berlin as war ends", set()),
        ("2026", set()),
        ("", set()),
    ],
)
def test_stop_words_are_those_of_the_text_s_own_language(text: str, idle: set[str]) -> None:
    words = tokens(text)
    found = fillers(words)
    assert idle <= found if idle else not found
    assert not idle & set(content(words, found))
