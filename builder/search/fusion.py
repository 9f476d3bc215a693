"""Constants of the meaning part that a build with nothing to do needs too."""

from __future__ import annotations

MEANING_VERSION = 3
"""Raised when the same site gives another fit or other codes."""

MEANING_WEIGHT = 0.8
"""What a cosine counts against the score of words, which is 0 to 1. 0.5 to 1.2: mean reciprocal rank within .01."""
EXACT = 16
"""Stories found by words whose vectors are fetched. 10: -.01 on 8,000 stories; 20: +.00."""
PROBE, ALONE = 2, 5
"""Cells that are fetched; and where words say little."""
WEAK = 0.5
"""Words say little where no story's score for words reaches this."""
SURE = 2.0
"""Words of a story that tell this many times the logarithm of the number of stories are no chance, however much of the
query they leave out: a long headline. 1.5: hit@5 of meaning-only queries -.05; 2.5: headlines -.004."""
DOUBT = 2.0
"""How fast words lose weight as less of the query is had by any story. 3: headlines and three words -.002."""
MEANING_FLOOR = 0.35
"""Cosine from which a story is shown that no word found."""

FUSION = {
    "meaning": MEANING_WEIGHT,
    "exact": EXACT,
    "probe": PROBE,
    "alone": ALONE,
    "weak": WEAK,
    "sure": SURE,
    "doubt": DOUBT,
    "floor": MEANING_FLOOR,
}
"""`fusion` of the entry."""
