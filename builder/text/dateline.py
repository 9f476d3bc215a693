"""The dateline of a news text: `PARIS (AP) —`, `By the Sea, Nov. 3 (Reuters) -`, `(CNN) --`."""

from __future__ import annotations

import re

from builder.model import Dateline, Span

_PLACE = (
    r"[A-ZÀ-ÖØ-Þ][\wÀ-ÿ.'’-]*(?:[ /][A-ZÀ-ÖØ-Þa-z][\wÀ-ÿ.'’-]*){0,4}"
    r"(?:,\s+[A-Z][\w.'’-]*(?:[ /][A-Z][\w.'’-]*){0,2}){0,2}"
)
_DATE = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:,?\s+\d{4})?"
_DAY = rf"(?:,?\s+{_DATE})"
_AGENCY = r"\(\s*(?P<agency>[A-Z][\w.&'’ /-]{0,39})\s*\)"
_DASH = r"\s*(?:—|–|--|-(?=\s)|―)"
_WITH_AGENCY = re.compile(rf"(?:(?:{_DATE}|(?P<place>{_PLACE}){_DAY}?)\s*)?{_AGENCY}(?:{_DASH}|:)\s*")
_KNOWN = r"AP|AFP|CNN|Reuters|UPI|dpa|EFE|ANSA|Xinhua|TASS|Bloomberg|PTI|IANS"
_CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*"
_NO_DASH = re.compile(
    rf"(?:(?P<place>{_CAPITALISED}(?:[ /]{_CAPITALISED}){{0,2}})\s*)?\(\s*(?P<agency>{_KNOWN})\s*\)\s+(?=[A-Z“\"])"
)
_NO_PLACE = frozenset(
    ("FILE", "FILE PHOTO", "UPDATE", "CORRECTION", "EXCLUSIVE", "BREAKING", "WATCH", "OPINION", "ANALYSIS")
)
_PLACE_ONLY = re.compile(rf"(?P<place>{_PLACE}){_DAY}?(?:\s*(?:—|–|--|―)|\s-(?=\s))\s*")


def find_dateline(text: str) -> Dateline | None:
    """The dateline that opens `text`, or None.

    The span covers place, agency and dash. A place without an agency counts only when it is written in
    capitals (the part before a comma), as news desks do, so that `Critics – and there are many` is none.
    """
    head = text[:160]
    lead = len(head) - len(head.lstrip())
    match = _WITH_AGENCY.match(head, lead) or _NO_DASH.match(head, lead)
    if match:
        return Dateline(
            Span(lead, len(match.group().rstrip()) + lead), (match["place"] or "").strip(" ,"), match["agency"].strip()
        )
    match = _PLACE_ONLY.match(head, lead)
    if match and _in_capitals(match["place"]):
        return Dateline(Span(lead, lead + len(match.group().rstrip())), match["place"].strip(" ,"), "")
    return None


def _in_capitals(place: str) -> bool:
    first = place.split(",")[0]
    if first.strip() in _NO_PLACE:
        return False
    letters = [char for char in first if char.isalpha()]
    return len(letters) >= 3 and all(char.isupper() for char in letters)
