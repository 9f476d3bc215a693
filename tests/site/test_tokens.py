"""The tokens of the default theme: written down as they are, and readable in light and in dark."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.site.pages import default_theme

TEXT, LARGE = 4.5, 3.0
"""The least contrast that WCAG 2.2 (AA) asks of text, and of large text and of what is drawn."""
PAIRS = [
    ("ink", "paper", 7.0),
    ("ink", "panel", 7.0),
    ("soft", "paper", TEXT),
    ("soft", "panel", TEXT),
    ("accent", "paper", TEXT),
    ("accent", "panel", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-mark", "mark", TEXT),
    ("only", "paper", TEXT),
    ("only", "panel", TEXT),
    *((f"tone-{n}", "paper", LARGE) for n in range(8)),
    *(("badge-ink", f"tone-{n}", TEXT) for n in range(8)),
]


def style(name: str = "style.css") -> str:
    """A style sheet of the default theme."""
    theme = default_theme()
    return theme.static[theme.assets[name]].decode()


@cache
def colours() -> dict[str, tuple[str, str]]:
    """Token -> its colour in light and in dark."""
    return {n: (a, b) for n, a, b in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", style())}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    digits = colour[1:]
    whole = "".join(2 * d for d in digits) if len(digits) == 3 else digits
    parts = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_contrast(front: str, back: str, least: float, scheme: int) -> None:
    assert contrast(colours()[front][scheme], colours()[back][scheme]) >= least


def test_the_reference_gives_every_token_and_its_contrast(repository: Path) -> None:
    """The table of docs/reference/theme.md, line by line."""
    text = (repository / "docs/reference/theme.md").read_text(encoding="utf-8")
    paper = colours()["paper"]
    for name, (light, dark) in colours().items():
        back = colours()["accent"] if name == "on-accent" else colours()["mark"] if name == "on-mark" else paper
        figures = " / ".join(f"{contrast(a, b):.1f}" for a, b in zip((light, dark), back, strict=True))
        row = f"| `--{name}` | `{light}` | `{dark}` |"
        assert row in text
        line = next(line for line in text.splitlines() if line.startswith(row))
        if name not in ("paper", "badge-ink"):
            assert figures in line, f"{name}: {figures}"
    tokens = set(re.findall(r"^\s*--([\w-]+):", style().split("@layer reset")[0], re.M)) - {"tone"}
    assert sorted(name for name in tokens if f"`--{name}`" not in text) == []


def test_every_rule_is_in_a_layer_and_no_size_of_type_is_made_up() -> None:
    for name in ("style.css", "story.css", "article.css"):
        sheet = re.sub(r"/\*.*?\*/", "", style(name), flags=re.S)
        depth = 0
        for opening, brace in re.findall(r"([^{};]*)([{}])", sheet):
            if brace == "{" and depth == 0:
                assert opening.strip().startswith("@layer"), (name, opening)
            depth += 1 if brace == "{" else -1
        rules = sheet.split("@layer reset", 1)[-1] if name == "style.css" else sheet
        loose = re.findall(r"(?:font-size:|font:[^;/]*?) ?(\d[\d.]*rem)", rules)
        assert set(loose) <= {"0.6875rem", "1.75rem"}, name


def test_sides_are_logical() -> None:
    """Left and right would be wrong in a language written from right to left."""
    for name in ("style.css", "story.css", "article.css"):
        sheet = re.sub(r"/\*.*?\*/", "", style(name), flags=re.S)
        assert re.findall(r"(?:margin|padding|border)-(?:left|right)|[;{\s](?:left|right): ", sheet) == [], name
