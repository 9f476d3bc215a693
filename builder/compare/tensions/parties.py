"""Parties: by which names a speaker is known again, and for which organisation a person speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from builder.compare.speakers import is_name
from builder.model import Article
from builder.text.normalise import fold

NAME = r"(?:(?:[A-Z]\.)+|[A-ZÀ-ÞÉ][\w’'&-]*)"
_TITLES = frozenset("mr mrs ms dr sen rep gov the a an president senator".split())
_BODIES = frozenset(
    """board union service office department university committee house council agency company court commission party
    bureau directorate association institute ministry press institution court force group""".split()
)
ROLE_OF = (
    r"(?:owner|director|manager|managing director|chief executive|head|president|chairman|chairwoman|chair|founder|ceo|"
    r"spokesman|spokeswoman|spokesperson|secretary|delegate|boss|chief|lawyer|attorney|officer)"
)


_TELLING = (
    *"""owner director manager chief head president chair founder ceo spokes secretary delegate boss lawyer attorney
    officer prosecutor mayor governor sheriff coroner ombudsman""".split(),
    ", who ",
)
"""One of these stands in all that tells for whom somebody speaks."""


def keys_of(party: str) -> frozenset[str]:
    """The names by which a party is known again: every capitalised word that is no title, the last for a person."""
    words = [word.strip("’'.,") for word in party.split()]
    named = [fold(w).removesuffix("'s") for w in words if is_name(w) and fold(w).strip(".") not in _TITLES]
    if not named:
        return frozenset()
    if len(named) == 1 or named[-1] in _BODIES:
        return frozenset({" ".join(named)})
    return frozenset({" ".join(named), named[-1]})


def belongs(articles: Sequence[Article]) -> Mapping[str, frozenset[str]]:
    """Surname, folded -> the organisations that an article says they lead or speak for."""
    known: dict[str, set[str]] = {}
    name = rf"{NAME}(?: {NAME})+"
    org = rf"{NAME}(?: (?:of |do |da |de )?{NAME})*"
    patterns = (
        rf"(?P<org>{name}|{NAME})['’]s? (?:[a-z]+ ){{0,3}}{ROLE_OF},? (?P<who>{name})",
        rf"(?P<who>{name}), (?:the |a |its )?(?:\w+ )?{ROLE_OF} (?:of|for|at) (?:the )?(?:\w+, )?(?P<org>{org})",
        rf"(?P<who>{name}), who (?:has )?(?:owned|owns|runs|leads|heads) (?P<org>{NAME}(?: {NAME})*)",
        rf"(?P<who>{name}), (?P<org>{NAME}(?: (?:do |da |de )?{NAME})*)['’]s? (?:\w+ )?{ROLE_OF}",
        rf"(?P<org>{NAME}(?: {NAME})*) (?:spokes\w+|owner|director|boss|chief) (?P<who>{name})",
    )
    office = rf"(?P<who>{name}), the (?:\w+ )?(?P<org>prosecutor|mayor|governor|sheriff|coroner|ombudsman)\b"
    for article in articles:
        # No pattern reaches over the end of a line.
        telling = "\n".join(line for line in article.text.split("\n") if any(word in line for word in _TELLING))
        for pattern in (*patterns, office):
            for match in re.finditer(pattern, telling):
                surname = fold(match["who"].split()[-1]).removesuffix("'s")
                known.setdefault(surname, set()).update(keys_of(match["org"]) or {fold(match["org"])})
    return {surname: frozenset(orgs) for surname, orgs in known.items()}
