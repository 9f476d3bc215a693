"""Drawing: a spec becomes a PNG of 1200 x 630 pixels. Only `make` of a planned page imports this, and with it Pillow.

A picture has few colours, so it is drawn as numbers into a palette: sixteen steps between each pair of colours in use,
for soft edges. That makes it three times quicker to draw and to pack than in full colour.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from builder.site import locales
from builder.site.pictures.canvas import STEPS, WIDTH, Canvas
from builder.site.pictures.fonts import drawable, lines_of, type_of
from builder.site.pictures.icons import draw_icon
from builder.site.pictures.specs import Icon, SitePicture, Spec, StoryPicture

MARGIN = 64
ROOM = WIDTH - 2 * MARGIN
PAPER, INK, SOFT, RULE = "#fcfbf8", "#1b1a18", "#57534b", "#dcd7cc"
TONES = ("#4a3d8f", "#8a2252", "#55600f", "#7d4a12", "#2f5f8a", "#1d6b45", "#6b2f8a", "#a03c17")
"""As the default theme has them on light paper."""
SIZES = (76, 66, 58, 50, 44)
"""Of a headline: the largest at which it fits."""
HEADLINE_TOP, HEADLINE_ROOM = 116, 284
BADGE, GAP, CELL = 54, 14, 15
"""A source's badge, what lies between two, and the side of a cell of the matrix above them."""
BADGE_TOP = 520


def draw(spec: Spec) -> bytes:
    """The PNG that a spec tells of."""
    if isinstance(spec, Icon):
        return draw_icon(spec)
    return _site(spec) if isinstance(spec, SitePicture) else _story(spec)


def _story(spec: StoryPicture) -> bytes:
    ramps = ((PAPER, INK), (PAPER, SOFT), (PAPER, RULE), *((tone, "#ffffff") for tone in TONES))
    canvas = Canvas(ramps, spec.direction)
    small = type_of("label", 30)
    canvas.text(MARGIN, 76, spec.site, small, 1, room=ROOM * 6 // 10)
    first, last = spec.days
    if first:
        canvas.text_end(MARGIN, 76, locales.span(spec.language, first, last), small, 1)
    canvas.bar(MARGIN, 98, ROOM, 2, 2 * STEPS + STEPS - 1)
    if drawable(spec.title, "headline"):
        _headline(canvas, spec.title)
    _matrix(canvas, spec)
    _counts(canvas, spec)
    return canvas.png()


def _headline(canvas: Canvas, title: str) -> None:
    """The headline in the largest size at which it fits, else with an ellipsis."""
    size = next((size for size in SIZES if len(_fit(title, size)) <= _most(size)), SIZES[-1])
    style = type_of("headline", size)
    lines = _even(title, size)
    if len(lines) > _most(size):
        lines = [*lines[: _most(size) - 1], style.cut(" ".join(lines[_most(size) - 1 :]), ROOM)]
    first = HEADLINE_TOP + size
    canvas.lines(MARGIN, [first + place * _step(size) for place in range(len(lines))], lines, style, 0)


def _fit(title: str, size: int) -> list[str]:
    return lines_of(title, "headline", size, ROOM)


def _even(title: str, size: int) -> list[str]:
    """The lines of a headline made as even as they can be without another line: no word stands alone at the end."""
    most = len(_fit(title, size))
    low, high = ROOM // 2, ROOM
    while high - low > 8:
        middle = (low + high) // 2
        if len(lines_of(title, "headline", size, middle)) <= most:
            high = middle
        else:
            low = middle
    return lines_of(title, "headline", size, high)


def _step(size: int) -> int:
    """From one line to the next."""
    return size * 6 // 5


def _most(size: int) -> int:
    """Lines that there is room for."""
    return HEADLINE_ROOM // _step(size)


def _matrix(canvas: Canvas, spec: StoryPicture) -> None:
    """A badge for each source, and above it a filled cell for each of the first claims that it reports."""
    letters = type_of("label", 24)
    for place, column in enumerate(spec.columns):
        at = MARGIN + place * (BADGE + GAP)
        ramp = 3 + column.tone % len(TONES)
        canvas.bar(at, BADGE_TOP, BADGE, BADGE, ramp * STEPS)
        canvas.text_in(at, BADGE_TOP, BADGE, column.letters, letters, ramp)
        for row, says in enumerate(column.says):
            top = BADGE_TOP - 12 - (len(column.says) - row) * (CELL + 4)
            if says:
                canvas.bar(at, top, BADGE, CELL, ramp * STEPS)
            else:
                canvas.bar(at, top + CELL // 2 - 1, BADGE, 2, 2 * STEPS + STEPS - 1)
    if spec.more:
        at = MARGIN + len(spec.columns) * (BADGE + GAP)
        canvas.text_in(at, BADGE_TOP, BADGE, f"+{spec.more}", letters, 1)


def _counts(canvas: Canvas, spec: StoryPicture) -> None:
    """How many sources report it, and on how many independent origins they rest."""
    figures = {"sources": spec.outlets, "origins": spec.independent}
    label = type_of("label", 28)
    rows = []
    for name, forms in spec.words:
        n = figures[name]
        known = dict(forms)
        form = known.get(locales.plural(spec.language, n)) or known.get("other", "{n}")
        rows.append(form.replace("{n}", locales.number(spec.language, n)))
    for place, text in enumerate(rows):
        canvas.text_end(MARGIN, BADGE_TOP + 8 + place * 38, text, label, 0 if place == 0 else 1)


def _site(spec: SitePicture) -> bytes:
    canvas = Canvas(((spec.colour, "#ffffff"), (spec.colour, "#f4c95d")), spec.direction)
    mark = Image.open(BytesIO(draw_icon(Icon(size=120, colour=spec.colour)))).convert("L")
    # The mark's strokes are white on the ground's own colour: its light parts, without the ground.
    ground = mark.getpixel((60, 8))
    base = ground if isinstance(ground, int) else 0
    canvas.paste(MARGIN, 64, mark.point([max(0, v - base) * 255 // max(1, 255 - base) for v in range(256)]), 0)
    title = type_of("headline", 84)
    lines = lines_of(spec.title, "headline", 84, ROOM)[:2] if drawable(spec.title, "headline") else []
    for place, line in enumerate(lines):
        canvas.text(MARGIN, 340 + place * 96, line, title, 0, room=ROOM)
    label = type_of("label", 36)
    if drawable(spec.tagline, "label"):
        for place, line in enumerate(lines_of(spec.tagline, "label", 36, ROOM)[:2]):
            canvas.text(MARGIN, 340 + len(lines) * 96 - 20 + place * 48, line, label, 0, room=ROOM)
    return canvas.png()
