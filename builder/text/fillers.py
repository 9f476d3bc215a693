"""Stop words of languages other than English, and which of them a text is written in.

Only the words of the text's own language are fillers: `die` and `war` are German ones, and English news.
"""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter
from collections.abc import Sequence

from builder.text.words import STOPWORDS, tokens

_LOOKED_AT = 400
"""Words of a text that tell its language."""

_LETTERS = 50
"""Words whose first letters tell the script."""

_ENGLISH = 0.2
"""Share of English stop words from which a text is English, nothing else asked. News has .4, its headlines .1 to .3."""

_FEWEST = 3
_SHARE = 0.08
"""Stop words that a text of a language has, at least: three, and this share of its words."""

_FILLERS = {
    "de": """aber alle als also am an auch auf aus bei bereits bis da damit dann das dass dem den denn der des
    die dies diese diesem diesen dieser dieses doch durch ein eine einem einen einer eines er es
    etwa für gegen habe haben hat hatte hatten ihm ihn ihr ihre ihren im in ist jedoch kann kein
    keine können mehr mit muss müssen nach nicht noch nun nur ob oder ohne sagt sagte sagten schon
    sei sein seine seinen seit sich sie sind so soll sollen über um und uns unter vom von vor war
    waren was wegen wenn werden wie wieder wird wir wo wurde wurden zu zum zur zwischen""",
    "es": """a al ante aunque bajo cada como con contra cual cuando de del desde dice dijo dijeron donde durante
    e el él ella ellos en entre era es esa ese eso esta está este esto están fue fueron ha había
    habían han hasta hay la las le les lo los más mientras muy ni no nos o para pero por porque que
    quien se según ser si sido sin sobre su sus también tiene todo todos tras un una unas uno unos y
    ya""",
    "fr": """a au aussi aux avait avaient avec avoir c ce cela ces cette d dans de depuis des deux dit donc dont
    du elle elles en encore est et étaient était été être eu fait il ils j l la le les leur leurs
    lui m mais même n ne non nous on ont ou où par pas plus pour qu quand que qui s sa sans se selon
    ses si son sont sous sur tous tout très un une vers vous y""",
    "it": """a ad al alla alle anche che chi ci come con contro cui da dal dalla dalle dei del della delle dello
    di dopo due e ed era erano essere fra gli ha hanno i il in io l la le lo loro ma mentre nei nel
    nella nelle non o per perché però più quando questa questo se senza si sia sono stata stati
    stato su sua sui sul sulla suo tra tutti un una uno è""",
    "pt": """a ao aos as até com como contra da das de depois do dos e ela ele eles em entre era essa esse esta
    está este foi foram há isso já mais mas mesmo muito na não nas nem no nos num numa o onde os ou
    para pela pelo pelos por porque quando que quem são se segundo sem ser seu seus sobre sua suas
    também tem ter um uma é à às disse""",
    "nl": """aan al als bij daar dan dat de der deze die dit door een en er ook gaat geen haar had hebben heeft
    hem het hij hun ik in is je kan maar meer met moet na naar niet nog nu of om onder op over te
    tegen toch tot uit van veel voor waren was wat we wel werd werden wie wordt worden zal zei zich
    zij zijn zo zou""",
    "sv": """alla att av blev blir de den det dem denna detta deras då efter eller en enligt ett flera från får
    för ha hade han hans har hon hur i inte in innan kan man med men mot mycket nu när och också om
    på sade sig sin sina ska som säger till under upp ut utan vad var vara vid vi är även över""",
    "da": """af alle at blev bliver da de dem den der deres det dette efter eller en er et for fra få har havde
    han hans hun hvor hvad i ikke ifølge ind jeg kan man med men mod nu når og også om op over på
    sagde sig siger sin sine skal som så til ud under var ved vi vil være blitt ble etter fikk kom
    mot opp seg sier ut å""",
    "pl": """a aby ale bardzo bez był była było były być ci co czy dla do gdy go i ich im iż ja jak jako je jego
    jej jest już kiedy która które którego której który którzy lub ma mają może na nad nie niego o
    od oraz po pod przed przez przy się są ta tak także tam te tego tej ten to tu tych tylko tym w
    we więc z za ze że""",
    "ru": """а без более бы был была были было быть в во вот все всех всего вы где да для до его ее если еще же
    за и из или им их к как когда который которые которая кто ли между мы на над не него нее нет ни
    них но о об однако он она они от по под после при про с со свои свою себя сообщил сообщила
    сообщили так также там то тоже только том у уже через что чтобы эта эти это этом этого этот""",
    "uk": """а або але без був була були було бути в вже від він вона вони все всі де для до його її їх за з зі
    із й і як який яка які коли ми на над не ні о об про під після по при та також так те то тому у
    ще що щоб це цей ця ці""",
    "tr": """ama ancak bir bu bunu çok da daha de diye en gibi göre hem her için ile ise kadar ki mi ne o olan
    olarak oldu olduğu olduğunu onu sonra şu tarafından üzere var ve veya ya yok""",
    "id": """ada adalah akan atau bahwa bagi belum bisa dalam dan dari dengan di hingga ini itu juga kami karena
    kata ke kepada lebih mereka namun oleh pada para saat sebagai sudah telah tersebut tidak untuk
    yang""",
    "vi": """bị các cho có của cùng đã đang để được khi không là lại một này như những ở ra sau sẽ tại theo thì
    trong từ và vào về với""",
    "el": """αλλά αν από για δεν είναι είχε ενώ ένα ένας έχει έχουν η θα και κατά με μετά μια να ο οι όπως ότι
    που προς σε στη στην στις στο στον στους τα τη την της τις το τον του τους των ως""",
    "ar": """أو أن أنه أي إلى إن إنه بعد بين تم التي الذي الذين ثم حتى حول حيث خلال ذلك دون سوف ضد عبر عدم عن عند
    على غير فإن فقد في فيما فيه قال قالت قد قبل كان كانت كل كما لا لكن لم لها له لن ما مع من منذ
    منها منه هذا هذه هم هناك هو هي و وقال وقالت وقد وكان ولم ومن وفي وعلى يوم""",
    "fa": """از است اما این آن آنها با باید بر برای بود به بین پس تا چه خود در دارد را شد شده کرد کرده که می نیز
    هم های هر همه و وی یا یک""",
    "he": """אבל או אותו אך אחרי אל אם אמר אמרה אף את בין גם הוא היא היה היו הם זה זאת יותר יש כאשר כי כל כך לא
    לאחר לפי מה מי מן עד עוד על עם רק של שהוא""",
    "hi": """अपने आज इस इसके उन उनके उस एक और कर करने कहा का कि किया की के को कोई गई गया गए जब जो तक तो था थी थे
    दिया दी ने नहीं पर बाद भी में यह या ये रहा रही रहे लिए वह वे से साथ हुआ हुई हुए है हैं हो ही""",
}


