"""Sentences that lean on people who are not named: `sources familiar with the matter`, `officials said`."""

from __future__ import annotations

import re

_WHO = (
    r"(?:sources?|officials?|people|persons?|insiders?|aides?|employees|executives?|diplomats?|analysts|experts|"
    r"observers|critics)"
)
_KIND = (
    r"(?:(?:multiple|several|two|three|four|five|some|many|other|unnamed|anonymous|senior|former|current|local|"
    r"federal|state|government|administration|military|intelligence|diplomatic|industry|company|police|top|"
    r"law[- ]enforcement|high-ranking|U\.S\.|US|American|various|numerous|one|another|a|an|the|inside)\s+)*"
)
_SAID = r"(?:said|say|says|told|tell|tells|revealed|reveal|claimed|claim|added|confirmed|believe|suggested|indicated)"
_PATTERNS = (
    rf"{_WHO}\s+(?:who\s+(?:are|were|is|was)\s+)?"
    r"(?:familiar\s+with|close\s+to|with\s+(?:direct\s+)?knowledge\s+of|briefed\s+on|involved\s+in)\b",
    r"\b(?:on\s+(?:the\s+)?condition\s+of\s+anonymity|anonymously|"
    r"(?:asked|asking|declined|requested)\s+(?:not\s+)?to\s+(?:not\s+)?be\s+(?:named|identified)|"
    r"not\s+authori[sz]ed\s+to\s+(?:speak|discuss|comment))\b",
    rf"\b(?:unnamed|anonymous|unidentified)\s+(?:\w+\s+)?{_WHO}\b",
    rf"\baccording\s+to\s+{_KIND}{_WHO}(?!\s+[A-Z])(?!\s+(?:at|from|with|in|of)\s+(?:the\s+)?[A-Z])\b",
    r"\baccording\s+to\s+(?:multiple\s+|several\s+|some\s+|media\s+|news\s+|various\s+)*reports\b",
    rf"\b{_KIND}(?:sources?|officials|insiders?)\s+(?:\w+ly\s+)?{_SAID}\b",
)
_HINTS = tuple(
    """source official people person insider aide employee executive diplomat analyst expert observer critic anonym
    named identified reports authori""".split()
)
"""One of these stands in every such phrase."""
_UNNAMED = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.I)


def find(text: str) -> str:
    """The first such phrase of a sentence, empty when it has none."""
    low = text.casefold()
    match = _UNNAMED.search(text) if any(hint in low for hint in _HINTS) else None
    return match.group().strip() if match else ""
