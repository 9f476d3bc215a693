"""Pictures are looked at without trust."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from PIL import Image

from builder.images.look import MAX_BYTES, WIDTHS, copy, look
from tests.images.make import bomb, picture, turned


def test_a_photograph_is_seen_as_its_camera_was_held_and_loses_its_notes() -> None:
    raw = turned(1200, 800)
    facts = look(raw)
    assert (facts.width, facts.height, facts.refused) == (800, 1200, "")
    made = Image.open(io.BytesIO(copy(raw, 480)))
    assert (made.size, made.format) == ((480, 720), "WEBP")
    assert not made.getexif()
    assert b"Berta" in raw
    assert b"Berta" not in copy(raw, 480)


@pytest.mark.parametrize(
    ("width", "widths"), [(100, (100,)), (480, (480,)), (700, (480, 700)), (1200, (480, 960, 1200)), (4000, WIDTHS)]
)
def test_copies_are_never_wider_than_the_picture(width: int, widths: tuple[int, ...]) -> None:
    assert look(picture(width, 60)).widths == widths


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_can_be_drawn(mode: str) -> None:
    raw = picture(600, 400, "PNG", mode)
    assert look(raw).refused == ""
    assert Image.open(io.BytesIO(copy(raw, 480))).size == (480, 320)


def test_cmyk_and_the_first_frame_of_a_film_can_be_drawn() -> None:
    frames = [Image.new("P", (100, 100), colour) for colour in (1, 2)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    for raw in (picture(mode="CMYK"), out.getvalue()):
        facts = look(raw)
        assert not getattr(Image.open(io.BytesIO(copy(raw, facts.widths[0]))), "is_animated", False)


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert copy(picture(), 480) == copy(picture(), 480)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (bomb(), "has more than 50 million pixels"),
        (bomb(9000, 9000), "has more than 50 million pixels"),
        (b"x" * (MAX_BYTES + 1), "is larger than 20 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "is an SVG"),
        (b"<?xml version='1.0'?><svg/>", "is an SVG"),
        (b"", "is no picture that can be shown"),
        (b"<html></html>", "is no picture that can be shown"),
        (picture()[:3000], "is no picture that can be shown"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", "is no picture that can be shown"),
        (picture(1, 1, "GIF", "L"), "is smaller than 48 pixels"),
        (picture(300, 300, "BMP"), "is no picture that can be shown"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_its_reason(raw: bytes, message: str) -> None:
    facts = look(raw)
    assert facts.refused.startswith(message), facts.refused
    assert "0x" not in facts.refused


def test_pillow_is_loaded_for_a_picture_only() -> None:
    code = "import builder.pipeline, builder.cached.pictures, builder.images.look, sys; assert 'PIL' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
