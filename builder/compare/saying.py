"""Verbs of saying in all their forms, and what each may be followed by."""

from __future__ import annotations

_IRREGULAR = {
    "say": "says said saying", "tell": "tells told telling", "think": "thinks thought thinking",
    "write": "writes wrote writing", "read": "reads reading", "find": "finds found finding", "put": "puts putting",
    "show": "shows showed showing", "feel": "feels felt feeling", "swear": "swears swore swearing",
}  # fmt: skip


def _forms(lemma: str) -> tuple[str, ...]:
    """A verb and its other forms: `deny denies denied denying`."""
    if lemma in _IRREGULAR:
        return (lemma, *_IRREGULAR[lemma].split())
    if lemma.endswith("y") and lemma[-2] not in "aeo":
        return (lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing")
    if lemma.endswith("e"):
        return (lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing")
    if lemma in ("admit", "quip", "brag", "slam", "rip", "dub", "beg"):
        return (lemma, lemma + "s", lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing")
    return (lemma, lemma + ("es" if lemma.endswith(("s", "sh", "ch")) else "s"), lemma + "ed", lemma + "ing")


def _all(lemmas: str) -> frozenset[str]:
    return frozenset(form for lemma in lemmas.split() for form in _forms(lemma))


_NOUNS = "claim report note call state hope fear vow promise guess show joke tweet post charge estimate demand pledge"
"""Verbs whose base form and third person are nouns as well."""
_BASE_NOUN_ONLY = frozenset("report state call joke tweet post charge".split())
"""Nouns far more often than verbs in their base form."""
_BARE = """say add tell claim believe think note argue insist hope announce show acknowledge suggest deny predict warn
    guess fear expect complain agree concede admit explain assert contend caution boast brag swear vow quip joke"""
_THAT = """state write declare remark respond reply conclude recall observe promise pledge confirm emphasize emphasise
    stress maintain reiterate report reveal disclose testify counter allege indicate tweet post lament learn rule
    speculate muse find underscore highlight repeat charge posit opine propose imply signal proclaim affirm worry
    recommend estimate reason feel"""
_OTHERS = """continue ask urge wonder call describe dismiss label dub criticize criticise praise accuse thank exclaim
    shout yell cite hail slam blast rip mock read echo express demand comment blame denounce condemn attack
    threaten refuse decline brand liken compare characterize characterise portray tout decry deride chide rebuke
    lambaste depict vilify bash retort reject tease taunt scoff plead implore beg chant thunder instruct advise"""
PHRASES = (
    "according to", "in the words of", "as reported by", "as first reported by", "first reported by",
    "pointed out", "points out", "pointing out", "point out", "went on", "put it",
    "makes clear", "made clear", "made it clear", "make clear", "called for", "calls for", "calling for", "call for",
    "referred to", "refers to", "referring to", "described as", "summed up", "spoke of",
    "spoke about", "talked about",
    "called on", "calls on", "calling on", "call on",
)  # fmt: skip
VERBS = _all(f"{_BARE} {_THAT} {_OTHERS}") - _BASE_NOUN_ONLY - frozenset("feeling feelings read posts".split())
INVERTIBLE = frozenset(
    """said says added adds wrote writes noted notes explained explains argued argues asked asks replied
    recalled continued warned stated states declared concluded insisted joked quipped tweeted remarked
    observed reported argues notes explains writes asks replies recalls warns insists predicted acknowledged
    countered responded testified cautioned complained lamented announced""".split()
)
SOURCES = frozenset(PHRASES[:5])
"""What stands before a source, without a verb of its own."""
CLAUSE = _all(_BARE) | frozenset("estimated estimates found".split())
"""Verbs that report a clause without "that"; the others need the word."""
WITH_THAT = CLAUSE | _all(_THAT) | {"pointed out", "points out", "pointing out", "point out", "made clear",
                                   "makes clear", "made it clear", "make clear"}  # fmt: skip
WONDERING = _all("say tell ask wonder explain describe reveal disclose know question specify guess speculate")
"""Verbs that report a question: `asked whether …`, `would not say who …`."""
_TARGETS = {
    "accuse": "of", "urge": "to", "vow": "to", "promise": "to", "pledge": "to", "implore": "to",
    "instruct": "to", "advise": "to", "threaten": "to", "ask": "to",
    "refuse": "to", "demand": "", "highlight": "", "underscore": "", "blame": "for", "criticize": "for",
    "criticise": "for", "praise": "for",
}  # fmt: skip
OBJECT = {form: word for lemma, word in _TARGETS.items() for form in _forms(lemma)} | {
    "called on": "to", "calls on": "to", "calling on": "to", "call on": "to",
    "called for": "", "calls for": "", "calling for": "", "call for": "",
}  # fmt: skip
"""Verbs that report what is asked or held against somebody, and the word that must follow in the same clause."""
STRONG = (
    _all(
        """say tell argue believe think claim warn insist note acknowledge admit concede contend complain
        predict announce deny explain add agree hope fear assert allege maintain write vow caution"""
    )
    & VERBS
)
"""Verbs whose subject may be anything: who says, argues, believes is always somebody."""
WORKS_SAY = _all("show find estimate") & VERBS
ALSO_NOUNS = (
    frozenset(form for lemma in _NOUNS.split() for form in _forms(lemma)[:2])
    | frozenset("warnings findings ruling saying finding warning showing telling".split())
    | frozenset("urge worry worries blame praise attack attacks comment comments reason reasons charges".split())
)
"""Forms that are verbs only where nothing beside them makes them nouns."""
