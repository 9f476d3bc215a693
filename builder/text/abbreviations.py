"""English abbreviations that carry a full stop, and words that tell what follows it. All in lower case."""

from __future__ import annotations

NEVER_LAST = frozenset(
    """mr mrs ms mx dr prof sen sens rep reps gov govs gen col lt maj cpl capt cmdr adm sgt det insp supt rev fr hon
    pres sec atty treas amb msgr messrs mme mlle st ste ft mt no nos vs v fig figs eq art approx appt cf ca e.g
    i.e viz al vol ed eds p pp ch sect par para cl op dept gov't sr. est""".split()
)
"""Titles and the like: what follows belongs to them."""

SELDOM_LAST = frozenset(
    """inc corp co ltd llc plc bros jr sr esq etc ave blvd rd bldg univ assn bn mn tr hrs min sq jan feb mar apr jun
    jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun ala ariz ark calif colo conn del
    fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo ont
    que alta""".split()
)
"""Abbreviations after which a sentence ends only where the next word looks like the beginning of one."""

STARTERS = frozenset(
    """the a an this that these those he she it they we you i his her its their our my there here who what when where
    why how but and or so yet nor for in on at by from with without under over after before since until during
    while as if because although though however meanwhile moreover also then thus still instead now today
    yesterday tomorrow some many most several few one two three no not nobody nothing another other both each
    every all any asked according earlier later last next such even only once among between about despite like
    unlike whether did does do is are was were has have had will would can could should may might let see prices
    others police officials""".split()
)
"""Words that, with a capital, begin a sentence rather than go on with a name."""

TIME_WORDS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december edt est cdt cst mdt mst pdt pst et ct mt pt gmt utc bst cet cest eastern
    central mountain pacific eastern local""".split()
)

SPEECH = frozenset(
    """said says say asked asks told tells replied answered shouted cried wrote writes tweeted added explained wondered
    exclaimed continued quipped joked began demanded responded recalled insisted yelled screamed declared
    repeated posted""".split()
)
