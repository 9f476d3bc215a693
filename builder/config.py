"""Every setting of a site with its default, in one place. `config_file` reads site.toml into these."""

from __future__ import annotations

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
    """A folder under `themes/` here, or a theme that comes with Digest."""
    publish: Literal["link", "files"] = "link"
    """`link`: a complete new tree, swapped by symbolic link. `files`: a real folder, renamed file by file."""


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


class SiteConfig(Section, frozen=True):
    """A whole site.toml."""

    site: SiteSection = SiteSection()
    articles: ArticlesSection = ArticlesSection()
    build: BuildSection = BuildSection()
    sources: dict[str, SourceEntry] = {}
    embedding: EmbeddingSection = EmbeddingSection()
    threads: ThreadsSection = ThreadsSection()
    compare: CompareSection = CompareSection()
    extra: dict[str, Any] = {}
    """Free values for templates, as `site.extra`."""

    @property
    def base_path(self) -> str:
        """The path part of `base_url`, with slashes at both ends: `/` or `/repo/`."""
        return urlsplit(self.site.base_url).path

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.site.timezone)
