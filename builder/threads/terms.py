"""What grouping needs to know of one article: the text that is embedded, and its weighted words. Pure, so cacheable."""

from __future__ import annotations

import functools
import re
import sys
from array import array
from collections import Counter
from itertools import pairwise
from zlib import crc32

import msgspec

from builder.model import Article
from builder.text.fillers import fillers, language
from builder.text.words import MARKS, content, content_words, has_runs, opening, tokens
from builder.threads import commonness

VECTOR_WORDS = 80
"""Words of the opening that are embedded after the title. 60, 100 and 170 words group equally well (BCubed F1 within
.01 either way); each ten words more cost about 8 % more time."""

TITLE_WEIGHT = 3.0
"""A word of the title counts as often as this in the text. 1 to 6: within .005."""

SATURATION = 1.2
"""BM25's k1: how quickly repetition stops to count. .6 to 3: within .005."""

PAIR_WEIGHT = 0.8
"""Of two words in a row (`prime minister`), against at most 2.2 for a word. None: headlines -.02, leads -.01."""

PAIR_WORDS = 150
"""Words of the opening whose pairs count."""

LONGEST = 60_000
"""Characters of text that are read: beyond that, words add nothing but time."""

SHOWN = 4_000
"""Characters of text in which the written form of a shared word is looked for."""

SCALE = 100

_PART = rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*"
_WRITTEN = re.compile(rf"({_PART}(?:['’.&-]{_PART})*)")


class Terms(msgspec.Struct, frozen=True):
    """An article's words and word pairs, packed.

    `keys` are their CRC-32s as little-endian 32-bit numbers, ascending; `weights` and `common` a byte for each: the
    saturated count times 100, and how common the word is in English (`commonness.code`). `size` counts the distinct
    single words; `language` is what front matter or the words themselves tell ("" where neither does).
    """

    keys: bytes
    weights: bytes
    common: bytes
    size: int
    language: str = ""


def thread_text(article: Article) -> str:
    """The text whose vector stands for the article: its title and its opening, without residue."""
    reported = _reported(article, article.lede.start, VECTOR_WORDS * 20)
    return f"{article.title}\n\n{opening(reported, VECTOR_WORDS)}".strip()


def article_terms(article: Article) -> Terms:
    """Count the words of title and text."""
    weights = term_weights(article)
    rows = sorted((term_key(term), term) for term in weights)
    keys = array("I", [key for key, _ in rows])
    if sys.byteorder == "big":
        keys.byteswap()
    return Terms(
        keys=keys.tobytes(),
        weights=bytes(min(255, round(SCALE * weights[term])) for _, term in rows),
        common=bytes(commonness.RAREST if " " in term else commonness.code(term) for _, term in rows),
        size=sum(" " not in term for term in weights),
        language=_language(article),
    )


def _language(article: Article) -> str:
    told = article.lang.replace("_", "-").partition("-")[0].lower()
    return told or language(tokens(f"{article.title} {article.text[:SHOWN]}"))


@functools.lru_cache(maxsize=1 << 16)
def term_key(term: str) -> int:
    """The number that stands for a term."""
    return crc32(term.encode())


def term_weights(article: Article) -> dict[str, float]:
    """Folded words, and pairs joined by a space, with their saturated counts (0 to 2.2)."""
    title, body = tokens(article.title), tokens(_reported(article, 0, LONGEST))
    idle = fillers((*title, *body))
    title, body = content(title, idle), content(body, idle)
    counts = Counter(body)
    for word in title:
        counts[word] += TITLE_WEIGHT  # type: ignore[assignment]
    weights = {word: count * (SATURATION + 1) / (count + SATURATION) for word, count in counts.items()}
    for words in (title, body[:PAIR_WORDS]):
        for left, right in pairwise(words):
            weights[f"{left} {right}"] = PAIR_WEIGHT
    return weights


def written_terms(article: Article) -> dict[str, str]:
    """Terms (as in `term_weights`) of the title and the first part of the text, and how the article writes them.

    A word is shown in small letters where it ever is. Pairs are capitalised words side by side, or parts of a run of a
    script without spaces that overlap: these are shown as the run that they make.
    """
    shown: dict[str, str] = {}
    plain: set[str] = set()  # what, met again, changes nothing: nine words of ten
    for piece in (article.title, article.text[:SHOWN]):
        before, before_raw = "", ""
        parts = _WRITTEN.split(piece)
        for gap, raw in zip(parts[0:-1:2], parts[1::2], strict=True):
            if raw in plain:
                before = ""
                continue
            word = _content_word(raw)
            if not word:
                before = ""
                plain.add(raw)
                if not raw.isascii() and has_runs(raw):
                    _show_run(raw, shown)
                continue
            bare = raw[:-2] if raw.endswith(("'s", "’s")) else raw
            now = shown.setdefault(word, bare)
            if now is not bare and not now.islower() and (bare.islower() or (now.isupper() and not bare.isupper())):
                shown[word] = bare
            if bare.islower():
                before = ""
                plain.add(raw)
                continue
            if before and gap.isspace():
                shown.setdefault(f"{before} {word}", f"{before_raw} {bare}")
            before, before_raw = word, bare
    return shown


def _show_run(raw: str, shown: dict[str, str]) -> None:
    """Add the parts of a run without spaces, and neighbours that overlap as what they make together."""
    parts = content_words(raw)
    for part in parts:
        shown.setdefault(part, part)
    for left, right in pairwise(parts):
        if whole := overlapping(left, right):
            shown.setdefault(f"{left} {right}", whole)


def overlapping(left: str, right: str) -> str:
    """What `left` and `right` make when one ends as the other begins (`ab`, `bc`: `abc`), or nothing."""
    longest = min(len(left), len(right)) - 1
    common = next((size for size in range(longest, 0, -1) if left.endswith(right[:size])), 0)
    return left + right[common:] if common else ""


@functools.lru_cache(maxsize=1 << 16)
def _content_word(raw: str) -> str:
    """The one content word that `raw` is, folded, or nothing."""
    words = content_words(raw)
    return words[0] if len(words) == 1 else ""


def _reported(article: Article, start: int, length: int) -> str:
    """`length` characters of the article's text from `start`, residue left out."""
    end = min(len(article.text), start + length)
    pieces = []
    for residue in sorted(article.residue, key=lambda residue: residue.span):
        if residue.span.end <= start:
            continue
        if residue.span.start >= end:
            break
        pieces.append(article.text[start : max(start, residue.span.start)])
        start = residue.span.end
    pieces.append(article.text[start:end])
    return " ".join(pieces)
