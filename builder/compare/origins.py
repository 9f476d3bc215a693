"""Where one article says it has things from: outlets named, links that attribute, datelines, citation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from builder.compare.frames import Layout
from builder.compare.outlets import Outlet, Outlets
from builder.model import Article, Link, Origin, OriginKind, Sentence, Span
from builder.text.normalise import fold
from builder.text.urls import canonical, url_key

_X = r"(?P<x>(?:[Tt]he\s+)?[A-Z][\w&’'.-]*(?:\s+(?:of\s+|the\s+|&\s+)?[A-Z][\w&’'.-]*){0,4})"
_WORK = r"(?:report|story|article|investigation|scoop|interview|account|reporting|analysis|piece|dispatch|op-ed)s?"
_MEDIUM = (
    r"(?:magazine|newspaper|daily|weekly|broadcaster|(?:news\s+)?website|news\s+(?:site|agency|outlet|programme)|"
    r"newswire|paper|tabloid|blog|podcast|journal)"
)
# Phrases that say of any name that it is an outlet ...
_STRONG = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:first|originally|earlier|previously|initially|exclusively)\s+"
        rf"(?:reported|published|revealed|appeared|broken)\s+(?:\w+\s+)?(?:by|in|on)\s+{_X}",
        rf"\b(?:as|was|were|been)\s+(?:first\s+)?reported\s+(?:\w+\s+){{0,2}}by\s+{_X}",
        r"\b[Aa]ccording\s+to\s+(?:an?|the|new|recent)?\s*(?:[\w-]+\s+){0,2}"
        rf"{_WORK}\s+(?:published\s+)?(?:\w+day\s+)?in\s+{_X}",
        rf"\b{_MEDIUM}\s+{_X}(?:,?\s+which)?\s+(?:has\s+|had\s+|first\s+)*"
        r"(?:report|reveal|disclos|publish|writ|wrote|said|says)",
        rf"{_X}\s+(?:was\s+(?:the\s+)?first\s+to\s+report|first\s+(?:reported|broke|revealed))\b",
    )
)
# ... and those that say it only of a name already known as one.
_WEAK = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:told|tells|telling)\s+{_X}",
        rf"\b(?:statement|interview|interviews|e-?mail|comments?|remarks|letter)\s+(?:\w+\s+)?(?:to|with|on|in)\s+{_X}",
        rf"\b(?:speaking|spoke|confirmed|appearing)\s+(?:to|with|on)\s+{_X}",
        rf"\b[Aa]ccording\s+to\s+{_X}",
        rf"\b{_WORK}\s+(?:published\s+)?(?:\w+day\s+)?(?:in|by|from|on)\s+{_X}",
        rf"\b(?:citing|via|per|[Rr]eported\s+by|published\s+(?:in|by)|seen\s+by|obtained\s+by|reviewed\s+by)\s+{_X}",
        rf"{_X}\s+(?:has\s+|have\s+|had\s+|also\s+|\w+day\s+)*"
        r"(?:report(?:ed|s)|reveal(?:ed|s)|disclose[ds]|quote[ds]|published|learned)\b",
        rf"{_X}['’]s?\s+{_WORK}\b",
        rf"{_X}\s+contributed\s+to\s+this\s+(?:report|story|article)",
    )
)
_HINTS = (
    *"""report told tell ccording statement interview mail comment remarks letter spoke speaking confirmed appear citing
    via publish disclos writ wrote said says obtained reviewed learned quote contributed reveal broke story stories
    article scoop account piece dispatch investigation analysis op-ed""".split(),
    "seen by",
    *(f"per{blank}" for blank in " \n\t\u00a0"),
)
"""One of these stands in every phrase of `_STRONG`, `_WEAK` and `_LEARNED` that can be taken for an origin."""
_ATTRIBUTES = re.compile(
    r"\b(?:according\s+to|report(?:s|ed|ing|edly)?|told|tells|said|says|first|via|citing|cited|per|reveal(?:s|ed)|"
    r"found|wrote|writes|statement|announced|published|confirmed|story|scoop|interview|source|h/t)\b",
    re.I,
)
_OPENING = 5
_OWN = re.compile(
    r"\b(?:told\s+us\b|tells\s+us\b|"
    r"told\s+(?:this|our)\s+(?:newspaper|paper|website|reporter|magazine|site|programme|correspondent)|"
    r"reached\s+by\s+(?:phone|telephone|e-?mail)|in\s+an\s+interview\s+with\s+us)\b"
)
_OWN_FOUND = (
    r"\s+(?:has\s+|have\s+)?"
    r"(?:learned|obtained|seen|reviewed|understands|visited|spoke\s+(?:to|with)|interviewed|can\s+reveal)\b"
)


class Found(msgspec.Struct, frozen=True):
    """One article's origins in reading order, what shows reporting of its own, and whether it leads with an origin.

    It leads with one when an outlet, agency or page is named in its opening, its dateline or its front matter:
    then the story itself is from there, whatever the article adds.
    """

    origins: tuple[Origin, ...]
    own: tuple[Sentence, ...]
    leads: bool


def learn(layouts: list[Layout], outlets: Outlets) -> None:
    """Let every article of the thread teach which names are outlets."""
    for layout in layouts:
        for frame in layout.frames:
            for name, _ in _phrases(frame.text, (*_STRONG, _LEARNED)):
                outlets.learn(name)


def origins_of(layout: Layout, outlets: Outlets, addresses: Mapping[str, str]) -> Found:
    """`addresses`: `url_key` of each article of the thread -> article id."""
    article = layout.article
    own: list[Sentence] = []
    found: list[tuple[int, Origin]] = []
    for outlet, sentence, position in _named(layout, outlets):
        if outlets.is_own(outlet.name, article.source_id):
            own.append(sentence)
        else:
            found.append((position, _origin(outlet, sentence)))
    itself = outlets.named(article.source_id)
    own += [s for s in layout.reporting if _OWN.search(s.text) or _found_by_itself(s.text, itself)]
    found += [
        (sentence.span.start, Origin(key="unnamed-sources", kind="unnamed-sources", name=phrase, evidence=sentence))
        for sentence, phrase in layout.unnamed
    ]
    found += [(link.span.start, origin) for link, origin in _linked(layout, outlets, addresses)]
    found += _cited(layout, outlets)
    found += [(-1, origin) for origin in _declared(layout, outlets, addresses)]
    if article.dateline and article.dateline.place and not any(position == -1 for position, _ in found):
        own.append(layout.reporting[0] if layout.reporting else _nowhere(article))
    opening = layout.reporting[: max(_OPENING, len(layout.reporting) // 4)][-1:]
    ends = opening[0].span.end if opening else 0
    leads = any(position < ends and origin.kind != "unnamed-sources" for position, origin in found)
    return Found(_unique(found), tuple(sorted(set(own))), leads)


_LEARNED = re.compile(rf"\b{_MEDIUM}\s+{_X}")


def _phrases(text: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[tuple[str, int]]:
    for pattern in patterns if any(hint in text for hint in _HINTS) else ():
        for match in pattern.finditer(text):
            name = re.sub(r"['’]s?$", "", match["x"].rstrip(".,-"))
            if fold(name).removeprefix("the ") not in (
                "monday tuesday wednesday thursday friday saturday sunday president congress".split()
            ):
                yield name, match.start("x")


def _named(layout: Layout, outlets: Outlets) -> Iterator[tuple[Outlet, Sentence, int]]:
    for frame in layout.frames:
        strong = [(name, at) for name, at in _phrases(frame.text, _STRONG)]
        weak = [(known, at) for name, at in _phrases(frame.text, _WEAK) if (known := _known_part(name, outlets))]
        for name, at in sorted(strong + weak, key=lambda item: (item[1], item[0])):
            sentence = layout.sentence_at(frame.span.start + at)
            if sentence:
                yield outlets.named(_known_part(name, outlets) or name), sentence, frame.span.start + at


def _known_part(name: str, outlets: Outlets) -> str:
    """The name, or the part of it that is an outlet's: `On Tuesday Wired` -> `Wired`; empty when none is."""
    if outlets.is_outlet(name):
        return name
    words = name.split()
    for cut in range(1, len(words)):
        for part in (" ".join(words[:-cut]), " ".join(words[cut:])):
            if outlets.is_outlet(part):
                return part
    return ""


