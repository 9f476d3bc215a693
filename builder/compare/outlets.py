"""Outlets and agencies by name and host: one key for the same outlet, however an article refers to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from builder.model import Article, OriginKind, Source
from builder.text.normalise import fold
from builder.text.urls import host_of

# Names of outlets whose host or short name does not follow from the full one: compact form -> full name.
_ALIASES: Mapping[str, str] = {
    "ap": "Associated Press", "apnews": "Associated Press", "afp": "Agence France-Presse",
    "upi": "United Press International", "pamedia": "Press Association", "kyodo": "Kyodo News", "xinhua": "Xinhua",
    "nyt": "New York Times", "nytimes": "New York Times", "washpost": "Washington Post", "wapo": "Washington Post",
    "wsj": "Wall Street Journal", "latimes": "Los Angeles Times", "ft": "Financial Times", "bbcnews": "BBC",
    "abcnews": "ABC News", "nbcnews": "NBC News", "cbsnews": "CBS News", "foxnews": "Fox News", "fox": "Fox News",
    "guardiannews": "Guardian", "huffpost": "HuffPost", "huffingtonpost": "HuffPost", "usatoday": "USA Today",
    "nypost": "New York Post", "nydailynews": "New York Daily News", "csmonitor": "Christian Science Monitor",
    "arstechnica": "Ars Technica", "bloombergnews": "Bloomberg", "tass": "TASS", "efe": "EFE", "lusa": "Lusa",
    "dpa": "Deutsche Presse-Agentur", "ansa": "ANSA", "cnn": "CNN", "cnbc": "CNBC", "msnbc": "MSNBC", "npr": "NPR",
    "pbs": "PBS", "bbc": "BBC", "abc": "ABC News", "nbc": "NBC News",
    "cbs": "CBS News", "itv": "ITV", "rte": "RTE", "cbc": "CBC", "aljazeera": "Al Jazeera", "reuters": "Reuters",
}  # fmt: skip
_AGENCIES = frozenset(
    """associatedpress reuters agencefrancepresse unitedpressinternational pressassociation deutschepresseagentur efe
    lusa ansa kyodonews xinhua tass bloomberg pressassociation europapress interfax""".split()
)
_KNOWN = frozenset(
    """politico axios buzzfeed buzzfeednews vox slate wired bloomberg variety guardian economist newsweek atlantic
    newyorker forbes businessinsider quartz verge techcrunch engadget gizmodo mashable breitbart dailycaller dailybeast
    thehill intercept propublica telegraph spiegel lemonde lefigaro elpais cnet zdnet theinformation tmz espn
    scientificamerican sueddeutschezeitung zeit lemondediplomatique haaretz yonhap nikkei scmp
    southchinamorningpost""".split()
)
_OUTLET_WORDS = frozenset(
    """times post news journal tribune herald gazette guardian magazine tv radio press telegraph chronicle observer
    courier daily weekly today review star globe examiner inquirer sentinel register bulletin dispatch standard
    broadcasting television newswire wire zeitung monitor record echo argus advertiser messenger newspaper
    podcast""".split()
)
_PLATFORMS = frozenset(
    """twitter x facebook instagram youtube youtu t tiktok linkedin reddit threads bsky flickr pinterest whatsapp
    google wikipedia wikimedia amazon apple goo bit tinyurl archive vimeo soundcloud spotify giphy truthsocial
    telegram""".split()
)
_SHARED_HOSTS = frozenset("blogspot wordpress substack medium github tumblr typepad ghost wixsite".split())
_SUFFIXES = frozenset("magazine news online press media paper daily mag tv radio news24 post times hq app".split())
_SECOND_LEVEL = frozenset("co com org net gov ac edu or ne go".split())


class Outlet(msgspec.Struct, frozen=True):
    """An outlet as an origin: `key` is its source id where known, else its compact name."""

    key: str
    name: str
    kind: OriginKind
    url: str = ""


class Outlets:
    """Every outlet that a thread's articles can be talking about."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._by_key: dict[str, Outlet] = {}
        self._alias: dict[str, str] = {}
        self._learned: dict[str, str] = {}
        shorts: dict[str, list[str]] = {}
        for source in sorted(sources):
            kind: OriginKind = "agency" if source.kind == "agency" or _canonical(source.name) in _AGENCIES else "outlet"
            self._by_key[source.id] = Outlet(source.id, source.name, kind, source.url)
            last = fold(source.name).split()[-1:]
            if len(fold(source.name).split()) > 1 and last[0] in _OUTLET_WORDS:
                shorts.setdefault(last[0], []).append(source.id)
            for alias in (
                _canonical(source.name),
                compact(source.id),
                _canonical(label(host_of(source.url))),
                compact(label(source.id)),
            ):
                if alias:
                    self._alias.setdefault(alias, source.id)

        for short, ids in shorts.items():
            if len(ids) == 1:
                self._alias.setdefault(short, ids[0])

    @classmethod
    def of(cls, articles: Sequence[Article], sources: Sequence[Source]) -> Outlets:
        """The known `sources`, and the articles' own hosts as further names of theirs."""
        made = cls(sources)
        for article in articles:
            made._by_key.setdefault(article.source_id, Outlet(article.source_id, article.source_id, "outlet"))
            made._alias.setdefault(compact(article.source_id), article.source_id)
            host = label(host_of(article.url))
            if host:
                made._alias.setdefault(_canonical(host), article.source_id)
        return made

    def is_own(self, name: str, source_id: str) -> bool:
        """Whether the name is that source's, or the last word of it: `the Courier` in the Ardossa Courier."""
        own = fold(self._by_key[source_id].name).split() if source_id in self._by_key else []
        return self.named(name).key == source_id or (len(own) > 1 and compact(name) == own[-1])

    def learn(self, name: str) -> None:
        """Take a name for an outlet's, because a phrase said so (`first reported by NAME`)."""
        self._learned.setdefault(_canonical(name), _tidy(name))

    def is_outlet(self, name: str) -> bool:
        """Whether the name is a known source's, a well-known outlet's, a learned one, or ends as outlets' names do."""
        canonical = _canonical(name)
        words = fold(name).split()
        return bool(canonical) and (
            canonical in self._alias
            or canonical in self._learned
            or canonical in _KNOWN
            or canonical in _AGENCIES
            or compact(name) in _ALIASES
            or (len(words) > 1 and words[-1] in _OUTLET_WORDS and words[0] not in ("good", "breaking", "fake"))
        )

    def named(self, name: str) -> Outlet:
        """The outlet of that name, known or not."""
        canonical = _canonical(name)
        key = self._alias.get(canonical, canonical)
        known = self._by_key.get(key)
        if known:
            return known
        return Outlet(
            key,
            self._learned.get(canonical) or _ALIASES.get(compact(name)) or _tidy(name),
            "agency" if key in _AGENCIES else "outlet",
        )

    def hosted(self, url: str) -> Outlet | None:
        """The outlet behind an address; None for platforms, where people speak and not outlets."""
        host = host_of(url)
        own = label(host)
        if not own or own in _PLATFORMS:
            return None
        canonical = _canonical(own)
        key = self._alias.get(canonical, canonical)
        known = self._by_key.get(key)
        if known:
            return Outlet(known.key, known.name, known.kind, known.url or url)
        stems = [
            name
            for name in sorted(self._learned)
            if len(name) > 3 and own.startswith(name) and own[len(name) :] in _SUFFIXES
        ]
        if stems:
            return Outlet(stems[-1], self._learned[stems[-1]], "outlet", url)
        name = self._learned.get(canonical) or _ALIASES.get(own, "")
        if name:
            return Outlet(key, name, "agency" if key in _AGENCIES else "outlet", url)
        return Outlet(key, host, "outlet" if canonical in _KNOWN else "link", url)

    def is_source(self, key: str) -> bool:
        """Whether the key is one of the site's sources."""
        return key in self._by_key

    def kind(self, key: str) -> OriginKind:
        """`agency` or `outlet`."""
        return self._by_key[key].kind if key in self._by_key else ("agency" if key in _AGENCIES else "outlet")


def compact(name: str) -> str:
    """Letters and digits of the folded name, without `the`: `The Verge`, `theverge` -> `verge`."""
    folded = re.sub(r"[^a-z0-9\w]", "", re.sub(r"'s$", "", fold(name)).replace("_", ""))
    return folded.removeprefix("the") if len(folded) > 6 else folded


def label(host: str) -> str:
    """The part of a host that names its owner: `news.bbc.co.uk` -> `bbc`, `jo.substack.com` -> `jo`."""
    parts = host.lower().split(":")[0].split(".")
    if len(parts) < 2:
        return ""
    place = -3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2 else -2
    if parts[place] in _SHARED_HOSTS and len(parts) > -place:
        return parts[place - 1]
    return parts[place]


def _canonical(name: str) -> str:
    short = compact(name)
    return compact(_ALIASES[short]) if short in _ALIASES else short


def _tidy(name: str) -> str:
    return re.sub(r"['’]s$", "", re.sub(r"^the\s+", "", name.strip(), flags=re.I)).strip(" .,")
