"""Constants of the meaning part that a build with nothing to do needs too."""

from __future__ import annotations

MEANING_VERSION = 1
"""Raised when the same site gives another fit or other codes."""

MEANING_WEIGHT = 0.8
"""What a cosine counts against the score of words, which is 0 to 1. 0.5 to 1.2: mean reciprocal rank within .01."""
EXACT = 16
"""Stories found by words whose vectors are fetched. 10: -.01 on 8,000 stories; 20: +.00."""
PROBE, ALONE = 2, 5
"""Cells that are fetched; and where words say little."""
WEAK = 0.5
"""Words say little where no story's score for words reaches this."""
MEANING_FLOOR = 0.35
"""Cosine from which a story is shown that no word found."""

FUSION = {
    "meaning": MEANING_WEIGHT,
    "exact": EXACT,
    "probe": PROBE,
    "alone": ALONE,
    "weak": WEAK,
    "floor": MEANING_FLOOR,
}
"""`fusion` of the entry."""
