"""The site's icon: three strands that meet in one point, on the site's colour, in the sizes that systems ask for."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from builder.site.pictures.specs import Icon

UNITS = 32
"""The drawing's own measure, as that of `favicon.svg`."""
FINER = 3
"""It is drawn this many times larger and then made smaller, for smooth edges."""
_STRANDS = (
    ((7, 9), (13, 9), (18, 9), (18, 16), (23, 16)),
    ((7, 16), (23, 16)),
    ((7, 23), (13, 23), (18, 23), (18, 16), (23, 16)),
)
"""Each a line to its second point and, where there are five, a cubic curve from there."""
_STROKE, _DOT = 2.6, 3.2
_LIGHT, _POINT = "#ffffff", "#f4c95d"


def draw_icon(spec: Icon) -> bytes:
    """The icon as PNG: its corners round and clear, or with `safe` filling the square and away from the rim."""
    side = spec.size * FINER
    image = Image.new("RGBA", (side, side), spec.colour if spec.safe else "#00000000")
    pen = ImageDraw.Draw(image)
    unit = side / UNITS * (0.7 if spec.safe else 1)
    start = side * 0.15 if spec.safe else 0.0
    if not spec.safe:
        pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=6 * unit, fill=spec.colour)
    for strand in _STRANDS:
        points = [(start + x * unit, start + y * unit) for x, y in _curve(strand)]
        pen.line(points, fill=_LIGHT, width=round(_STROKE * unit), joint="curve")
        for point in (points[0], points[-1]):
            _dot(pen, point, _STROKE / 2 * unit, _LIGHT)
    _dot(pen, (start + 24 * unit, start + 16 * unit), _DOT * unit, _POINT)
    out = BytesIO()
    image.resize((spec.size, spec.size), Image.Resampling.BOX).save(out, "PNG", compress_level=6)
    return out.getvalue()


def draw_ico(spec: Icon) -> bytes:
    """The icon as `favicon.ico`, for programs that know no other."""
    out = BytesIO()
    Image.open(BytesIO(draw_icon(spec))).save(out, "ICO", sizes=[(spec.size, spec.size)])
    return out.getvalue()


def _curve(strand: tuple[tuple[int, int], ...]) -> list[tuple[float, float]]:
    """Points along a strand, close enough to look like a curve."""
    if len(strand) == 2:
        return [(float(x), float(y)) for x, y in strand]
    head, a, b, c, d = strand
    out: list[tuple[float, float]] = [(float(head[0]), float(head[1]))]
    for step in range(25):
        t = step / 24
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        out.append(
            (
                sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
            )
        )
    return out


def _dot(pen: ImageDraw.ImageDraw, middle: tuple[float, float], radius: float, colour: str) -> None:
    x, y = middle
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
