"""Who `she`, `the judge` and `the spokeswoman` are, where one article leaves no doubt; and what a speaker is called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.compare import attribution
from builder.compare.attribution import Cue
from builder.compare.frames import Frame
from builder.compare.voices import ROLES, VOICES
from builder.model import Span
from builder.text.normalise import fold

_BACK = 2
"""Paragraphs before the pronoun's own in which its name is looked for."""
_MALE = re.compile(r"\b(?:Mr|husband|father|brother|son|spokesman|chairman|congressman)\b")
_FEMALE = re.compile(r"\b(?:Mrs|Ms|Miss|wife|mother|sister|daughter|spokeswoman|chairwoman|congresswoman)\b")
_DEFINITE = re.compile(r"(?:the|its|his|her|their)\s+(?:[\w’'-]+\s+){0,3}?([\w-]+)$", re.I)
_APPOSITION = re.compile(
    r",\s+((?:the|a|an|its|his|her|their|who\s+(?:is|was)\s+(?:the|a|an))?\s*[^,;.:!?()]{3,90})(?=[,;.])"
)
_BEFORE = re.compile(
    r"(?:(?<=[.!?,;:—–] )|(?<=\n)|^|(?=\b(?:the|its|his|her|their)\b))"
    r"((?:[\w’'-]+ ){0,5}?([\w-]+)),\s$", re.I
)  # fmt: skip
_BELONGS = re.compile(r"(?<=\w)(?<!\b[a-z]) (?:of|from|at) the [a-z].*$")
_SURNAME = re.compile(r"(?<=[A-Z])[a-zà-ÿ]+\.? (?:[A-Z]\. |[a-z]{1,3} )?(?=([A-Z][\w’'-]+))")
_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+")
_BODIES = VOICES - ROLES
_SORTS = frozenset(
    "republican democratic democrat conservative liberal federal national state house senate county city local".split()
)
"""What a name is no surer for."""
_SPOKES = re.compile(r"spokes(?:man|woman|person)$", re.I)


