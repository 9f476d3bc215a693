"""Who is who among the speakers of a thread: `Chief Science Officer Jared Kaplan`, `Mr Kaplan`, `the officer`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from builder.compare.voices import DETERMINERS, PARTICLES, PRONOUNS, ROLES, VOICES
from builder.model import Quote
from builder.text.normalise import fold
from builder.text.words import STOPWORDS

OPEN = -1
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_BELONGS = re.compile(r"(?<=\w) (?:of|from|at|for|with|in) (?=the |an? |[a-z])")
_TITLES = frozenset(
    "mr mrs ms miss sir dame lord lady dr prof professor rev sen rep gov gen col lt sgt capt st".split()
)
_NOT_NAMES = ROLES | DETERMINERS | PARTICLES | PRONOUNS | _TITLES | STOPWORDS
_ANYBODY = frozenset("a an one another some several two three".split())
"""`An official` is not the official whom another article names."""
_SPOKES = re.compile(r"spokes(?:man|woman|person|people)$")


def name_of(phrase: str) -> tuple[str, ...]:
    """The folded words of a person's or body's name in a phrase; empty where it only says what somebody is.

    `an OpenAI spokesperson` is nobody's name: its head is a role.
    """
    owned = phrase.rsplit("’s ", 1)[-1].rsplit("'s ", 1)[-1]
    words = [match.group() for match in _WORD.finditer(_BELONGS.split(owned, maxsplit=1)[0])]
    if not words or not words[-1][:1].isupper() or fold(words[-1]) in VOICES:
        return ()
    folded = [re.sub(r"'s?$", "", fold(word)) for word in words if word[:1].isupper()]
    return tuple(word for word in folded if word not in _NOT_NAMES)


def role_words(phrase: str) -> frozenset[str]:
    """The words of weight of a phrase, spokesmen, -women and -people being one."""
    found = (re.sub(r"'s?$", "", fold(match.group())) for match in _WORD.finditer(phrase))
    return frozenset(_SPOKES.sub("spokes", word) for word in found if word not in DETERMINERS | STOPWORDS | _TITLES)


class People:
    """Numbers for the speakers of a thread's quotes: equal numbers are the same person, `OPEN` is nobody known.

    Two names are one person's when their last words are equal and their first ones do not contradict each other
    (`Ana Reis`, `Reis`; not `Rui Reis`). A mere role is a person's when exactly one named person of the thread is
    called by all its words, two or more; else it is one with the same role in other articles.
    """

    def __init__(self, quotes: Sequence[Quote]) -> None:
        self.names: list[str] = []
        self._by_name: dict[tuple[str, ...], int] = {}
        self._by_role: dict[frozenset[str], int] = {}
        self._called: dict[int, set[str]] = {}
        self._read_names(quotes)
        self._named = len(self.names)
        self.of = tuple(self._number(quote) for quote in quotes)

    def named(self, person: int) -> bool:
        """Whether a number is that of somebody with a name."""
        return 0 <= person < self._named

    def _read_names(self, quotes: Iterable[Quote]) -> None:
        shown: dict[tuple[str, ...], dict[str, int]] = {}
        called: dict[tuple[str, ...], set[str]] = {}
        for quote in quotes:
            name = name_of(quote.speaker)
            if name:
                forms = shown.setdefault(name, {})
                forms[quote.speaker] = forms.get(quote.speaker, 0) + 1
                called.setdefault(name, set()).update(role_words(f"{quote.speaker} {quote.role}"))
        full: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(shown, key=lambda one: (-len(one), one)):
            same = [other for other in full.get(name[-1], ()) if _agree(name, other)]
            if len(same) == 1:
                number = self._by_name[same[0]]
            else:
                number = len(self.names)
                forms = shown[name]
                self.names.append(min(forms, key=lambda form: (len(form.split()), -forms[form], form)))
                full.setdefault(name[-1], []).append(name)
            self._by_name[name] = number
            self._called.setdefault(number, set()).update(called[name])

    def _number(self, quote: Quote) -> int:
        name = name_of(quote.speaker)
        if name:
            return self._by_name[name]
        words = role_words(quote.speaker)
        if not words:
            return OPEN
        anybody = quote.speaker.split()[0].lower() in _ANYBODY or len(words) < 2
        holders = [] if anybody else [number for number, called in self._called.items() if words <= called]
        if len(holders) == 1:
            return holders[0]
        if words not in self._by_role:
            self._by_role[words] = len(self.names)
            self.names.append(quote.speaker)
        return self._by_role[words]


def _agree(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    if short[-len(full) :] == full or full[-len(short) :] == short:
        return True
    return short[0].startswith(full[0][0]) and (short[0] == full[0] or 1 in (len(short[0]), len(full[0])))
