"""Closed word lists: what people who speak are called, and the small words around them."""

from __future__ import annotations

from builder.text.words import STOPWORDS

PRONOUNS = frozenset("he she they i we it who which you".split())
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
WORKS = frozenset(
    """report reports study studies article story survey surveys analysis statement letter poll polls data
    figures results research records documents filing filings emails transcript exit-polls numbers review
    investigation""".split()
)
PREPOSITIONS = frozenset(
    "for of at from with in on to inside within near close familiar briefed involved working".split()
)
AUXILIARIES = frozenset(
    """also has had have then later previously recently repeatedly would will further once reportedly publicly
    again already often now first still simply even just reportedly subsequently immediately quickly flatly
    personally himself herself themselves itself separately privately recently did is was are were be been
    only jointly not""".split()
)
TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december today tomorrow yesterday""".split()
)
# Words that open a sentence with a capital and are nobody.
OPENERS = frozenset(
    """later earlier meanwhile despite upon instead moreover still besides yet thus hence afterwards afterward
    soon weeks days months years hours minutes twenty thirty nearly almost perhaps maybe indeed finally
    initially eventually since whether although unlike like amid among without within according asked pressed
    questioned speaking using pointing writing referring citing noting calling saying adding responding
    sources officials critics experts analysts reports police people supporters""".split()
)
BREAKS = frozenset("that who which on in when as after and but or to by was were is are had has have".split())
CLAUSE_WORDS = frozenset("and but or that which who as when while if because though although so yet".split())
MODALS = frozenset("will would could should can may might must do does did not never".split())
FINITE = frozenset(
    """is are was were be has had have do does did will would could should can may might must said says told went took
    made came got gave ran won lost left met""".split()
)
"""Words that show that a phrase holds a verb."""
NOT_HEADS = (STOPWORDS | OPENERS | PREPOSITIONS) - VOICES - frozenset("some many both few most all each".split())
"""Words that no subject ends with."""
