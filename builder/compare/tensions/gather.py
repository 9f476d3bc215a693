"""Pairs of marks -> tensions and updates: every difference once, with all the sentences that say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from builder.compare.tensions.attribution import attribution
from builder.compare.tensions.figures import figures
from builder.compare.tensions.kinds import Disagreements
from builder.compare.tensions.names import names
from builder.compare.tensions.negation import negation
from builder.compare.tensions.order import order
from builder.compare.tensions.passages import Found, Mark, Story, story
from builder.compare.tensions.response import response
from builder.compare.tensions.times import times
from builder.model import Article, Passage, Quote, Sentence, Span, Tension, Update
from builder.text.digests import digest
from builder.text.normalise import fold

KINDS: tuple[Callable[[Story], Iterator[Found]], ...] = (
    figures,
    times,
    order,
    response,
    attribution,
    negation,
    names,
)
ORDER = ("figures", "times", "order", "response", "attribution", "negation", "names", "nli")


def gather(
    articles: Sequence[Article], quotes: Sequence[tuple[Quote, ...]], copy_of: Mapping[str, str]
) -> Disagreements:
    """`disagreements` of the package, by every kind in turn."""
    found = story(articles, quotes, copy_of)
    pairs = [pair for kind in KINDS for pair in kind(found)]
    groups = _grouped(_once([pair for pair in pairs if pair.left.line.source != pair.right.line.source]))
    tensions = [_tension(group) for group in groups if not _rose(group)]
    updates = [_update(group) for group in groups if _rose(group)]
    return Disagreements(tuple(tensions), tuple(updates))


def _rose(group: Sequence[Found]) -> bool:
    """Whether a difference is a figure that rose: of some pair the later article has more, and of none the earlier.

    Articles of one day beside it say nothing against that.
    """
    return any(pair.update for pair in group) and all(
        pair.update or pair.left.line.day == pair.right.line.day for pair in group
    )


def _place(mark: Mark) -> tuple[int, int, int]:
    return mark.line.place, mark.line.sentence.index, mark.start


def _once(pairs: Sequence[Found]) -> list[Found]:
    """Of several times in the same two sentences (`at noon on Saturday`, `at midnight on Friday`) the surest."""
    best: dict[tuple[object, ...], Found] = {}
    for pair in pairs:
        key = (
            ("times", _place(pair.left)[:2], _place(pair.right)[:2]) if pair.kind == "times" else (pair.kind, id(pair))
        )
        if key not in best or pair.score > best[key].score:
            best[key] = pair
    return list(best.values())


def _grouped(pairs: Sequence[Found]) -> list[list[Found]]:
    """Pairs of one kind with the same two values that share a sentence are one difference; strongest pair first."""
    groups: list[list[Found]] = []
    ordered = sorted(pairs, key=lambda p: (ORDER.index(p.kind), *sorted((_place(p.left), _place(p.right)))))
    for pair in ordered:
        joined = [group for group in groups if any(_same_difference(pair, other) for other in group)]
        merged = [pair, *(other for group in joined for other in group)]
        groups = [group for group in groups if group not in joined] + [merged]
    for group in groups:
        group.sort(key=lambda p: (p.update, -p.score, *sorted((_place(p.left), _place(p.right)))))
    return sorted(groups, key=lambda g: (ORDER.index(g[0].kind), min(min(_place(p.left), _place(p.right)) for p in g)))


def _same_difference(one: Found, other: Found) -> bool:
    if one.kind != other.kind or {one.left.value, one.right.value} != {other.left.value, other.right.value}:
        return False
    return bool({_place(one.left), _place(one.right)} & {_place(other.left), _place(other.right)})


def _sides(group: Sequence[Found]) -> tuple[Passage, Passage]:
    """The two passages of the strongest pair, each with the other sentences that say the same."""
    lead = group[0]
    also: dict[str, dict[tuple[int, int, int], Sentence]] = {lead.left.value: {}, lead.right.value: {}}
    for pair in group:
        for mark in (pair.left, pair.right):
            also[mark.value][_place(mark)] = mark.line.sentence
    passages = []
    for mark in (lead.left, lead.right):
        others = [s for place, s in sorted(also[mark.value].items()) if place != _place(mark)]
        passages.append(Passage(mark.line.sentence, mark.span, tuple(s for s in others if s != mark.line.sentence)))
    return passages[0], passages[1]


def _thing(first: Found) -> tuple[str, Span]:
    """The thing's words in the left line, and where they stand in its article."""
    base = first.left.line.sentence.span.start
    start, end = first.thing
    return first.left.line.text[start:end], Span(base + start, base + end)


def _id(kind: str, group: Sequence[Found]) -> str:
    """16 hex digits of the first two sentences of the difference: later sources that join change nothing."""
    sides: dict[str, Mark] = {}
    for pair in group:
        for mark in (pair.left, pair.right):
            if mark.value not in sides or _place(mark) < _place(sides[mark.value]):
                sides[mark.value] = mark
    parts = sorted(f"{m.line.sentence.article_id} {fold(m.line.text)} {fold(m.text)}" for m in sides.values())
    return digest("tension", kind, *parts)[:16]


def _tension(group: Sequence[Found]) -> Tension:
    lead = group[0]
    left, right = _sides(group)
    thing, span = _thing(lead)
    return Tension(
        id=_id(lead.kind, group), kind=lead.kind, rule=lead.rule, left=left, right=right, thing=thing, thing_span=span,
    )  # fmt: skip


def _update(group: Sequence[Found]) -> Update:
    lead = group[0]
    left, right = _sides(group)
    thing, span = _thing(lead)
    return Update(id=_id(lead.kind, group), rule=lead.rule, earlier=left, later=right, thing=thing, thing_span=span)
