"""Every setting of a site with its default, in one place. `config_file` reads site.toml into these."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

CONFIG_NAME = "site.toml"


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of site.toml; unknown keys are refused with a suggestion."""


class SiteSection(Section, frozen=True):
    """`[site]`: what the publication is called and where it will stand."""

    title: str = "Digest"
    tagline: str = ""
    description: str = ""
    base_url: str = "http://localhost:8000/"
    """Absolute, with any sub-path (`https://name.github.io/repo/`); a missing last slash is added."""
    language: str = "en"
    timezone: str = "UTC"
    """An IANA name; dates on pages and the day archive use it."""
    author: str = ""


class ArticlesSection(Section, frozen=True):
    """`[articles]`: how an article's own page shows it."""

    body: Literal["auto", "full", "excerpt"] = "auto"
    """`auto`: an excerpt for an article with an external url, the full text for one's own."""
    excerpt_words: Annotated[int, msgspec.Meta(ge=10, le=1000)] = 80


class BuildSection(Section, frozen=True):
    """`[build]`: folders, relative to site.toml."""

    content: str = "content"
    output: str = "public"
    theme: str = "default"
    """The former place of `[theme] name`; it goes on working where that is not given."""
    publish: Literal["link", "files"] = "link"
    """`link`: a complete new tree, swapped by symbolic link. `files`: a real folder, renamed file by file."""


class ThemeSection(Section, frozen=True):
    """`[theme]`: how the site looks."""

    name: str = ""
    """A folder under `themes/` here, or a theme that comes with Digest; empty: `[build] theme`."""
    options: dict[str, Any] = {}
    """What the theme lets a site choose; its theme.toml says which there are, of what kind, and their defaults."""
    tokens: dict[str, str] = {}
    """Custom properties of the theme's CSS, without the two dashes: `accent = "#a11"`."""


class ImagesSection(Section, frozen=True):
    """`[images]`: the pictures of articles."""

    remote: Literal["link", "none", "copy"] = "link"
    """Pictures that lie elsewhere. `link`: their description leads there. `none`: the description alone. `copy`: a
    build fetches each once and shows it from the site; only with this does a build use the network."""
    local: bool = True
    """Whether pictures in the content folder are shown; else their descriptions stand alone."""


class SourceEntry(Section, frozen=True):
    """One row of `[sources]`: `"host.example" = { name = "...", kind = "...", url = "..." }`, or just a name."""

    name: str
    kind: str = ""
    url: str = ""


class EmbeddingSection(Section, frozen=True):
    """`[embedding]`: which sentence-transformers model gives the vectors."""

    model: str = "embedded"
    """`embedded` (all-MiniLM-L6-v2, carried), any sentence-transformers name, or a folder."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """`auto`: bfloat16 where the processor computes it natively."""


class CompareSection(Section, frozen=True):
    """`[compare]`: what is compared besides what the rules find."""

    nli: str = ""
    """The name or folder of a cross-encoder of sentence-transformers for natural language inference; none by default:
    then no such model is looked for, fetched or loaded."""


class ThreadsSection(Section, frozen=True):
    """`[threads]`: how alike and how near in time articles of one story must be."""

    window_days: Annotated[float, msgspec.Meta(gt=0)] = 10.0
    strictness: Annotated[float, msgspec.Meta(ge=-1, le=1)] = 0.0
    """0 is the calibrated setting; positive groups less, negative groups more."""
    languages: Literal["auto", "apart", "together"] = "auto"
    """Whether reports in different languages can be one thread by their meaning. `auto`: `together` with any model but
    the carried one, which knows English only."""


class SearchSection(Section, frozen=True):
    """`[search]`: the search of the published site."""

    enabled: bool = True
    """False: no search page and no index; the site has no `search/`."""
    meaning: bool = True
    """False: stories are found by words alone, and story pages name none that are like them."""
    offline: bool = False
    """True: a service worker keeps what a reader has fetched, so that search works without a connection."""


class SyndicationSection(Section, frozen=True):
    """`[syndication]`: the Atom and JSON feeds of the site and of each tag, source, story and saga."""

    entries: Annotated[int, msgspec.Meta(ge=1, le=500)] = 50
    """How many of the newest a feed holds."""
    text: Literal["summary", "full"] = "summary"
    """`full`: an article that is shown whole on its page is whole in feeds too."""
    hub: str = ""
    """A WebSub hub that the feeds name; none by default. Digest itself tells it nothing."""


class PicturesSection(Section, frozen=True):
    """`[pictures]`: the pictures that other services show beside a link to a story."""

    stories: Literal["all", "several", "none"] = "all"
    """For which stories one is drawn: every one, those of several sources, none. Others have the site's own."""


