"""Which articles the meaning part is fitted on, and which of their texts. Pure, and seldom changed by daily work.

Whatever a fit says stands in every file of the meaning part, so a fit must not change with each article. It is made
from the oldest articles only, and of each from its headline, its opening and a few windows that are chosen by what
stands in them: a new article changes nothing until a tenth more are there, an edit further down mostly nothing.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Sequence

import msgspec

from builder.model import Article
from builder.search.text import Word, paired, search_words

SMALL = 300
"""Articles up to which all are fitted on."""
STEP = 1.1
"""A site's training set grows by this factor at a time."""
SHARE = 0.9
"""Of the articles at most: the newest are still being edited."""
MOST = 3_000
"""Articles fitted on, at most: what bounds the time of a fit."""
OPENING = 12
"""First sentences of an article whose words are taken to mean what the article does; they are not embedded."""
WINDOWS = 6
"""Windows of an article at least, the headline's among them."""
MOST_WINDOWS = 16
WANTED_WINDOWS = 6_000
"""Windows of all articles, where they are few: each article then gives more of them."""
LONGEST_WINDOW = 6
"""Words of a window: what people type."""
LONGEST_SENTENCE = 300
"""Characters of a sentence that is embedded whole."""


def fitted_on(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles that a fit is made from, in order of id.

    The oldest by (published, id), undated first: as many as the largest step of a fixed series that is at most nine
    tenths of all; of these the `MOST` whose ids have the lowest hash.
    """
    count = len(articles)
    oldest = sorted(articles, key=lambda a: (a.published.timestamp() if a.published else -math.inf, a.id))
    if count >= SMALL:
        oldest = oldest[: _step(SHARE * count)]
    chosen = sorted(oldest, key=lambda article: (_hash(article.id), article.id))[:MOST]
    return tuple(sorted(chosen, key=lambda article: article.id))


def size_of(count: int) -> int:
    """How many of `count` articles are old enough to be fitted on, before `MOST` cuts."""
    return count if count < SMALL else _step(SHARE * count)


def windows_of(count: int) -> int:
    """How many windows each of `count` articles that are fitted on gives."""
    return max(WINDOWS, min(MOST_WINDOWS, WANTED_WINDOWS // max(1, count)))


def _step(limit: float) -> int:
    """The largest whole number of the series that is not above `limit`."""
    size = float(round(SHARE * SMALL))
    while math.floor(size * STEP) <= limit:
        size = math.floor(size * STEP)
    return int(size)


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What a fit takes of an article: texts that are embedded, and its first sentences, which are not."""

    texts: tuple[str, ...]
    opening: tuple[str, ...]


def told(article: Article, stop: Collection[str], windows: int = WINDOWS) -> Told:
    """An article's headline, so many windows and one whole sentence; and its first sentences."""
    spans = [sentence.text for sentence in article.reporting]
    order = sorted(dict.fromkeys(spans), key=lambda text: (_hash(text), text))
    found = [article.title]
    for text in (article.title, *order[: windows - 1]):
        window = _window(text, stop)
        if window:
            found.append(window)
    found += [text for text in order if len(text) <= LONGEST_SENTENCE][:1]
    return Told(tuple(text for text in dict.fromkeys(found) if text), tuple(spans[:OPENING]))


def _window(text: str, stop: Collection[str]) -> str:
    """One to six words in a row of those that are no stop words, as they are written."""
    words = [word for word in search_words(text) if word.form and word.form not in stop]
    if not words:
        return ""
    number = _hash(text)
    length = min(1 + number % LONGEST_WINDOW, len(words))
    start = number // LONGEST_WINDOW % (len(words) - length + 1)
    return _written(text, words[start : start + length])


def _written(text: str, words: Sequence[Word]) -> str:
    if any(paired(word.form) for word in words):
        return text[words[0].start : words[-1].end]  # pairs overlap
    return " ".join(text[word.start : word.end] for word in words)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