def _found_by_itself(text: str, outlet: Outlet) -> bool:
    return bool(outlet.name) and outlet.name in text and bool(re.search(re.escape(outlet.name) + _OWN_FOUND, text))


def _linked(layout: Layout, outlets: Outlets, addresses: Mapping[str, str]) -> Iterator[tuple[Link, Origin]]:
    article = layout.article
    for link in article.links:
        sentence = layout.sentence_at(link.span.start)
        outlet = outlets.hosted(link.url)
        if sentence is None or outlet is None or outlet.key == article.source_id:
            continue
        target = addresses.get(url_key(canonical(link.url)), "")
        around = article.text[
            max(sentence.span.start, link.span.start - 60) : min(sentence.span.end, link.span.end + 40)
        ]
        home = url_key(canonical(link.url)).count("/") == 0
        if (
            target
            or outlets.is_source(outlet.key)
            or (_ATTRIBUTES.search(around) and not (home and outlet.kind == "link"))
        ):
            named = _name_beside(article, link, sentence, outlet, outlets)
            yield link, _origin(named, sentence, "" if target == article.id else target, link.url)


def _name_beside(article: Article, link: Link, sentence: Sentence, outlet: Outlet, outlets: Outlets) -> Outlet:
    """The host's own name where the anchor or the words around it write it: `a report in Wired` for wired.com."""
    if outlet.kind != "link":
        return outlet
    for text in (link.span.of(article.text), sentence.text):
        for match in re.finditer(_X, text):
            words = match["x"].split()
            for length in range(len(words), 0, -1):
                for start in range(len(words) - length + 1):
                    name = " ".join(words[start : start + length]).strip(".,’'")
                    named = outlets.named(name)
                    if named.key == outlet.key:
                        return Outlet(named.key, named.name, "outlet", outlet.url)
    return outlet


