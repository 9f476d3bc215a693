"""What of a story is searched, and how much each part weighs: constants of BM25F."""

from __future__ import annotations

from typing import NamedTuple

SEARCH_VERSION = 5
"""Raised when the same site gives other files."""


class Field(NamedTuple):
    """`weight` of one occurrence in a field of average `length` (words of one story); `b` is how much length counts.

    Lengths are those of threads of mixed news and fixed: with the site's own, one edit would move every number.
    """

    name: str
    weight: float
    length: float
    b: float


FIELDS = (
    Field("title", 6.0, 12.0, 0.5),
    Field("lede", 2.0, 50.0, 0.5),
    Field("claims", 1.5, 120.0, 0.75),
    Field("quotes", 1.0, 100.0, 0.75),
    Field("names", 1.0, 80.0, 0.75),
    Field("sources", 3.0, 3.0, 0.5),
    Field("tags", 3.0, 4.0, 0.5),
    Field("body", 1.0, 700.0, 0.75),
)
"""A word of a claim or of the lede counts there and in the body. Names are capitalised words inside a sentence."""

TITLE, LEDE, CLAIMS, QUOTES, NAMES, SOURCES, TAGS, BODY = range(len(FIELDS))

K1 = 1.2
"""From where more occurrences add little (Robertson and Zaragoza 2009, section 3.4)."""

LEVELS = 15
"""Steps of an impact: 4 bits of a posting."""

FIELD_GAP = 100
"""Positions left out between titles, texts, sources and tags: no phrase reaches across."""

ARTICLE_STEP = 2048
"""Articles of a story begin at multiples of this: an edit of one seldom moves the positions of those behind it."""

MOST_POSITIONS = 255
"""Positions kept of one word in one story."""

LONG_LIST = 4096
"""Postings that stand in a file of terms; the rest of a longer list is a file of its own."""

STORIES_PER_FILE = 1
"""A page of ten results comes from ten files whatever it is: two stories a file would send ten others along."""

COLUMNS_PER_FILE = 4096
"""Documents of a file of columns."""