class Naming:
    """The named speakers of one article: what a pronoun or a mere role stands for."""

    def __init__(self, text: str, frames: Sequence[Frame], spoken: Sequence[Sequence[Cue]]) -> None:
        self._text = text
        self._frames = frames
        self._spoken = spoken
        # A capital inside a sentence: one that opens a sentence may be anything (`Fisheries`, `Eleven`).
        self._capitals = frozenset(_INSIDE.findall(text))
        self._surnames = frozenset(_SURNAME.findall(text))
        self._holders: dict[str, dict[str, Span]] = {}
        self._told: dict[int, dict[str, Span]] = {}
        self._called: dict[str, str] = {}
        for frame, cues in zip(frames, spoken, strict=True):
            for cue in cues:
                if cue.speaker and not cue.speaker.pronoun:
                    start = frame.span.start
                    self._note(Span(cue.speaker.span.start + start, cue.speaker.span.end + start), cue.speaker.named)

    def antecedent(self, number: int, cue: Cue) -> Span | None:
        """The name for which the `he` or `she` of a cue in frame `number` stands; None where it stays open.

        The nearest frame before it with a named person as the subject of its first verb or of a verb of saying, when
        it has exactly one, and no title (`Ms`) speaks against it. Other pronouns stay open.
        """
        own = self._frames[number]
        pronoun = own.text[cue.speaker.span.start : cue.speaker.span.end].lower() if cue.speaker else ""
        if cue.speaker is None or pronoun not in ("he", "she"):
            return None
        found = self._found(number, cue.speaker.span.start, pronoun)
        # Nobody is `he` and `she` in one article: the first stands, the other stays open.
        if found is None or self._called.setdefault(found.of(self._text).split()[-1], pronoun) != pronoun:
            return None
        self._told.setdefault(number, {})[pronoun] = found
        return found

    def _found(self, number: int, start: int, pronoun: str) -> Span | None:
        own = self._frames[number]
        for back in range(number + 1):
            frame = self._frames[number - back]
            if own.paragraph - frame.paragraph > _BACK:
                return None
            named = self._subjects(number - back, start if back == 0 else len(frame.text))
            if len(named) > 1:
                return None
            for span in named.values():
                wrong = _FEMALE if pronoun == "he" else _MALE
                return None if wrong.search(span.of(self._text)) else span
            # The same pronoun, resolved there: speech that goes on keeps its speaker.
            if pronoun in self._told.get(number - back, ()):
                return self._told[number - back][pronoun]
        return None

    def _subjects(self, number: int, limit: int) -> dict[str, Span]:
        """Named persons that act in a frame before `limit`: last name -> where it stands in the article."""
        frame = self._frames[number]
        found = [cue.speaker for cue in self._spoken[number] if cue.speaker]
        opening = attribution.opening(frame.text)
        found += [opening] if opening else []
        named: dict[str, Span] = {}
        for one in found:
            words = frame.text[one.span.start : one.span.end].split()
            if not one.named or one.span.end > limit or not words or not self._is_person(words):
                continue
            key = fold(words[-1])
            span = Span(one.span.start + frame.span.start, one.span.end + frame.span.start)
            if key not in named or span.end - span.start > named[key].end - named[key].start:
                named[key] = span
        return named

    def _is_person(self, words: Sequence[str]) -> bool:
        """Not `The Courier`, `NATO`, `Fisheries`: no article, no mere capitals, no body, a surname elsewhere."""
        if words[0].lower() in ("the", "a", "an") and not any(word.lower() in ROLES for word in words[1:-1]):
            return False
        last = words[-1]
        own = [word for word in words if fold(word) not in _SORTS]
        if len(own) < 2 and not (last in self._capitals and last in self._surnames):
            return False
        return not last.isupper() and fold(last) not in _BODIES and last[0].isupper()

    def _note(self, span: Span, named: bool) -> None:
        phrase = span.of(self._text)
        role = role_of(self._text, span)
        words = (role.of(self._text) if role else phrase).split()
        if _DEFINITE.match(phrase) and not named:
            return
        for word in words:
            head = _head(word)
            if head in ROLES or _SPOKES.match(word):
                holders = self._holders.setdefault(head, {})
                holders.setdefault(fold(phrase.split()[-1]) if named else fold(phrase), span)

    def resolve(self, phrase: str) -> Span | None:
        """The one speaker of the article who has the role of a definite phrase (`the judge`), or None."""
        match = _DEFINITE.match(phrase)
        holders = self._holders.get(_head(match[1]), {}) if match else {}
        return next(iter(holders.values())) if len(holders) == 1 else None


def _head(word: str) -> str:
    folded = fold(word).strip(".,")
    return "spokesperson" if _SPOKES.match(folded) else folded


def role_of(text: str, speaker: Span) -> Span | None:
    """What the article calls a speaker, as written: before the name, or in apposition behind it.

    `[Chief Science Officer] Jared Kaplan`; `the [union secretary], Jo Lee`; `Jo Lee, [its secretary],`; the whole of a
    phrase without a name.
    """
    belongs = _BELONGS.search(speaker.of(text))
    if belongs and speaker.of(text)[: belongs.start()].split()[-1][0].isupper():
        speaker = Span(speaker.start, speaker.start + belongs.start())
    phrase = speaker.of(text)
    words = list(re.finditer(r"\S+", phrase))
    if not words:
        return None
    if not words[-1].group()[0].isupper() or fold(words[-1].group()) in ROLES:
        return speaker if any(fold(word.group()) in VOICES for word in words) else None
    held = [word for word in words[:-1] if fold(word.group()).strip(".,") in ROLES]
    if held:
        last = words.index(held[-1])
        while last + 2 < len(words) and words[last + 1].group().islower():
            last += 1
        return Span(speaker.start, speaker.start + words[last].end())
    ahead = _BEFORE.search(text, max(0, speaker.start - 90), speaker.start)
    if ahead and _head(ahead[2]) in ROLES | {"spokesperson"}:
        return Span(ahead.start(1), ahead.end(1))
    match = _APPOSITION.match(text, speaker.end)
    if match and any(_head(word) in ROLES or _SPOKES.match(word) for word in match[1].split()[:8]):
        return Span(match.start(1), match.end(1))
    return None
