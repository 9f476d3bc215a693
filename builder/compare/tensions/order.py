"""`order`: the same two events, one before the other in one source and after it, or beside it, in another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from builder.compare.tensions.moments import near
from builder.compare.tensions.passages import Found, Line, Mark, Story, root_of, words_of

FEW = 5
"""An event with at most this many roots of weight is told by one that both share; a longer one by two."""
MOST = 9
"""An event with more roots than this is several."""
SHARE = 0.25
"""Share of the smaller event's roots, names among them, that both have where one is told `at the same time`."""
TELLING = 0.36
"""Share of the larger telling of each event, on average of both, that both sources have in common."""
RARE = 1.5
"""A shared root tells an event only if it is this rare in the thread (natural logarithm)."""

_LATER = r"after(?! all)|(?<!the )following|in the (?:aftermath|wake) of|once"
_EARLIER = r"before|prior to"
_SPAN = r"(?:just |only |about |some )?(?:an? |\w+ )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)"
_INFIX = re.compile(
    rf"\b(?:(?:(?:shortly|soon|just|{_SPAN}) )?(?:(?P<later>{_LATER}|(?:also )?(?:follows|followed))"
    rf"|(?P<earlier>{_EARLIER}|preceded|precedes)))\b",
    re.I,
)
_OPENING = re.compile(
    rf"^(?:[A-Z][^,]{{0,20}}, )?(?:{_SPAN} )?(?:(?P<later>{_LATER})|(?P<earlier>{_EARLIER}))"
    r" (?P<first>[^,]+), (?P<second>.+)$",
    re.I,
)
_THEN = re.compile(r"(?:, |; | )(?:and )?then (?:we |they |he |she |it |the )?", re.I)
_FIRST = re.compile(
    r"^(?P<first>.+?)\b(?:first|at first)\b(?P<mid>.*?)(?: and|,|;) "
    r"(?P<second>.+?)\b(?:afterwards|later|after that|followed)\b",
    re.I,
)
_FOLLOWED = re.compile(
    r"^(?P<first>.+?)[;,] (?:and )?(?P<second>the [^,;]+? (?:followed|came (?:afterwards|later|after))\b.*)$", re.I
)
_BESIDE = re.compile(r"^(?:At the same time|Simultaneously|In parallel),? (?P<second>.+)$")
_TELLING = ("after", "follow", "wake of", "once", "before", "prior to", "preced", "then ", "later", "same time",
            "simultaneously", "in parallel")  # fmt: skip
"""One of these stands in every relation of time."""
_SPEECH = re.compile(r"\b(?:said|says|told|wrote)\b")
_TWO_ACTS = re.compile(r"\b\w+ed and \w+ed\b")
"""Two acts in one clause: which of them came before or after cannot be told."""
_FEARED = re.compile(r"\b(?:would|could|should|might|may|warn\w*|risk\w*|expect\w*|plan(?:s|ned)?|threat\w*)\b")
"""What is only feared, planned or allowed has no place in the order of events."""
_TOLD_TO = re.compile(r"\btold (?=to \w)")
_HOUR = frozenset(
    """past half quarter noon midnight midday morning afternoon evening night late early come comes came go goes went
    follow follows followed later afterwards hour hours minute minutes
    take takes took make makes made""".split()
)
_SAYS = frozenset(root_of(word) for word in "said says told describes recounts".split())
_PLACE = re.compile(
    r" (?:the |a )?(?:\w+ )?(?:court|senate|house|committee|congress|judge|panel|lawmakers|jury|justices)\b", re.I
)
_EVENTS = frozenset(
    root_of(word)
    for word in """action decision move step announcement ruling incident attack crash accident resignation arrest
    verdict vote deal strike closure fire cut-off cutoff ban""".split()
)
_CORRECTED = re.compile(
    r"\b(?:sounded|came|was given|happened|followed)\b.*\b(?:afterwards|later|before|earlier)\b", re.I
)


