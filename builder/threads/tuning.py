"""The numbers that decide what one story is, in one place, each with what it was measured to do.

BCubed F1 on six sets at once with one setting; what each idea as a whole is worth stands in
docs/explanation/threads.md. Differences of .01 are noise: one set has 335 articles, another 150.
"""

from __future__ import annotations

import msgspec

from builder.config import ThreadsSection


class Tuning(msgspec.Struct, frozen=True, kw_only=True):
    """How similarity is made up and where grouping stops."""

    meaning: float = 0.25
    """Weight of the cosine of meaning; words get the rest. .2 and .35: within .01 (more helps headlines, less keeps
    unrelated articles of one field apart)."""

    short_meaning: float = 4.0
    short_words: float = 3.0
    """Two texts of n words on one story are expected to be less alike the shorter they are; cosines are divided by
    the root of n / (n + this) of each, as a correlation is by its reliability (Spearman 1904). It is what lets one
    threshold fit headlines and full texts."""

    assumed_articles: float = 1000.0
    """How many articles of general English are added to the site's own when words are counted. Small sites need it:
    of five articles on one story each of its names stands in all five. 100 to 10,000: within .01."""

    crowd: float = 0.8
    """How much of an article's similarity to its crowd (the most similar articles that cannot be its story: further
    away in time than the window) is taken off. 0: look-alike events -.05, headlines -.06; .6 to .9: within .01."""

    crowd_first: int = 4
    crowd_last: int = 15
    """Ranks (from 0, end exclusive) of the crowd; the first few may be late members of the story."""

    crowd_unknown: float = 0.15
    """Similarity assumed for ranks of the crowd that a small site does not have."""

    crowd_most: float = 0.25
    """Of an undated article the crowd may be its own story, which must not push it apart beyond this. .4: look-alike
    events -.02; .15: -.05."""

    crowd_short: float = 10.0
    """The crowd of a short text says little: it is weighted by n / (n + this). 5: headlines -.06; 20: look-alike
    events -.01."""

    per_day: float = 0.03
    """Penalty for time apart, the slow part: this times ln(1 + days). .02: within .002."""

    turn: float = 0.12
    turn_days: float = 2.0
    """Penalty for time apart, the part by which the next turn of an affair differs: `turn` times d^2 / (d^2 +
    turn_days^2), little on the next day, half of it after two. .15: full texts -.001, leads +.005, three outlets
    -.005; in its place .07 ln(1 + days) alone: full texts -.004, leads -.01."""

    undated: float = 0.0
    """Penalty when either article has no date."""

    meaning_across: float = 0.45
    threshold_across: float = 0.035
    """On a site in several languages, whose reports share meaning but few words: the weight of meaning, and what is
    added to the threshold. At these the sets (all English) lose: full texts .003, WikiNews .012, look-alike events
    .066. There is no set in several languages behind them."""

    words_least: float = 0.025
    words_want: float = 8.0
    """Similarity by words below `words_least` costs `words_want` times what is lacking: meaning alone joins nothing.
    No set gains by it (headlines -.008, WikiNews -.004, the rest within .002), but unrelated undated articles on a site
    that has nothing else like them stay apart (judged pairs: 2 of 35 more right)."""

    cohesion: float = 0.5
    """How much of the difference is taken off two groups that are less alike than each is in itself. 0: full texts
    -.005, headlines -.02, undated background articles -.01, look-alike events +.02."""

    threshold: float = 0.055
    """Average similarity, less crowd and time, at which two groups still become one. .045 to .06: each set within
    .02."""

    strictness: float = 0.12
    """What `[threads] strictness` of 1 adds to the threshold."""

    near: int = 40
    near_words: int = 15
    """Candidates an article gets by meaning, and by words, from its window."""

    cohort: int = 4096
    """Articles on either side of the window among which the crowd is looked for."""

    margin: float = 0.02
    """Candidates this far below the threshold are still kept in sight. A mean is at most its largest part, so they
    matter only where groups hold pairs that are no candidates: .15 changes nothing, 0 three of 10,000 articles."""


DEFAULT = Tuning()


def threshold(settings: ThreadsSection, tuning: Tuning = DEFAULT) -> float:
    """The threshold that `settings` asks for."""
    return tuning.threshold + tuning.strictness * settings.strictness