def _cited(layout: Layout, outlets: Outlets) -> list[tuple[int, Origin]]:
    found = []
    for citation in layout.article.citations:
        sentence = layout.sentence_at(citation.span.start)
        if not citation.target or sentence is None:
            continue
        url = citation.target if citation.target.startswith(("http://", "https://")) else ""
        outlet = outlets.hosted(url) if url else outlets.named(citation.target)
        if outlet and outlet.key and outlet.key != layout.article.source_id:
            kind: OriginKind = "citation" if outlet.kind == "link" else outlet.kind
            origin = Origin(key=outlet.key, kind=kind, name=outlet.name, url=url or outlet.url, evidence=sentence)
            found.append((citation.span.start, origin))
    return found


def _declared(layout: Layout, outlets: Outlets, addresses: Mapping[str, str]) -> Iterator[Origin]:
    """What the dateline's agency and the front matter (`syndicated_from`, `based_on`) say."""
    article = layout.article
    first = layout.reporting[0] if layout.reporting else _nowhere(article)
    if article.dateline and article.dateline.agency:
        outlet = outlets.named(article.dateline.agency)
        if outlet.key != article.source_id:
            yield _origin(Outlet(outlet.key, outlet.name, "agency", outlet.url), first)
    for told in (article.syndicated_from, article.based_on):
        address = canonical(told) if "://" in told else ""
        outlet_or_none = outlets.hosted(address) if address else outlets.named(told) if told else None
        target = addresses.get(url_key(address), "") if address else ""
        if outlet_or_none and outlet_or_none.key not in ("", article.source_id) and target != article.id:
            yield _origin(outlet_or_none, _nowhere(article), target, address)


def _nowhere(article: Article) -> Sentence:
    """Evidence that stands in the front matter and not in the text: an empty sentence at the head."""
    return Sentence(article.id, 0, Span(0, 0), "")


def _origin(outlet: Outlet, sentence: Sentence, article_id: str = "", url: str = "") -> Origin:
    return Origin(
        key=outlet.key,
        kind=outlet.kind,
        name=outlet.name,
        url=url or outlet.url,
        article_id=article_id,
        evidence=sentence,
    )


def _unique(found: list[tuple[int, Origin]]) -> tuple[Origin, ...]:
    """One origin a key, where it is first named; a link given later still lends its address and its article."""
    kept: dict[str, Origin] = {}
    for _, origin in sorted(found, key=lambda item: (item[0], item[1].key)):
        first = kept.get(origin.key)
        if first is None:
            kept[origin.key] = origin
        elif (origin.url and not first.url) or (origin.article_id and not first.article_id):
            kept[origin.key] = msgspec.structs.replace(
                first, url=origin.url or first.url, article_id=origin.article_id or first.article_id
            )
    return tuple(kept.values())