class Relation(msgspec.Struct, frozen=True):
    """`first` happened before `second` (roots); or, `beside`, `second` at the time of the story's own event.

    Names tell who, not what: they stand in `all_first` and `all_second` only.
    """

    mark: Mark
    first: frozenset[str]
    second: frozenset[str]
    all_first: frozenset[str]
    all_second: frozenset[str]
    beside: bool = False


def order(found: Story) -> Iterator[Found]:
    """Relations of two sources that cannot both hold."""
    relations = [relation for number in range(len(found.lines)) for relation in _standing(found, number)]
    reach = _Reach(found, relations)
    for number, left in enumerate(relations):
        for right in reach.after(number):
            if left.mark.line.source == right.mark.line.source:
                continue
            common = _clash(found, left, right)
            if common:
                line = left.mark.line
                word = next((w for w in line.words if w.root in common), line.words[0])
                rule = "order.beside" if left.beside or right.beside else "order.turned"
                first, second = _values(left, right)
                marks = (
                    msgspec.structs.replace(left.mark, value=first),
                    msgspec.structs.replace(right.mark, value=second),
                )
                yield Found("order", rule, marks[0], marks[1], (word.start, word.end), 1.0)


class _Reach:
    """Relations by the rare roots of their events: only such can turn each other round."""

    def __init__(self, found: Story, relations: Sequence[Relation]) -> None:
        self._relations = relations
        self._rare = {root for root, rarity in found.rarity.items() if rarity >= RARE}
        self._beside = {number for number, relation in enumerate(relations) if relation.beside}
        self._first: dict[str, list[int]] = {}
        self._second: dict[str, list[int]] = {}
        for number, relation in enumerate(relations):
            for holders, event in ((self._first, relation.first), (self._second, relation.second)):
                for root in event & self._rare:
                    holders.setdefault(root, []).append(number)

    def after(self, number: int) -> Iterator[Relation]:
        """Those behind this one that share a root of either event with the other event; all where one is `beside`."""
        left = self._relations[number]
        if left.beside:
            yield from self._relations[number + 1 :]
            return
        one = {other for root in left.first & self._rare for other in self._second.get(root, ())}
        other = {other for root in left.second & self._rare for other in self._first.get(root, ())}
        for place in sorted((one & other) | self._beside):
            if place > number:
                yield self._relations[place]


def _standing(found: Story, number: int) -> list[Relation]:
    """A line's relations, none where the article's next sentence sets its order right (`it sounded afterwards`)."""
    relations = list(_relations(found.lines[number]))
    after = found.lines[number + 1] if relations and number + 1 < len(found.lines) else None
    corrected = after is not None and after.place == found.lines[number].place and _CORRECTED.search(after.text)
    return [] if corrected else relations


def _values(left: Relation, right: Relation) -> tuple[str, str]:
    names = ("beside" if one.beside else " ".join(sorted(one.first))[:40] for one in (left, right))
    first, second = names
    return first, second


def _roots(text: str, names: bool = False) -> frozenset[str]:
    # "Told to leave" is no saying.
    text = _TOLD_TO.sub("", text)
    words = [w for w in words_of(text) if w.weighty and not w.root[0].isdigit() and w.low not in _HOUR]
    return frozenset(w.root for w in words if names or w.text[0].islower() or w.start == 0)


def _related(mark: Mark, first: str, second: str, beside: bool = False) -> Relation:
    return Relation(mark, _roots(first), _roots(second), _roots(first, True), _roots(second, True), beside)


