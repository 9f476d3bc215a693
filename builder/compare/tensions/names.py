"""`names`: the same person spelt in two ways, the same person with two ranks, the same post with two people."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from builder.compare.speakers import is_name
from builder.compare.tensions.parties import NAME
from builder.compare.tensions.passages import Found, Mark, Story
from builder.compare.voices import VOICES
from builder.text.normalise import fold

LONG = 5
"""Letters that a name must have to be compared by its spelling: short names differ by a letter and are others."""

_RUNNING = re.compile(r"\b(?:elect|appoint|succe|replac|race|nomin|candida|campaign|seat|runn?ing|swor|vacan)\w*", re.I)
"""Words of a change of office: then both ranks are right, one after the other."""
_FULL = re.compile(r"\b(?P<first>[A-ZÀ-Þ][\w’'-]+) (?:[A-Z]\. )?(?P<last>[A-ZÀ-Þ][\w’'-]+)\b")
_RANKS = ("rep congressman congresswoman representative", "sen senator", "gov governor", "sgt sergeant",
          "lt lieutenant",
          "capt captain", "maj major", "col colonel", "gen general", "judge justice", "mayor", "bishop",
          "archbishop", "cardinal")  # fmt: skip
_RANK = {word: row.split()[0] for row in _RANKS for word in row.split()}
_RANKED = re.compile(rf"\b(?P<rank>{'|'.join(_RANK)})\.? (?P<name>{NAME}(?: {NAME})?)", re.I)
_HINT = re.compile("|".join(sorted({rf"\b{word[0].upper()}[{word[1]}{word[1].upper()}]" for word in _RANK})))
"""A rank counts only with a capital: how each may begin."""
_FORMER = re.compile(
    r"\b(?:former|ex|late|then|attorney|solicitor|surgeon|deputy|lieutenant|major|vice|inspector|director)[ -]"
    r"(?:[A-Z]\w+ ){0,2}$",
    re.I,
)
_POST = (
    r"chief fire officer|police chief|fire chief|prime minister|mayor|governor|chief executive|managing director|"
    r"harbourmaster|coroner|sheriff|headteacher|head teacher|coxswain|skipper|bishop|archbishop|foreign minister|"
    r"finance minister|defence minister|defense minister|interior minister|press secretary|public prosecutor"
)
_HOLDER = re.compile(
    rf"(?:(?P<a>{NAME} {NAME}(?:[- ]{NAME})?), the (?P<where1>(?:[\w’'-]+ ){{0,3}})(?P<post1>{_POST})\b"
    rf"(?P<of1>(?: (?:of|for|at) (?:the )?{NAME})?)"
    rf"|[Tt]he (?P<where2>(?:[\w’'-]+ ){{0,3}})(?P<post2>{_POST})"
    rf"(?P<of2>(?: (?:of|for|at) (?:the )?{NAME})?), (?P<b>{NAME} {NAME}(?:[- ]{NAME})?),)"
)
_NOT_NOW = re.compile(r"\b(?:former|ex|then|deputy|acting|late|assistant|incoming|outgoing|next|new|previous)\b", re.I)


class Named(msgspec.Struct, frozen=True):
    """A name in a line: `name` folded, `about` what is said of it (a rank, a post with its place)."""

    mark: Mark
    name: str
    about: str = ""


def names(found: Story) -> Iterator[Found]:
    """Spelling, rank and post, in this order."""
    yield from _spellings(found)
    yield from _ranks(found)
    yield from _posts(found)


def _spellings(found: Story) -> Iterator[Found]:
    """Full names alike in one half and off by a letter in the other; each the only spelling in its article."""
    seen: dict[tuple[str, str], dict[int, Named]] = {}
    for line in found.lines:
        for match in _FULL.finditer(line.text):
            first, last = fold(match["first"]), fold(match["last"]).removesuffix("'s")
            plain = first in VOICES or last in VOICES or last.endswith(("isor", "iser"))
            if is_name(match["first"]) and is_name(match["last"]) and not plain:
                named = Named(Mark(line, match.start(), match.end(), f"{first} {last}"), f"{first} {last}")
                seen.setdefault((first, last), {}).setdefault(line.place, named)
    ordered = sorted(seen)
    halves: dict[tuple[int, str], list[int]] = {}
    for number, name in enumerate(ordered):
        for half in (0, 1):
            halves.setdefault((half, name[half]), []).append(number)
    for number, one in enumerate(ordered):
        # A name is only ever another's misspelling where one half is the same.
        near = {other for half in (0, 1) for other in halves[half, one[half]] if other > number}
        for other in (ordered[place] for place in sorted(near)):
            if not _misspelt(one, other):
                continue
            places, others = seen[one], seen[other]
            if places.keys() & others.keys():
                continue
            for place, named in sorted(places.items()):
                for elsewhere, again in sorted(others.items()):
                    left, right = (named, again) if place < elsewhere else (again, named)
                    if left.mark.line.source != right.mark.line.source:
                        yield _found(left, right, "names.spelling")


def _misspelt(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two (first, last) names are one person's: one half equal, the other one letter off, or two swapped."""
    for same, differs in ((0, 1), (1, 0)):
        a, b = one[differs], other[differs]
        if one[same] == other[same] and min(len(a), len(b)) >= LONG and a[0] == b[0] and _one_off(a, b):
            return all(x + end != y and y + end != x for x, y in ((a, b),) for end in ("s", "n", "d"))
    return False


