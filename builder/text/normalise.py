"""Folding: the form of a text in which spelling variants are equal."""

from __future__ import annotations

import re
import unicodedata

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ı": "i",
        "þ": "th",
        # Russian, Arabic and Persian are written either way.
        "ё": "е",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "\u0640": "",  # a stroke that stretches an Arabic word
        # Where a word may break or must not, which way it runs, how a character is drawn: nothing of the word itself.
        **dict.fromkeys("\u00ad\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
        **dict.fromkeys(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFE00, 0xFE10))), ""),
        # Digits of other scripts: Arabic, Persian, Nepali and Hindi, Bengali, Thai, Lao, Tibetan, Burmese, Khmer.
        **{
            chr(zero + digit): str(digit)
            for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xED0, 0xF20, 0x1040, 0x17E0)
            for digit in range(10)
        },
    }
)
_SPACE = re.compile(r"\s+")
_ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_POINTS = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
)
_OPTIONAL = re.compile(f"[{_ACCENTS}{_POINTS}\u093c](?<![\u0400-\u052f][{_ACCENTS}])")
_STRESS = re.compile(f"[{_ACCENTS}]+")
_HEBREW_INITIALS = re.compile('(?<=[\u05d0-\u05ea])["\u05f4](?=[\u05d0-\u05ea])')


def fold(text: str) -> str:
    """`Zürich’s` -> `zurich's`: NFKC, case folded, without what writers leave out, one kind of quote, dash and space.

    Left out are diacritics of Latin and Greek letters, vowel points of Hebrew and Arabic, and the dot of Hindi
    letters. Signs without which a word is another word stay: Thai tones, Hindi vowels, Cyrillic `й`, Japanese `が`.
    Digits become ASCII.
    """
    plain = text if text.isascii() else _typed(text)
    if plain.isascii():
        # Nearly every word of most languages: `split` knows the same white space as `_SPACE`.
        return " ".join(plain.lower().split())
    text = unicodedata.normalize("NFKC", text).casefold().translate(_SAME)
    bare = _OPTIONAL.sub("", unicodedata.normalize("NFKD", text))
    # What composing leaves over after a Cyrillic letter is a mark of stress; `й` and its like are letters.
    bare = _STRESS.sub("", unicodedata.normalize("NFKC", bare))
    return _SPACE.sub(" ", _HEBREW_INITIALS.sub("", bare)).strip()


def _typed(text: str) -> str:
    """Quotes, dashes and dots as a typewriter has them, the commonest ones: often all that is not ASCII."""
    text = text.replace("’", "'").replace("“", '"').replace("”", '"').replace("‘", "'")
    return text.replace("—", "-").replace("–", "-").replace("…", "...")


def one_line(text: str) -> str:
    """White space collapsed to single spaces, ends trimmed, everything else as it was."""
    return _SPACE.sub(" ", text).strip()
