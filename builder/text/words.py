"""Words, names and stop words, the same for threads, comparison and search."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import islice

from builder.text.normalise import fold

MARKS = (
    "\u0483-\u0487\u0711-\u07f3\u0816-\u082d\u0859-\u085b\u0898-\u08e1\u08e3-\u0963\u0981-\u09e3\u09fe-\u0a75\u0a81-"
    "\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d\u0d57-\u0d63\u0d81-\u0df3\u0e31-\u0e3a\u0e47-"
    "\u0e4e\u0eb1-\u0ecd\u0f18-\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6\u102b-\u103e\u1056-\u109d\u135d-"
    "\u135f\u1712-\u1734\u1752-\u17d3\u17dd\u1a55-\u1a7f\u1b00-\u1b44\u1b80-\u1bf3\u1c24-\u1c37\u302a-\u302f\u3099-\u309a"
    "\ua66f\ua802-\ua827\ua880-\ua8c5\ua980-\ua9c0\uaa7b-\uaac1\uabe3-\uabed"
)
"""Signs inside words that `\\w` does not match: vowels and tones of the scripts from India to Java."""

_WORD = re.compile(rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*(?:['.&-][^\W_]+(?:[{MARKS}]+[^\W_]*)*)*")
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_HANGUL = "\u1100-\u11ff\ua960-\ua97c\uac00-\ud7a3"
_SOUTHEAST = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u109f\u1780-\u17d3\u17dd"
_SPACELESS = re.compile(
    f"(?P<whole>[{_KATAKANA}]+)|(?P<pairs>[{_HAN}]+|[{_HIRAGANA}\u30fc]+|[{_HANGUL}]+|[{_SOUTHEAST}]+)"
)
_CONTINUOUS = re.compile(f"[{_HAN}{_HIRAGANA}{_KATAKANA}{_SOUTHEAST}]")
_NO_SPACE = re.compile(r"\S+")
_CLUSTER = re.compile(
    # Thai and Lao: a vowel written before, the consonant, signs on it, a vowel written behind.
    "[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[\u0e30\u0e32\u0e33\u0e45]?"
    "|[\u0ec0-\u0ec4]?[\u0e81-\u0eae\u0edc-\u0edf][\u0eb1\u0eb4-\u0ebd\u0ec8-\u0ece]*[\u0eb0\u0eb2\u0eb3]?"
    # Burmese: what follows a consonant, stacked ones and those that close the syllable among it.
    "|[\u1000-\u102a\u103f\u1050-\u109f](?:[\u102b-\u1038\u103a-\u103e]|\u1039[\u1000-\u1021]"
    "|[\u1000-\u1021]\u1037?\u103a)*"
    # Khmer: a consonant, those under it, and signs.
    "|[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd])*"
    "|."
)
_CYRILLIC_ENDING = re.compile(
    "(?<=[\u0430-\u045f\u0491]{3})(?:[ая]ми|[оеы]го|[ое]му|[ыи]ми|[ая]х|[ое]в|[оеыая]й|[оеыиая]м|[оеиы]ю|[ая]я|[ое]е|[ыи]е"
    "|[уюи]ю|и[ияею]|ью|[аяоеуюыиіїь])$"
)
"""Endings of nouns and adjectives: enough to know a name again in its cases."""

_ARABIC_ARTICLE = re.compile(r"^[وف]?(?:[بك]?ال|لل)(?=\w{3})")
_NAME_WORD = r"(?:(?:[A-Z]\.)+|[A-ZÀ-ÖØ-Þ][\w’'-]*)"
_JOINER = r"(?:de|da|do|dos|del|van|von|der|of|the|al|bin|la|le)"
_NAME = re.compile(rf"\b{_NAME_WORD}(?:\s+(?:{_JOINER}\s+){{0,2}}{_NAME_WORD})*")

STOPWORDS = frozenset(
    """a about above after again against all also although am among an and any are aren't as at be because been
    before being below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't
    down during each either even ever every few for from further get gets got had hadn't has hasn't have haven't
    having he he's her here hers herself him himself his how however i i'm i've if in into is isn't it it's its
    itself just last let like made make many may me might more most much must my myself next no nor not now of off
    on once one only or other our ours out over own per said same say says she she's should shouldn't since so some
    still such than that that's the their theirs them themselves then there there's these they they're this those
    though through to too under until up upon us very was wasn't we we're we've were weren't what when where whether
    which while who whom whose why will with within without won't would wouldn't yet you you're your yours yourself
    mr mrs ms dr told new""".split()
)


def tokens(text: str) -> tuple[str, ...]:
    """Folded words in order, without possessive 's and the Arabic article.

    Scripts without spaces, and Korean for its particles, become overlapping pairs of characters (of syllables, where
    a character is none), but a run of katakana, a foreign name mostly, stays whole.
    """
    found: list[str] = []
    for match in _WORD.finditer(fold(text)):
        word = match.group()
        if word.isascii():
            found.append(word[:-2] if word.endswith("'s") else word)
            continue
        found.extend(_with_pairs(word))
    return tuple(found)


def _with_pairs(word: str) -> list[str]:
    out: list[str] = []
    position = 0
    for run in _SPACELESS.finditer(word):
        if run.start() > position:
            out.append(_spaced(word[position : run.start()]))
        if run["whole"]:
            out.append(run["whole"])
        else:
            units = clusters(run["pairs"])
            out.extend("".join(units[i : i + 2]) for i in range(max(1, len(units) - 1)))
        position = run.end()
    if position < len(word):
        out.append(_spaced(word[position:]))
    return [token for token in out if token]


def _spaced(word: str) -> str:
    """A word of a script with spaces, less what is no part of it."""
    bare = word.strip("'.&-").removesuffix("'s")
    if "\u0621" <= bare[:1] <= "\u064a":
        return _ARABIC_ARTICLE.sub("", bare)
    return _CYRILLIC_ENDING.sub("", bare) if "\u0430" <= bare[:1] <= "\u0491" else bare


def has_runs(text: str) -> bool:
    """Whether any of `text` is in a script whose words `tokens` cuts into pairs."""
    return _SPACELESS.search(text) is not None


def clusters(run: str) -> list[str]:
    """The characters of a run without spaces, each with the signs that belong to it."""
    return _CLUSTER.findall(run)


def opening(text: str, count: int) -> str:
    """The first `count` words of `text`, single spaces between them.

    Of scripts without spaces, two characters of Chinese or Japanese and two syllables of the others count as a word.
    """
    words = (match.group() for match in _NO_SPACE.finditer(text))
    if not _CONTINUOUS.search(text):
        return " ".join(islice(words, count))
    kept: list[str] = []
    left = 2 * count
    for word in words:
        if left <= 0:
            break
        if not _CONTINUOUS.search(word):
            kept.append(word)
            left -= 2
            continue
        units = clusters(word)
        kept.append("".join(units[:left]))
        left -= max(2, min(left, len(units)))
    return " ".join(kept)


def content_words(text: str) -> tuple[str, ...]:
    """`tokens` without stop words, single letters and pairs of hiragana (endings and particles of Japanese)."""
    return content(tokens(text))


def content(words: Sequence[str], fillers: Collection[str] = frozenset()) -> tuple[str, ...]:
    """`content_words` of a text cut into `tokens`, those of `fillers` (see `text.fillers`) left out too."""
    return tuple(
        word
        for word in words
        if word not in STOPWORDS
        and word not in fillers
        and (len(word) > 1 or word.isdigit())
        and not "\u3041" <= word[0] <= "\u309f"
    )


def names(text: str) -> tuple[str, ...]:
    """Runs of capitalised words as written (`Chief Science Officer Jared Kaplan`), a lone stop word left out."""
    found = (match.group().rstrip(".'’-") for match in _NAME.finditer(text))
    return tuple(name for name in found if fold(name) not in STOPWORDS and len(name) > 1)
