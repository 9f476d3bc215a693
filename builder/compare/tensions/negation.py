"""`negation`: one source affirms what another denies, in nearly the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from builder.compare.tensions.passages import Found, Line, Mark, Story, likeness, whole

LIKE = 0.55
"""The two clauses must be at least this alike, all words of weight counted by rarity."""
SHARED = 4
"""Roots that both clauses must share."""
SPARE = 4
"""Roots that either clause may have of its own."""
REACH = 1
"""Words of weight behind the denial among which the shared verb must stand."""

_NOT = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|was|were|is|are|will|would|could|can|should)(?: not?|n[’']t)|cannot|can[’']t|"
    r"won[’']t|never|no longer|"
    r"denied|denies|denying|without|can['’]t|no(?= \w+ (?:had|has|was|were|is)))\b"
    r"(?! (?:only|just|yet|immediately|say|clear|known|specify|comment|respond))"
    r"(?! (?:\w+ ){0,2}until)",
    re.I,
)
_ANY = re.compile(
    r"\b(?:no|not|none|nor|nobody|nothing|never|neither|hardly|unlikely|refus\w+|fail\w+|\w+n[’']t)\b", re.I
)
"""Denials of any kind: what they stand in affirms nothing."""
_HEDGED = re.compile(
    r"\b(?:if|whether|would have|could have|should|might|may|think|believe|until|unless|question|"
    r"wonder|either|neither|nor|ask(?:ed|s|ing)?)\b|\?",
    re.I,
)


class Clause(msgspec.Struct, frozen=True):
    """A line's statement: its roots without those of the denial, and where the denial stands (None: it affirms)."""

    line: Line
    denial: tuple[int, int] | None
    behind: frozenset[str]


def negation(found: Story) -> Iterator[Found]:
    """Lines of two sources with the same statement, denied in exactly one."""
    denials = [(line, list(_NOT.finditer(line.text))) for line in found.lines if len(line.roots) >= SHARED]
    # A line that denies twice does not tell what it affirms.
    denying = [_denying(line, said[0]) for line, said in denials if len(said) == 1 and not _HEDGED.search(line.text)]
    # What a pair must share first of all is rare: two words in a row, the first of them behind the denial.
    holders: dict[tuple[str, str], list[int]] = {}
    denied = [frozenset(pair for pair in _pairs(no.line) if pair[0] in no.behind) for no in denying]
    wanted = frozenset[tuple[str, str]]().union(*denied)
    verbs = frozenset(verb for verb, _ in wanted)
    affirming: list[Clause] = []
    for line, said in denials:
        pairs = _pairs(line) & wanted if not said and not verbs.isdisjoint(line.roots) else frozenset()
        if pairs and not _HEDGED.search(line.text) and not _ANY.search(line.text):
            for pair in pairs:
                holders.setdefault(pair, []).append(len(affirming))
            affirming.append(Clause(line, None, frozenset()))
    for no, acts in zip(denying, denied, strict=True):
        for number in sorted({number for pair in acts for number in holders.get(pair, ())}):
            yes = affirming[number]
            if no.line.source == yes.line.source:
                continue
            shared = no.line.roots & yes.line.roots
            spare = max(len(no.line.roots - shared), len(yes.line.roots - shared))
            if len(shared) < SHARED or spare > SPARE:
                continue
            if likeness(whole(found, no.line), whole(found, yes.line)) < LIKE or _numbers(no.line) != _numbers(
                yes.line
            ):
                continue
            yield _found(no, yes)


def _pairs(line: Line) -> frozenset[tuple[str, str]]:
    """Roots of weight that follow each other, the last one with nothing behind it.

    The same act is denied and affirmed where the word behind the denial stands before the same word, or at the end.
    """
    roots = [w.root for w in line.words if w.weighty]
    return frozenset(zip(roots, [*roots[1:], ""], strict=True))


def _numbers(line: Line) -> frozenset[str]:
    return frozenset(w.low for w in line.words if w.low[0].isdigit())


def _denying(line: Line, said: re.Match[str]) -> Clause:
    behind = [w.root for w in line.words if w.weighty and w.start >= said.end()][:REACH]
    return Clause(line, said.span(), frozenset(behind))


def _found(no: Clause, yes: Clause) -> Found:
    verb = next(w for w in yes.line.words if w.root in no.behind)
    said = Mark(yes.line, verb.start, verb.end, "affirmed")
    denied = Mark(no.line, *(no.denial or (0, 0)), "denied")
    left, right = (said, denied) if yes.line.place < no.line.place else (denied, said)
    word = next(w for w in left.line.words if w.root in no.behind)
    return Found("negation", "negation.denied", left, right, (word.start, word.end), 1.0)
