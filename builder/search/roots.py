"""Form -> root: which forms of a word share a posting list, and the words that carry none."""

from __future__ import annotations

from builder.search.text import stop_forms
from builder.text.fillers import stop_words

_STEMMERS = dict(
    row.split()
    for row in """
    ar arabic, ca catalan, cs czech, da danish, de german, el greek, en english, eo esperanto, es spanish, et
    estonian, eu basque, fa persian, fi finnish, fr french, ga irish, hi hindi, hu hungarian, hy armenian, id
    indonesian, it italian, lt lithuanian, nb norwegian, ne nepali, nl dutch, nn norwegian, no norwegian, pl
    polish, pt portuguese, ro romanian, ru russian, sr serbian, sv swedish, ta tamil, tr turkish, yi yiddish
    """.split(",")
)
_WANTED = frozenset("us new may told s t".split())
"""Words that threads and comparison pass over and a reader types: `U.S.`, `New York`, May; letters are no words."""
_LETTERS = ("s", "t", "d", "ll", "re", "ve")
"""What is left of English words behind an apostrophe that stands apart."""


def language_of(site_language: str) -> str:
    """`pt-BR` -> `pt`."""
    return site_language.replace("_", "-").split("-")[0].lower()


def search_stop_words(language: str) -> tuple[str, ...]:
    """The stop words of a language (`language_of`) as the search meets them, sorted; none where they are not known."""
    known = stop_words(language)
    if language == "en":
        known = (known - _WANTED) | frozenset(_LETTERS)
    return stop_forms(sorted(known))


class Roots:
    """The stemmer of one language, applied until nothing changes, so that the root of a root is itself."""

    def __init__(self, language: str) -> None:
        """Languages without a stemmer leave every form as it is."""
        import Stemmer

        name = _STEMMERS.get(language)
        self._stem = Stemmer.Stemmer(name).stemWord if name in Stemmer.algorithms() else None

    def of(self, form: str) -> str:
        """The root of a form; never empty where the form is not."""
        if self._stem is None or form.isdigit():
            return form
        seen = form
        while (shorter := self._stem(seen)) != seen and shorter and len(shorter) <= len(seen):
            seen = shorter
        return seen
