"""The pictures of an article as its page shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from markupsafe import Markup

from builder.model import Article, Picture
from builder.site import urls
from builder.site.index import SiteIndex
from builder.site.strings import Strings
from builder.site.urls import Urls
from builder.site.views import View

SIZES = "(min-width: 46rem) 41rem, calc(100vw - 2rem)"
"""How wide a picture is shown, for the browser to choose its copy by: the measure of the text, or the page."""
_NEAR = 960
"""The copy that a browser takes which cannot choose."""
_ALT_KEYS = ("image_alt", "image_description", "image_caption", "alt")
_WORDS = re.compile(r"<[^>]*>")


class PictureView(View, frozen=True):
    """A picture that the site holds, in copies of several widths; `url` is one of middling width.

    `alt` is the source's own description; where it gives none `described` is false and `alt` says so. `srcset` and
    `sizes` are as the attributes want them, `width` and `height` the picture's own, in pixels.
    """

    url: str
    srcset: str
    sizes: str
    width: int
    height: int
    alt: str
    described: bool
    lang: str = ""


def picture_view(to: Urls, picture: Picture, alt: str, t: Strings, lang: str = "") -> PictureView:
    """A picture that has a name; `alt` is the source's description, empty when there is none."""
    links = [(to.to(urls.image(picture.name, width)), width) for width in picture.widths]
    near = min(links, key=lambda row: (abs(row[1] - _NEAR), row[1]))
    return PictureView(
        url=near[0],
        srcset=", ".join(f"{link} {width}w" for link, width in links),
        sizes=SIZES,
        width=picture.width,
        height=picture.height,
        alt=alt or t("picture.undescribed"),
        described=bool(alt),
        lang=lang if alt else "",
    )


def lead_picture(index: SiteIndex, article: Article) -> PictureView | None:
    """The picture that the front matter names, unless the text shows the same one."""
    own = index.pictures(article)
    body = {picture.name for picture in own if not picture.lead} if index.shows_whole(article) else set()
    lead = next((picture for picture in own if picture.lead and picture.name and picture.name not in body), None)
    if lead is None:
        return None
    extra = dict(article.extra)
    alt = next((str(extra[key]) for key in _ALT_KEYS if isinstance(extra.get(key), str)), "")
    return picture_view(index.urls, lead, " ".join(alt.split()), index.t, index.lang(article))


def lead_link(index: SiteIndex, article: Article) -> str:
    """Where the picture that the front matter names lies, when it is not shown here and a page may lead there."""
    return next((urls.external(p.url) for p in index.pictures(article) if p.lead and not p.name), "")


def without_places(html: str) -> str:
    """A body for where no picture of the site can be shown: their places are taken out, descriptions stay."""
    return _PLACE.sub("", html).replace("<figure></figure>", "") if "data-picture" in html else html


_FIGURE = re.compile(r"<figure>(?:(?!</?figure>).)*</figure>", re.DOTALL)
_PLACE = re.compile(r'<span data-picture="([^"]*)" data-alt="([^"]*)"></span>')
_LINK = re.compile(r"</?a\b[^>]*>")
_CAPTION = re.compile(r"<figcaption([^>]*)>(.*?)</figcaption>", re.DOTALL)


def with_pictures(html: str, pictures: Mapping[str, Picture], to: Urls, t: Strings) -> str:
    """A sanitised body with its pictures where they stand; places of pictures that are not shown go.

    A caption that only repeats a shown picture's description is kept from being read out twice. The captions of
    pictures to which no page is to lead lose their link.
    """
    if "data-picture" not in html:
        return html
    html = _FIGURE.sub(lambda figure: _figure(figure[0], pictures, to, t), html)
    return _PLACE.sub("", html)


def _figure(html: str, pictures: Mapping[str, Picture], to: Urls, t: Strings) -> str:
    alts: set[str] = set()
    here: list[PictureView] = []
    elsewhere = False

    def place(match: re.Match[str]) -> str:
        nonlocal elsewhere
        picture, alt = pictures.get(unescape(match[1])), unescape(match[2])
        alts.add(alt)
        if picture is None or not picture.name:
            elsewhere = elsewhere or bool(picture and picture.url)
            return ""
        here.append(picture_view(to, picture, alt, t))
        return str(picture_html(here[-1]))

    def caption(match: re.Match[str]) -> str:
        words = " ".join(unescape(_WORDS.sub("", match[2])).split())
        if words not in alts or (elsewhere and not here):
            return match[0]
        hidden = ' aria-hidden="true"' if here else ""
        return f"<figcaption{match[1]}{hidden}>{_LINK.sub('', match[2])}</figcaption>"

    placed = _PLACE.sub(place, html)
    if placed == html:
        return html
    html = _CAPTION.sub(caption, placed)
    if any(not view.described for view in here) and "<figcaption" not in html:
        note = Markup('<figcaption aria-hidden="true"><span class="chip">{}</span></figcaption>')
        html = html.removesuffix("</figure>") + str(note.format(t("picture.undescribed"))) + "</figure>"
    return "" if html == "<figure></figure>" else html


def picture_html(view: PictureView) -> Markup:
    """The element: lazy, with its dimensions, so that nothing on the page moves when it comes."""
    return Markup(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" loading="lazy" decoding="async">'
    ).format(view.url, view.srcset, view.sizes, view.width, view.height, view.alt)