def _relations(line: Line) -> Iterator[Relation]:
    text = line.text
    low = text.casefold()
    if not any(word in low for word in _TELLING) or "?" in text or _TWO_ACTS.search(text):
        return
    if _FEARED.search(text):
        return
    opening = _OPENING.match(text)
    if opening and _SPEECH.search(opening["second"]):
        return
    if opening:
        word = "later" if opening["later"] else "earlier"
        pair = (opening["first"], opening["second"])
        yield _related(Mark(line, *opening.span(word), word), *(pair if word == "later" else pair[::-1]))
        return
    beside = _BESIDE.match(text)
    if beside:
        yield _related(Mark(line, 0, beside.start("second"), "beside"), "", _cut(beside["second"]), True)
        return
    told = _FIRST.match(text) or _FOLLOWED.match(text)
    if told:
        yield _related(
            Mark(line, told.start("second"), told.end(), "then"),
            _own_clause(re.split(r",(?= [\w ]+ (?:told|said)\b)", told["first"])[0]),
            _own_clause(told["second"]),
        )
        return
    for match in _INFIX.finditer(text):
        if _PLACE.match(text, match.end()):
            continue
        pair = _clauses(text, match.start(), match.end())
        value = "after" if match["later"] else "before"
        yield _related(Mark(line, match.start(), match.end(), value), *(pair[::-1] if match["later"] else pair))
    for match in _THEN.finditer(text):
        yield _related(Mark(line, match.start(), match.end(), "then"), *_clauses(text, match.start(), match.end()))


def _own_clause(text: str) -> str:
    """What follows the last `that` or colon: who says it does not belong to the event."""
    return re.split(r"[;:—–]|\bthat\b", text)[-1]


def _clauses(text: str, start: int, end: int) -> tuple[str, str]:
    """The clauses before and after a word of time, up to a stop, a semicolon or another such word."""
    before = re.split(rf"[;:—–]| said | says |\b(?:{_LATER}|{_EARLIER})\b", text[:start])[-1]
    return before, _cut(text[end:])


def _cut(text: str) -> str:
    return re.split(rf"[;:—–.]|, (?:said|but|who|which|several|according|\w+ing)\b|\b(?:{_LATER}|{_EARLIER})\b", text)[
        0
    ]


def _tells(found: Story, one: frozenset[str], other: frozenset[str], leave: frozenset[str]) -> frozenset[str]:
    """The rare roots that both events share, where they are enough to know the event again."""
    common = frozenset(root for root in (one & other) - leave if found.rarity.get(root, 0.0) >= RARE)
    wanted = 1 if min(len(one), len(other)) <= FEW else 2
    return common if len(common) >= wanted and max(len(one), len(other)) <= MOST else frozenset()


def _clash(found: Story, left: Relation, right: Relation) -> frozenset[str]:
    """Roots of the event in the left line, when the two tell the same events in another order; else empty."""
    if left.beside or right.beside:
        return _clash_beside(found, left, right)
    straight = _tells(found, left.first, right.first, frozenset()) & _tells(
        found, left.second, right.second, frozenset()
    )
    one = _tells(found, left.first, right.second, left.second | right.first)
    other = _tells(found, left.second, right.first, left.first | right.second)
    if any(_SAYS & relation.second | _SAYS & relation.first for relation in (left, right)):
        return frozenset()
    acts = any(root.startswith("=") for root in one | other)
    if straight or not one or not other or not acts:
        return frozenset()
    if not near(left.mark.line, right.mark.line):
        return frozenset()
    shares = (len(one) / max(len(left.first), len(right.second)), len(other) / max(len(left.second), len(right.first)))
    return one | other if sum(shares) >= 2 * TELLING else frozenset()


def _clash_beside(found: Story, left: Relation, right: Relation) -> frozenset[str]:
    """`At the same time, X`: against X before or after what the story is about."""
    if left.beside and right.beside:
        return frozenset()
    plain, told = (left, right) if left.beside else (right, left)
    for side, rest in ((told.all_first, told.all_second), (told.all_second, told.all_first)):
        common = plain.all_second & side
        telling = {root for root in common & plain.second if found.rarity.get(root, 0.0) >= RARE}
        enough = len(common) >= 2 and len(common) >= SHARE * max(len(side), len(plain.all_second))
        if telling and enough and _own_event(found, told, rest):
            return common
    return frozenset()


def _own_event(found: Story, told: Relation, event: frozenset[str]) -> bool:
    """Whether an event is what the article is about: `the decision`, `the move`, and somebody of its headline."""
    title = found.articles[told.mark.line.place].title
    return bool(event & _EVENTS) and bool(event & _roots(title, True))