class AppSection(Section, frozen=True):
    """`[app]`: the web manifest, by which a phone keeps the site among its apps."""

    short_name: str = ""
    """Under the icon; the site's title where it is left out."""
    display: Literal["browser", "minimal-ui", "standalone"] = "minimal-ui"
    colour: Annotated[str, msgspec.Meta(pattern="^#[0-9a-fA-F]{6}$")] = "#12504f"
    """Of the icon's ground."""


class RobotsSection(Section, frozen=True):
    """`[robots]`: what robots.txt asks of crawlers."""

    refuse: tuple[str, ...] = ()
    """The names (user agents) of crawlers that are to read nothing."""


class HumansSection(Section, frozen=True):
    """`[humans]`: humans.txt, written when there is a text."""

    text: str = ""


class SecuritySection(Section, frozen=True):
    """`[security]`: /.well-known/security.txt (RFC 9116), written when there is a contact."""

    contact: tuple[str, ...] = ()
    """Addresses as URIs (`mailto:`, `https:`, `tel:`), the preferred first."""
    expires: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    """Until when the file may be believed; it must be given with `contact`."""
    languages: tuple[str, ...] = ()
    encryption: str = ""
    policy: str = ""
    acknowledgments: str = ""
    hiring: str = ""


FullText = Literal["feed", "page"]


class FetchSection(Section, frozen=True):
    """`[fetch]`: how `digest fetch`, `digest add` and `digest import` take things from the network."""

    opml: str = ""
    """An OPML file, relative to site.toml, whose feeds are read beside those of `[[feeds]]`."""
    full_text: FullText = "feed"
    """`feed`: what the feed gives, its full text where it has it. `page`: the text of the page that it links to."""
    max_items: Annotated[int, msgspec.Meta(ge=1, le=5000)] = 200
    """Items read of one feed in one run, in the feed's order; those beyond are counted and named."""
    pause_seconds: Annotated[float, msgspec.Meta(ge=0, le=600)] = 1.0
    """Between two requests to one host; a longer Crawl-delay of its robots.txt is kept to."""
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 30.0
    """For one request, from looking its host up to the last byte."""
    max_megabytes: Annotated[float, msgspec.Meta(gt=0, le=100)] = 8.0
    """Of one feed or page, unpacked, in 10^6 bytes."""
    private: bool = False
    """Whether hosts with private addresses (this machine, the local network) may be asked."""
    contact: str = ""
    """An address (of a page or for mail) that the user agent names; without it base_url, unless that is local."""


class FeedEntry(Section, frozen=True):
    """One `[[feeds]]`."""

    url: str
    name: str = ""
    """The outlet's name, written as the articles' `source`."""
    full_text: FullText | None = None
    """As in `[fetch]`, for this feed."""
    tags: tuple[str, ...] = ()
    """Added to the tags of each article."""
    lang: str = ""
    """The articles' language where the feed tells none."""


class SiteConfig(Section, frozen=True):
    """A whole site.toml."""

    site: SiteSection = SiteSection()
    articles: ArticlesSection = ArticlesSection()
    build: BuildSection = BuildSection()
    theme: ThemeSection = ThemeSection()
    images: ImagesSection = ImagesSection()
    sources: dict[str, SourceEntry] = {}
    embedding: EmbeddingSection = EmbeddingSection()
    threads: ThreadsSection = ThreadsSection()
    search: SearchSection = SearchSection()
    compare: CompareSection = CompareSection()
    syndication: SyndicationSection = SyndicationSection()
    pictures: PicturesSection = PicturesSection()
    app: AppSection = AppSection()
    robots: RobotsSection = RobotsSection()
    humans: HumansSection = HumansSection()
    security: SecuritySection = SecuritySection()
    fetch: FetchSection = FetchSection()
    feeds: tuple[FeedEntry, ...] = ()
    extra: dict[str, Any] = {}
    """Free values for templates, as `site.extra`."""

    @property
    def base_path(self) -> str:
        """The path part of `base_url`, with slashes at both ends: `/` or `/repo/`."""
        return urlsplit(self.site.base_url).path

    @property
    def theme_name(self) -> str:
        """The theme in use."""
        return self.theme.name or self.build.theme

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.site.timezone)