def _one_off(a: str, b: str) -> bool:
    # British and American endings are no misspelling: `Mobilisation`, `Mobilization`.
    if abs(len(a) - len(b)) > 1 or a.replace("is", "iz") == b.replace("is", "iz"):
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        return a[start + 1 :] == b[start + 1 :] or (
            a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
        )
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[start + 1 :] == shorter[start:]


def _ranks(found: Story) -> Iterator[Found]:
    """One surname with two ranks that exclude each other, one in each article."""
    seen: dict[str, dict[int, list[Named]]] = {}
    for line in found.lines:
        for match in _RANKED.finditer(line.text) if _HINT.search(line.text) else ():
            if not match["rank"][0].isupper() or _FORMER.search(line.text[: match.start()]):
                continue
            parts = fold(match["name"]).split()
            mark = Mark(line, match.start("rank"), match.end("name"), f"{_RANK[match['rank'].lower()]} {parts[-1]}")
            named = Named(mark, " ".join(parts), _RANK[match["rank"].lower()])
            seen.setdefault(parts[-1].removesuffix("'s"), {}).setdefault(line.place, []).append(named)
    for _, places in sorted(seen.items()):
        for place, own in sorted(places.items()):
            for elsewhere, others in sorted(places.items()):
                ranks, theirs = {n.about for n in own}, {n.about for n in others}
                firsts = {n.name.split()[0] for n in (*own, *others) if " " in n.name}
                apart = own[0].mark.line.source != others[0].mark.line.source
                one_each = len(ranks) == len(theirs) == len(firsts) == 1 and ranks != theirs
                moving = any(_RUNNING.search(n.mark.line.text) for n in (*own, *others))
                if place < elsewhere and one_each and apart and not moving:
                    yield _found(own[0], others[0], "names.rank")


def _posts(found: Story) -> Iterator[Found]:
    """A post that one person holds (`the mayor of X`), held by two people without a name in common."""
    seen: dict[str, dict[int, Named]] = {}
    for line in found.lines:
        for match in _HOLDER.finditer(line.text):
            side = "1" if match["a"] else "2"
            name = match["a"] or match["b"]
            about = f"{match['where' + side]}{match['post' + side]}{match['of' + side]}"
            if _NOT_NOW.search(about) or not all(is_name(word) for word in name.split()):
                continue
            group = "a" if match["a"] else "b"
            mark = Mark(line, *match.span(group), fold(name))
            post = " ".join(w for w in fold(about).replace("'s", "").split() if w not in ("of", "for", "at", "the"))
            seen.setdefault(post, {}).setdefault(line.place, Named(mark, fold(name), post))
    for _, places in sorted(seen.items()):
        holders = sorted(places.items())
        for number, (_, one) in enumerate(holders):
            for _, other in holders[number + 1 :]:
                same = set(re.split(r"[ -]", one.name)) & set(re.split(r"[ -]", other.name))
                if not same and one.mark.line.source != other.mark.line.source:
                    yield _found(one, other, "names.post")


def _found(left: Named, right: Named, rule: str) -> Found:
    return Found("names", rule, left.mark, right.mark, (left.mark.start, left.mark.end), 1.0)
