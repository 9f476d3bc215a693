"""Small files that programs look for by name: robots.txt, humans.txt, security.txt and the web manifest."""

from __future__ import annotations

import msgspec

from builder.config import SecuritySection
from builder.site import locales, sitemap, urls
from builder.site.feeds import stamp
from builder.site.index import SiteIndex
from builder.site.pictures.specs import Icon
from builder.site.xmltext import iri, legal, one_line

ICONS = {
    "favicon.ico": Icon(size=32, colour=""),
    "apple-touch-icon.png": Icon(size=180, colour="", safe=True),
    "icon-192.png": Icon(size=192, colour=""),
    "icon-512.png": Icon(size=512, colour=""),
    "icon-512-maskable.png": Icon(size=512, colour="", safe=True),
}
"""The icon's forms by file name; the colour is the site's."""
PAPER = "#fcfbf8"
"""The ground of pages in the light, shown while the app starts."""


def robots(index: SiteIndex) -> bytes:
    """robots.txt: everyone may read everything but those that site.toml refuses; it names the sitemaps."""
    rows = ["User-agent: *", "Allow: /", ""]
    if refused := sorted(set(index.config.robots.refuse), key=str.lower):
        rows = [*(f"User-agent: {name}" for name in refused), "Disallow: /", "", *rows]
    return "\n".join((*rows, f"Sitemap: {iri(index.urls.absolute(sitemap.INDEX))}", "")).encode()


def humans(index: SiteIndex) -> bytes:
    """humans.txt, as site.toml has it; empty when it has none."""
    text = legal(index.config.humans.text).strip()
    return f"{text}\n".encode() if text else b""


def security(index: SiteIndex) -> bytes:
    """security.txt (RFC 9116); empty when no contact is given."""
    told: SecuritySection = index.config.security
    if not told.contact or told.expires is None:
        return b""
    rows = [("Contact", contact) for contact in told.contact]
    rows.append(("Expires", stamp(told.expires)))
    rows += [
        ("Encryption", told.encryption),
        ("Acknowledgments", told.acknowledgments),
        ("Preferred-Languages", ", ".join(told.languages)),
        ("Canonical", index.urls.absolute(urls.security())),
        ("Policy", told.policy),
        ("Hiring", told.hiring),
    ]
    return "".join(f"{name}: {value}\n" for name, value in rows if value).encode()


def manifest(index: SiteIndex) -> bytes:
    """The web app manifest: names, colours, icons, and the site's own address as its bounds."""
    site, app = index.config.site, index.config.app
    home = index.urls.to()
    rows = {
        "id": home,
        "name": one_line(site.title),
        "short_name": one_line(app.short_name or site.title),
        "description": one_line(site.description or site.tagline),
        "lang": site.language,
        "dir": locales.direction(site.language),
        "start_url": home,
        "scope": home,
        "display": app.display,
        "theme_color": app.colour,
        "background_color": PAPER,
        "categories": ["news"],
        "icons": [
            {
                "src": index.urls.to(urls.icon(name)),
                "sizes": f"{icon.size}x{icon.size}",
                "type": "image/png",
                "purpose": "maskable" if icon.safe else "any",
            }
            for name, icon in ICONS.items()
            if name.startswith("icon-")
        ],
    }
    known = {name: value for name, value in rows.items() if value}
    return msgspec.json.format(msgspec.json.encode(known), indent=1) + b"\n"
