"""Noun phrases that can speak: found before or after a verb of saying, by closed word lists and capitals."""

from __future__ import annotations

import re

import msgspec

from builder.model import Span
from builder.text.normalise import fold

PRONOUNS = frozenset("he she they i we it who you".split())
DETERMINERS = frozenset(
    """the a an his her their its our my one two three four five six seven eight nine ten several some many most
    both another other these those this that no any each all few""".split()
)
ROLES = frozenset(
    """spokesperson spokesman spokeswoman spokespeople chief officer president vice executive director secretary
    press senior former ex minister prime senator representative congressman congresswoman leader candidate nominee
    chairman chairwoman chair attorney general lawyer lawyers judge justice professor analyst analysts economist
    economists strategist adviser advisers advisor advisors aide aides governor mayor sheriff police campaign
    communications editor founder co-founder cofounder ceo owner author host anchor reporter correspondent coach
    captain deputy national security foreign defense defence treasury finance interior state federal county city
    local regional majority minority house senate party democratic republican conservative liberal running mate
    rival billionaire businessman activist activists resident residents witness witnesses scientist scientists
    researcher researchers inspector commissioner superintendent pastor rabbi bishop archbishop pope commander
    colonel lieutenant sergeant detective ambassador administrator manager engineer pilot farmer teacher student
    doctor nurse prosecutor prosecutors defendant congressional presidential gubernatorial lieutenant-governor
    acting interim longtime veteran fellow co-chair whip speaker pollster historian counsel counselor head boss
    opposition union official officials head-teacher harbourmaster skipper master mate firefighter constable
    managing associate assistant principal trainer singer actor actress comedian writer columnist blogger
    investigator investigators negotiator envoy diplomat diplomats operator legislator lawmaker lawmakers""".split()
)
VOICES = ROLES | frozenset(
    """people person source sources authorities company firm administration agency department ministry committee
    panel council court commission government group organization organisation report reports statement study survey
    poll memo letter document documents filing lawsuit complaint indictment email e-mail transcript website site
    newspaper paper magazine network channel outlet blog tweet post article story experts critics supporters
    opponents democrats republicans senators voters employees workers members men man woman women father mother son
    daughter wife husband brother sister family neighbor neighbour neighbors neighbours friend friends victim
    victims parents students teachers doctors officers soldiers firefighters insider insiders staffers staff team
    institute bank board office white-house military army navy hospital school university airline operator crew
    passenger passengers foundation charity association federation coalition bureau service firm'""".split()
)
PARTICLES = frozenset("de da do dos del della van von der den bin ibn al el la le of st".split())
_PREPOSITIONS = frozenset("for of at from with in on to inside within near close familiar briefed involved working".split())
_AUXILIARIES = frozenset(
    """also has had have then later previously recently repeatedly would will further once reportedly publicly again
    already often now first still simply even just reportedly subsequently immediately quickly flatly personally
    himself herself themselves itself separately privately recently did is was are were be been only jointly""".split()
)
_TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today tomorrow yesterday""".split()
)
_TOKEN = re.compile(r"\([^)]*\)|(?:[A-Z]\.)+|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|St|Jr|Sr|Prof|Rev|Hon)\.|[^\W_][\w’'&-]*(?:\.[\w’'&-]+)*|[^\w\s]")
_SKIPPED_APPOSITIVE = re.compile(r"(?:who|which|whose|where|then|now|a|an|the|of|in|from|his|her|their|its|also|and|one|\d|[RDI]-)\b|\(", re.I)


class Speaker(msgspec.Struct, frozen=True):
    """A noun phrase: where it stands (offsets in the text that was searched) and what it is."""

    span: Span
    named: bool
    pronoun: bool = False


def is_name(word: str) -> bool:
    """Whether a word is capitalised and neither a day nor a month nor a pronoun."""
    return word[:1].isupper() and fold(word).strip(".") not in _TIMES | PRONOUNS | DETERMINERS


def before(text: str, end: int) -> Speaker | None:
    """The subject that stands directly before `end`, looking through appositives (`X, the mayor, said`)."""
    words = list(_TOKEN.finditer(text, 0, end))
    while words and words[-1].group().lower() in _AUXILIARIES:
        words.pop()
    if words and words[-1].group() == ",":
        return _before_appositive(text, words)
    return _phrase_before(words)


def _before_appositive(text: str, words: list[re.Match[str]]) -> Speaker | None:
    """`words` ends with the comma that closes an appositive: walk back over segments to the name before it."""
    commas = [i for i, word in enumerate(words) if word.group() in ",;—–-"]
    for close in range(len(commas) - 1, -1, -1):
        first = commas[close - 1] + 1 if close else 0
        segment = words[first : commas[close]]
        if not segment or len(commas) - close > 4:
            break
        if close and _SKIPPED_APPOSITIVE.match(text, segment[0].start()):
            continue
        after_place = close and words[commas[close - 1] + 1 - 2 : commas[close - 1]][:1]
        if after_place and after_place[0].group() in ("of", "in", "from") and len(segment) == 1:
            continue
        found = _phrase_before(segment)
        if found and (found.named or close == len(commas) - 1):
            return found
    return None


def _phrase_before(words: list[re.Match[str]]) -> Speaker | None:
    while words and words[-1].group().startswith("("):
        words = words[:-1]
    if not words:
        return None
    last = words[-1].group()
    if last.lower() in PRONOUNS:
        return Speaker(Span(words[-1].start(), words[-1].end()), False, True)
    if is_name(last):
        return _name_before(words)
    return _plain_before(words)


def _name_before(words: list[re.Match[str]]) -> Speaker:
    """A run of names, with roles and a determiner in front of it."""
    first = len(words) - 1
    while first > 0:
        word = words[first - 1].group()
        joined = word.lower() in PARTICLES and first > 1 and is_name(words[first - 2].group())
        if not (is_name(word) or joined or word.lower() in ROLES or (word == "&" and first > 1)):
            break
        first -= 1
    start = first
    if start > 0 and words[start - 1].group().lower() in ("the", "a", "an", "its", "his", "her", "their"):
        start -= 1
    return Speaker(Span(words[start].start(), words[-1].end()), True)


def _plain_before(words: list[re.Match[str]]) -> Speaker | None:
    """`a spokesman for the company`, `officials`: lower-case phrases whose head is a known kind of voice."""
    first = len(words)
    head = ""
    voices = False
    while first > 0 and len(words) - first < 9:
        word = words[first - 1].group()
        low = word.lower()
        if not word[0].isalnum() or low in ("and", "but", "that", "as", "when", "while", "if", "because", "or"):
            break
        first -= 1
        voices = voices or low in VOICES
        head = head or low
        if low in DETERMINERS:
            before_it = words[first - 1].group().lower() if first else ""
            if before_it not in _PREPOSITIONS or first < 2:
                break
    while first < len(words) and words[first].group().lower() in _PREPOSITIONS | _AUXILIARIES:
        first += 1
    if first == len(words) or not voices:
        return None
    phrase = words[first:]
    if phrase[0].group().lower() not in DETERMINERS and phrase[0].group().lower() not in VOICES and not is_name(phrase[0].group()):
        # No determiner: only the nearest voice word and what follows it ("local officials" -> "officials").
        while phrase and phrase[0].group().lower() not in VOICES:
            phrase = phrase[1:]
    return Speaker(Span(phrase[0].start(), phrase[-1].end()), False) if phrase else None


def after(text: str, start: int) -> Speaker | None:
    """The noun phrase that begins directly at `start` (after white space): `said [Jim Smith], the mayor`."""
    words = list(_TOKEN.finditer(text, start, min(len(text), start + 160)))
    if not words or text[start : words[0].start()].strip():
        return None
    if words[0].group().lower() in PRONOUNS:
        return Speaker(Span(words[0].start(), words[0].end()), False, True)
    end = 0
    named = voices = False
    opened = words[0].group().lower() in DETERMINERS
    for i, word in enumerate(words[:12]):
        token, low = word.group(), word.group().lower()
        following = words[i + 1].group() if i + 1 < len(words) else ""
        if is_name(token) and (token[0].isalpha()):
            named = True
        elif low in PARTICLES and i and is_name(following):
            pass
        elif low in DETERMINERS and (i == 0 or words[i - 1].group().lower() in _PREPOSITIONS) and not (named and not voices):
            pass
        elif low in VOICES and (opened or not named or voices):
            voices = True
        elif low in ("for", "of", "at", "with", "from") and voices and not (named and low != "of"):
            pass
        elif opened and not named and token[0].isalpha() and low not in ("that", "who", "on", "in", "when", "as", "after", "and") and i < 7:
            pass
        elif low == "familiar" and voices:
            pass
        else:
            break
        end = i + 1
    while end and words[end - 1].group().lower() in _PREPOSITIONS | DETERMINERS | PARTICLES:
        end -= 1
    if not end or not (named or voices):
        return None
    return Speaker(Span(words[0].start(), words[end - 1].end()), named and _has_person(words[:end]))


def _has_person(words: list[re.Match[str]]) -> bool:
    """Whether the phrase ends in a name (`spokesman Jo Lee`), not only holds one (`a Wired spokesman`)."""
    return is_name(words[-1].group())
