"""Noun phrases that can speak: found before or after a verb of saying, by closed word lists and capitals."""

from __future__ import annotations

import re

import msgspec

from builder.model import Span
from builder.text.normalise import fold
from builder.text.words import STOPWORDS

PRONOUNS = frozenset("he she they i we it who you".split())
DETERMINERS = frozenset(
    """the a an his her their its our my one two three four five six seven eight nine ten several some many most
    both another other these those this that no any each all few""".split()
)
ROLES = frozenset(
    """spokesperson spokesman spokeswoman spokespeople chief officer president vice executive director secretary
    press senior former ex minister prime senator representative congressman congresswoman leader candidate
    nominee chairman chairwoman chair attorney general lawyer lawyers judge justice professor analyst
    analysts economist economists strategist adviser advisers advisor advisors aide aides governor mayor
    sheriff police campaign communications editor founder co-founder cofounder ceo owner author host anchor
    reporter correspondent coach captain deputy national security foreign defense defence treasury finance
    interior state federal county city local regional majority minority house senate party democratic
    republican conservative liberal running mate rival billionaire businessman activist activists resident
    residents witness witnesses scientist scientists researcher researchers inspector commissioner
    superintendent pastor rabbi bishop archbishop pope commander colonel lieutenant sergeant detective
    ambassador administrator manager engineer pilot farmer teacher student doctor nurse prosecutor
    prosecutors defendant congressional presidential gubernatorial lieutenant-governor acting interim
    longtime veteran fellow co-chair whip speaker pollster historian counsel counselor head boss opposition
    union official officials head-teacher harbourmaster skipper master mate firefighter constable managing
    associate assistant principal trainer singer actor actress comedian writer columnist blogger investigator
    investigators negotiator envoy diplomat diplomats operator legislator lawmaker lawmakers""".split()
)
VOICES = ROLES | frozenset(
    """people person source sources authorities company firm administration agency department ministry committee
    panel council court commission government group organization organisation report reports statement study
    survey poll memo letter document documents filing lawsuit complaint indictment email e-mail transcript
    website site newspaper paper magazine network channel outlet blog tweet post article story experts
    critics supporters opponents democrats republicans senators voters employees workers members men man
    woman women father mother son daughter wife husband brother sister family neighbor neighbour neighbors
    neighbours friend friends victim victims parents students teachers doctors officers soldiers firefighters
    insider insiders staffers staff team institute bank board office white-house military army navy hospital
    school university airline operator crew passenger passengers foundation charity association federation
    coalition bureau service firm' polls surveys studies data figures research records researchers
    investigators campaigns officials leaders lawyers allies backers foes rivals residents prosecutors
    respondents many others percent delegates pundits observers commentators protesters organizers organisers
    veterans activists neighbors moderator narrator boss bosses chairman everyone somebody someone nobody
    ruling crowd""".split()
)
PARTICLES = frozenset("de da do dos del della van von der den bin ibn al el la le of st".split())
_PREPOSITIONS = frozenset(
    "for of at from with in on to inside within near close familiar briefed involved working".split()
)
_AUXILIARIES = frozenset(
    """also has had have then later previously recently repeatedly would will further once reportedly publicly
    again already often now first still simply even just reportedly subsequently immediately quickly flatly
    personally himself herself themselves itself separately privately recently did is was are were be been
    only jointly not""".split()
)
_TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december today tomorrow yesterday""".split()
)
# Words that open a sentence with a capital and are nobody.
_OPENERS = frozenset(
    """later earlier meanwhile despite upon instead moreover still besides yet thus hence afterwards afterward
    soon weeks days months years hours minutes twenty thirty nearly almost perhaps maybe indeed finally
    initially eventually since whether although unlike like amid among without within according asked pressed
    questioned speaking using pointing writing referring citing noting calling saying adding responding
    sources officials critics experts analysts reports police people supporters""".split()
)
WORKS = frozenset(
    """report reports study studies article story survey surveys analysis statement letter poll polls data
    figures results research records documents filing filings emails transcript exit-polls numbers review
    investigation""".split()
)
_BREAKS = frozenset("that who which on in when as after and but or to by was were is are had has have".split())
_NO_CALLING = STOPWORDS | DETERMINERS | _PREPOSITIONS | _AUXILIARIES | PARTICLES | _BREAKS
_CLAUSE_WORDS = frozenset("and but or that which who as when while if because though although so yet".split())
_TOKEN = re.compile(
    r"\([^)]*\)|(?:[A-Z]\.)+|(?:Mr|Mrs|Ms|Dr|Del|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|St|Jr|Sr|Prof|Rev|Hon)\.|"
    r"[^\W_][\w’'&-]*(?:\.[\w’'&-]+)*|[^\w\s]"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_SKIPPED_APPOSITIVE = re.compile(
    r"(?:who|which|whose|where|then|now|a|an|the|of|in|from|his|her|their|its|also|and|one|\d|[RDI]-)\b|\(", re.I
)


class Speaker(msgspec.Struct, frozen=True):
    """A noun phrase: where it stands (offsets in the text that was searched) and what it is."""

    span: Span
    named: bool
    pronoun: bool = False


def is_name(word: str) -> bool:
    """Whether a word is capitalised and neither a day nor a month nor a pronoun."""
    if not word[:1].isupper():
        return False
    folded = fold(word).strip(".").removesuffix("'s")
    if folded in ("mr", "mrs", "ms", "dr"):
        return True
    if folded in _TIMES or folded in _OPENERS:
        return False
    return folded not in STOPWORDS or (word.isupper() and len(word) > 1)


def before(text: str, end: int) -> Speaker | None:
    """The subject that stands directly before `end`, looking through appositives (`X, the mayor, said`)."""
    words = list(_TOKEN.finditer(text, 0, end))
    while words and (words[-1].group().lower() in _AUXILIARIES or words[-1].group().lower() in _TIMES):
        timed = words.pop().group().lower() in _TIMES
        if timed and words and words[-1].group().lower() in ("on", "last", "late", "early"):
            words.pop()
    if words and words[-1].group() == ",":
        return _before_appositive(text, words)
    return _phrase_before(words)


def between(text: str, start: int, end: int) -> Speaker | None:
    """The whole of a short phrase with a determiner, of any kind of voice: `“…,” [the ad’s narrator] says`."""
    words = list(_TOKEN.finditer(text, start, end))
    while words and words[-1].group().lower() in _AUXILIARIES:
        words.pop()
    if not 2 <= len(words) <= 7 or words[0].group().lower() not in DETERMINERS:
        return None
    if not all(word.group()[0].isalnum() for word in words):
        return None
    return Speaker(Span(words[0].start(), words[-1].end()), is_name(words[-1].group()))


def plural(text: str, end: int) -> Speaker | None:
    """A short phrase of any head that fills the clause before `end`: `forecasters`, `some undecided conservatives`."""
    words = list(_TOKEN.finditer(text, 0, end))
    while words and words[-1].group().lower() in _AUXILIARIES:
        words.pop()
    first = len(words)
    while first and words[first - 1].group()[0].isalnum() and words[first - 1].group().lower() not in _CLAUSE_WORDS:
        first -= 1
    phrase = words[first:]
    if not 1 <= len(phrase) <= 5 or not (phrase[-1].group().endswith("s") or phrase[0].group().lower() in DETERMINERS):
        return None
    if phrase[-1].group()[0].isupper() or phrase[-1].group().lower() in STOPWORDS | _OPENERS - VOICES:
        return None
    return Speaker(Span(phrase[0].start(), phrase[-1].end()), False)


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
        lead = [word for word in segment if found and word.end() <= found.span.start]
        if close and lead and lead[-1].group().lower() in _PREPOSITIONS:
            continue
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
    if not is_name(last):
        return _plain_before(words)
    name = _name_before(words)
    attached = [word for word in words if word.end() <= name.span.start]
    if attached and attached[-1].group().lower() in _PREPOSITIONS:
        # "a spokesman for the attorney in Brooklyn said": the name only says where the voice belongs.
        head = _phrase_before(attached[:-1])
        return head if head and head.named else _plain_before(words) or name
    return name


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
    opening = phrase[0].group()
    if opening.lower() not in DETERMINERS and not is_name(opening):
        # No determiner: only the nearest voice word and what follows it ("local officials" -> "officials").
        while phrase[0].group().lower() not in VOICES:
            phrase = phrase[1:]
    return Speaker(Span(phrase[0].start(), phrase[-1].end()), False)


def after(text: str, start: int) -> Speaker | None:
    """The noun phrase that begins directly at `start` (after white space): `said [Jim Smith], the mayor`."""
    words = list(_TOKEN.finditer(text, start, min(len(text), start + 160)))[:13]
    if not words or text[start : words[0].start()].strip():
        return None
    if words[0].group().lower() in PRONOUNS:
        return Speaker(Span(words[0].start(), words[0].end()), False, True)
    called = _called(text, words)
    if called:
        return called
    phrase, speaks = _phrase_after([word.group() for word in words])
    if not phrase:
        return None
    last = words[phrase - 1]
    found = Speaker(Span(words[0].start(), last.end()), is_name(last.group()))
    if not found.named and text[last.end() : last.end() + 2] == ", ":
        # "said its director, Jo Lee": the name that the role stands for.
        person = after(text, last.end() + 1)
        if person and person.named and is_name(text[person.span.start : person.span.end].split()[0]):
            return person
    return found if speaks else None


def _capital_follows(words: list[re.Match[str]]) -> bool:
    return len(words) < 2 or not words[1].group()[0].islower()


def _called(text: str, words: list[re.Match[str]]) -> Speaker | None:
    """One to three plain words and then a name of two words or more: `[chief sleuth Edite Lourosa]`."""
    plain = 0
    while plain < len(words) and words[plain].group().isalpha():
        if not words[plain].group().islower() and (plain or words[0].start() or _capital_follows(words)):
            break
        if words[plain].group().lower() in _NO_CALLING:
            return None
        plain += 1
    names = plain
    while names < len(words) and is_name(words[names].group()):
        names += 1
    if not 1 <= plain <= 3 or names - plain < 2:
        return None
    gap = text[words[0].start() : words[names - 1].end()]
    return Speaker(Span(words[0].start(), words[names - 1].end()), True) if "," not in gap else None


def _phrase_after(words: list[str]) -> tuple[int, bool]:
    """How many of `words` belong to the noun phrase that they open, and whether it names a person or a voice."""
    named = voices = False
    end = 0
    for i, word in enumerate(words[:12]):
        if word[0].isalpha() and is_name(word):
            named = True
        elif _is_voice(words, i, named, voices):
            voices = True
        elif not _continues(words, i, named, voices):
            break
        end = i + 1
    while end and words[end - 1].lower() in _PREPOSITIONS | DETERMINERS | PARTICLES:
        end -= 1
    return end, named or voices


def _is_voice(words: list[str], i: int, named: bool, voices: bool) -> bool:
    if named and i and words[i][0].isalpha() and _POSSESSIVE.search(words[i - 1]):
        return True
    return words[i].lower() in VOICES and (words[0].lower() in DETERMINERS or not named or voices)


def _continues(words: list[str], i: int, named: bool, voices: bool) -> bool:
    """Whether word `i` carries the phrase on: particle, determiner, the preposition of a voice, or a modifier."""
    low = words[i].lower()
    last = words[i - 1].lower() if i else ""
    following = words[i + 1] if i + 1 < len(words) else ""
    if low in PARTICLES and i and is_name(following):
        return True
    if low in DETERMINERS and (not i or last in _PREPOSITIONS):
        return voices or not named
    if voices and not named and low in ("in", "by"):
        return last in WORKS and is_name(following)
    if voices and low in ("for", "of", "at", "with", "from"):
        return not named or low == "of"
    if not words[i][0].isalpha():
        return False
    if voices:
        return low == "familiar" or (not named and last in DETERMINERS)
    return words[0].lower() in DETERMINERS and not named and low not in _BREAKS and i < 5
