"""One form for the forms of a word: `revokes`, `revoked` -> `revok`; `shot` -> `shoot`; `seventeen` -> `17`."""

from __future__ import annotations

from functools import lru_cache

_ENDINGS = ("ings", "ing", "edly", "ed", "es", "s", "ly")

# The verbs that news is told in, with the forms and the nouns of the deed that no ending gives away. Each line: the
# form that stands for all, then the others.
_FORMS = """
become became|begin began begun|bite bit bitten|blow blew blown|break broke broken|bring brought|build built|buy bought
catch caught|choose chose chosen|come came|deal dealt|draw drew drawn|drive drove driven|fall fell fallen|feel felt
fight fought|find found|flee fled|fly flew flown|freeze froze frozen|give gave given|go went gone goes|grow grew grown
hear heard|hide hid hidden|hold held|keep kept|know knew known|lay laid|lead led|leave left|lose lost loss|make made
meet met|pay paid|rise rose risen|run ran|say said|see saw seen|seek sought|sell sold sale|send sent
shake shook shaken|shoot shot|sink sank sunk|speak spoke spoken|spend spent|steal stole stolen theft
strike struck stricken|swear swore sworn|take took taken|tell told|think thought|throw threw thrown|win won
withdraw withdrew withdrawn withdrawal|write wrote written|die died dead death|injure injury|acquire acquisition
announce announcement|appoint appointment|resign resignation|decide decision|accuse accusation|allege allegation
apply application|approve approval|destroy destruction|explode explosion|invade invasion|collide collision
convict conviction|elect election|evacuate evacuation|execute execution|expel expulsion|explain explanation
investigate investigation investigator|negotiate negotiation|nominate nomination|permit permission|reduce reduction
suspend suspension|testify testimony|marry marriage|attack attacker|murder murderer|survive survivor survival
propose proposal|refuse refusal|remove removal|arrive arrival|deny denial|disclose disclosure|close closure
seize seizure|fail failure|depart departure
"""
_NUMBERS = """zero=0 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13
fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 sixty=60
seventy=70 eighty=80 ninety=90 dozen=12 hundred=100 thousand=1000"""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The form that stands for a lower-case word; other scripts stay as they are. `one` is too often no number."""
    return _KNOWN.get(word) or _cut(word)


def _cut(word: str) -> str:
    if not word.isascii() or not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    if len(word) > 3 and word[-1] == "e":
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word[-1] == "y" else word


def _known() -> dict[str, str]:
    known = dict(pair.split("=") for pair in _NUMBERS.split())
    for line in _FORMS.replace("\n", "|").split("|"):
        first, *others = line.split() or [""]
        known.update(dict.fromkeys(others, _cut(first)))
        known.update({_plural(form): _cut(first) for form in others})
    return known


def _plural(form: str) -> str:
    return form[:-1] + "ies" if form.endswith("y") else form + "s"


_KNOWN = _known()