def fillers(words: Sequence[str]) -> frozenset[str]:
    """The stop words of the language that `words` (as `tokens` gives them, in order) are in; none for English.

    Empty too where no language is plain from the words.
    """
    return _known().get(language(words), frozenset())


def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language by its code (`en`, `de`), folded; none where the language is not known here."""
    return STOPWORDS if language == "en" else _known().get(language, frozenset())


def language(words: Sequence[str]) -> str:
    """The language that `words` (as `tokens` gives them, in order) are in: `en`, another code, or "" where not plain.

    Of languages that are not known here, those of other scripts than Latin are called by their script (`thai`).
    """
    counts = Counter(words[:_LOOKED_AT])
    seen = sum(counts.values())
    english = sum(count for word, count in counts.items() if word in STOPWORDS)
    if seen and english >= _ENGLISH * seen:
        return "en"
    hits = {lang: sum(counts[word] for word in known - STOPWORDS) for lang, known in _known().items()}
    best = min(hits, key=lambda lang: (-hits[lang], lang))
    enough = hits[best] >= max(_FEWEST, _SHARE * seen) and hits[best] > 2 * english
    return best if enough else _script(words)


def _script(words: Sequence[str]) -> str:
    """The language or script of most of the first letters: `ja` where there is kana, "" for Latin."""
    letters = [char for word in words[:_LETTERS] for char in word[:1] if char.isalpha()]
    scripts = Counter(unicodedata.name(char, "latin").split()[0].lower() for char in letters)
    most = min(scripts, key=lambda script: (-scripts[script], script), default="latin")
    if most in ("cjk", "hiragana", "katakana"):
        return "ja" if scripts["hiragana"] or scripts["katakana"] else "zh"
    return {"latin": "", "hangul": "ko"}.get(most, most)


@functools.cache
def _known() -> dict[str, frozenset[str]]:
    return {lang: frozenset(tokens(words)) for lang, words in _FILLERS.items()}
